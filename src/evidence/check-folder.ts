/** Log, files and database of a case, each held against the manifest. */
import { join } from 'node:path';
import { canonicalJson } from './canonical.ts';
import { below, type DatabaseState, type Difference, type LedgerRow } from './difference.ts';
import { byBytes, hashFile, listFolder } from './folder.ts';
import { LOG_FILE, type LogLine } from './log.ts';
import { MANIFEST_FILE, type Manifest } from './manifest.ts';

export function checkLog(manifest: Manifest, log: readonly LogLine[], differences: Difference[]): void {
  const what = below(LOG_FILE);
  const { entries, head } = manifest.log;
  if (log.length === 0) {
    differences.push({ kind: 'removed', what, detail: `${entries} entries` });
    return;
  }
  const sealed = log.slice(0, entries);
  const before = differences.length;
  sealed.forEach(({ problem }, index) => {
    if (problem !== null)
      differences.push({ kind: 'changed', what: `${what}:${index + 1}`, detail: `the line ${problem}` });
  });
  if (log.length < entries)
    differences.push({ kind: 'cut', what, detail: `${entries - log.length} of ${entries} entries are missing` });
  else if (sealed.at(-1)?.sha256 !== head && differences.length === before)
    differences.push({
      kind: 'changed',
      what: `${what}:${entries}`,
      detail: 'the line is not the one that was sealed; those before it may have been written anew too',
    });
  if (differences.length === before && sealed[0]?.sha256 !== manifest.case)
    differences.push({ kind: 'changed', what: `${what}:1`, detail: 'it is the log of another case' });
  for (const [index, { entry, problem }] of log.entries()) {
    if (index < entries || (entry?.action === 'attach' && problem === null)) continue;
    const words = entry === null ? 'is no entry' : `${entry.action}, ${entry.at}`;
    differences.push({ kind: 'added', what: `${what}:${index + 1}`, detail: `after the seal: ${words}` });
  }
}

export async function checkFiles(folder: string, manifest: Manifest, differences: Difference[]): Promise<void> {
  const { files, odd } = await listFolder(folder);
  const sealed = new Map(manifest.files.map((file) => [file.path, file]));
  const gone = new Map(manifest.files.filter(({ path }) => !files.includes(path)).map((file) => [file.path, file]));
  for (const { path } of odd)
    differences.push({ kind: 'added', what: path, detail: 'it is neither a file nor a folder' });
  for (const path of files) {
    const found = await hashFile(join(folder, path));
    const expected = sealed.get(path);
    if (expected === undefined) {
      const was = [...gone.values()].find((file) => file.sha256 === found.sha256);
      if (was !== undefined) gone.delete(was.path);
      const detail =
        was === undefined ? `${found.bytes} bytes that the seal does not know` : `renamed from ${was.path}`;
      differences.push({ kind: was === undefined ? 'added' : 'changed', what: path, detail });
      continue;
    }
    if (found.sha256 === expected.sha256) continue;
    const sameSize = found.bytes === expected.bytes;
    const detail = sameSize ? 'its content' : `${expected.bytes} bytes were sealed, ${found.bytes} are here`;
    differences.push({ kind: 'changed', what: path, detail });
  }
  for (const { path, bytes } of [...gone.values()].sort((a, b) => byBytes(a.path, b.path)))
    differences.push({ kind: 'removed', what: path, detail: `${bytes} bytes` });
}

export function checkDatabase(
  manifest: Manifest,
  database: DatabaseState | string | null,
  differences: Difference[],
): void {
  const file = 'case.duckdb';
  if (database === null) {
    differences.push({ kind: 'removed', what: file, detail: `${manifest.tables.length} tables` });
    return;
  }
  if (typeof database === 'string') {
    differences.push({ kind: 'changed', what: file, detail: `it cannot be opened (${database})` });
    return;
  }
  const found = new Map(database.tables.map((table) => [table.name, table]));
  for (const { name, rows, sha256: hash } of manifest.tables) {
    const table = found.get(name);
    const what = `${file}, table ${name}`;
    if (table === undefined) differences.push({ kind: 'removed', what, detail: `${rows} rows` });
    else if (table.rows !== rows)
      differences.push({ kind: 'changed', what, detail: `${rows} rows were sealed, ${table.rows} are here` });
    else if (table.sha256 !== hash)
      differences.push({ kind: 'changed', what, detail: `the content of its rows (${rows}, as before)` });
  }
  const sealed = new Set(manifest.tables.map(({ name }) => name));
  for (const { name, rows } of database.tables)
    if (!sealed.has(name)) differences.push({ kind: 'added', what: `${file}, table ${name}`, detail: `${rows} rows` });
  checkLedger(manifest, database.sources, differences);
}

/** Where manifest and ledger differ, one of them was changed; which of the two, the lines above tell. */
function checkLedger(manifest: Manifest, ledger: readonly LedgerRow[], differences: Difference[]): void {
  const listed = new Map(manifest.sources.map((source) => [source.sourceId, source]));
  for (const row of ledger) {
    const source = listed.get(row.sourceId);
    listed.delete(row.sourceId);
    const what = `${below(MANIFEST_FILE)}, source ${row.sourceId}`;
    if (source === undefined) differences.push({ kind: 'removed', what, detail: `${row.path} stands in the ledger` });
    else {
      const { records: _, custody: __, ...own } = source;
      if (canonicalJson(own) !== canonicalJson({ ...row }))
        differences.push({ kind: 'changed', what, detail: `${row.path} stands otherwise in the ledger` });
    }
  }
  for (const { sourceId, path } of listed.values()) {
    const what = `${below(MANIFEST_FILE)}, source ${sourceId}`;
    differences.push({ kind: 'added', what, detail: `${path} does not stand in the ledger` });
  }
}
