/** What the drill came to, in one sentence and a few figures. */
import type { ReactNode } from 'react';
import type { SuiteScore } from '../../../src/drill/model.ts';
import { count, plural } from '../lib/format.ts';
import { Figures } from '../parts/section.tsx';
import { Ladder } from './ladder.tsx';
import {
  hoursOf,
  hoursText,
  medianOf,
  OUTCOMES,
  type Outcome,
  outcomesOf,
  rate,
  rateText,
  type Totals,
  totalsOf,
} from './score.ts';
import { OUTCOME, SUITE } from './words.ts';

export function ResultSection({ score }: { readonly score: SuiteScore }): ReactNode {
  const totals = totalsOf(score);
  const outcomes = outcomesOf(score.worlds);
  const runs = score.worlds.reduce((sum, world) => sum + world.runs, 0);
  return (
    <section id="result" className={`verdict verdict-${tone(totals, outcomes)}`} aria-labelledby="result-title">
      <p className="verdict-label">Result of the drill</p>
      <h1 id="result-title">{headline(totals, outcomes)}</h1>
      <p className="verdict-meaning">
        Letterlock made {plural(runs, 'organisation')} that never existed, broke into{' '}
        {totals.intrusions === 0 ? 'none of them' : 'some of them'}, investigated the logs as it would investigate
        yours, and compared what it said with what had happened.
      </p>
      {totals.intrusions === 0 ? null : (
        <Ladder
          steps={OUTCOMES.map((outcome) => ({
            ...OUTCOME[outcome],
            number: outcomes.get(outcome) ?? 0,
            colour: `outcome-${outcome}`,
          }))}
        />
      )}
      <Figures items={figures(score, totals)} />
      <p className="drill-caveat">{SUITE[score.suite]}</p>
    </section>
  );
}

function headline({ intrusions, falseAlarms }: Totals, outcomes: ReadonlyMap<Outcome, number>): string {
  if (intrusions === 0) return falseAlarms === 0 ? 'No false alarm' : plural(falseAlarms, 'false alarm');
  const alarmed = (outcomes.get('alarm') ?? 0) + (outcomes.get('partly') ?? 0);
  const all = intrusions === 1 ? 'The intrusion' : `${count(alarmed)} of ${count(intrusions)} intrusions`;
  if (intrusions === 1) return alarmed === 1 ? `${all} raised an alarm` : `${all} raised no alarm`;
  return `${all} raised an alarm`;
}

/** Colour of the section: calm only where nothing is left open. */
function tone({ intrusions, falseAlarms }: Totals, outcomes: ReadonlyMap<Outcome, number>): string {
  if (falseAlarms > 0 || (outcomes.get('missed') ?? 0) > 0) return 'intrusion';
  return (outcomes.get('alarm') ?? 0) === intrusions ? 'nothing-found' : 'review';
}

function figures(score: SuiteScore, totals: Totals): Parameters<typeof Figures>[0]['items'] {
  const { asked, hours } = hoursOf(score.worlds.flatMap(({ intrusions }) => intrusions));
  const median = medianOf(hours);
  return [
    {
      label: 'False alarms',
      value: rateText(rate(totals.falseAlarms, totals.mailboxWeeks)),
      note: `per 1,000 mailboxes and week; ${count(totals.falseAlarms)} in all`,
    },
    {
      label: 'Wrong findings for review',
      value: rateText(rate(totals.falseFindings, totals.mailboxWeeks)),
      note: `per 1,000 mailboxes and week; ${count(totals.falseFindings)} in all`,
    },
    ...(totals.intrusions === 0
      ? []
      : [
          {
            label: 'Intervals that hold the truth',
            value: `${count(totals.intervals.found)} of ${count(totals.intervals.of)}`,
            note: 'a report states how many messages were accessed at least and at most',
          },
        ]),
    ...(asked === 0
      ? []
      : [
          {
            label: 'From first access to alarm',
            value: median === undefined ? 'never' : hoursText(median),
            note:
              median === undefined
                ? 'no alarm was raised'
                : `in the middle of ${plural(hours.length, 'alarm')}, as logs arrive`,
          },
        ]),
  ];
}
