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
  type Reading,
  type WantedRecords,
  type WantedSource,
} from '../../src/report/build/raw-records.ts';

interface Built {
  findRecordsInWorker(wanted: WantedRecords, signal: AbortSignal | undefined): Reading;
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

test('gives what this thread would give', async () => {
  const there = source(1, 'a.jsonl', LINES, [2, 9]);
  const changed = { ...source(2, 'b.jsonl', LINES, [1]), sha256: '0'.repeat(64) };
  const packed = source(3, 'c.gz', gzipSync(LINES), [4]);
  const { found } = built.findRecordsInWorker(wanted(there, changed, packed), undefined);
  const inThread = await findRecords(wanted(there, changed, packed));
  expect(await found).toEqual(inThread);
  expect([...inThread.records.keys()]).toEqual(['1 2', '1 9', '3 4']);
  expect([...inThread.absent]).toEqual([2]);
});

test('a fault of the disk keeps its code', async () => {
  const gone = source(1, 'gone.jsonl', LINES, [1]);
  rmSync(gone.path);
  const keptFolder = join(folder, 'kept');
  mkdirSync(keptFolder);
  writeFileSync(join(keptFolder, `${gone.sha256}.gz`), gzipSync(LINES));
  const nowhere = { keptFolder, spoolFolder: join(folder, 'none') };
  const { found } = built.findRecordsInWorker({ ...wanted(gone), places: nowhere }, undefined);
  await expect(found).rejects.toMatchObject({ code: 'ENOENT' });
});

test('an interrupt ends it', async () => {
  const controller = new AbortController();
  // Long enough to be read still when the interrupt comes.
  const long = source(1, 'long.jsonl', Buffer.alloc(200 * 1024 ** 2, LINES), [1]);
  const { found } = built.findRecordsInWorker(wanted(long), controller.signal);
  setTimeout(() => controller.abort(), 20);
  await expect(found).rejects.toThrow(/ended with status/);
  // One that came before it began, too.
  await expect(built.findRecordsInWorker(wanted(long), controller.signal).found).rejects.toThrow(/ended with status/);
});
