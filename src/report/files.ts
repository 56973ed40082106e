/** Writing files so that a half-written one never stands under its name. */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { finished } from 'node:stream/promises';
import { LetterlockError } from '../errors.ts';

/** Writes pieces to a temporary name beside `path`, then renames. Throws `disk-full` and what `refused` names. */
export async function writeWhole(
  path: string,
  pieces: Iterable<string> | AsyncIterable<string>,
  refused: 'case-not-writable' | 'file-not-writable' = 'case-not-writable',
): Promise<void> {
  const temporary = `${path}.part`;
  const stream = createWriteStream(temporary, { encoding: 'utf8' });
  const failed = new Promise<never>((_, reject) => stream.once('error', reject));
  failed.catch(() => undefined);
  try {
    for await (const piece of pieces) {
      if (!stream.write(piece)) await Promise.race([once(stream, 'drain'), failed]);
    }
    stream.end();
    await finished(stream);
    await rename(temporary, path);
  } catch (error) {
    stream.destroy();
    await rm(temporary, { force: true }).catch(() => undefined);
    throw writeFault(error, path, refused);
  }
}

function writeFault(error: unknown, path: string, refused: 'case-not-writable' | 'file-not-writable'): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ENOSPC' || code === 'EDQUOT') return new LetterlockError('disk-full', { path }, { cause: error });
  if (code === 'EACCES' || code === 'EROFS' || code === 'EPERM') {
    return new LetterlockError(
      refused,
      { path, reason: code === 'EROFS' ? 'read-only file system' : 'no permission' },
      { cause: error },
    );
  }
  return error;
}

/** JSON with two spaces, one item of the list after the other, so that a long list is never held as one text. */
export async function* jsonList(items: Iterable<unknown> | AsyncIterable<unknown>): AsyncGenerator<string> {
  let first = true;
  for await (const item of items) {
    yield first ? '[\n' : ',\n';
    yield indented(item);
    first = false;
  }
  yield first ? '[]\n' : '\n]\n';
}

function indented(item: unknown): string {
  return JSON.stringify(item, null, 2)
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n');
}

/** Names that Windows keeps for devices. */
const DEVICES = /^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?$/i;

/**
 * A file name made from text of a log: letters, digits and `.@_+-`, at most 80 characters; never a path, never a hidden or
 * device name. Where anything had to be changed, eight hex digits of its hash keep it apart from others.
 */
export function fileName(text: string, ending: string): string {
  const clean = text
    .replace(/[^A-Za-z0-9.@_+-]/g, '_')
    .replace(/^[.-]+/, '_')
    .replace(/[.]+$/, '_')
    .slice(0, 80);
  const safe = clean === '' || DEVICES.test(clean) ? `_${clean}` : clean;
  if (safe === text && safe === safe.toLowerCase()) return `${safe}${ending}`;
  return `${safe}-${createHash('sha256').update(text, 'utf8').digest('hex').slice(0, 8)}${ending}`;
}
