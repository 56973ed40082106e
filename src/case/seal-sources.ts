/** The sources of a case, read again for the hashes of their records. */
import { hash } from 'node:crypto';
import { join } from 'node:path';
import { DEFAULT_COLLECT_LIMITS } from '../collect/files/contract.ts';
import { eachRecord } from '../collect/files/each-record.ts';
import { LetterlockError } from '../errors.ts';
import {
  type CustodyEntry,
  custodyOf,
  hashFile,
  type RecordListWriter,
  type SealedSource,
  SOURCES_FOLDER,
} from '../evidence/index.ts';
import { sourceFiles } from '../report/source-files.ts';
import type { Case } from './case.ts';
import { custodyKept } from './custody.ts';
import { type LedgerEntry, ledgerEntries } from './ledger-entries.ts';

type Records = SealedSource['records'];

/** Every source of the ledger, by id; the hashes of its records go into `list`. */
export async function sealedSources(
  opened: Case,
  folder: string | undefined,
  list: RecordListWriter,
): Promise<readonly SealedSource[]> {
  const entries = await ledgerEntries(opened.database);
  const custody = await custodyKept(opened);
  const sealed: SealedSource[] = [];
  for (const group of byFile(entries)) {
    stopIfAsked(opened);
    const records = await recordsOf(opened, group, folder, list);
    group.forEach((entry, index) => {
      sealed.push(sealedSource(entry, records[index] ?? { absent: 'source absent' }, custody));
    });
  }
  return sealed;
}

function sealedSource(entry: LedgerEntry, records: Records, custody: readonly CustodyEntry[]): SealedSource {
  return { ...entry, records, custody: custodyOf(custody, entry) };
}

/** Sources that came out of one file, which stand side by side in the ledger. */
function byFile(entries: readonly LedgerEntry[]): readonly (readonly LedgerEntry[])[] {
  const groups: LedgerEntry[][] = [];
  for (const entry of entries) {
    const before = groups.at(-1)?.at(-1);
    const same = before !== undefined && before.path === entry.path && onDisk(before) === onDisk(entry);
    if (same) groups.at(-1)?.push(entry);
    else groups.push([entry]);
  }
  return groups;
}

/** Hash of the file on disk: of the archive, where it came out of one. */
function onDisk({ sha256, containerSha256 }: LedgerEntry): string {
  return containerSha256 ?? sha256;
}

async function recordsOf(
  opened: Case,
  group: readonly LedgerEntry[],
  folder: string | undefined,
  list: RecordListWriter,
): Promise<readonly Records[]> {
  const [first] = group;
  if (first === undefined) return [];
  const expected = onDisk(first);
  const spoolFolder = await opened.scratch('seal');
  const files = sourceFiles(first.path, expected, {
    sourceFolders: folder === undefined ? [] : [folder],
    keptFolder: join(opened.paths.evidence, SOURCES_FOLDER),
    spoolFolder,
  });
  let met = false;
  for await (const file of files) {
    // Compared before anything is unwrapped, so that no hash of another file's records gets into the list.
    const found = await hashFile(file).catch(() => null);
    if (found?.sha256 === expected) return await hashAll(opened, file, group, spoolFolder, list);
    met ||= found !== null;
  }
  return group.map(() => ({ absent: met ? 'source changed' : 'source absent' }));
}

/** The file is the one that was taken in; it must stay so while it is read. */
async function hashAll(
  opened: Case,
  file: string,
  group: readonly LedgerEntry[],
  spoolFolder: string,
  list: RecordListWriter,
): Promise<readonly Records[]> {
  const records: Records[] = [];
  const changed = (found: string): LetterlockError => {
    const { path, sha256: expected } = group[records.length] ?? { path: file, sha256: 'no such part' };
    return new LetterlockError('source-changed', { path, found, expected });
  };
  const visitor = {
    begin: (containerPath: string | null) => {
      if (group[records.length]?.containerPath !== containerPath) throw changed(containerPath ?? 'another file');
      list.begin();
    },
    record: (ordinal: number, bytes: Buffer) => {
      stopIfAsked(opened);
      list.add(ordinal, hash('sha256', bytes, 'buffer'));
    },
    end: (sha256: string) => {
      if (group[records.length]?.sha256 !== sha256) throw changed(sha256);
      records.push(list.endSource());
    },
  };
  await eachRecord(file, visitor, { limits: DEFAULT_COLLECT_LIMITS, spoolFolder });
  if (records.length !== group.length) throw changed('fewer parts than before');
  return records;
}

function stopIfAsked({ signal }: Case): void {
  if (signal?.aborted === true) throw new LetterlockError('interrupted', { phase: 'hashing records' });
}
