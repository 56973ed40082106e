/** Checks a sealed case, or a copy of one, without writing anything into it. */
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LetterlockError } from '../errors.ts';
import {
  CHECKPOINT_FILE,
  type DatabaseState,
  EVIDENCE_FOLDER,
  MANIFEST_FILE,
  type Verification,
  type Verifier,
  verifySeal,
} from '../evidence/index.ts';
import { Database, isStoredTable, tableContents } from '../store/index.ts';
import { ledgerEntries } from './ledger-entries.ts';
import { DEFAULT_MEMORY, engineMemory } from './memory.ts';
import { casePaths } from './paths.ts';

/** With the public key alone. Throws `not-sealed` where there is neither a checkpoint nor a manifest. */
export async function verifyCase(
  folder: string,
  verifier: Verifier,
  memoryBytes: number = DEFAULT_MEMORY,
): Promise<Verification> {
  const paths = casePaths(folder);
  const evidence = join(paths.folder, EVIDENCE_FOLDER);
  if (!existsSync(join(evidence, CHECKPOINT_FILE)) && !existsSync(join(evidence, MANIFEST_FILE))) {
    const reason = existsSync(paths.folder)
      ? `no ${EVIDENCE_FOLDER}/${CHECKPOINT_FILE} in it`
      : 'there is no such folder';
    throw new LetterlockError('not-sealed', { path: folder, reason });
  }
  return await verifySeal(paths.folder, verifier, await databaseState(paths.database, engineMemory(memoryBytes)));
}

/** Null where the file is not there, a text where it cannot be read. Sorting spills outside: the folder is not ours. */
export async function databaseState(
  path: string,
  memoryBytes: number = engineMemory(DEFAULT_MEMORY),
): Promise<DatabaseState | string | null> {
  if (!existsSync(path)) return null;
  const spillFolder = await mkdtemp(join(tmpdir(), 'letterlock-verify-'));
  let database: Database | null = null;
  try {
    database = await Database.open({ path, memoryBytes, spillFolder, readOnly: true });
    await database.run('SET enable_external_access = false');
    const tables = await tableContents(database);
    // A view in the ledger's place is not asked either.
    return { tables, sources: (await isStoredTable(database, 'source')) ? await ledgerEntries(database) : [] };
  } catch (error) {
    if (error instanceof LetterlockError && (error.code === 'disk-full' || error.code === 'out-of-memory')) throw error;
    return (error instanceof Error ? error.message : String(error)).split('\n', 1)[0] ?? '';
  } finally {
    database?.close();
    await rm(spillFolder, { recursive: true, force: true });
  }
}
