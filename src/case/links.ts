/** A case may come from a stranger, and a link in it would lead what is written or removed out of its folder. */
import { lstat, readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { LetterlockError } from '../errors.ts';
import { ifAbsent } from './faults.ts';
import type { CasePaths } from './paths.ts';

/**
 * Looks at whatever this program writes into or takes away, and at all of the evidence, which is added to. The folder of the
 * case itself may be a link. Throws `case-foreign`.
 */
export async function mustHoldNoLinks(paths: CasePaths): Promise<void> {
  const { database, lock, evidence, report, temporary } = paths;
  for (const path of [database, `${database}.wal`, lock, evidence, report, temporary]) {
    const found = await lstat(path).catch(ifAbsent(null));
    if (found?.isSymbolicLink() === true) throw foreign(paths, path);
  }
  for (const entry of await readdir(evidence, { recursive: true, withFileTypes: true }).catch(ifAbsent([]))) {
    if (entry.isSymbolicLink()) throw foreign(paths, join(entry.parentPath, entry.name));
  }
}

function foreign({ shown, folder }: CasePaths, path: string): LetterlockError {
  const what = `a link in the place of ${relative(folder, path).replaceAll('\\', '/')}`;
  return new LetterlockError('case-foreign', { path: shown, what });
}
