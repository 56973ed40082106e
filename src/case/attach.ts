/** A time stamp that an authority has given for the checkpoint of a sealed case. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LetterlockError } from '../errors.ts';
import { CHECKPOINT_FILE, parseTimestamp, sha256, TIMESTAMP_FILE } from '../evidence/index.ts';
import type { Case } from './case.ts';
import { bytesOfFile } from './given-file.ts';
import { note } from './journal.ts';

/**
 * Keeps the answer beside the checkpoint, if it is about this one; gives the time that it states. Throws `not-sealed`,
 * `timestamp-invalid`, `path-not-found`, `path-not-readable`.
 */
export async function attachTimestamp(opened: Case, file: string): Promise<{ readonly at: string }> {
  const { evidence, shown } = opened.paths;
  const checkpoint = await readFile(join(evidence, CHECKPOINT_FILE)).catch((cause: unknown) => {
    throw new LetterlockError('not-sealed', { path: shown, reason: 'there is no checkpoint' }, { cause });
  });
  const answer = await bytesOfFile(file);
  const stamp = parseTimestamp(answer);
  if ('problem' in stamp)
    throw new LetterlockError('timestamp-invalid', {
      path: file,
      reason: `is no time stamp that can be used: ${stamp.problem}`,
    });
  if (stamp.imprint !== sha256(checkpoint))
    throw new LetterlockError('timestamp-invalid', {
      path: file,
      reason: 'is about something else than this checkpoint',
    });
  await writeFile(join(evidence, TIMESTAMP_FILE), answer);
  await note(opened, 'attach', 'done', { sha256: sha256(answer), at: stamp.at });
  return { at: stamp.at };
}
