/** Where the file behind a source is now: where it was read, in folders that were named, or kept inside the case. */
import { existsSync } from 'node:fs';
import { placesOf } from '../collect/files/places.ts';
import { unpackKept } from '../evidence/kept-sources.ts';

export interface SourcePlaces {
  /** Folders in which sources are looked for, beside the place they were read from (`--sources`). */
  readonly sourceFolders?: readonly string[] | undefined;
  /** Folder of copies inside the case (`--keep-sources`). */
  readonly keptFolder?: string | undefined;
  /** Folder for a copy while it is unpacked; exists. */
  readonly spoolFolder: string;
}

/**
 * Files that may be the one with that path and hash, the likeliest first. Whether it is, the caller finds out while reading
 * it. An unpacked copy is there until another is asked for.
 */
export async function* sourceFiles(path: string, sha256: string, places: SourcePlaces): AsyncGenerator<string> {
  // What came through standard input lies nowhere but in the case.
  const named = path === '-' || path === '' ? [] : placesOf(path, places.sourceFolders ?? []);
  for (const file of named) if (existsSync(file)) yield file;
  if (places.keptFolder === undefined) return;
  const unpacked = await unpackKept(places.keptFolder, sha256, places.spoolFolder);
  if (unpacked !== null) yield unpacked;
}
