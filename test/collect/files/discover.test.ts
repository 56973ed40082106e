import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { expandPattern } from '../../../src/collect/files/glob.ts';
import { discover } from '../../../src/collect/files/index.ts';
import { inFolder, unwrapInputs } from '../harness.ts';

/** Writes files below a folder and finds what patterns name there. */
async function find(
  paths: readonly string[],
  patterns: readonly string[],
  prepare?: (folder: string) => void,
): Promise<{ files: string[]; issues: string[] }> {
  return inFolder(async (folder) => {
    for (const path of paths) {
      mkdirSync(join(folder, path, '..'), { recursive: true });
      writeFileSync(join(folder, path), '{"a":1}\n');
    }
    prepare?.(folder);
    const { files, issues } = await discover(patterns, { cwd: folder, spoolFolder: folder });
    return { files: files.map(({ path }) => path), issues: issues.map(({ code, path }) => `${code} ${path}`) };
  });
}

const TREE = [
  'in/b.json',
  'in/a/2.json',
  'in/a/10.json',
  'in/a.csv',
  'in/.hidden.json',
  'in/.DS_Store',
  'in/a-b/c.json',
  'in/Ä.json',
  'in/audit[1].json',
  'in/audit1.json',
];

describe('discover', () => {
  it('lists folders in the order of the bytes of their paths, hidden files too', async () => {
    const { files, issues } = await find(TREE, ['in']);
    expect(files).toEqual([
      'in/.DS_Store',
      'in/.hidden.json',
      'in/a-b/c.json',
      'in/a.csv',
      'in/a/10.json',
      'in/a/2.json',
      'in/audit1.json',
      'in/audit[1].json',
      'in/b.json',
      'in/Ä.json',
    ]);
    expect(files).toEqual([...files].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))));
    expect(issues).toEqual([]);
  });

  it.each([
    ['in/', TREE.length],
    ['./in', TREE.length],
    ['.', TREE.length],
    ['in/a', 2],
    ['in/b.json', 1],
    ['in/*.json', 4],
    ['in/**/*.json', 7],
    ['in/a*', 6],
    ['in/[ab].json', 1],
    ['in/{a.csv,b.json}', 2],
    ['in/?.json', 2],
    ['i*/a/*', 2],
  ])('%s', async (pattern, count) => {
    const { files, issues } = await find(TREE, [pattern]);
    expect(files.length).toBe(count);
    expect(issues).toEqual([]);
  });

  it('prefers a name that exists to a pattern', async () => {
    expect((await find(TREE, ['in/audit[1].json'])).files).toEqual(['in/audit[1].json']);
    expect((await find(['in/audit1.json'], ['in/audit[1].json'])).files).toEqual(['in/audit1.json']);
  });

  it('reads each file once', async () => {
    expect((await find(TREE, ['in/b.json', 'in', 'in/*.json'])).files.length).toBe(TREE.length);
  });

  it('says what is not there, and finds the rest', async () => {
    expect(await find(TREE, ['none', 'in/x*.json', 'in/b.json', '-'])).toEqual({
      files: ['in/b.json'],
      issues: ['path-not-found none', 'path-not-found in/x*.json', 'path-not-readable -'],
    });
  });

  it('passes its own cases over, and says so', async () => {
    expect(
      await find([...TREE, 'in/letterlock-case/case.duckdb', 'in/letterlock-case/report/events.jsonl'], ['in']),
    ).toMatchObject({
      files: { length: TREE.length },
      issues: ['own-case in/letterlock-case'],
    });
  });

  it.skipIf(process.platform === 'win32')('does not follow links out of a folder, nor in circles', async () => {
    const { files, issues } = await find(['in/a.json', 'out/b.json'], ['in', 'direct'], (folder) => {
      symlinkSync('../out', join(folder, 'in', 'outside'));
      symlinkSync('..', join(folder, 'in', 'up'));
      symlinkSync('.', join(folder, 'in', 'self'));
      symlinkSync('a.json', join(folder, 'in', 'same.json'));
      symlinkSync('nowhere', join(folder, 'in', 'broken'));
      symlinkSync('out', join(folder, 'direct'));
    });
    expect(files).toEqual(['in/a.json', 'direct/b.json']);
    expect(issues).toEqual(['path-not-found in/broken', 'link-outside in/outside', 'link-outside in/up']);
  });

  it('writes standard input to a file first', async () => {
    await inFolder(async (folder) => {
      const { files } = await discover(['-'], {
        cwd: folder,
        spoolFolder: folder,
        stdin: Readable.from([Buffer.from('{"a":1}\n{"b'), Buffer.from('":2}\n')]),
      });
      expect(files).toMatchObject([{ path: '-', bytes: 16 }]);
      const { sources } = await unwrapInputs(files, folder);
      expect(sources).toMatchObject([{ path: '-', read: 2, format: 'json-lines' }]);
    });
  });

  it('takes brackets and other characters of patterns that do not close as they are', () => {
    expect(expandPattern('x[y', process.cwd())).toEqual([]);
    expect(expandPattern('x[z-a]', process.cwd())).toEqual([]);
  });
});
