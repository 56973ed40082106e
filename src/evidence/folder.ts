/** The files of a case folder as they are, for the manifest and for checking against it. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { LOG_FILE } from './log.ts';
import {
  CHECKPOINT_FILE,
  MANIFEST_FILE,
  REQUEST_FILE,
  type SealedFile,
  TIMESTAMP_FILE,
  VERIFIER_FILE,
} from './manifest.ts';
import { RECORDS_FILE } from './record-list.ts';

export const EVIDENCE_FOLDER = 'evidence';

/** Covered otherwise, or lying over the seal: their names below the case folder. */
const APART: ReadonlySet<string> = new Set([
  'case.duckdb',
  'lock.json',
  ...[MANIFEST_FILE, CHECKPOINT_FILE, VERIFIER_FILE, REQUEST_FILE, TIMESTAMP_FILE, RECORDS_FILE, LOG_FILE].map(
    (name) => `${EVIDENCE_FOLDER}/${name}`,
  ),
]);

/** Folders of which nothing is kept. */
const PASSING: ReadonlySet<string> = new Set(['tmp']);

/** Something below the folder that is neither file nor folder: a link, a pipe. It is never followed. */
export interface OddEntry {
  readonly path: string;
}

export interface FolderListing {
  /** By path, `/` as separator. */
  readonly files: readonly string[];
  readonly odd: readonly OddEntry[];
}

/** Every file below the case folder that a manifest lists one by one. */
export async function listFolder(folder: string): Promise<FolderListing> {
  const files: string[] = [];
  const odd: OddEntry[] = [];
  const visit = async (below: string): Promise<void> => {
    for (const entry of await readdir(join(folder, below), { withFileTypes: true })) {
      const path = below === '' ? entry.name : `${below}/${entry.name}`;
      if (APART.has(path) || PASSING.has(path)) continue;
      if (entry.isDirectory()) await visit(path);
      else if (entry.isFile()) files.push(path);
      else odd.push({ path });
    }
  };
  await visit('');
  return { files: files.sort(byBytes), odd: odd.sort((a, b) => byBytes(a.path, b.path)) };
}

export function byBytes(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Size and hash of a file, read in pieces. */
export async function hashFile(path: string): Promise<Omit<SealedFile, 'path'>> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const piece of createReadStream(path, { highWaterMark: 1024 ** 2 })) {
    hash.update(piece as Buffer);
    bytes += (piece as Buffer).length;
  }
  return { bytes, sha256: hash.digest('hex') };
}
