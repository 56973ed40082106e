/** What people said about where the sources come from, kept in the case: `evidence/custody.json`. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  CUSTODY_FILE,
  type CustodyEntry,
  canonicalJson,
  entriesWithoutSource,
  parseStoredCustody,
  readCustody,
  sha256,
} from '../evidence/index.ts';
import { textOrNull } from '../scope/index.ts';
import type { Case } from './case.ts';
import { textOfFile } from './given-file.ts';
import { note, plainOf } from './journal.ts';

/** A file of `--custody` as it was read. */
export interface CustodyGiven {
  readonly file: string;
  readonly entries: readonly CustodyEntry[];
  /** SHA-256 of the file, hex. */
  readonly sha256: string;
}

/** Reads the file before anything long begins. Throws `custody-invalid`, `path-not-found`, `path-not-readable`. */
export async function readCustodyFile(file: string): Promise<CustodyGiven> {
  const text = await textOfFile(file);
  return { file, entries: readCustody(file, text), sha256: sha256(text) };
}

/** Keeps what the file says in the case, in place of what another said before; gives the entries that fit no source. */
export async function keepCustody(opened: Case, given: CustodyGiven): Promise<readonly CustodyEntry[]> {
  const { file, entries, sha256: hash } = given;
  await writeFile(join(opened.paths.evidence, CUSTODY_FILE), `${canonicalJson(plainOf(entries))}\n`);
  const rows = await opened.database.all('SELECT path, sha256, container_sha256 FROM source ORDER BY source_id');
  const sources = rows.map((row) => ({
    path: String(row['path']),
    sha256: String(row['sha256']),
    containerSha256: textOrNull(row, 'container_sha256'),
  }));
  const without = entriesWithoutSource(entries, sources);
  await note(opened, 'custody', 'done', {
    given: { file, sha256: hash, entries: entries.length },
    result: { withoutSource: without.map(({ place }) => place) },
  });
  return without;
}

/** What the case has kept; nothing where nobody said anything. */
export async function custodyKept(opened: Case): Promise<readonly CustodyEntry[]> {
  const text = await readFile(join(opened.paths.evidence, CUSTODY_FILE), 'utf8').catch(() => null);
  return text === null ? [] : parseStoredCustody(text);
}
