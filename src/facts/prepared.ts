/**
 * Data files of the program as parsed and checked when it was built: parsing them anew takes longer than many a command.
 * What was prepared counts only where all that it was made from is still the same, byte for byte.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';

/** A file as it stands. */
export interface SourceText {
  /** What it is called, the same on every system. */
  readonly path: string;
  readonly text: string;
}

interface Prepared {
  readonly sha256: string;
  readonly value: unknown;
}

/**
 * The modules that decide how files are read, as sources of the hash: the compiler alone, run without the rest of the
 * build, renews them and not what was prepared. `names` are relative to `module`, without their ending.
 */
export function modulesOf(module: string, names: readonly string[]): readonly SourceText[] {
  const ending = module.slice(module.lastIndexOf('.'));
  return names.map((path) => ({ path, text: readFileSync(new URL(`${path}${ending}`, module), 'utf8') }));
}

/** SHA-256 over names and contents, hex. */
export function hashOf(sources: readonly SourceText[]): string {
  const hash = createHash('sha256');
  for (const { path, text } of sources)
    hash.update(`${JSON.stringify(path)} ${Buffer.byteLength(text)}\n`).update(text);
  return hash.digest('hex');
}

/** What was prepared from sources of that hash; null where there is nothing, something else, or half of it. */
export function readPrepared<Value>(file: URL, sha256: string): Value | null {
  try {
    const prepared = JSON.parse(readFileSync(file, 'utf8')) as Prepared;
    return prepared.sha256 === sha256 ? (prepared.value as Value) : null;
  } catch (error) {
    const absent = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (absent || error instanceof SyntaxError) return null;
    throw error;
  }
}

/** The text of such a file. Throws where JSON would not give back just what was parsed. */
export function preparedText(sha256: string, value: unknown): string {
  const text = JSON.stringify({ sha256, value } satisfies Prepared);
  if (!isDeepStrictEqual((JSON.parse(text) as Prepared).value, value))
    throw new TypeError('there is a value in it that JSON cannot keep');
  return `${text}\n`;
}
