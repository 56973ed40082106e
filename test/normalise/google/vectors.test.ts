import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addRecords, ingestRecords } from '../../../src/ingest/index.ts';
import type { Database, Row } from '../../../src/store/index.ts';

function vectors(name: string): readonly Readonly<Record<string, unknown>>[] {
  return JSON.parse(
    readFileSync(new URL(`../../vectors/google/${name}.json`, import.meta.url), 'utf8'),
  ) as readonly Readonly<Record<string, unknown>>[];
}

async function counts(database: Database, source = 1): Promise<readonly number[]> {
  const row = await database.one(`SELECT stored, merged, duplicates, rejected FROM source WHERE source_id = ${source}`);
  return ['stored', 'merged', 'duplicates', 'rejected'].map((name) => Number(row[name]));
}

describe('activities of the Reports API', () => {
  let database: Database;
  const all = async (query: string): Promise<readonly Row[]> => await database.all(query);
  beforeAll(async () => {
    database = await ingestRecords(vectors('activities'));
  });
  afterAll(() => {
    database.close();
  });

  test('every event of every activity is a part, an activity without events too', async () => {
    expect(await counts(database)).toEqual([11, 0, 0, 0]);
    const expected = vectors('activities').reduce(
      (sum, record) => sum + (Array.isArray(record['events']) ? Math.max(record['events'].length, 1) : 1),
      0,
    );
    expect(
      await all('SELECT count(*) AS n, count(DISTINCT (event_id, part)) AS parts, min(tenant) AS tenant FROM event'),
    ).toEqual([{ n: BigInt(expected), parts: BigInt(expected), tenant: 'c0example' }]);
  });

  test('sign-ins: only a success is completed; a logout is none', async () => {
    expect(
      await all(
        'SELECT outcome, status_detail, actor, actor_id, address, session_id, client_app, auth_protocol, auth_requirement, risk_state, asn, country, CAST(time AS VARCHAR) AS time FROM sign_in ORDER BY time, part',
      ),
    ).toEqual([
      {
        outcome: 'completed',
        status_detail: 'login_success',
        actor: 'ann@firm.example',
        actor_id: '1001',
        address: '203.0.113.9',
        session_id: 'dusi-1',
        client_app: 'google_password',
        auth_protocol: 'password;totp',
        auth_requirement: 'multiFactorAuthentication',
        risk_state: null,
        asn: 64500n,
        country: 'NL',
        time: '2024-05-01 08:00:00.123',
      },
      {
        outcome: 'failed',
        status_detail: 'login_failure_invalid_password',
        actor: 'ann@firm.example',
        actor_id: '1001',
        address: '2001:db8::1',
        session_id: null,
        client_app: null,
        auth_protocol: null,
        auth_requirement: null,
        risk_state: null,
        asn: null,
        country: null,
        time: '2024-05-01 08:01:00',
      },
      {
        outcome: 'interrupted',
        status_detail: 'Challenge Passed',
        actor: 'ann@firm.example',
        actor_id: '1001',
        address: '2001:db8::1',
        session_id: null,
        client_app: null,
        auth_protocol: null,
        auth_requirement: null,
        risk_state: null,
        asn: null,
        country: null,
        time: '2024-05-01 08:01:00',
      },
      {
        outcome: 'failed',
        status_detail: 'suspicious_login',
        actor: 'ann@firm.example',
        actor_id: null,
        address: null,
        session_id: null,
        client_app: null,
        auth_protocol: null,
        auth_requirement: null,
        risk_state: 'suspicious_login',
        asn: null,
        country: null,
        time: '2024-05-01 08:02:00',
      },
    ]);
  });

  test('changes', async () => {
    expect(
      await all(
        'SELECT category, operation, actor, target_kind, target, mailbox_id, destination, permissions, app_id, enabled FROM change ORDER BY time, part',
      ),
    ).toEqual([
      {
        category: 'forwarding',
        operation: 'email_forwarding_out_of_domain',
        actor: 'ann@firm.example',
        target_kind: 'mailbox',
        target: 'ann@firm.example',
        mailbox_id: 'ann@firm.example',
        destination: 'drop@evil.example',
        permissions: null,
        app_id: null,
        enabled: true,
      },
      {
        category: 'auth-method',
        operation: '2sv_disable',
        actor: 'ann@firm.example',
        target_kind: 'user',
        target: 'ann@firm.example',
        mailbox_id: null,
        destination: null,
        permissions: null,
        app_id: null,
        enabled: false,
      },
      {
        category: 'consent',
        operation: 'authorize',
        actor: 'ann@firm.example',
        target_kind: 'application',
        target: 'Reader',
        mailbox_id: 'ann@firm.example',
        destination: null,
        permissions: 'https://mail.google.com/;openid',
        app_id: '77.apps.example',
        enabled: true,
      },
      {
        category: 'forwarding',
        operation: 'CREATE_EMAIL_MONITOR',
        actor: 'root@firm.example',
        target_kind: 'mailbox',
        target: 'ann@firm.example',
        mailbox_id: 'ann@firm.example',
        destination: 'watch@firm.example',
        permissions: null,
        app_id: null,
        enabled: true,
      },
      {
        category: 'compliance-search',
        operation: 'EMAIL_LOG_SEARCH',
        actor: 'root@firm.example',
        target_kind: 'user',
        target: 'ann@firm.example',
        mailbox_id: null,
        destination: null,
        permissions: null,
        app_id: null,
        enabled: null,
      },
      {
        category: 'app-permission',
        operation: 'AUTHORIZE_API_CLIENT_ACCESS',
        actor: 'root@firm.example',
        target_kind: 'application',
        target: '88.apps.example',
        mailbox_id: null,
        destination: null,
        permissions: 'https://mail.google.com/',
        app_id: '88.apps.example',
        enabled: true,
      },
      {
        category: 'export',
        operation: 'create_export',
        actor: 'root@firm.example',
        target_kind: 'organisation',
        target: 'm-1',
        mailbox_id: null,
        destination: null,
        permissions: null,
        app_id: null,
        enabled: null,
      },
    ]);
    expect(await all('SELECT scope, mailbox FROM search')).toEqual([
      { scope: 'investigation', mailbox: 'ann@firm.example' },
    ]);
  });

  test('a call of the Gmail API is a request, and claims no message', async () => {
    expect(await all('SELECT target, uri, response_bytes, app_id, actor_id FROM directory_read')).toEqual([
      {
        target: 'messages',
        uri: 'gmail.users.messages.get',
        response_bytes: 9000n,
        app_id: '77.apps.example',
        actor_id: '1001',
      },
    ]);
    expect(await all('SELECT count(*) AS n FROM access')).toEqual([{ n: 1n }]);
  });

  test('a view names its message; a delegate is the actor; no subject is kept unasked', async () => {
    expect(
      await all(
        'SELECT mailbox_id, actor, actor_id, logon_type, access_type, client_family, session_id, address, outcome, token_state, throttled FROM access',
      ),
    ).toEqual([
      {
        mailbox_id: 'ann@firm.example',
        actor: 'bob@firm.example',
        actor_id: null,
        logon_type: 'delegate',
        access_type: 'bind',
        client_family: 'browser',
        session_id: 'dusi-2',
        address: '203.0.113.9',
        outcome: 'success',
        token_state: 'missing',
        throttled: null,
      },
    ]);
    expect(await all('SELECT mailbox_id, message_id, size, subject FROM message')).toEqual([
      { mailbox_id: 'ann@firm.example', message_id: '<Seen-1@mail.example>', size: 4096n, subject: null },
    ]);
  });

  test('automatic forwarding, flattened by a pipeline', async () => {
    expect(await all('SELECT kind, mailbox, recipients, message_id, address FROM send')).toEqual([
      {
        kind: 'auto-forward',
        mailbox: 'ann@firm.example',
        recipients: 'drop@evil.example;two@evil.example',
        message_id: '<Out-1@mail.example>',
        address: '198.51.100.4',
      },
    ]);
  });

  test('the same again changes nothing; one event as object or flattened is the same event', async () => {
    await addRecords(database, vectors('activities'), 2);
    expect(await counts(database, 2)).toEqual([0, 0, 11, 0]);
    const { events, ...rest } = vectors('activities')[0] ?? {};
    const [event] = events as readonly Readonly<Record<string, unknown>>[];
    await addRecords(
      database,
      [
        { ...rest, events: event },
        { ...rest, ...event },
      ],
      3,
    );
    expect(await counts(database, 3)).toEqual([0, 2, 0, 0]);
    expect(await all('SELECT * FROM conflict')).toEqual([]);
  });

  test('events that a pipeline split off one activity stay two', async () => {
    const base = {
      id: { time: '2024-05-02T08:00:00Z', uniqueQualifier: '99', applicationName: 'calendar', customerId: 'C0example' },
      actor: { email: 'ann@firm.example' },
    };
    await addRecords(
      database,
      [
        { ...base, name: 'add_subscription', parameters: { secs_in_advance: 600 } },
        { ...base, name: 'add_subscription', parameters: { secs_in_advance: 60 } },
      ],
      4,
    );
    expect(await counts(database, 4)).toEqual([2, 0, 0, 0]);
  });
});

test('an activity whose application is blank has none, and is an event all the same', async () => {
  const database = await ingestRecords([
    { id: { time: '2024-05-02T08:00:00Z', uniqueQualifier: '99', applicationName: ' ' }, events: [{ name: 'x' }] },
  ]);
  try {
    expect(await counts(database)).toEqual([1, 0, 0, 0]);
    expect(await database.all('SELECT log_kind, workload FROM event')).toEqual([
      { log_kind: 'google-other', workload: null },
    ]);
  } finally {
    database.close();
  }
});

test('the Gmail log of BigQuery, nested and flattened in two ways', async () => {
  const database = await ingestRecords(vectors('bigquery'));
  try {
    expect(await counts(database)).toEqual([3, 0, 0, 0]);
    expect(
      await database.all('SELECT log_kind, operation, CAST(time AS VARCHAR) AS time FROM event ORDER BY time'),
    ).toEqual([
      { log_kind: 'google-gmail', operation: 'delivery:7', time: '2024-05-01 08:06:00' },
      { log_kind: 'google-gmail', operation: 'delivery:1', time: '2024-05-01 08:06:01' },
      { log_kind: 'google-gmail', operation: 'delivery:2', time: '2024-05-01 08:06:02' },
    ]);
    expect(await database.all('SELECT mailbox_id, client_family, address, session_id FROM access')).toEqual([
      { mailbox_id: 'ann@firm.example', client_family: 'imap', address: '198.51.100.9', session_id: 'd9' },
    ]);
    expect(await database.all('SELECT message_id FROM message')).toEqual([{ message_id: '<a@mail.example>' }]);
    expect(await database.all('SELECT kind, mailbox, recipients FROM send ORDER BY time')).toEqual([
      { kind: 'send', mailbox: 'ann@firm.example', recipients: 'x@evil.example' },
      { kind: 'receive', mailbox: 'ann@firm.example', recipients: 'ann@firm.example' },
    ]);
  } finally {
    database.close();
  }
});

test('downloads of the Admin console', async () => {
  const database = await ingestRecords(vectors('console'));
  try {
    expect(await counts(database)).toEqual([8, 0, 0, 0]);
    expect(await database.all('SELECT log_kind, count(*) AS n FROM event GROUP BY log_kind ORDER BY log_kind')).toEqual(
      [
        { log_kind: 'google-gmail', n: 2n },
        { log_kind: 'google-login', n: 4n },
        { log_kind: 'google-other', n: 1n },
        { log_kind: 'google-token', n: 1n },
      ],
    );
    expect(
      await database.all('SELECT outcome, actor, CAST(time AS VARCHAR) AS time FROM sign_in ORDER BY time'),
    ).toEqual([
      { outcome: 'completed', actor: 'ann@firm.example', time: '2024-05-01 08:00:00' },
      { outcome: 'failed', actor: 'ann@firm.example', time: '2024-05-01 08:01:00' },
      { outcome: 'failed', actor: 'ann@firm.example', time: '2024-05-01 08:02:00' },
      { outcome: 'completed', actor: 'ann@firm.example', time: '2024-05-01 10:07:00' },
    ]);
    expect(
      await database.all(
        'SELECT a.mailbox_id, m.message_id, a.client_family FROM access AS a JOIN message AS m USING (event_id)',
      ),
    ).toEqual([{ mailbox_id: 'ann@firm.example', message_id: '<v@mail.example>', client_family: 'browser' }]);
    expect(await database.all('SELECT kind, mailbox, recipients FROM send')).toEqual([
      { kind: 'auto-forward', mailbox: 'ann@firm.example', recipients: 'drop@evil.example' },
    ]);
    expect(
      await database.all('SELECT category, target, destination, permissions, app_id FROM change ORDER BY time'),
    ).toEqual([
      {
        category: 'consent',
        target: 'Reader',
        destination: null,
        permissions: 'https://mail.google.com/;openid',
        app_id: '77.apps.example',
      },
      {
        category: 'forwarding',
        target: 'ann@firm.example',
        destination: 'drop@evil.example',
        permissions: null,
        app_id: null,
      },
    ]);
  } finally {
    database.close();
  }
});
