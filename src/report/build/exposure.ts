/** `exposure.json`. */
import { isoTime, type Scope, type ScopeExposure } from '../../scope/index.ts';
import type { Database } from '../../store/index.ts';
import type { Exposure } from '../model.ts';
import { eachExposureMessages } from './messages.ts';
import { type SheetNames, sheetNames } from './sheet-names.ts';
import { flowOf, totalsOf } from './words.ts';

/** One exposure at a time, in the order of the scope; `prepareMessages` goes before. */
export async function* eachExposure(database: Database, scope: Scope): AsyncGenerator<Exposure> {
  const sheets = sheetNames(scope);
  for await (const { exposure, messages } of eachExposureMessages(database, scope, scope.exposures)) {
    yield { ...exposureWithout(exposure, sheets), messages };
  }
}

/** An exposure without its messages. */
export function exposureWithout(exposure: ScopeExposure, sheets: SheetNames): Omit<Exposure, 'messages'> {
  const { observed } = exposure;
  return {
    incident: exposure.incident,
    mailbox: exposure.mailbox,
    mailboxId: exposure.mailboxId === '' ? null : exposure.mailboxId,
    folders: exposure.folders,
    wholeMailbox: exposure.wholeMailbox,
    inventory: exposure.inventory,
    attributions: exposure.attributions,
    observed: observed === null ? null : { ...observed, from: isoTime(observed.from), to: isoTime(observed.to) },
    windows: exposure.windows.map(({ from, to, state, reason }) => ({
      from: isoTime(from),
      to: isoTime(to),
      state,
      reason,
    })),
    flows: exposure.flows.map(flowOf),
    totals: totalsOf(exposure.totals),
    statement: exposure.statement,
    details: exposure.details,
    sheet: sheets.fileOf(exposure, '.html'),
  };
}
