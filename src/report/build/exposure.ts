/** `exposure.json`. */
import { isoTime, type Scope, type ScopeExposure } from '../../scope/index.ts';
import type { Database } from '../../store/index.ts';
import type { Exposure } from '../model.ts';
import { eachExposureMessages } from './messages.ts';
import { flowOf, totalsOf } from './words.ts';

/** One exposure at a time, in the order of the scope; `prepareMessages` goes before. */
export async function* eachExposure(database: Database, scope: Scope): AsyncGenerator<Exposure> {
  for await (const { exposure, messages } of eachExposureMessages(database, scope)) {
    yield { ...exposureWithout(exposure), messages };
  }
}

/** An exposure without its messages. */
export function exposureWithout(exposure: ScopeExposure): Omit<Exposure, 'messages'> {
  return {
    incident: exposure.incident,
    mailbox: exposure.mailbox,
    mailboxId: exposure.mailboxId === '' ? null : exposure.mailboxId,
    folders: exposure.folders,
    windows: exposure.windows.map(({ from, to, reason }) => ({ from: isoTime(from), to: isoTime(to), reason })),
    flows: exposure.flows.map(flowOf),
    totals: totalsOf(exposure.totals),
    statement: exposure.statement,
  };
}
