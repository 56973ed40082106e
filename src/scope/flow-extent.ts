/** How much left by a flow: what a log counts, and what is to be presumed where none does. */
import { plural } from './statement-words.ts';
import { type Interval, sentenceTime } from './time.ts';
import type { FlowKind, ScopeFlow } from './types.ts';

/** A flow before anything of it is counted. */
export function presumedExtent(kind: FlowKind, filter: string | null): string {
  switch (kind) {
    case 'inbox-rule':
    case 'forwarding':
    case 'transport-rule':
    case 'connector': {
      const which =
        filter === null
          ? 'all mail that arrived while it stood'
          : 'all mail that arrived while it stood and fits its filter';
      return `No message trace of that time is here to count it: ${which} is to be presumed sent on.`;
    }
    case 'compliance-search':
    case 'export':
      return 'Searches and exports of this kind leave no access in the log of a mailbox: all that its filter finds is to be presumed taken.';
    case 'consent':
    case 'app-permission':
      return 'What the application takes is logged as accesses, and counted there, as far as the log is here; all that its permissions reach is to be presumed taken, as an application for backup would.';
    case 'mailbox-permission':
    case 'folder-permission':
    case 'delegate':
      return 'Whoever holds it can access the items without the password; such accesses are logged, and counted there, as far as the log is here.';
    case 'send-as':
      return 'It lets mail be sent in the name of the mailbox; what is in the mailbox it does not open.';
    default:
      throw new TypeError(`no such flow: ${String(kind satisfies never)}`);
  }
}

/** A flow that a log counts. `reach` is the time for which that log is here. */
export function countedExtent(
  { from, to }: Pick<ScopeFlow, 'from' | 'to'>,
  messages: number,
  countedBy: 'message-trace' | 'forwards',
  reach: Interval,
): string {
  const log = countedBy === 'message-trace' ? 'message trace' : 'the log of forwarded mail';
  const whole = from !== null && reach.from <= from && to !== null && reach.to >= to;
  const span = `from ${sentenceTime(reach.from)} to ${sentenceTime(reach.to)} UTC`;
  const rest = whole ? '' : `, which is here ${span}; what went before or after is not counted`;
  return `${messages === 0 ? 'No message' : plural(messages, 'message')} went that way by ${log}${rest}.`;
}
