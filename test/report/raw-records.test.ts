/** Raw records read in a thread of its own (the built one): the same as in this thread, faults by their code, an end on demand. */
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DEFAULT_COLLECT_LIMITS } from '../../src/collect/files/index.ts';
import {
  findRecords,
  hashFiles,
  type RawReader,
  type WantedRecords,
  type WantedSource,
} from '../../src/report/build/raw-records.ts';

interface Built {
  readonly RawReader: typeof RawReader;
}

let folder = '';
let built: Built;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'letterlock-raw-'));
  mkdirSync(join(folder, 'spool'));
  built = (await import(new URL('../../dist/report/build/raw-records.js', import.meta.url).href)) as Built;
});
afterAll(() => rmSync(folder, { recursive: true }));

function source(id: number, name: string, content: Buffer, ordinals: readonly number[]): WantedSource {
  const path = join(folder, name);
  writeFileSync(path, content);
  const sha256 = createHash('sha256').update(content).digest('hex');
  return { id, path, containerPath: null, sha256, fileSha256: sha256, ordinals: new Set(ordinals) };
}

function wanted(...sources: readonly WantedSource[]): WantedRecords {
  const places = { spoolFolder: join(folder, 'spool') };
  return { sources, places, limits: DEFAULT_COLLECT_LIMITS, characters: 1_000_000 };
}

const LINES = Buffer.from(Array.from({ length: 9 }, (_, n) => `{"Id":"${n}","Operation":"x"}\n`).join(''));

test('gives what this thread would give, hashed before or not', async () => {
  const there = source(1, 'a.jsonl', LINES, [2, 9]);
  const changed = { ...source(2, 'b.jsonl', LINES, [1]), sha256: '0'.repeat(64) };
  const packed = source(3, 'c.gz', gzipSync(LINES), [4]);
  const inThread = await findRecords(wanted(there, changed, packed));
  expect([...inThread.records.keys()]).toEqual(['1 2', '1 9', '3 4']);
  expect([...inThread.absent]).toEqual([2]);
  for (const ahead of [[], [there, changed, packed].map(({ path }) => path), [join(folder, 'none')]]) {
    const reader = new built.RawReader(ahead, undefined);
    expect(await reader.find(wanted(there, changed, packed))).toEqual(inThread);
    reader.stop();
  }
});

test('a file that changed since it was hashed is absent, or hashed again where its bytes are the same', async () => {
  const [written, swapped, again] = ['d', 'e', 'f'].map((name, id) => source(id, name, LINES, [2]));
  if (written === undefined || swapped === undefined || again === undefined) throw new TypeError('no source');
  const hashed = await hashFiles([written.path, swapped.path, again.path]);
  expect(hashed.size).toBe(3);
  const other = Buffer.from(LINES.toString().replaceAll('x', 'y'));
  writeFileSync(written.path, other);
  rmSync(swapped.path);
  writeFileSync(swapped.path, other);
  writeFileSync(again.path, LINES);
  const { records, absent } = await findRecords(wanted(written, swapped, again), hashed);
  expect([...absent]).toEqual([0, 1]);
  expect([...records.keys()]).toEqual(['2 2']);
});

test('a fault of the disk keeps its code', async () => {
  const gone = source(1, 'gone.jsonl', LINES, [1]);
  rmSync(gone.path);
  const keptFolder = join(folder, 'kept');
  mkdirSync(keptFolder);
  writeFileSync(join(keptFolder, `${gone.sha256}.gz`), gzipSync(LINES));
  const nowhere = { keptFolder, spoolFolder: join(folder, 'none') };
  const found = new built.RawReader([], undefined).find({ ...wanted(gone), places: nowhere });
  await expect(found).rejects.toMatchObject({ code: 'ENOENT' });
});

test('an interrupt ends it', async () => {
  const controller = new AbortController();
  // Long enough to be read still when the interrupt comes.
  const long = source(1, 'long.jsonl', Buffer.alloc(200 * 1024 ** 2, LINES), [1]);
  const found = new built.RawReader([long.path], controller.signal).find(wanted(long));
  setTimeout(() => controller.abort(), 20);
  await expect(found).rejects.toThrow(/ended with status/);
  // One that came before it began, too.
  const late = new built.RawReader([], controller.signal);
  await expect(late.find(wanted(long))).rejects.toThrow(/ended with status/);
});
