import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { rejectsOf, unwrapFiles, unwrapOne } from '../harness.ts';
import { zip } from '../pack.ts';

const RECORD = '{"Id":"1","Name":"Zoë 𝕏"}';

function utf16be(text: string): Buffer {
  return Buffer.from(text, 'utf16le').swap16();
}

describe('encodings', () => {
  it.each([
    ['utf-16le', Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(`${RECORD}\r\n${RECORD}\r\n`, 'utf16le')])],
    ['utf-16be', Buffer.concat([Buffer.from([0xfe, 0xff]), utf16be(`${RECORD}\r\n${RECORD}\r\n`)])],
    ['utf-16le', Buffer.from(`${RECORD}\n${RECORD}\n`, 'utf16le')],
    ['utf-16be', utf16be(`[${RECORD},${RECORD}]`)],
    [
      'utf-16le',
      Buffer.concat([
        Buffer.from([0xff, 0xfe]),
        Buffer.from(
          `Id,AuditData\r\n1,"${RECORD.replaceAll('"', '""')}"\r\n2,"${RECORD.replaceAll('"', '""')}"\r\n`,
          'utf16le',
        ),
      ]),
    ],
  ])('%s', async (encoding, bytes) => {
    const one = await unwrapOne(bytes);
    expect(one).toMatchObject({ encoding, read: 2, rejected: 0, bytes: bytes.length });
    expect(one.texts).toEqual([RECORD, RECORD]);
  });

  it('takes UTF-16 over many reads, pairs and all', async () => {
    const text = `${'𝕏'.repeat(30)}`;
    const records = Array.from(
      { length: 20_000 },
      (_, index) => `{"Id":"${index}","T":"${'x'.repeat(index % 7)}${text}"}`,
    );
    const one = await unwrapOne(Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(records.join('\n'), 'utf16le')]));
    expect(one.texts).toEqual(records);
  });

  it('rejects the record with half a pair, and an odd byte at the end', async () => {
    const one = await unwrapOne(
      Buffer.concat([
        Buffer.from([0xff, 0xfe]),
        Buffer.from(`${RECORD}\n{"a":"\ud800"}\n{"a":"\udc00x"}\n${RECORD}\n`, 'utf16le'),
      ]),
    );
    expect(one.texts).toEqual([RECORD, RECORD]);
    expect(rejectsOf(one)).toEqual(['not-utf8 at line 2', 'not-utf8 at line 3']);
    const odd = await unwrapOne(
      Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(`${RECORD}\n`, 'utf16le'), Buffer.from('{')]),
    );
    expect(odd.texts).toEqual([RECORD]);
    expect(odd.rejected).toBe(1);
  });
});

describe('what is not recognised is named', () => {
  it.each([
    ['binary', Buffer.concat([Buffer.from([1, 2, 3]), randomBytes(4_000).fill(0, 0, 50)]), /^binary$/],
    ['HTML', '<!DOCTYPE html><html><body>Sign in</body></html>', /^HTML page/],
    ['XML', '<?xml version="1.0"?><Events/>', /^XML/],
    ['PDF', '%PDF-1.7\n%\u00e2\u00e3\n1 0 obj', /^PDF document$/],
    ['EVTX', Buffer.concat([Buffer.from('ElfFile\0'), Buffer.alloc(4_096)]), /EVTX/],
    ['PST', Buffer.concat([Buffer.from('!BDN'), Buffer.alloc(500, 7)]), /Outlook data file/],
    ['Parquet', Buffer.concat([Buffer.from('PAR1'), Buffer.alloc(500, 7), Buffer.from('PAR1')]), /Parquet/],
    ['old Office', Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(500)]), /Office document/],
    ['tar', Buffer.concat([Buffer.alloc(257, 'a'), Buffer.from('ustar\0'), Buffer.alloc(300)]), /tar archive/],
    ['7-Zip', Buffer.concat([Buffer.from('377abcaf271c', 'hex'), Buffer.alloc(100)]), /7-Zip/],
    ['mail', 'Received: from x\r\nFrom: a@b\r\nSubject: x\r\n\r\nHello', /mail message/],
    ['prose', 'This is a note, written by hand.\nIt says nothing at all.\nNothing.\n', /^text of no known form$/],
    ['prose in brackets', '[2024-01-01 10:00] started\n[2024-01-01 10:01] ended\n', /^text/],
    [
      'list output',
      'RunspaceId   : 1\nRecordType   : ExchangeItem\nCreationDate : 1/1/2024\nUserIds      : a@b\n\nRunspaceId   : 1\n',
      /^PowerShell list output; export with Export-Csv or ConvertTo-Json$/,
    ],
  ])('%s', async (_, content, expected) => {
    const one = await unwrapOne(content);
    expect(one.lookedLike).toMatch(expected);
    expect(one).toMatchObject({ format: 'not-recognised', read: 0, rejected: 0, rejects: [], encoding: null });
  });

  it('names a file that is gone, and does the rest', async () => {
    const { unwrapInputs, inFolder } = await import('../harness.ts');
    await inFolder(async (folder) => {
      const { sources } = await unwrapInputs(
        [
          { absolutePath: `${folder}/none`, path: 'none', bytes: 0 },
          { absolutePath: folder, path: 'dir', bytes: 0 },
        ],
        folder,
      );
      expect(sources.map(({ format, lookedLike, read }) => [format, lookedLike, read])).toEqual([
        ['unreadable', 'file that cannot be read (ENOENT)', 0],
        ['unreadable', 'file that cannot be read (EISDIR)', 0],
      ]);
    });
  });
});

describe('the spool', () => {
  const many = (count: number): string =>
    Array.from({ length: count }, (_, index) => `{"Id":"${index}","Fill":"${'x'.repeat(80)}"}\n`).join('');

  it('lets small files share a chunk and large ones span several, which then end with them', async () => {
    const { sources, chunks } = await unwrapFiles(
      { 'a.json': many(3), 'b.json': many(50_000), 'c.json': many(3), 'd.json': '', 'e.json': many(2) },
      { limits: { chunkBytes: 1024 ** 2 } },
    );
    expect(sources.map(({ seq, read }) => [seq, read])).toEqual([
      [0, 3],
      [1, 50_000],
      [2, 3],
      [3, 0],
      [4, 2],
    ]);
    expect(chunks.length).toBeGreaterThan(3);
    expect(chunks.slice(0, -2).every(({ open }) => open === 1)).toBe(true);
    expect(chunks.at(-2)).toMatchObject({ open: null, finished: [{ seq: 1 }] });
    expect(chunks.at(-1)).toMatchObject({ open: null, finished: [{ seq: 2 }, { seq: 3 }, { seq: 4 }] });
    expect(chunks.every(({ dateOrders, open }) => open === null || dateOrders.some(({ seq }) => seq === open))).toBe(
      true,
    );
    const read = chunks.map(({ bytesRead }) => bytesRead);
    expect(read).toEqual([...read].sort((a, b) => a - b));
  });

  it('ends no chunk between two members of an archive: it is there whole or not at all', async () => {
    const archive = zip([1, 2, 3, 4].map((number) => ({ name: `m${number}.json`, content: many(20_000) })));
    const { sources, chunks } = await unwrapFiles(
      { 'a.zip': archive, 'b.json': many(2) },
      { limits: { chunkBytes: 1024 ** 2 } },
    );
    expect(sources.map(({ read }) => read)).toEqual([20_000, 20_000, 20_000, 20_000, 2]);
    expect(chunks.length).toBeGreaterThan(6);
    expect(chunks.slice(0, -2).every(({ open }) => open !== null)).toBe(true);
    expect(chunks.slice(-2).map(({ open, finished }) => [open, finished.at(-1)?.seq])).toEqual([
      [null, 3],
      [null, 4],
    ]);
  });

  it('stops at the signal', async () => {
    const stop = new AbortController();
    stop.abort();
    await expect(unwrapFiles({ 'a.json': many(10) }, { signal: stop.signal })).rejects.toMatchObject({
      code: 'interrupted',
    });
  });

  it('says when the spool folder cannot be written', async () => {
    const { unwrap, DEFAULT_COLLECT_LIMITS } = await import('../../../src/collect/files/index.ts');
    const run = unwrap([{ absolutePath: import.meta.filename, path: 'x', bytes: 1 }], {
      limits: DEFAULT_COLLECT_LIMITS,
      spoolFolder: '/nonexistent/folder',
    });
    await expect(run.next()).rejects.toMatchObject({ code: 'case-not-writable' });
  });

  it.runIf(process.platform === 'linux')('says that the disk is full', async () => {
    const { spoolFault } = await import('../../../src/collect/files/spool.ts');
    const { writeFileSync } = await import('node:fs');
    let fault: unknown;
    try {
      writeFileSync('/dev/full', 'x');
    } catch (error) {
      fault = error;
    }
    expect(spoolFault(fault, 'spool')).toMatchObject({ code: 'disk-full', details: { path: 'spool' } });
  });

  it('counts rejects beyond those it keeps', async () => {
    const one = await unwrapOne(`{"a":1}\n${'x\n'.repeat(50)}`, { limits: { rejectsKept: 10 } });
    expect(one).toMatchObject({ format: 'json-lines', read: 51, rejected: 50 });
    const array = await unwrapOne(`[{"a":1}${',1'.repeat(50)}]`, { limits: { rejectsKept: 10 } });
    expect(array).toMatchObject({ read: 51, rejected: 50 });
    expect(array.rejects.length).toBe(10);
  });
});
