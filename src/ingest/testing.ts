/** Records straight into an in-memory case: for the cases inside detection files, and for tests. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NORMALISER, type Normaliser } from '../normalise/index.ts';
import { createTables, Database } from '../store/index.ts';
import { recordSources, settleLedger } from './ledger.ts';
import { loadStaged } from './load-chunk.ts';
import { joinStaged, stageChunk } from './stage-chunk.ts';

export interface RecordsOptions {
  /** Order of day and month for dates such as 5/6/2021. */
  readonly dateOrder?: 'mdy' | 'dmy' | 'ambiguous';
  readonly keepSubjects?: boolean;
  readonly normaliser?: Normaliser;
}

/**
 * Runs raw vendor records (objects, or JSON text as it stands) through the real normaliser, as one source with id 1.
 * The caller closes the database. Derived tables are not computed.
 */
export async function ingestRecords(records: readonly unknown[], options: RecordsOptions = {}): Promise<Database> {
  const database = await Database.open({
    path: ':memory:',
    spillFolder: null,
    keepSubjects: options.keepSubjects ?? false,
  });
  await createTables(database, ':memory:');
  await addRecords(database, records, 1, options);
  return database;
}

/** Adds records to a database of `ingestRecords` as a further source. */
export async function addRecords(
  database: Database,
  records: readonly unknown[],
  sourceId: number,
  options: RecordsOptions = {},
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'letterlock-'));
  try {
    const spoolPath = join(folder, 'spool');
    const lines = records.map(
      (record, index) => `0\u0001${index + 1}\u0001${typeof record === 'string' ? record : JSON.stringify(record)}\n`,
    );
    const longestLine = lines.reduce((longest, line) => Math.max(longest, Buffer.byteLength(line)), 0);
    await writeFile(spoolPath, lines.join(''));
    const chunk = {
      spoolPath,
      records: lines.length,
      longestLine,
      sourceBase: sourceId,
      dateOrders: [{ seq: 0, dateOrder: options.dateOrder ?? null }],
    };
    const normaliser = options.normaliser ?? NORMALISER;
    if (lines.length > 0)
      await loadStaged(database, joinStaged([await stageChunk(database, chunk, normaliser)]), normaliser);
    const report = {
      seq: 0,
      path: `records-${sourceId}`,
      containerPath: null,
      sha256: '',
      containerSha256: null,
      bytes: 0,
      format: 'records',
      encoding: 'utf-8' as const,
      compression: null,
      read: lines.length,
      rejects: [],
      rejected: 0,
      truncations: [],
      lookedLike: null,
      dateOrder: null,
    };
    await recordSources(database, [report], sourceId, new Date(0));
    await settleLedger(database, sourceId);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
