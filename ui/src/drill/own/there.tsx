/** What is found in the logs without any drill. */
import type { ReactNode } from 'react';
import type { AlreadyThere } from '../../../../src/drill/own/model.ts';
import { plural } from '../../lib/format.ts';
import { SeverityBadge } from '../../parts/badge.tsx';
import { Lit } from '../../parts/lit.tsx';
import { Section } from '../../parts/section.tsx';

const INTRO =
  'Found in your logs before anything was laid into them, the gravest first. It is not counted as false: a real intrusion may be among it. Look at each with letterlock investigate; what you know to be harmless goes into a file for --known-good.';

export function ThereSection({ there }: { readonly there: AlreadyThere }): ReactNode {
  return (
    <Section id="there" title="What is there already" intro={INTRO}>
      {there.incidents.length === 0 ? (
        <p className="empty">Nothing is found in your logs as they are.</p>
      ) : (
        <ul className="drill-there">
          {there.incidents.map(({ id, severity, title, findings, mailboxes }) => (
            <li key={id}>
              <SeverityBadge severity={severity} /> <Lit text={title} />
              <br />
              <span className="quiet">
                <code>
                  <Lit text={id} />
                </code>
                , {plural(findings, 'finding')}, {plural(mailboxes, 'mailbox', 'mailboxes')}
              </span>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
