/** What was wrongly found, world by world. */
import type { ReactNode } from 'react';
import type { DrillView } from '../../../src/drill/view.ts';
import { count } from '../lib/format.ts';
import { Lit } from '../parts/lit.tsx';
import { Section } from '../parts/section.tsx';
import { rate, rateText, totalsOf } from './score.ts';

const INTRO =
  'What the program says where nothing is wrong, per 1,000 mailboxes and week. An alarm wants somebody at once; a finding for review (of medium severity or above, outside of an intrusion) wants to be looked at; a hint is kept and shows only to those who ask.';

export function NoiseSection({ view }: { readonly view: DrillView }): ReactNode {
  const { score } = view;
  const totals = totalsOf(score);
  const cells = (alarms: number, findings: number, hints: number, weeks: number): ReactNode => (
    <>
      {(
        [
          ['Alarms', alarms],
          ['For review', findings],
          ['Hints', hints],
        ] as const
      ).map(([label, number]) => (
        <td
          key={label}
          data-label={label}
          className={`numeric${label === 'Alarms' && number > 0 ? ' drill-wrong' : ''}`}
        >
          {rateText(rate(number, weeks))}
          {number === 0 ? null : <span className="drill-absolute"> ({count(number)})</span>}
        </td>
      ))}
    </>
  );
  return (
    <Section id="noise" title="What was wrongly found" intro={INTRO}>
      <div className="table-wrap">
        <table className="plain-table noise-table">
          <thead>
            <tr>
              <th scope="col">Organisation</th>
              <th scope="col" className="numeric">
                Alarms
              </th>
              <th scope="col" className="numeric">
                For review
              </th>
              <th scope="col" className="numeric">
                Hints
              </th>
              <th scope="col">Most of them by</th>
            </tr>
          </thead>
          <tbody>
            {score.worlds.map((world) => (
              <tr key={world.world}>
                <th scope="row">
                  <Lit text={world.title} />
                  <br />
                  <code className="quiet">
                    <Lit text={world.world} />
                  </code>
                </th>
                {cells(world.falseAlarms, world.falseFindings, world.falseHints, world.mailboxWeeks)}
                <td data-label="Most of them by">
                  {world.falseDetections[0] === undefined ? (
                    ''
                  ) : (
                    <code>
                      <Lit text={world.falseDetections[0][0]} />
                    </code>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row">All</th>
              {cells(totals.falseAlarms, totals.falseFindings, totals.falseHints, totals.mailboxWeeks)}
              <td />
            </tr>
          </tfoot>
        </table>
      </div>
      <p className="note">In brackets: how many there were in all.</p>
    </Section>
  );
}
