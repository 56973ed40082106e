/** Logs that are not here: what they would hold, which checks wait for them, and how they are collected. */
import type { ReactNode } from 'react';
import type { OwnScore } from '../../../../src/drill/own/model.ts';
import type { LogToCollect, OwnView } from '../../../../src/drill/view.ts';
import { plural } from '../../lib/format.ts';
import { Disclosure } from '../../parts/disclosure.tsx';
import { Lit } from '../../parts/lit.tsx';
import { Section } from '../../parts/section.tsx';
import { OwnBadge } from './intrusions.tsx';

const INTRO =
  'Logs that are not here, or not for the time of an intrusion. First those that would hold records of the most intrusions that raise no alarm. Records alone are no alarm: collect the log, and run the drill again.';

export function LogsSection({ view }: { readonly view: OwnView }): ReactNode {
  return (
    <Section id="logs" title="Logs to collect next" intro={INTRO}>
      {view.toCollect.length === 0 ? <p className="empty">None: every log that was looked for is here.</p> : null}
      {view.toCollect.map((log) => (
        <Log key={log.log} log={log} score={view.score} />
      ))}
    </Section>
  );
}

function Log({ log, score }: { readonly log: LogToCollect; readonly score: OwnScore }): ReactNode {
  const { title, how, licence, checks } = log;
  const would = score.intrusions.flatMap((one) => {
    const [missing] = one.uncollected.filter((other) => other.log === log.log);
    return missing === undefined ? [] : [{ one, records: missing.records, here: missing.here }];
  });
  return (
    <div className="missed-group">
      <h3>
        <Lit text={title} />
      </h3>
      {would.some(({ here }) => here) ? <p>It is here, but not for all of the time.</p> : null}
      {checks.length === 0 ? null : (
        <p>
          {plural(checks.length, 'check waits', 'checks wait')} for it: see{' '}
          <a href="#checks">checks that could not run</a>.
        </p>
      )}
      {would.length === 0 ? null : (
        <Disclosure summary={`Would hold records of ${plural(would.length, 'intrusion')}`} open={would.length < 4}>
          <ul className="drill-logs">
            {would.map(({ one, records }) => (
              <li key={one.intrusion}>
                <OwnBadge one={one} /> <Lit text={one.title} />, {plural(records, 'record')}
              </li>
            ))}
          </ul>
        </Disclosure>
      )}
      {how.length === 0 ? null : (
        <Disclosure summary="How to collect it">
          <ul>
            {how.map((step) => (
              <li key={step}>
                <Lit text={step} />
              </li>
            ))}
          </ul>
          {licence === null ? null : (
            <p className="note">
              Licence: <Lit text={licence} />.
            </p>
          )}
        </Disclosure>
      )}
    </div>
  );
}
