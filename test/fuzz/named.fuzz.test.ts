/** Inputs that once did harm, and those that the issue names: each the smallest that shows it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { type CollectLimits, discover } from '../../src/collect/files/index.ts';
import { bindRecord } from '../ingest/records.ts';
import { gzipMembers, zip } from './encode.ts';
import { faultsOf } from './invariants.ts';
import { Random } from './random.ts';
import { type NamedBytes, withCase } from './run.ts';

interface Account {
  readonly path: string;
  readonly read: number;
  readonly stored: number;
  readonly rejects: readonly string[];
}

const ID = (number: number): string => `aaaaaaaa-0000-4000-8000-${String(number).padStart(12, '0')}`;
const GOOD = JSON.stringify(bindRecord({ id: ID(1) }));

async function account(
  files: Readonly<Record<string, string | Buffer>>,
  look: (query: string, rows: readonly unknown[]) => void = () => undefined,
  query = 'SELECT 1',
  limits: Partial<CollectLimits> = {},
): Promise<readonly Account[]> {
  const named: readonly NamedBytes[] = Object.entries(files).map(([path, content]) => ({
    path,
    bytes: Buffer.from(content),
  }));
  return withCase(
    named,
    async ({ database }) => {
      expect(await faultsOf(database)).toEqual([]);
      look(query, await database.all(query));
      const rows = await database.all(
        `SELECT path, read, stored, coalesce((SELECT string_agg(code, ' ' ORDER BY ordinal) FROM reject AS r WHERE r.source_id = s.source_id), '') AS codes FROM source AS s ORDER BY source_id`,
      );
      return rows.map((row) => ({
        path: String(row['path']),
        read: Number(row['read']),
        stored: Number(row['stored']),
        rejects: String(row['codes'])
          .split(' ')
          .filter((code) => code !== ''),
      }));
    },
    limits,
  );
}

describe('inputs that once did harm', () => {
  test('a malformed record that names a nested field does not stop the run', async () => {
    const malformed =
      '{"CreationTime":"2026-08-26T04:19:09","Operation":"Send","RecordType":2,"AppAccessContext":{"UniqueTokenId":"x"} "Id":"1"}';
    expect(await account({ 'a.jsonl': `${malformed}\n${GOOD}\n` })).toEqual([
      { path: 'a.jsonl', read: 2, stored: 1, rejects: ['not-json'] },
    ]);
  });

  test('chunks that come faster than they are taken apart do not meet', async () => {
    const line = (number: number): string =>
      `{"id":"${ID(number)}","riskEventType":"x","activityDateTime":"2026-01-01T00:00:00Z","userPrincipalName":"anna@contoso.example"}\n`;
    const files = Object.fromEntries(
      [1, 2, 3, 4, 5, 6].map((file) => [
        `${file}.jsonl`,
        Array.from({ length: 20 }, (_, index) => line(file * 100 + index)).join(''),
      ]),
    );
    const accounts = await account(files, undefined, undefined, { chunkBytes: 4096 });
    expect(accounts).toEqual(Object.keys(files).map((path) => ({ path, read: 20, stored: 20, rejects: [] })));
  });

  test('a row of a query that lost a quote costs that row, not the rest', async () => {
    const columns = ['Name', 'AuditBypassEnabled'].map((name) => ({ name, type: 'string' }));
    const rows = ['["svc 1","True"]', '["svc 2,"True"]', '["svc 3","True"]', '["svc 4","[not a row, x]"]'];
    const text = `{"tables":[{"name":"PrimaryResult","columns":${JSON.stringify(columns)},"rows":[${rows.join(',')}]}]}`;
    expect(await account({ 'q.json': text })).toEqual([{ path: 'q.json', read: 4, stored: 3, rejects: ['not-json'] }]);
  });

  test('a row of a query that lost its closing bracket holds no other row back', async () => {
    const columns = ['Name', 'AuditBypassEnabled'].map((name) => ({ name, type: 'string' }));
    const rows = '["svc 1","True"],["svc 2","True",["svc 3","True"],["svc 4","True"]';
    const text = `{"tables":[{"name":"PrimaryResult","columns":${JSON.stringify(columns)},"rows":[${rows}]}]}`;
    expect(await account({ 'q.json': text })).toEqual([{ path: 'q.json', read: 4, stored: 3, rejects: ['bad-row'] }]);
  });

  test('a closing bracket too many in a page or a query costs no other record', async () => {
    const good = (number: number): string => JSON.stringify(bindRecord({ id: ID(number) }));
    const page = `{"value":[${good(1)}],${good(2)},${good(3)}],"count":3}`;
    const columns = ['Name', 'AuditBypassEnabled'].map((name) => ({ name, type: 'string' }));
    const query = `{"tables":[{"name":"PrimaryResult","columns":${JSON.stringify(columns)},"rows":[["svc 1","True"]],["svc 2","True"],["svc 3","True"]]}]}`;
    expect(await account({ 'page.json': page, 'query.json': query })).toEqual([
      { path: 'page.json', read: 4, stored: 3, rejects: ['not-json'] },
      { path: 'query.json', read: 4, stored: 3, rejects: ['not-json'] },
    ]);
  });

  test('compressed data that breaks off behind a zip archive in it is said', async () => {
    const packed = gzipSync(zip([{ name: 'inner', bytes: Buffer.from(`${GOOD}\n`) }], Random.of(1)));
    const named = [{ path: 'a.gz', bytes: packed.subarray(0, packed.length - 9) }];
    await withCase(named, async ({ database }) => {
      expect(await database.all('SELECT container_path, read FROM source ORDER BY ALL')).toEqual([
        { container_path: 'inner', read: 1n },
        { container_path: null, read: 0n },
      ]);
      expect(await database.all('SELECT code FROM truncation')).toEqual([{ code: 'cut-gzip' }]);
    });
  });

  test('a first line that is whole too early does not make the lines another format', async () => {
    const first = GOOD.replace('"Operation"', '"Opera"}tion"');
    const last = JSON.stringify(bindRecord({ id: ID(3) }));
    const accounts = await account({ 'a.jsonl': `${first}\n${last}\n`, 'b.jsonl': `${GOOD}}\n${last}\n` });
    expect(accounts.map(({ read, rejects }) => [read, rejects])).toEqual([
      [2, ['not-json']],
      [2, ['not-json']],
    ]);
  });

  test('a line end inside the first key leaves the lines after it', async () => {
    const good = (number: number): string => JSON.stringify(bindRecord({ id: ID(number) }));
    const lines = `${good(1).replace('{"', '{"\n')}\n${good(2)}\n${good(3)}\n`;
    const accounts = await account({ 'lines.jsonl': lines });
    expect(accounts.map(({ read, stored }) => [read, stored])).toEqual([[4, 2]]);
  });

  test('a byte for the comma between two elements costs neither', async () => {
    const good = (number: number): string => JSON.stringify(bindRecord({ id: ID(number) }));
    const accounts = await account({ 'a.json': Buffer.from(`[${good(1)}\u00ae\r\n${good(2)},${good(3)}]`, 'latin1') });
    expect(accounts).toEqual([{ path: 'a.json', read: 4, stored: 3, rejects: ['not-json'] }]);
  });

  test('a small table with zeros behind it is no binary', async () => {
    const table = 'Name,AuditBypassEnabled,ObjectId\nsvc 1,True,x\nsvc 2,True,y\nsvc 3,False,z\n';
    const accounts = await account({
      'a.csv': Buffer.concat([Buffer.from(table), Buffer.alloc(600)]),
      'b.csv': Buffer.from(`${table.replaceAll('svc', 'job')}\u001a`),
    });
    expect(accounts.map(({ stored }) => stored)).toEqual([3, 3]);
  });

  test('a zero inside a cell of a small table makes it no binary', async () => {
    const table = 'Name,AuditBypassEnabled,ObjectId\n,a\0b,3d4c98b7\nsvc 1,False,7aadecff\n';
    expect(await account({ 'a.csv': table })).toEqual([
      { path: 'a.csv', read: 2, stored: 1, rejects: ['control-bytes'] },
    ]);
  });

  test('of lines that end with CR the later ones may be damaged, as of those that end with LF', async () => {
    const piece = GOOD.slice(GOOD.length / 2);
    const lines = ['  ', `${GOOD.slice(0, -30)}${piece}`, piece, piece, GOOD, ''];
    for (const end of ['\n', '\r']) {
      expect(await account({ 'a.jsonl': lines.join(end) })).toMatchObject([{ read: 4, stored: 1 }]);
    }
  });

  test('of objects in several lines the first may be the damaged one', async () => {
    const good = (number: number): string => JSON.stringify(bindRecord({ id: ID(number) }), null, 2);
    const text = [good(1).replace('"UserType": 0', '"UserType: 0'), good(2), good(3)].join('\n');
    expect(await account({ 'a.json': text })).toEqual([{ path: 'a.json', read: 3, stored: 2, rejects: ['not-json'] }]);
  });

  test('of objects without anything between them a damaged one costs only itself', async () => {
    const bad = GOOD.replace('"Operation":"MailItemsAccessed"', '"Operation":"Mail\nItems"').replaceAll('\\n', '\n');
    const last = JSON.stringify(bindRecord({ id: ID(3) }));
    expect(await account({ 'a.json': `${GOOD}${bad}${last}` })).toEqual([
      { path: 'a.json', read: 3, stored: 2, rejects: ['not-json'] },
    ]);
  });

  test('a closing brace too many between elements costs no element', async () => {
    const second = '{"id":"1","riskEventType":"x","activityDateTime":"2026-01-01T00:00:00Z"}';
    expect(await account({ 'a.json': `[${GOOD}},${second}, ${GOOD}]` })).toEqual([
      { path: 'a.json', read: 4, stored: 2, rejects: ['not-json'] },
    ]);
  });

  test('an address in empty brackets, and a kind of access nobody knows, are absent and no new words', async () => {
    const record = bindRecord({
      id: ID(2),
      address: '[]:80',
      extra: { OperationProperties: [{ Name: 'MailAccessType', Value: 'Glance' }] },
    });
    const query = 'SELECT address, access_type FROM access';
    await account(
      { 'a.json': JSON.stringify(record) },
      (_query, rows) => expect(rows).toEqual([{ address: null, access_type: 'bind' }]),
      query,
    );
  });
});

describe('inputs that the issue names', () => {
  const good = (number: number, folder = '\\Inbox'): string =>
    JSON.stringify(
      bindRecord({
        id: ID(number),
        messages: [`<${number}@contoso.example>`],
        extra: {
          Folders: [{ Id: 'LgAA', Path: folder, FolderItems: [{ InternetMessageId: `<${number}@contoso.example>` }] }],
        },
      }),
    );
  const folders = 'SELECT folder_path FROM message ORDER BY message_id';

  test('the four characters \\x01 inside a folder name are a name', async () => {
    // As JSON has to write it, and with the byte itself as an escape, which stays text as well.
    const files = { 'a.jsonl': `${good(1, '\\Plans\\x01\\A')}\n${good(2, 'a\u0001b')}\n` };
    const accounts = await account(
      files,
      (_query, rows) => expect(rows).toEqual([{ folder_path: '\\Plans\\x01\\A' }, { folder_path: 'a\u0001b' }]),
      folders,
    );
    expect(accounts).toEqual([{ path: 'a.jsonl', read: 2, stored: 2, rejects: [] }]);
  });

  test('the byte 0x01 itself costs its record alone', async () => {
    const accounts = await account({
      'a.jsonl': `${good(1)}\n${good(2).replace('Inbox', 'In\u0001box')}\n${good(3)}\n`,
    });
    expect(accounts).toEqual([{ path: 'a.jsonl', read: 3, stored: 2, rejects: ['control-bytes'] }]);
  });

  test('audit[1].json is itself and not audit1.json', async () => {
    await inFolder(async (folder) => {
      writeFileSync(join(folder, 'audit[1].json'), `${good(1)}\n`);
      writeFileSync(join(folder, 'audit1.json'), `${good(2)}\n${good(3)}\n`);
      const named = await discover(['audit[1].json'], { cwd: folder, spoolFolder: folder });
      expect([named.files.map((file) => file.path), named.issues]).toEqual([['audit[1].json'], []]);
      const both = await discover(['.'], { cwd: folder, spoolFolder: folder });
      expect(both.files.map((file) => file.path.split('/').at(-1)).sort()).toEqual(['audit1.json', 'audit[1].json']);
    });
    const accounts = await account({ 'audit[1].json': `${good(1)}\n`, 'audit1.json': `${good(2)}\n${good(3)}\n` });
    expect(accounts.map(({ path, read, stored }) => [path, read, stored])).toEqual([
      ['audit[1].json', 1, 1],
      ['audit1.json', 2, 2],
    ]);
  });

  test('a lone CR ends lines, stands between tokens, or in a cell', async () => {
    const pretty = JSON.stringify(JSON.parse(good(4)), null, 1).replaceAll('\n', '\r');
    const cell = JSON.stringify(JSON.parse(good(5)), null, 1)
      .replaceAll('\n', '\r')
      .replaceAll('"', '""');
    const accounts = await account({
      'lines.jsonl': `${good(1)}\r${good(2)}\r`,
      'mixed.jsonl': `${good(3)}\r${good(6)}\n${good(7)}\n`,
      'pretty.json': `[\r${pretty}\r]\r`,
      'a.csv': `CreationDate,AuditData\r\nx,"${cell}"\r\n`,
    });
    expect(accounts.map(({ path, read, stored, rejects }) => [path, read, stored, rejects])).toEqual([
      ['lines.jsonl', 2, 2, []],
      ['mixed.jsonl', 3, 3, []],
      ['pretty.json', 1, 1, []],
      ['a.csv', 1, 1, []],
    ]);
  });

  test('several gzip members in one file are one text, cut in the middle of a record or not', async () => {
    const text = Buffer.from(`${good(1)}\n${good(2)}\n${good(3)}\n`);
    const accounts = await account({
      'a.gz': gzipMembers(text, [100, 1_500]),
      'b.gz': Buffer.concat([
        gzipMembers(Buffer.from(`${good(4)}\n`), []),
        gzipMembers(Buffer.alloc(0), []),
        gzipMembers(Buffer.from(`${good(5)}\n`), []),
      ]),
    });
    expect(accounts.map(({ path, read, stored, rejects }) => [path, read, stored, rejects])).toEqual([
      ['a.gz', 3, 3, []],
      ['b.gz', 2, 2, []],
    ]);
  });
});

/** A folder that is gone afterwards. */
async function inFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'letterlock-fuzz-'));
  try {
    await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
