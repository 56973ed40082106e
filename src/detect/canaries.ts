/** Canaries: mailboxes and messages that nobody should access. Listed with `--canary`, kept in the case, asked by detections. */
import { appendRows, type Database, inTransaction } from '../store/index.ts';
import type { ListEntry } from './lists.ts';

/** Replaces the canaries of the case: what is not listed now is none any more. `entries` come from `readList`. */
export async function storeCanaries(writer: Database, entries: readonly ListEntry[]): Promise<void> {
  await inTransaction(writer, async () => {
    await writer.run('DELETE FROM canary');
    await appendRows(
      writer,
      'canary',
      entries.map(({ kind, value, from, to, reason, author }) => ({
        kind: kind === 'message' ? 'message' : 'mailbox',
        value: kind === 'message' ? value.replace(/^<(.*)>$/, '$1') : value,
        from_at: from,
        to_at: to,
        reason,
        author,
      })),
    );
  });
}
