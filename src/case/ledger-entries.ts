/** The ledger as a seal repeats it. */
import type { LedgerRow } from '../evidence/index.ts';
import { textOrNull } from '../scope/index.ts';
import type { Database } from '../store/index.ts';

export type LedgerEntry = LedgerRow;

/** By id. */
export async function ledgerEntries(database: Database): Promise<readonly LedgerEntry[]> {
  const rows = await database.all(
    'SELECT source_id, path, container_path, sha256, container_sha256, bytes, read FROM source ORDER BY source_id',
  );
  return rows.map((row) => ({
    sourceId: Number(row['source_id']),
    path: String(row['path']),
    containerPath: textOrNull(row, 'container_path'),
    sha256: String(row['sha256']),
    containerSha256: textOrNull(row, 'container_sha256'),
    bytes: Number(row['bytes']),
    read: Number(row['read']),
  }));
}
