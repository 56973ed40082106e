/** The time stamp of a sealed case, held against its checkpoint. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256 } from './canonical.ts';
import { below, type Difference } from './difference.ts';
import type { LogLine } from './log.ts';
import { REQUEST_FILE, TIMESTAMP_FILE } from './manifest.ts';
import { parseTimestamp, timestampRequest } from './timestamp.ts';

/** The time stamp lies over the seal and is not covered by it; it must be about this checkpoint, and be the one attached. */
export async function checkTimestamp(
  evidence: string,
  note: string | null,
  log: readonly LogLine[],
  differences: Difference[],
): Promise<{ readonly at: string } | null> {
  const checkpoint = Buffer.from(note ?? '', 'utf8');
  const requestFile = join(evidence, REQUEST_FILE);
  if (existsSync(requestFile) && !(await readFile(requestFile)).equals(timestampRequest(checkpoint)))
    differences.push({ kind: 'changed', what: below(REQUEST_FILE), detail: 'it is not about this checkpoint' });
  const attached = log.findLast(({ entry }) => entry?.action === 'attach' || entry?.action === 'seal')?.entry;
  const expected = attached?.action === 'attach' ? String(Object(attached.details).sha256) : null;
  const what = below(TIMESTAMP_FILE);
  const answer = await readFile(join(evidence, TIMESTAMP_FILE)).catch(() => null);
  if (answer === null) {
    if (expected !== null) differences.push({ kind: 'removed', what, detail: 'the log says that it was attached' });
    return null;
  }
  const stamp = parseTimestamp(answer);
  if ('problem' in stamp) {
    differences.push({ kind: 'changed', what, detail: stamp.problem });
    return null;
  }
  if (stamp.imprint !== sha256(checkpoint))
    differences.push({ kind: 'changed', what, detail: 'it is about something else than this checkpoint' });
  else if (expected === null)
    differences.push({ kind: 'added', what, detail: 'the log does not say that it was attached' });
  else if (sha256(answer) !== expected)
    differences.push({ kind: 'changed', what, detail: 'it is not the one that was attached' });
  return { at: stamp.at };
}
