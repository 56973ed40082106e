import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Case, type OpenCase } from '../../src/case/index.ts';
import { Database } from '../../src/store/index.ts';

const NOW = new Date('2026-10-26T09:00:00Z');
let home: string;
let folder: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'letterlock-case-'));
  folder = join(home, 'case');
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

async function open(mode: OpenCase['mode'] = 'make'): Promise<Case> {
  return await Case.open({ folder, mode, now: NOW });
}

async function made(): Promise<void> {
  await (await open()).close();
}

describe('a case', () => {
  it('is made with its folders, and closed without a trace of the run', async () => {
    const opened = await open();
    expect(readdirSync(folder).sort()).toEqual(['case.duckdb', 'case.duckdb.wal', 'evidence', 'lock.json', 'tmp']);
    await opened.close();
    await opened.close();
    expect(readdirSync(folder).sort()).toEqual(['case.duckdb', 'evidence', 'tmp']);
    expect(readdirSync(join(folder, 'tmp'))).toEqual([]);
  });

  it.skipIf(process.platform === 'win32')(
    'is for its owner alone, and its parents are as they usually are',
    async () => {
      await made();
      expect(statSync(folder).mode & 0o777).toBe(0o700);
      const deep = join(home, 'a', 'b', 'case');
      await (await Case.open({ folder: deep, mode: 'make', now: NOW })).close();
      expect(statSync(deep).mode & 0o777).toBe(0o700);
      expect(statSync(join(home, 'a')).mode & 0o777).toBe(0o777 & ~process.umask());
    },
  );

  it('must be there to be worked on', async () => {
    await expect(open('write')).rejects.toMatchObject({ code: 'case-not-found', exit: 2 });
    await expect(open('read')).rejects.toMatchObject({ code: 'case-not-found', exit: 2 });
    expect(existsSync(folder)).toBe(false);
  });

  it('removes what a killed run left, and nothing else', async () => {
    await made();
    mkdirSync(join(folder, 'tmp', 'run-killed', 'spool'), { recursive: true });
    writeFileSync(join(folder, 'tmp', 'run-killed', 'spool', 'chunk'), 'x');
    writeFileSync(join(folder, 'tmp', 'mine.txt'), 'x');
    await made();
    expect(readdirSync(join(folder, 'tmp'))).toEqual(['mine.txt']);
  });

  it("is not made over somebody's own report", async () => {
    mkdirSync(join(folder, 'report'), { recursive: true });
    writeFileSync(join(folder, 'report', 'thesis.docx'), 'x');
    await expect(open()).rejects.toMatchObject({ code: 'usage' });
    expect(readdirSync(folder)).toEqual(['report']);
  });

  it('is told from a file', async () => {
    writeFileSync(folder, 'x');
    await expect(open()).rejects.toMatchObject({ code: 'case-not-writable', message: expect.stringContaining('file') });
  });

  it('of another version is refused', async () => {
    const opened = await open();
    await opened.database.run('UPDATE case_format SET version = 99');
    await opened.close();
    await expect(open('write')).rejects.toMatchObject({ code: 'case-version', details: { found: 99 } });
    await expect(open('read')).rejects.toMatchObject({ code: 'case-version' });
    expect(existsSync(join(folder, 'lock.json'))).toBe(false);
  });

  // Windows makes links only for administrators.
  it.skipIf(process.platform === 'win32').each(['tmp', 'report', 'evidence', 'evidence/log.jsonl', 'case.duckdb.wal'])(
    'with a link in the place of %s is not opened, and nothing outside is touched',
    async (place) => {
      await made();
      const outside = join(folder, '..', 'outside');
      mkdirSync(join(outside, 'run-precious'), { recursive: true });
      rmSync(join(folder, place), { recursive: true, force: true });
      mkdirSync(join(folder, 'evidence'), { recursive: true });
      if (place === 'evidence') rmSync(join(folder, 'evidence'), { recursive: true });
      symlinkSync(outside, join(folder, place));
      for (const mode of ['make', 'write', 'read'] as const) {
        await expect(open(mode)).rejects.toMatchObject({
          code: 'case-foreign',
          details: { what: `a link in the place of ${place}` },
        });
      }
      expect(readdirSync(outside)).toEqual(['run-precious']);
    },
  );

  it.each([
    ['a function in place of one of the engine', `CREATE MACRO lower(x) AS 'overruled'`, 'the function lower'],
    ['a relation', `CREATE MACRO shown() AS TABLE SELECT 1`, 'the function shown'],
    ['a type', `CREATE TYPE mood AS ENUM ('good')`, 'the type mood'],
    [
      'a computed column',
      `CREATE TABLE more (a BIGINT, b VARCHAR GENERATED ALWAYS AS (current_setting('access_mode')))`,
      'a formula for the column more.b',
    ],
    ['a view that reads a file', `CREATE VIEW more AS SELECT * FROM read_text('/etc/hostname')`, 'the view more'],
    [
      'a view in place of the own one',
      `CREATE OR REPLACE VIEW event AS SELECT * REPLACE ('overruled' AS operation) FROM other_event`,
      'the view event',
    ],
  ])('that holds code of somebody else (%s) is not opened', async (_name, statement, what) => {
    const opened = await open();
    await opened.database.run(statement);
    await opened.close();
    for (const mode of ['write', 'read'] as const) {
      await expect(open(mode)).rejects.toMatchObject({ code: 'case-foreign', details: { path: folder, what } });
    }
    expect(existsSync(join(folder, 'lock.json'))).toBe(false);
  });

  it.each([
    ['text', (path: string) => writeFileSync(path, 'this is no database\n'.repeat(2000))],
    ['cut in half', (path: string) => truncateSync(path, Math.floor(statSync(path).size / 2))],
    ['cut to its first page', (path: string) => truncateSync(path, 4096)],
    [
      'overwritten at its head',
      (path: string) => writeFileSync(path, Buffer.concat([Buffer.alloc(64, 7), readFileSync(path).subarray(64)])),
    ],
  ])('that is damaged (%s) says so and harms nothing', async (_name, damage) => {
    await made();
    damage(join(folder, 'case.duckdb'));
    await expect(open('write')).rejects.toMatchObject({
      code: 'case-damaged',
      exit: 1,
      message: expect.stringContaining(folder),
    });
    expect(existsSync(join(folder, 'lock.json'))).toBe(false);
  });

  it('ends a running statement when it is interrupted', async () => {
    const controller = new AbortController();
    const opened = await Case.open({ folder, mode: 'make', now: NOW, signal: controller.signal });
    const running = opened.database.one(
      'SELECT count(*) AS n FROM range(100000000) AS a, range(100000) AS b WHERE (a.range * b.range) % 7 = 3',
    );
    setTimeout(() => controller.abort(), 100);
    await expect(running).rejects.toThrow(/interrupt/i);
    await opened.close();
  });

  it('takes no memory limit that cannot work', async () => {
    await expect(Case.open({ folder, mode: 'make', now: NOW, memoryBytes: 1024 })).rejects.toMatchObject({
      code: 'usage',
    });
    expect(existsSync(folder)).toBe(false);
  });

  it('keeps the engine within its share of the memory', async () => {
    const opened = await Case.open({ folder, mode: 'make', now: NOW, memoryBytes: 1024 ** 3 });
    const row = await opened.database.one("SELECT current_setting('memory_limit') AS memory");
    const [number, unit] = String(row.memory).split(' ');
    expect(unit).toBe('MiB');
    expect(Number(number)).toBeGreaterThan(350);
    expect(Number(number)).toBeLessThanOrEqual(376);
    await opened.close();
  });

  it('can be opened by the engine alone after it is closed', async () => {
    await made();
    const database = await Database.open({ path: join(folder, 'case.duckdb'), spillFolder: null, readOnly: true });
    expect((await database.one('SELECT count(*) AS n FROM source')).n).toBe(0n);
    database.close();
  });
});
