/** How the drill was made, so that anybody can make it again. */
import type { ReactNode } from 'react';
import type { DrillView } from '../../../src/drill/view.ts';
import { count, plural } from '../lib/format.ts';
import { Id } from '../parts/id.tsx';
import { Lit } from '../parts/lit.tsx';
import { Facts, Section } from '../parts/section.tsx';
import { totalsOf } from './score.ts';
import { MEANINGS } from './words.ts';

export function MethodSection({ view }: { readonly view: DrillView }): ReactNode {
  const { score, command, program } = view;
  const { seeds, worlds, mailboxes, days } = score;
  const runs = worlds.reduce((sum, world) => sum + world.runs, 0);
  const weeks = Math.round(totalsOf(score).mailboxWeeks);
  return (
    <Section
      id="method"
      title="How it was measured"
      intro="Nobody in these logs exists, and nothing left this computer. The same command with the same version gives the same page."
    >
      <Facts
        rows={[
          ['Command', <Id key="command" value={command} what="the command" />],
          ['Program', <Lit key="program" text={`${program.name} ${program.version}`} />],
          ['Suite', score.suite],
          [
            'Organisations',
            `${count(runs)}, of ${plural(mailboxes, 'mailbox', 'mailboxes')} over ${plural(days, 'day')} each, where a world has no size of its own; ${count(weeks)} mailbox-weeks of traffic in all`,
          ],
          ['Seeds', seeds.length < 2 ? String(seeds[0] ?? '') : `${seeds[0]} to ${seeds.at(-1)}`],
        ]}
      />
      <h3>Words</h3>
      <Facts
        rows={[
          ...MEANINGS,
          [
            'Interval',
            'how many messages were accessed at least and at most. Where logs have holes or name folders only, there is no "at most"',
          ],
          ['First alarm after', 'logs collected every six hours, as they arrive, and investigated each time'],
        ]}
      />
    </Section>
  );
}
