/** Intrusions that no alarm of their own covers whole, worst first, each with the logs that would hold more of it. */
import type { ReactNode } from 'react';
import type { OwnScore } from '../../../../src/drill/own/model.ts';
import { plural } from '../../lib/format.ts';
import { Lit } from '../../parts/lit.tsx';
import { Section } from '../../parts/section.tsx';
import { OWN_OUTCOME, OWN_WHY, type OwnOutcome, ownOutcome } from './words.ts';

/** Worst first. */
const OPEN: readonly Exclude<OwnOutcome, 'alarm'>[] = [
  'no-record',
  'missed',
  'review',
  'joins',
  'partly',
  'not-possible',
];

export function UnseenSection({ score }: { readonly score: OwnScore }): ReactNode {
  const open = OPEN.flatMap((outcome) => {
    const intrusions = score.intrusions.filter((one) => ownOutcome(one) === outcome);
    return intrusions.length === 0 ? [] : [{ outcome, intrusions }];
  });
  return (
    <Section
      id="unseen"
      title="What no alarm of its own would cover"
      intro="Worst first. It is here so that you know what this program, with the logs you have, does not do for you."
    >
      {open.length === 0 ? (
        <p className="empty">Nothing: every intrusion that was tried would raise an alarm.</p>
      ) : null}
      {open.map(({ outcome, intrusions }) => (
        <div key={outcome} className="missed-group">
          <h3>
            <span className={`badge outcome-badge ${OWN_OUTCOME[outcome].colour}`}>{OWN_OUTCOME[outcome].word}</span>
          </h3>
          <p>{OWN_WHY[outcome]}</p>
          <ul>
            {intrusions.map(({ intrusion, title, reason, uncollected }) => (
              <li key={intrusion}>
                <Lit text={title} />
                {reason === null ? null : (
                  <>
                    : <Lit text={reason} />
                  </>
                )}
                {uncollected.length === 0 ? null : (
                  <ul>
                    {uncollected.map(({ log, collect, records, here }) => (
                      <li key={log}>
                        {here ? 'Here, but not for that time: ' : 'Not here: '}
                        <Lit text={collect} />, with {plural(records, 'record')} of it
                      </li>
                    ))}
                  </ul>
                )}
              </li>
            ))}
          </ul>
        </div>
      ))}
    </Section>
  );
}
