/** Inputs that once did harm, and those that the issue names: each the smallest that shows it. */
import { describe, expect, test } from 'vitest';
import type { CollectLimits } from '../../src/collect/files/index.ts';
import { bindRecord } from '../ingest/records.ts';
import { faultsOf } from './invariants.ts';
import { type NamedBytes, withCase } from './run.ts';

interface Account {
  readonly path: string;
  readonly read: number;
  readonly stored: number;
  readonly rejects: readonly string[];
}

const ID = (number: number): string => `aaaaaaaa-0000-4000-8000-${String(number).padStart(12, '0')}`;
const GOOD = JSON.stringify(bindRecord({ id: ID(1) }));

async function account(files: Readonly<Record<string, string | Buffer>>, look: (query: string, rows: readonly unknown[]) => void = () => undefined, query = 'SELECT 1', limits: Partial<CollectLimits> = {}): Promise<readonly Account[]> {
  const named: readonly NamedBytes[] = Object.entries(files).map(([path, content]) => ({ path, bytes: Buffer.from(content) }));
  return withCase(named, async ({ database }) => {
    expect(await faultsOf(database)).toEqual([]);
    look(query, await database.all(query));
    const rows = await database.all(`SELECT path, read, stored, coalesce((SELECT string_agg(code, ' ' ORDER BY ordinal) FROM reject AS r WHERE r.source_id = s.source_id), '') AS codes FROM source AS s ORDER BY source_id`);
    return rows.map((row) => ({ path: String(row['path']), read: Number(row['read']), stored: Number(row['stored']), rejects: String(row['codes']).split(' ').filter((code) => code !== '') }));
  }, limits);
}

describe('inputs that once did harm', () => {
  test('a malformed record that names a nested field does not stop the run', async () => {
    const malformed = '{"CreationTime":"2026-08-26T04:19:09","Operation":"Send","RecordType":2,"AppAccessContext":{"UniqueTokenId":"x"} "Id":"1"}';
    expect(await account({ 'a.jsonl': `${malformed}\n${GOOD}\n` })).toEqual([{ path: 'a.jsonl', read: 2, stored: 1, rejects: ['not-json'] }]);
  });

  test('chunks that come faster than they are taken apart do not meet', async () => {
    const line = (number: number): string => `{"id":"${ID(number)}","riskEventType":"x","activityDateTime":"2026-01-01T00:00:00Z","userPrincipalName":"anna@contoso.example"}\n`;
    const files = Object.fromEntries([1, 2, 3, 4, 5, 6].map((file) => [`${file}.jsonl`, Array.from({ length: 20 }, (_, index) => line(file * 100 + index)).join('')]));
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

  test('of objects in several lines the first may be the damaged one', async () => {
    const good = (number: number): string => JSON.stringify(bindRecord({ id: ID(number) }), null, 2);
    const text = [good(1).replace('"UserType": 0', '"UserType: 0'), good(2), good(3)].join('\n');
    expect(await account({ 'a.json': text })).toEqual([{ path: 'a.json', read: 3, stored: 2, rejects: ['not-json'] }]);
  });

  test('of objects without anything between them a damaged one costs only itself', async () => {
    const bad = GOOD.replace('"Operation":"MailItemsAccessed"', '"Operation":"Mail\nItems"').replaceAll('\\n', '\n');
    const last = JSON.stringify(bindRecord({ id: ID(3) }));
    expect(await account({ 'a.json': `${GOOD}${bad}${last}` })).toEqual([{ path: 'a.json', read: 3, stored: 2, rejects: ['not-json'] }]);
  });

  test('a closing brace too many between elements costs no element', async () => {
    const second = '{"id":"1","riskEventType":"x","activityDateTime":"2026-01-01T00:00:00Z"}';
    expect(await account({ 'a.json': `[${GOOD}},${second}, ${GOOD}]` })).toEqual([{ path: 'a.json', read: 4, stored: 2, rejects: ['not-json'] }]);
  });

  test('an address in empty brackets, and a kind of access nobody knows, are absent and no new words', async () => {
    const record = bindRecord({ id: ID(2), address: '[]:80', extra: { OperationProperties: [{ Name: 'MailAccessType', Value: 'Glance' }] } });
    const query = 'SELECT address, access_type FROM access';
    await account({ 'a.json': JSON.stringify(record) }, (_query, rows) => expect(rows).toEqual([{ address: null, access_type: 'bind' }]), query);
  });
});
