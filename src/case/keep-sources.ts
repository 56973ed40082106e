/** `--keep-sources`: copies of the files taken in, inside the case. */
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { InputFile } from '../collect/files/contract.ts';
import { LetterlockError } from '../errors.ts';
import { keepSource, keptPath, SOURCES_FOLDER } from '../evidence/index.ts';
import type { Case } from './case.ts';

/**
 * Keeps a copy of each file as the ledger has it. Throws `source-changed` where a file is no longer what was taken in: a
 * copy of something else would pass for the evidence.
 */
export async function keepSources(opened: Case, files: readonly InputFile[]): Promise<number> {
  const folder = join(opened.paths.evidence, SOURCES_FOLDER);
  const rows = await opened.database.all(
    'SELECT DISTINCT path, coalesce(container_sha256, sha256) AS sha256 FROM source ORDER BY path, sha256',
  );
  const known = new Map<string, string[]>();
  for (const row of rows) {
    const path = String(row['path']);
    known.set(path, [...(known.get(path) ?? []), String(row['sha256'])]);
  }
  let kept = 0;
  for (const { path, absolutePath } of files) {
    if (opened.signal?.aborted === true) break;
    const expected = known.get(path) ?? [];
    if (expected.length === 1 && existsSync(keptPath(folder, expected[0] ?? ''))) continue;
    const found = await keepSource(absolutePath, folder);
    if (!expected.includes(found)) {
      if (![...known.values()].flat().includes(found)) await rm(keptPath(folder, found), { force: true });
      throw new LetterlockError('source-changed', { path, found, expected: expected.join(', ') });
    }
    kept += 1;
  }
  return kept;
}
