/** Ideas that others have published, on the same logs. */
import type { ReactNode } from 'react';
import type { Part } from '../../../src/drill/model.ts';
import type { DrillView } from '../../../src/drill/view.ts';
import { Lit } from '../parts/lit.tsx';
import { Section } from '../parts/section.tsx';
import { Meter } from './meter.tsx';
import { outcomeOf, rate, rateText, sumOf, totalsOf } from './score.ts';

const INTRO =
  'The same logs, looked at with ideas that others have published, in our own words and queries. This is our reading of an idea; a product may do more than its published idea. An intrusion counts as noticed where any alert names a record of it.';

interface Row {
  readonly name: string;
  readonly source: string | null;
  readonly intrusions: Part;
  readonly mailboxes: Part;
  readonly falseAlerts: number;
}

export function IdeasSection({ view }: { readonly view: DrillView }): ReactNode {
  const rows = rowsOf(view);
  const weeks = totalsOf(view.score).mailboxWeeks;
  return (
    <Section id="ideas" title="Compared with what others look for" intro={INTRO}>
      <div className="table-wrap">
        <table className="plain-table drill-table">
          <thead>
            <tr>
              <th scope="col">What is looked for</th>
              <th scope="col">Intrusions noticed</th>
              <th scope="col">Mailboxes</th>
              <th scope="col" className="numeric">
                False alerts per 1,000 mailboxes and week
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.name} className={row.source === null ? 'is-ours' : undefined}>
                <th scope="row">
                  <Lit text={row.name} />
                  {row.source === null ? null : (
                    <span className="drill-source">
                      <Lit text={row.source} />
                    </span>
                  )}
                </th>
                <td data-label="Intrusions noticed">
                  <Meter part={row.intrusions} />
                </td>
                <td data-label="Mailboxes">
                  <Meter part={row.mailboxes} />
                </td>
                <td className="numeric" data-label="False alerts per 1,000 mailboxes and week">
                  {rateText(rate(row.falseAlerts, weeks))}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Section>
  );
}

/** Ours first. Of ours an intrusion counts where an alarm covers any of it, as an alert of the others does. */
function rowsOf({ score, ideas }: DrillView): readonly Row[] {
  const intrusions = score.worlds.flatMap((world) => world.intrusions).map(outcomeOf);
  const logged = intrusions.filter((outcome) => outcome !== 'unlogged');
  const { falseAlarms, mailboxes } = totalsOf(score);
  const ours: Row = {
    name: 'Alarms of this program',
    source: null,
    intrusions: {
      found: logged.filter((outcome) => outcome === 'alarm' || outcome === 'partly').length,
      of: logged.length,
    },
    mailboxes,
    falseAlerts: falseAlarms,
  };
  const others = ideas.map(({ idea, source }): Row => {
    const own = score.worlds.flatMap(({ published }) => published.filter((one) => one.idea === idea));
    return {
      name: idea.charAt(0).toUpperCase() + idea.slice(1),
      source,
      intrusions: sumOf(own.map((one) => one.intrusions)),
      mailboxes: sumOf(own.map((one) => one.mailboxes)),
      falseAlerts: own.reduce((sum, one) => sum + one.falseAlerts, 0),
    };
  });
  return [ours, ...others];
}
