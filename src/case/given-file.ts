/** Files that people give as instructions. */
import { readFile } from 'node:fs/promises';
import { LetterlockError } from '../errors.ts';
import { systemCode } from './faults.ts';

/** The text of a file. Throws `path-not-found`, `path-not-readable`. */
export async function textOfFile(path: string): Promise<string> {
  return (await bytesOfFile(path)).toString('utf8');
}

/** Its bytes. Throws likewise. */
export async function bytesOfFile(path: string): Promise<Buffer> {
  return await readFile(path).catch((cause: unknown) => {
    if (systemCode(cause) === 'ENOENT') throw new LetterlockError('path-not-found', { path }, { cause });
    throw new LetterlockError('path-not-readable', { path, reason: systemCode(cause) ?? 'unknown fault' }, { cause });
  });
}
