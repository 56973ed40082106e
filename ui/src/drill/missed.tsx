/** Intrusions that an alarm does not cover whole, worst first, with what that means. */
import type { ReactNode } from 'react';
import type { SuiteScore, WorldScore } from '../../../src/drill/model.ts';
import { count, plural } from '../lib/format.ts';
import { Lit } from '../parts/lit.tsx';
import { Section } from '../parts/section.tsx';
import { type Outcome, outcomeOf, outcomesOf, sumOf } from './score.ts';
import { OUTCOME, WHY } from './words.ts';

/** Worst first. */
const OPEN: readonly Exclude<Outcome, 'alarm'>[] = ['missed', 'review', 'partly', 'unlogged'];

export function MissedSection({ score }: { readonly score: SuiteScore }): ReactNode {
  const open = OPEN.flatMap((outcome) => {
    const worlds = score.worlds.filter((world) => (outcomesOf([world]).get(outcome) ?? 0) > 0);
    return worlds.length === 0 ? [] : [{ outcome, worlds }];
  });
  const wrong = score.worlds.filter(({ intervals }) => intervals.found < intervals.of);
  return (
    <Section
      id="missed"
      title="What was missed, and why it matters"
      intro="What no alarm covers. It is here so that you know what this program does not do for you."
    >
      {open.length === 0 && wrong.length === 0 ? (
        <p className="empty">Nothing: alarms cover all that the logs hold.</p>
      ) : null}
      {open.map(({ outcome, worlds }) => (
        <div key={outcome} className="missed-group">
          <h3>
            <span className={`badge outcome-badge outcome-${outcome}`}>{OUTCOME[outcome].word}</span>
          </h3>
          <p>{WHY[outcome]}</p>
          <ul>
            {worlds.map((world) => (
              <li key={world.world}>
                <Lit text={world.title} />: {whatOf(world, outcome)}
              </li>
            ))}
          </ul>
        </div>
      ))}
      {wrong.length === 0 ? null : (
        <div className="missed-group">
          <h3>Intervals that do not hold the truth</h3>
          <p>
            A report says how many messages were accessed at least and at most. Here it said so and was wrong; whoever
            must tell the persons concerned would tell too many or too few.
          </p>
          <ul>
            {wrong.map(({ world, title, intervals }) => (
              <li key={world}>
                <Lit text={title} />: {count(intervals.of - intervals.found)} of {count(intervals.of)}
              </li>
            ))}
          </ul>
        </div>
      )}
    </Section>
  );
}

/** What the intruder had in the intrusions of one outcome, by the truth. */
function whatOf({ intrusions }: WorldScore, outcome: Outcome): string {
  const own = intrusions.filter((one) => outcomeOf(one) === outcome);
  const truth = own.reduce((sum, { interval }) => sum + interval.truth, 0);
  const mailboxes = sumOf(own.map((one) => one.mailboxes));
  const times = intrusions.length === 1 ? '' : `${count(own.length)} of ${plural(intrusions.length, 'time')}; `;
  const where =
    mailboxes.of === 0
      ? ''
      : ` of ${plural(mailboxes.of, 'mailbox', 'mailboxes')}${mailboxes.found === 0 ? '' : `, ${count(mailboxes.found)} of them in an alarm`}`;
  return truth === 0 ? `${times}no message was accessed` : `${times}${plural(truth, 'message')}${where} accessed`;
}
