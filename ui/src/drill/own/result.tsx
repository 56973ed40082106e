/** What the drill came to at her place, in one sentence and a few figures; and that the page is not for everybody. */
import type { ReactNode } from 'react';
import type { OwnScore } from '../../../../src/drill/own/model.ts';
import { count, plural } from '../../lib/format.ts';
import { Figures } from '../../parts/section.tsx';
import { Day } from '../../parts/time.tsx';
import { Ladder } from '../ladder.tsx';
import { OWN_OUTCOME, OWN_OUTCOMES, type OwnOutcome, ownOutcome } from './words.ts';

export function OwnResultSection({ score }: { readonly score: OwnScore }): ReactNode {
  const { alarms, review } = score.alreadyThere;
  const outcomes = outcomesOf(score);
  const laid = score.intrusions.length - (outcomes.get('not-possible') ?? 0);
  return (
    <section id="result" className={`verdict verdict-${tone(outcomes, laid)}`} aria-labelledby="result-title">
      <p className="verdict-label">Would an intrusion be noticed at your place?</p>
      <h1 id="result-title">{headline((outcomes.get('alarm') ?? 0) + (outcomes.get('partly') ?? 0), laid)}</h1>
      <p className="verdict-meaning">
        Letterlock took a copy of your logs, laid intrusions that never happened into it, one at a time, and
        investigated it as it investigates yours. Nobody was attacked for this, and your files were only read.
      </p>
      {score.intrusions.length === 0 ? null : (
        <Ladder
          steps={OWN_OUTCOMES.map((outcome) => ({ ...OWN_OUTCOME[outcome], number: outcomes.get(outcome) ?? 0 }))}
        />
      )}
      <Figures
        items={[
          {
            label: 'Your logs',
            value: plural(score.tenant.people, 'mailbox', 'mailboxes'),
            note: (
              <>
                accessed from <Day at={score.tenant.from} /> to <Day at={score.tenant.to} />
              </>
            ),
          },
          {
            label: 'There already',
            value: plural(alarms, 'alarm'),
            note: `and ${plural(review, 'incident')} for review, without any drill`,
          },
          {
            label: 'Checks that could not run',
            value: count(score.notRun.reduce((sum, { checks }) => sum + checks.length, 0)),
            note: 'for want of logs',
          },
        ]}
      />
      {alarms === 0 ? null : (
        <p className="drill-caveat">
          <strong>
            Look into {alarms === 1 ? 'the alarm that is' : `the ${count(alarms)} alarms that are`} there already first.
          </strong>{' '}
          They are in your logs as they are, and one of them may be a real intrusion: <a href="#there">what is there</a>
          .
        </p>
      )}
      <p className="drill-caveat">
        <strong>Keep this page as you keep your logs.</strong> It names mailboxes, people and applications of yours, and
        it tells an intruder what you would not notice. Show it to those who may see both.
      </p>
    </section>
  );
}

function outcomesOf({ intrusions }: OwnScore): ReadonlyMap<OwnOutcome, number> {
  const all = intrusions.map(ownOutcome);
  return new Map(OWN_OUTCOMES.map((outcome) => [outcome, all.filter((one) => one === outcome).length]));
}

function headline(alarmed: number, laid: number): string {
  if (laid === 0) return 'No intrusion could be tried';
  if (laid === 1) return alarmed === 1 ? 'The intrusion would raise an alarm' : 'The intrusion would raise no alarm';
  return `${count(alarmed)} of ${count(laid)} intrusions would raise an alarm`;
}

/** Colour of the section: calm only where somebody is called for everything that was tried. */
function tone(outcomes: ReadonlyMap<OwnOutcome, number>, laid: number): string {
  if ((outcomes.get('missed') ?? 0) + (outcomes.get('no-record') ?? 0) > 0) return 'intrusion';
  return laid > 0 && outcomes.get('alarm') === laid ? 'nothing-found' : 'review';
}
