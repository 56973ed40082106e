import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { canonicalJson } from '../../src/evidence/index.ts';
import { appendLog, readLog } from '../../src/evidence/log.ts';

let home: string;
let file: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'letterlock-log-'));
  file = join(home, 'log.jsonl');
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

async function add(words: string): Promise<void> {
  await appendLog(file, {
    action: 'report',
    outcome: 'done',
    at: new Date('2026-10-26T09:00:00Z'),
    program: null,
    details: { words },
  });
}

describe('the log of a case', () => {
  it('is empty before anything was done', async () => {
    expect(await readLog(file)).toEqual([]);
  });

  it('adds entries that follow one another', async () => {
    for (const words of ['a', 'b\n', 'c']) await add(words);
    const lines = await readLog(file);
    expect(lines.map(({ problem }) => problem)).toEqual([null, null, null]);
    expect(lines.map(({ entry }) => entry?.seq)).toEqual([1, 2, 3]);
    expect(lines[2]?.entry?.previous).toBe(lines[1]?.sha256);
    expect(readFileSync(file, 'utf8').split('\n')).toHaveLength(4);
  });

  it('goes on after a line that was cut off while it was written, and shows it', async () => {
    await add('a');
    appendFileSync(file, '{"action":"rep');
    await add('b');
    const lines = await readLog(file);
    expect(lines.map(({ problem }) => problem)).toEqual([null, 'is no entry', null]);
    expect(lines[2]?.entry?.previous).toBe(lines[1]?.sha256);
  });
});

describe('canonical JSON', () => {
  it('has one spelling', () => {
    expect(canonicalJson({ b: [1, null, true], a: { d: 'é"\u2028', c: -0 } })).toBe(
      '{"a":{"c":0,"d":"é\\"\u2028"},"b":[1,null,true]}',
    );
    expect(canonicalJson({ a: undefined, b: 1 })).toBe('{"b":1}');
  });

  it('refuses numbers that have several', () => {
    for (const number of [0.5, 2 ** 53, Number.NaN, Number.POSITIVE_INFINITY])
      expect(() => canonicalJson(number)).toThrow(TypeError);
  });
});
