import { describe, expect, test } from 'vitest';
import { addRecords, ingestRecords } from '../../src/ingest/index.ts';
import { NORMALISER } from '../../src/normalise/index.ts';
import type { Database } from '../../src/store/index.ts';
import { bindRecord, signInRecord, TENANT } from './records.ts';

async function counts(database: Database, source: number): Promise<Record<string, number>> {
  const row = await database.one(
    `SELECT read, stored, merged, duplicates, rejected FROM source WHERE source_id = ${source}`,
  );
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, Number(value)]));
}

async function withRecords(records: readonly unknown[], check: (database: Database) => Promise<void>): Promise<void> {
  const database = await ingestRecords(records);
  try {
    await check(database);
  } finally {
    database.close();
  }
}

const ONE = 'aaaaaaaa-0000-4000-8000-000000000001';
const TWO = 'aaaaaaaa-0000-4000-8000-000000000002';

describe('the ledger', () => {
  test('same id and bytes is a duplicate, in one source and across sources', async () => {
    const record = bindRecord({ id: ONE });
    await withRecords([record, record, bindRecord({ id: TWO })], async (database) => {
      expect(await counts(database, 1)).toEqual({ read: 3, stored: 2, merged: 0, duplicates: 1, rejected: 0 });
      await addRecords(database, [record, bindRecord({ id: TWO })], 2);
      expect(await counts(database, 2)).toEqual({ read: 2, stored: 0, merged: 0, duplicates: 2, rejected: 0 });
      expect((await database.one('SELECT count(*) AS n FROM access'))['n']).toBe(2n);
    });
  });

  test('the same id in another tenant is another record', async () => {
    const other = bindRecord({ id: ONE, extra: { OrganizationId: '99999999-6a55-4b1e-9d9e-0a4b7a1c2d3e' } });
    await withRecords([bindRecord({ id: ONE }), other], async (database) => {
      expect(await counts(database, 1)).toEqual({ read: 2, stored: 2, merged: 0, duplicates: 0, rejected: 0 });
    });
  });

  test('another shape of the same record is merged: null yields to value, no conflict where nothing differs', async () => {
    const whole = bindRecord({ id: ONE });
    const { SessionId: _session, ...poorer } = whole;
    await withRecords([poorer, whole], async (database) => {
      expect(await counts(database, 1)).toEqual({ read: 2, stored: 1, merged: 1, duplicates: 0, rejected: 0 });
      const row = await database.one('SELECT session_id FROM access');
      expect(row['session_id']).toBe('9eceee2c-f3d4-401b-ad09-e5b7b8313294');
      expect((await database.one('SELECT count(*) AS n FROM message'))['n']).toBe(1n);
      expect((await database.one('SELECT count(*) AS n FROM conflict'))['n']).toBe(0n);
      expect((await database.one('SELECT count(*) AS n FROM event_source'))['n']).toBe(2n);
    });
  });

  test('a merge across sources brings messages the first version lacked', async () => {
    await withRecords([bindRecord({ id: ONE, messages: ['<a@contoso.example>'] })], async (database) => {
      await addRecords(
        database,
        [bindRecord({ id: ONE, messages: ['<a@contoso.example>', '<b@contoso.example>'] })],
        2,
      );
      const rows = await database.all('SELECT message_id FROM message ORDER BY message_id');
      expect(rows.map((row) => row['message_id'])).toEqual(['<a@contoso.example>', '<b@contoso.example>']);
    });
  });

  test('two differing values are a conflict: the first stands, the other is kept in the ledger', async () => {
    await withRecords(
      [bindRecord({ id: ONE, address: '198.51.100.7' }), bindRecord({ id: ONE, address: '203.0.113.9' })],
      async (database) => {
        const rows = await database.all(`SELECT field, kept, other, resolution FROM conflict WHERE fact = 'access'`);
        expect(rows).toEqual([
          { field: 'address', kept: '198.51.100.7', other: '203.0.113.9', resolution: 'conflict' },
        ]);
        expect((await database.one('SELECT address FROM access'))['address']).toBe('198.51.100.7');
      },
    );
  });

  test('a sign-in sent again with a later state: the newest wins, whatever the order of arrival', async () => {
    const state = (time: string, code: number): unknown => ({
      time,
      category: 'SignInLogs',
      tenantId: TENANT,
      properties: signInRecord(TWO, { status: { errorCode: code } }),
    });
    const early = state('2026-10-05T07:30:00Z', 50140);
    const late = state('2026-10-05T08:30:00Z', 0);
    for (const order of [
      [early, late],
      [late, early],
    ]) {
      await withRecords(order, async (database) => {
        expect((await database.one('SELECT error_code FROM sign_in'))['error_code']).toBe(0n);
        const history = await database.all(
          `SELECT kept, other, resolution FROM conflict WHERE fact = 'sign_in' AND field = 'error_code'`,
        );
        expect(history).toEqual([{ kept: '0', other: '50140', resolution: 'superseded' }]);
      });
    }
  });

  test('the same sign-in bare and inside a diagnostic row is merged, not a duplicate: the wrapping states the tenant', async () => {
    const bare = signInRecord(TWO);
    await withRecords(
      [bare, { time: '2026-10-05T07:30:00Z', category: 'SignInLogs', tenantId: TENANT, properties: bare }],
      async (database) => {
        expect(await counts(database, 1)).toEqual({ read: 2, stored: 1, merged: 1, duplicates: 0, rejected: 0 });
        expect((await database.one('SELECT tenant FROM sign_in'))['tenant']).toBe(TENANT);
      },
    );
  });

  test('what is no JSON, of no kind, or without a time is rejected with its reason, and the rest is kept', async () => {
    const timeless = bindRecord({ id: TWO, time: 'yesterday' });
    await withRecords(['{"Operation": ', { hello: 'world' }, timeless, bindRecord({ id: ONE })], async (database) => {
      expect(await counts(database, 1)).toEqual({ read: 4, stored: 1, merged: 0, duplicates: 0, rejected: 3 });
      const rows = await database.all('SELECT ordinal, code FROM reject ORDER BY ordinal');
      expect(rows).toEqual([
        { ordinal: 1n, code: 'not-json' },
        { ordinal: 2n, code: 'not-recognised' },
        { ordinal: 3n, code: 'no-time' },
      ]);
    });
  });

  test('fields that do not convert and fields of another shape are counted, never silently null', async () => {
    const record = bindRecord({
      id: ONE,
      extra: {
        OperationCount: 'many',
        AppAccessContext: [{ UniqueTokenId: 'xMFjTVvJPE2OChJx_YE-AA' }],
        OperationProperties: [{ Name: 'MailAccessType', Value: 'Glance' }],
      },
    });
    await withRecords([record], async (database) => {
      const rows = await database.all('SELECT field, issue, records FROM field_issue ORDER BY field');
      expect(rows).toEqual([
        { field: 'AppAccessContext', issue: 'other-shape', records: 1n },
        { field: 'OperationCount', issue: 'not-convertible', records: 1n },
        { field: 'OperationProperties.MailAccessType', issue: 'not-convertible', records: 1n },
      ]);
      expect((await database.one('SELECT token_id FROM access'))['token_id']).toBe(
        '4d63c1c4-c95b-4d3c-8e0a-1271fd813e00',
      );
    });
  });

  test.each([
    ['an event', 'ual-event', { Operation: 'Set-Mailbox', RecordType: 1 }],
    ['an access', 'exchange-access', {}],
  ])('a loader that loses %s fails the run (planted)', async (_, name, fields) => {
    const losing = {
      ...NORMALISER,
      families: NORMALISER.families.map((family) =>
        family.name === name
          ? { ...family, facts: family.facts.slice(0, 1).map((fact) => ({ ...fact, where: `"Id" <> '${TWO}'` })) }
          : family,
      ),
    };
    const records = [ONE, TWO].map((id) => ({ ...bindRecord({ id }), ...fields }));
    (await ingestRecords(records)).close();
    await expect(ingestRecords(records, { normaliser: losing })).rejects.toMatchObject({ code: 'ledger-mismatch' });
  });

  test('a stage that loses a record fails the run (planted)', async () => {
    const losing = {
      ...NORMALISER,
      stages: NORMALISER.stages.map((stage) =>
        stage.name === 'ual-access' && stage.form === 'shape'
          ? { ...stage, time: `CASE WHEN "Id" = '${TWO}' THEN error('lost') ELSE ll_time_fast("CreationTime") END` }
          : stage,
      ),
    };
    await expect(
      ingestRecords([bindRecord({ id: ONE }), bindRecord({ id: TWO })], { normaliser: losing }),
    ).rejects.toThrow();
  });
});
