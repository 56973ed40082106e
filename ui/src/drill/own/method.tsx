/** How the drill was made, so that it can be made again; and what it does not show. */
import type { ReactNode } from 'react';
import type { OwnView } from '../../../../src/drill/view.ts';
import { LOG_KIND } from '../../lib/words.ts';
import { Id } from '../../parts/id.tsx';
import { Lit } from '../../parts/lit.tsx';
import { Facts, Section } from '../../parts/section.tsx';
import { Day } from '../../parts/time.tsx';
import { MEANINGS } from '../words.ts';

const VENDOR = { m365: 'Microsoft 365', google: 'Google Workspace' } as const;

export function OwnMethodSection({ view }: { readonly view: OwnView }): ReactNode {
  const { score, command, program } = view;
  const { tenant, seed } = score;
  return (
    <Section
      id="method"
      title="How it was done"
      intro="The same command over the same files with the same version gives the same page. Nothing left this computer, and nothing was kept but this page."
    >
      <Facts
        rows={[
          ['Command', <Id key="command" value={command} what="the command" />],
          ['Program', <Lit key="program" text={`${program.name} ${program.version}`} />],
          [
            'Organisation',
            <span key="tenant">
              {VENDOR[tenant.vendor]}, <Lit text={tenant.id} />
            </span>,
          ],
          ['Seed', `${seed}: it decides who is struck. Another --seed strikes others`],
          [
            'Logs that are here',
            <ul key="logs" className="drill-logs">
              {tenant.logs.map(({ log, from, to }) => (
                <li key={log}>
                  {LOG_KIND[log]}, <Day at={from} /> to <Day at={to} />
                </li>
              ))}
            </ul>,
          ],
        ]}
      />
      <div className="missed-group">
        <h3>What it does not show</h3>
        <p>
          The intruder of the drill comes from addresses that nobody has, does what is known of such intrusions, and
          takes the last days of your logs, 5 to 14 of them. A real one may go slower, come from nearer, or do what
          nobody has described. An alarm here shows that your logs and checks suffice for this intruder; it promises
          nothing of the next.
        </p>
      </div>
      <h3>Words</h3>
      <Facts rows={[...MEANINGS, ['Check', 'a detection of this program, or one of your own']]} />
    </Section>
  );
}
