/** `coverage.json`. */
import { isoTime, type Scope } from '../../scope/index.ts';
import type { Coverage } from '../model.ts';

export function buildCoverage(scope: Scope): readonly Coverage[] {
  return scope.coverage.rows.map(({ tenant, mailbox, mailboxId, logKind, spans }) => ({
    tenant,
    mailbox,
    mailboxId,
    logKind,
    spans: spans.map(({ from, to, state, reason }) => ({ from: isoTime(from), to: isoTime(to), state, reason })),
  }));
}
