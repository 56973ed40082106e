/** Folders of a user's own detections: what is in them may come from anybody. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { checkSql, detect, loadDetections, readFolders } from '../../src/detect/index.ts';
import { FOLDER_LIMITS } from '../../src/detect/load.ts';
import { appendRows } from '../../src/store/index.ts';
import { emptyCase, SMALL } from './fixture.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'letterlock-own-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const PATH = 'application/collection-small.yml';

function put(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

function problems(): string {
  return readFolders([folder])
    .problems.map(({ file, problem }) => `${file}: ${problem}`)
    .join('\n');
}

describe("a user's folder", () => {
  test('is taken beside the bundled ones', () => {
    put(PATH, SMALL);
    const bundled = loadDetections().length;
    expect(readFolders([folder])).toMatchObject({ files: 1, problems: [] });
    const all = loadDetections([folder]).map(({ id }) => id);
    expect(all).toHaveLength(bundled + 1);
    expect(all).toEqual([...all].sort());
  });

  test('must not take the id of another detection, in the program or in another folder', () => {
    put(
      'canary/collection-mailbox-accessed.yml',
      SMALL.replace('application/collection-small', 'canary/collection-mailbox-accessed'),
    );
    put(PATH, SMALL);
    expect(problems()).toBe(
      `${folder}/canary/collection-mailbox-accessed.yml: id: "canary/collection-mailbox-accessed" is the id of a detection of the program`,
    );
    expect(() => loadDetections([folder])).toThrow('is the id of a detection of the program');
    rmSync(join(folder, 'canary'), { recursive: true });
    expect(() => loadDetections([folder, folder])).toThrow(`is the id of a detection in ${folder}`);
  });

  test('that is not there, or is a file, is an error', () => {
    expect(() => readFolders([join(folder, 'none')])).toThrow('there is no such file or folder');
    put(PATH, SMALL);
    expect(() => readFolders([join(folder, PATH)])).toThrow('it is no folder');
  });

  test.skipIf(process.platform === 'win32')('does not follow links, and says so', () => {
    const outside = mkdtempSync(join(tmpdir(), 'letterlock-outside-'));
    writeFileSync(join(outside, 'collection-small.yml'), SMALL);
    symlinkSync(outside, join(folder, 'application'));
    mkdirSync(join(folder, 'token'));
    symlinkSync(join(outside, 'collection-small.yml'), join(folder, 'token', 'linked.yml'));
    expect(readFolders([folder]).detections).toEqual([]);
    expect(problems()).toBe(`${folder}/token/linked.yml: is a link or no plain file, and is not followed`);
    rmSync(outside, { recursive: true });
  });

  test('leaves hidden folders and other files out', () => {
    put('.git/config.yml', 'x: 1');
    put('README.md', 'x');
    expect(readFolders([folder])).toEqual({ detections: [], problems: [], files: 0 });
  });
});

describe('hostile files', () => {
  const bomb = (levels: number): string =>
    [
      'a0: &a0 [x, x]',
      ...Array.from({ length: levels }, (_, n) => `a${n + 1}: &a${n + 1} [${Array(9).fill(`*a${n}`).join(', ')}]`),
    ].join('\n');

  test.each([
    ['an alias', 'a: &a [x]\nb: *a\n', /uses an alias/],
    ['a bomb of aliases', bomb(12), /uses an alias/],
    ['an alias to itself', 'a: &a [*a]\n', /alias/],
    ['a merge key', 'a: &a {x: 1}\nb: {<<: *a}\n', /alias/],
    ['depth', `${'['.repeat(200)}${']'.repeat(200)}`, /more than 64 levels deep/],
    ['depth without end', '['.repeat(100_000), /levels deep|at end|collection/],
    [
      'depth of maps',
      Array.from({ length: 300 }, (_, n) => `${' '.repeat(n)}a:`).join('\n'),
      /more than 64 levels deep/,
    ],
    ['a tag that makes code', 'a: !!js/function "function () {}"\n', /[Uu]nresolved tag/],
    ['two documents', `${SMALL}---\nb: 2\n`, /multiple documents/],
    ['a key of prototypes', `${SMALL}__proto__: {polluted: true}\n`, /unknown key "__proto__"/],
    ['a query without end', SMALL.replace('sql: |\n', `sql: |\n  -- ${'x'.repeat(100_001)}\n`), /sql: Too big/],
    ['too many bytes', `# ${'x'.repeat(FOLDER_LIMITS.fileBytes)}\n${SMALL}`, /larger than 1048576 bytes/],
    ['no text', '\u0000\u0001\u0002', /./],
    ['a path as id', SMALL.replace('id: application/collection-small', 'id: ../../collection-small'), /id: /],
  ])('%s is refused, and quickly', (_, text, expected) => {
    put(PATH, text);
    const started = performance.now();
    expect(problems()).toMatch(expected);
    expect(readFolders([folder]).detections).toEqual([]);
    expect(performance.now() - started).toBeLessThan(5000);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  test.each([
    [
      'reads a file',
      SMALL.replace('FROM access a', "FROM (SELECT * FROM read_text('/etc/passwd')) x, access a"),
      /TABLE_FUNCTION/,
    ],
    ['asks the ledger', SMALL.replace('FROM access a', 'FROM source s, access a'), /"source" is neither/],
    [
      'writes',
      SMALL.replace(/sql: \|\n(.*\n)+?(?=\w)/, 'sql: DELETE FROM access WHERE app_id = $wanted\n'),
      /no single SELECT/,
    ],
    [
      'makes a million columns',
      SMALL.replace(
        /sql: \|\n/,
        `sql: |\n  WITH c0 AS (SELECT 1 AS x)${Array.from({ length: 30 }, (_, n) => `, c${n + 1} AS (SELECT * FROM c${n} u, c${n} v)`).join('')}\n`,
      ),
      /\* may stand once/,
    ],
    [
      'makes a million columns by name',
      SMALL.replace(
        /sql: \|\n/,
        `sql: |\n  WITH c0 AS (SELECT 1 AS x)${Array.from({ length: 30 }, (_, n) => `, c${n + 1} AS (SELECT u.*, v.* FROM c${n} u, c${n} v)`).join('')}\n`,
      ),
      /\* may stand once/,
    ],
  ])('a query that %s is not run', async (_, text, expected) => {
    put(PATH, text);
    const own = readFolders([folder]);
    expect(own.problems).toEqual([]);
    const path = join(folder, 'case.duckdb');
    const writer = await emptyCase(path);
    const row = { event_id: 1, part: 0, tenant: 't', time: new Date(0), log_kind: 'mailbox-audit', app_id: 'app-1' };
    await appendRows(writer, 'event', [row]);
    await appendRows(writer, 'access', [row]);
    const [detection] = own.detections;
    if (detection === undefined) throw new Error('the file holds a detection');
    expect((await checkSql(writer, detection)).problems.join('; ')).toMatch(expected);
    writer.close();
    const { runs, findings } = await detect({ path, spillFolder: null }, own.detections);
    expect(findings).toEqual([]);
    expect(runs[0]?.reason).toMatch(/^its SQL is not allowed/);
  });

  test('a folder that is none of detections is left after its limit', () => {
    mkdirSync(join(folder, 'many'));
    for (let n = 0; n <= FOLDER_LIMITS.entries; n += 1) writeFileSync(join(folder, 'many', `${n}.txt`), '');
    expect(() => readFolders([folder])).toThrow('holds more than 10000 files and folders');
  });
});
