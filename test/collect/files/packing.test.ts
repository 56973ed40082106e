import { createHash, randomBytes } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { inFolder, rejectsOf, truncationsOf, unwrapFiles, unwrapInputs, unwrapOne } from '../harness.ts';
import { zip, zstd, zstdBomb } from '../pack.ts';

const line = (index: number): string =>
  `{"Id":"${index}","Salt":"${createHash('sha256').update(String(index)).digest('hex')}"}`;
const lines = (from: number, to: number): string =>
  Array.from({ length: to - from }, (_, index) => `${line(from + index)}\n`).join('');
const sha = (content: Buffer | string): string => createHash('sha256').update(content).digest('hex');

describe('gzip', () => {
  it('is known by its content, whatever the name', async () => {
    const packed = gzipSync(lines(0, 4_000));
    const one = await unwrapOne(packed, {}, 'export.json');
    expect(one).toMatchObject({
      format: 'json-lines',
      compression: 'gzip',
      read: 4_000,
      rejected: 0,
      truncations: [],
      containerPath: null,
      containerSha256: null,
    });
    expect(one).toMatchObject({ sha256: sha(packed), bytes: packed.length });
    expect(one.texts[3_999]).toBe(line(3_999));
  });

  it('takes every member of a file of several', async () => {
    const one = await unwrapOne(
      Buffer.concat([gzipSync(lines(0, 10)), gzipSync(lines(10, 20)), gzipSync(''), gzipSync(lines(20, 30))]),
    );
    expect(one.texts).toEqual(lines(0, 30).trimEnd().split('\n'));
  });

  it('uses what can be unpacked of a cut file', async () => {
    const packed = gzipSync(lines(0, 8_000));
    const one = await unwrapOne(packed.subarray(0, packed.length >> 1));
    expect(truncationsOf(one)).toEqual(['cut-gzip', 'unfinished-record']);
    expect(one.read).toBeGreaterThan(3_000);
    expect(rejectsOf(one)).toEqual([`unfinished at line ${one.read}`]);
    expect(one.texts).toEqual(
      lines(0, one.read - 1)
        .trimEnd()
        .split('\n'),
    );
    expect(one.sha256).toBe(sha(packed.subarray(0, packed.length >> 1)));
  });

  it('uses what comes before damage', async () => {
    const packed = gzipSync(lines(0, 8_000));
    packed.fill(0x55, packed.length >> 1, (packed.length >> 1) + 100);
    const one = await unwrapOne(packed);
    expect(truncationsOf(one)).toContain('cut-gzip');
    expect(one.read).toBeGreaterThan(1_000);
    expect(one.sha256).toBe(sha(packed));
  });

  it('opens gzip in gzip, to a depth', async () => {
    expect(await unwrapOne(gzipSync(gzipSync(lines(0, 3))))).toMatchObject({ compression: 'gzip+gzip', read: 3 });
    let nested = Buffer.from(lines(0, 3));
    for (let level = 0; level < 4; level += 1) nested = gzipSync(nested);
    expect(await unwrapOne(nested)).toMatchObject({
      format: 'not-recognised',
      read: 0,
      lookedLike: 'gzip nested deeper than 3 levels',
    });
  });

  it('ends a bomb, and does the rest', async () => {
    const { sources } = await unwrapFiles({
      'bomb.gz': gzipSync(Buffer.alloc(80 * 1024 ** 2, `{"a":"${'x'.repeat(990)}"}\n`)),
      'b.json': lines(0, 2),
    });
    expect(sources.map(truncationsOf)).toEqual([['bounded', 'unfinished-record'], []]);
    expect(sources[0]?.read).toBeGreaterThan(60_000);
    expect(sources[1]?.read).toBe(2);
  });
});

describe('zstd', () => {
  it('is unpacked, frame after frame', async () => {
    const one = await unwrapOne(Buffer.concat([zstd(lines(0, 100)), zstd(lines(100, 200))]));
    expect(one).toMatchObject({ compression: 'zstd', read: 200, rejected: 0, truncations: [] });
    expect(one.texts[150]).toBe(line(150));
  });

  it('uses what can be unpacked of a cut file', async () => {
    const packed = zstd(lines(0, 1_000));
    const one = await unwrapOne(packed.subarray(0, packed.length >> 1));
    expect(truncationsOf(one)).toEqual(['cut-gzip', 'unfinished-record']);
    expect(one.read).toBeGreaterThan(400);
  });

  it('ends a bomb', async () => {
    const one = await unwrapOne(Buffer.concat([zstd('[{"a":1},'), zstdBomb(0x20, 2_000)]));
    expect(truncationsOf(one)).toEqual(['bounded', 'unfinished-array']);
    expect(one.texts).toEqual(['{"a":1}']);
  });
});

describe('zip', () => {
  it('gives a source a member, with hashes of member and archive', async () => {
    const archive = zip([
      { name: 'audit/', content: '' },
      { name: 'audit/a.json', content: lines(0, 3) },
      { name: 'stored.csv', content: 'Name,Mail\na,b\n', method: 0 },
      { name: 'inner.gz', content: gzipSync(lines(3, 5)) },
      { name: 'empty.json', content: '' },
      { name: 'secret.json', content: 'xxxx', encrypted: true },
      { name: 'odd.json', content: 'xxxx', method: 9 },
    ]);
    const { sources } = await unwrapFiles({ 'export.zip': archive });
    expect(
      sources.map((source) => [source.path, source.containerPath, source.format, source.compression, source.read]),
    ).toEqual([
      ['export.zip', 'audit/a.json', 'json-lines', 'zip', 3],
      ['export.zip', 'stored.csv', 'csv-table', 'zip', 1],
      ['export.zip', 'inner.gz', 'json-lines', 'zip+gzip', 2],
      ['export.zip', 'empty.json', 'empty', 'zip', 0],
      ['export.zip', 'secret.json', 'not-recognised', 'zip', 0],
      ['export.zip', 'odd.json', 'not-recognised', 'zip', 0],
    ]);
    expect(new Set(sources.map(({ containerSha256 }) => containerSha256))).toEqual(new Set([sha(archive)]));
    expect(sources[0]).toMatchObject({ sha256: sha(lines(0, 3)), bytes: lines(0, 3).length });
    expect(sources[2]?.sha256).toBe(sha(gzipSync(lines(3, 5))));
    expect(sources[4]?.lookedLike).toMatch(/encrypted/);
    expect(sources[5]?.lookedLike).toMatch(/Deflate64/);
  });

  it('says of a member whose bytes changed on the way that it is damaged, though it unpacks', async () => {
    const archive = zip([
      { name: 'changed.json', content: lines(0, 3), method: 0 },
      { name: 'whole.json', content: lines(3, 6), method: 0 },
      { name: 'inner.gz', content: gzipSync(lines(6, 9)), method: 0 },
    ]);
    const at = archive.indexOf(lines(1, 2).trim()) + 5;
    archive.write('7', at);
    const { sources } = await unwrapFiles({ 'export.zip': archive });
    expect(sources.map((source) => [source.containerPath, source.read, truncationsOf(source)])).toEqual([
      ['changed.json', 3, ['cut-gzip']],
      ['whole.json', 3, []],
      ['inner.gz', 3, []],
    ]);
    expect(sources[0]?.truncations[0]?.detail).toMatch(/checksum/);
  });

  it('treats names as labels only', async () => {
    await inFolder(async (folder) => {
      const archive = zip([
        { name: '../../x', content: lines(0, 1) },
        { name: '/etc/passwd', content: lines(1, 2) },
        { name: 'C:\\windows\\y', content: lines(2, 3) },
        { name: 'a.json', content: lines(3, 4) },
        { name: 'a.json', content: lines(4, 5) },
        { name: 'bell\u0007\u001b[31m', content: lines(5, 6) },
      ]);
      const { writeFileSync, mkdirSync } = await import('node:fs');
      mkdirSync(join(folder, 'in', 'deep'), { recursive: true });
      const absolutePath = join(folder, 'in', 'deep', 'export.zip');
      writeFileSync(absolutePath, archive);
      const { sources } = await unwrapInputs([{ absolutePath, path: 'export.zip', bytes: archive.length }], folder);
      expect(sources.map(({ containerPath }) => containerPath)).toEqual([
        '../../x',
        '/etc/passwd',
        'C:/windows/y',
        'a.json',
        'a.json #2',
        'bell\ufffd\ufffd[31m',
      ]);
      expect(sources.every(({ read }) => read === 1)).toBe(true);
      expect(readdirSync(folder, { recursive: true }).map(String).sort()).toEqual([
        'in',
        join('in', 'deep'),
        join('in', 'deep', 'export.zip'),
        'spool',
      ]);
    });
  });

  it('opens archives in archives, to a depth, and leaves no file behind', async () => {
    const inner = zip([
      { name: 'a.json', content: lines(0, 2) },
      { name: 'deeper.zip', content: zip([{ name: 'b.json', content: lines(2, 3) }]) },
    ]);
    await inFolder(async (folder) => {
      const { writeFileSync } = await import('node:fs');
      const absolutePath = join(folder, 'x');
      writeFileSync(
        absolutePath,
        gzipSync(
          zip([
            { name: 'inner.zip', content: inner },
            { name: 'c.json', content: lines(3, 4) },
          ]),
        ),
      );
      const { sources } = await unwrapInputs([{ absolutePath, path: 'x', bytes: 1 }], folder);
      expect(sources.map(({ containerPath, read, lookedLike }) => [containerPath, read, lookedLike])).toEqual([
        ['inner.zip!/a.json', 2, null],
        ['inner.zip!/deeper.zip', 0, 'zip nested deeper than 3 levels'],
        ['c.json', 1, null],
      ]);
      expect(readdirSync(join(folder, 'spool'))).toEqual([]);
    });
  });

  it('is bounded: members, ratio, total', async () => {
    const many = zip(
      Array.from({ length: 20 }, (_, index) => ({ name: `${index}.json`, content: lines(index, index + 1) })),
    );
    const { sources } = await unwrapFiles({ 'many.zip': many }, { limits: { archiveMembers: 5 } });
    expect(sources.map(({ read }) => read)).toEqual([1, 1, 1, 1, 1, 0]);
    expect(sources[5]).toMatchObject({ containerPath: null, truncations: [{ code: 'bounded' }] });
    const bomb = zip([
      { name: 'bomb', content: Buffer.alloc(80 * 1024 ** 2, 0x20) },
      { name: 'after.json', content: lines(0, 1) },
    ]);
    const after = await unwrapFiles({ 'bomb.zip': bomb, 'b.json': lines(0, 2) });
    expect(after.sources.map((source) => [source.containerPath, source.read, truncationsOf(source)])).toEqual([
      ['bomb', 0, ['bounded']],
      ['after.json', 1, []],
      [null, 2, []],
    ]);
    const total = zip([
      { name: 'a.json', content: lines(0, 100) },
      { name: 'b.json', content: lines(0, 100) },
      { name: 'c.json', content: lines(0, 100) },
    ]);
    const spent = await unwrapFiles({ 'total.zip': total }, { limits: { unpackedBytes: lines(0, 100).length + 10 } });
    expect(spent.sources.map((source) => [source.containerPath, truncationsOf(source).includes('bounded')])).toEqual([
      ['a.json', false],
      ['b.json', true],
      [null, true],
    ]);
  });

  it('names damaged archives, Office documents and archives without members', async () => {
    const good = zip([{ name: 'a.json', content: lines(0, 50) }]);
    expect((await unwrapOne(good.subarray(0, good.length - 30))).lookedLike).toMatch(/damaged zip archive/);
    expect((await unwrapOne(zip([]))).lookedLike).toBe('zip archive without members');
    const workbook = zip([
      { name: '[Content_Types].xml', content: '<x/>' },
      { name: 'xl/workbook.xml', content: '<x/>' },
    ]);
    expect(await unwrapOne(workbook)).toMatchObject({
      format: 'not-recognised',
      read: 0,
      lookedLike: 'Excel workbook; save each sheet as CSV (UTF-8)',
    });
  });

  it('streams a large member', async () => {
    const before = process.memoryUsage().rss;
    const big = Buffer.alloc(100 * 1024 ** 2, `${line(1)}${' '.repeat(9_000)}${randomBytes(500).toString('hex')}\n`);
    const archive = zip([{ name: 'big', content: big }]);
    const one = await unwrapFiles({ 'big.zip': archive }, { limits: { ratio: 1e9 } });
    expect(one.sources[0]?.read).toBeGreaterThan(10_000);
    expect(process.memoryUsage().rss - before).toBeLessThan(400 * 1024 ** 2);
  });
});
