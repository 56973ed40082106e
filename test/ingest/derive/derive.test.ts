import { afterEach, describe, expect, test } from 'vitest';
import { type DeriveOptions, deriveFacts, referenceData, UNSTATED_TENANT } from '../../../src/ingest/derive/index.ts';
import { addRecords, ingestRecords } from '../../../src/ingest/index.ts';
import type { Database, Row } from '../../../src/store/index.ts';

const TENANT = '11111111-1111-4111-8111-111111111111';
const OPTIONS: DeriveOptions = {
  networks: [
    { prefix: '40.96.0.0/13', class: 'vendor-service', vendor: 'm365' },
    { prefix: '20.33.1.0/24', class: 'vendor-cloud', vendor: 'm365' },
    { prefix: '66.102.1.0/24', class: 'vendor-service', vendor: 'google' },
  ],
  applications: [
    { appId: 'AAAAAAAA-0000-4000-8000-000000000001', name: 'Mail client', firstParty: true, kind: 'client' },
  ],
  geo: [],
};

let open: Database | null = null;
afterEach(() => {
  open?.close();
  open = null;
});

async function derived(records: readonly unknown[], options: DeriveOptions = OPTIONS): Promise<Database> {
  open = await ingestRecords(records);
  await deriveFacts(open, options);
  return open;
}

async function rows(database: Database, query: string): Promise<readonly Row[]> {
  return await database.all(query);
}

let number = 0;
function guid(prefix: string, index: number): string {
  return `${prefix.repeat(8)}-0000-4000-8000-${String(index).padStart(12, '0')}`;
}

/** One access as Exchange logs it. */
function accessed(
  time: string,
  mailbox: string,
  box: number,
  more: Readonly<Record<string, unknown>> = {},
): Readonly<Record<string, unknown>> {
  number += 1;
  return {
    CreationTime: time,
    Id: guid('e', number),
    Operation: 'MailItemsAccessed',
    OrganizationId: TENANT,
    RecordType: 50,
    ResultStatus: 'Succeeded',
    UserKey: 'k',
    UserType: 0,
    Workload: 'Exchange',
    UserId: mailbox,
    ClientIPAddress: '198.51.100.7',
    MailboxGuid: guid('b', box),
    MailboxOwnerUPN: mailbox,
    MailboxOwnerSid: `S-1-5-21-${box}`,
    LogonType: 0,
    OperationProperties: [{ Name: 'MailAccessType', Value: 'Bind' }],
    Folders: [{ Path: '\\Inbox', FolderItems: [{ InternetMessageId: `<${number}@x>` }] }],
    ...more,
  };
}

function signedIn(
  time: string,
  upn: string,
  user: number,
  more: Readonly<Record<string, unknown>> = {},
): Readonly<Record<string, unknown>> {
  number += 1;
  return {
    id: guid('f', number),
    createdDateTime: time,
    userPrincipalName: upn,
    userId: guid('a', user),
    appId: 'aaaaaaaa-0000-4000-8000-000000000001',
    appDisplayName: 'Client of the log',
    ipAddress: '203.0.113.9',
    signInEventTypes: ['interactiveUser'],
    status: { errorCode: 0 },
    resourceTenantId: TENANT,
    homeTenantId: TENANT,
    ...more,
  };
}

describe('who is who, from raw records', () => {
  test('a rename, a reused address, a PUID, an export: each mailbox has its owner', async () => {
    const database = await derived([
      // ann smith becomes ann jones
      signedIn('2024-01-01T08:00:00Z', 'ann.smith@x.example', 1),
      accessed('2024-01-01T08:01:00', 'ann.smith@x.example', 1, { UserKey: '10032000AAAA0001' }),
      signedIn('2024-02-01T08:00:00Z', 'ann.jones@x.example', 1),
      accessed('2024-02-01T08:01:00', 'ann.jones@x.example', 1),
      // bob leaves; another bob gets his address
      signedIn('2024-01-05T08:00:00Z', 'bob@x.example', 2),
      accessed('2024-01-05T08:01:00', 'bob@x.example', 2),
      signedIn('2024-06-05T08:00:00Z', 'bob@x.example', 3),
      accessed('2024-06-05T08:01:00', 'bob@x.example', 3),
      // carl's mailbox, taken by an administrator; nobody says whose it is but an export
      accessed('2024-03-01T08:00:00', 'carl.c@x.example', 4, { UserId: 'ann.jones@x.example', LogonType: 1 }),
      {
        ExchangeGuid: guid('b', 4),
        ExternalDirectoryObjectId: guid('a', 4),
        UserPrincipalName: 'carl@x.example',
        PrimarySmtpAddress: 'carl.c@x.example',
        EmailAddresses: '{SMTP:carl.c@x.example}',
        AuditEnabled: 'True',
        DisplayName: 'Carl',
      },
      { Address: 'CARL@x.example', Department: 'Board', Title: 'Chair' },
    ]);
    expect(
      await rows(
        database,
        'SELECT person, mailbox_id, address, display_name, department, title FROM person ORDER BY person',
      ),
    ).toEqual([
      {
        person: guid('a', 1),
        mailbox_id: guid('b', 1),
        address: 'ann.jones@x.example',
        display_name: null,
        department: null,
        title: null,
      },
      {
        person: guid('a', 2),
        mailbox_id: guid('b', 2),
        address: null,
        display_name: null,
        department: null,
        title: null,
      },
      {
        person: guid('a', 3),
        mailbox_id: guid('b', 3),
        address: 'bob@x.example',
        display_name: null,
        department: null,
        title: null,
      },
      {
        person: guid('a', 4),
        mailbox_id: guid('b', 4),
        address: 'carl@x.example',
        display_name: 'Carl',
        department: 'Board',
        title: 'Chair',
      },
    ]);
    const of = async (label: string): Promise<unknown> =>
      (await rows(database, `SELECT person FROM account WHERE label = '${label}'`))[0]?.['person'];
    expect([
      await of('ann.smith@x.example'),
      await of('ann.jones@x.example'),
      await of('10032000aaaa0001'),
      await of('s-1-5-21-1'),
      await of(guid('b', 1)),
    ]).toEqual(new Array(5).fill(guid('a', 1)));
    expect(await of('bob@x.example')).toBe(guid('a', 3));
    expect(await of('carl.c@x.example')).toBe(guid('a', 4));
    expect(await rows(database, `SELECT ground FROM account WHERE label = 'carl@x.example'`)).toEqual([
      { ground: 'directory' },
    ]);
    expect(
      await rows(database, `SELECT kind, value FROM identity WHERE person = '${guid('a', 1)}' ORDER BY kind, value`),
    ).toEqual([
      { kind: 'alias', value: 'ann.smith@x.example' },
      { kind: 'mailbox-guid', value: guid('b', 1) },
      { kind: 'object-id', value: guid('a', 1) },
      { kind: 'puid', value: '10032000aaaa0001' },
      { kind: 'sid', value: 's-1-5-21-1' },
      { kind: 'upn', value: 'ann.jones@x.example' },
    ]);
  });

  test('actors that are no address have a row as facts spell them', async () => {
    const database = await derived([
      accessed('2024-01-01T00:00:00', 'ann@x.example', 1, { UserId: 'S-1-5-18', LogonType: 4 }),
    ]);
    expect(await rows(database, `SELECT label FROM account WHERE lower(label) = 's-1-5-18' ORDER BY label`)).toEqual([
      { label: 'S-1-5-18' },
      { label: 's-1-5-18' },
    ]);
  });
});

describe('issuances, rhythm, applications', () => {
  test('only completed sign-ins are issuances, and their person is found', async () => {
    const database = await derived([
      signedIn('2024-01-01T08:00:00Z', 'ann@x.example', 1),
      signedIn('2024-01-01T09:00:00Z', 'ann@x.example', 1, { status: { errorCode: 50126 } }),
    ]);
    expect(await rows(database, 'SELECT ledger, person, app_id, address, tenant FROM issuance')).toEqual([
      {
        ledger: 'interactive',
        person: guid('a', 1),
        app_id: 'aaaaaaaa-0000-4000-8000-000000000001',
        address: '203.0.113.9',
        tenant: TENANT,
      },
    ]);
  });

  test('events per tenant, kind of log, mailbox and hour', async () => {
    const database = await derived([
      accessed('2024-01-01T08:10:00', 'a@x.example', 1),
      accessed('2024-01-01T08:50:00', 'a@x.example', 1),
      accessed('2024-01-01T09:00:00', 'a@x.example', 1),
    ]);
    expect(
      await rows(
        database,
        'SELECT log_kind, mailbox_id, CAST(hour AS VARCHAR) AS hour, records FROM observed ORDER BY hour',
      ),
    ).toEqual([
      { log_kind: 'mailbox-audit', mailbox_id: guid('b', 1), hour: '2024-01-01 08:00:00', records: 2n },
      { log_kind: 'mailbox-audit', mailbox_id: guid('b', 1), hour: '2024-01-01 09:00:00', records: 1n },
    ]);
  });

  test('names: the reference, then an export, then the log', async () => {
    const database = await derived([
      signedIn('2024-01-01T08:00:00Z', 'ann@x.example', 1),
      signedIn('2024-01-01T08:00:00Z', 'ann@x.example', 1, {
        appId: 'bbbbbbbb-0000-4000-8000-000000000002',
        appDisplayName: 'As the log has it',
      }),
      {
        id: guid('c', 1),
        appId: 'BBBBBBBB-0000-4000-8000-000000000002',
        displayName: 'As the export has it',
        servicePrincipalType: 'Application',
      },
      { id: 'g', clientId: guid('c', 1), consentType: 'AllPrincipals', resourceId: 'r', scope: 'Mail.Read' },
      accessed('2024-01-01T08:10:00', 'a@x.example', 1, { AppId: 'cccccccc-0000-4000-8000-000000000003' }),
    ]);
    expect(await rows(database, 'SELECT app_id, name, first_party, origin FROM application ORDER BY app_id')).toEqual([
      { app_id: 'aaaaaaaa-0000-4000-8000-000000000001', name: 'Mail client', first_party: true, origin: 'reference' },
      {
        app_id: 'bbbbbbbb-0000-4000-8000-000000000002',
        name: 'As the export has it',
        first_party: null,
        origin: 'export',
      },
      { app_id: 'cccccccc-0000-4000-8000-000000000003', name: null, first_party: null, origin: 'log' },
    ]);
    expect(await rows(database, `SELECT app_id, name FROM state WHERE kind = 'oauth-grant'`)).toEqual([
      { app_id: 'bbbbbbbb-0000-4000-8000-000000000002', name: 'As the export has it' },
    ]);
  });
});

describe('addresses', () => {
  test('classes and networks', async () => {
    const at = (address: string): Readonly<Record<string, unknown>> =>
      accessed('2024-01-01T00:00:00', 'a@x.example', 1, { ClientIPAddress: address });
    const database = await derived([
      at('40.97.1.2'),
      at('20.33.1.2'),
      at('[2001:db8:1:2::3]:443'),
      at('10.1.2.3'),
      at('198.51.100.200'),
      at('66.102.1.1'),
    ]);
    expect(
      await rows(database, 'SELECT address, network, network_class, asn, country FROM address ORDER BY address'),
    ).toEqual([
      { address: '10.1.2.3', network: '10.1.2.0/24', network_class: 'private', asn: null, country: null },
      { address: '198.51.100.200', network: '198.51.100.0/24', network_class: 'other', asn: null, country: null },
      { address: '20.33.1.2', network: '20.33.1.0/24', network_class: 'vendor-cloud', asn: null, country: null },
      { address: '2001:db8:1:2::3', network: '2001:db8:1::/48', network_class: 'other', asn: null, country: null },
      { address: '40.97.1.2', network: '40.96.0.0/13', network_class: 'vendor-service', asn: null, country: null },
      { address: '66.102.1.1', network: '66.102.1.0/24', network_class: 'vendor-cloud', asn: null, country: null },
    ]);
  });

  test("--geo: several files together; the vendor's own prefix goes before the system", async () => {
    const asn = (address: string) => ({
      asn: address.startsWith('198.') ? 64500 : null,
      asnName: address.startsWith('198.') ? 'Example' : null,
      country: null,
    });
    const country = () => ({ asn: null, asnName: null, country: 'NL' });
    const database = await derived(
      [
        accessed('2024-01-01T00:00:00', 'a@x.example', 1),
        accessed('2024-01-01T00:00:00', 'a@x.example', 1, { ClientIPAddress: '40.97.1.2' }),
      ],
      { ...OPTIONS, geo: [asn, country] },
    );
    expect(
      await rows(database, 'SELECT address, network, asn, asn_name, country FROM address ORDER BY address'),
    ).toEqual([
      { address: '198.51.100.7', network: 'AS64500', asn: 64500n, asn_name: 'Example', country: 'NL' },
      { address: '40.97.1.2', network: '40.96.0.0/13', asn: null, asn_name: null, country: 'NL' },
    ]);
  });

  test('the bundled reference', () => {
    const { networks, applications } = referenceData();
    expect(networks.length).toBeGreaterThan(100);
    expect(applications.length).toBeGreaterThan(50);
  });
});

describe('tenants that are not stated', () => {
  const portal = {
    'Date (UTC)': '2024-01-01T08:00:00Z',
    'Request ID': guid('f', 900_001),
    'User': 'Ann',
    'Username': 'ann@x.example',
    'User ID': guid('a', 1),
    'Application': 'A',
    'IP address': '203.0.113.9',
    'Status': 'Success',
    'Sign-in error code': '0',
  };
  const rule = {
    Name: 'r',
    RuleIdentity: '1',
    MailboxOwnerId: 'ann@x.example',
    ForwardTo: 'x@y.example',
    Enabled: 'True',
  };

  test('one tenant in the case: records that are silent are of it', async () => {
    const database = await derived([accessed('2024-01-01T00:00:00', 'ann@x.example', 1), portal, rule]);
    expect(await rows(database, 'SELECT DISTINCT tenant FROM event')).toEqual([{ tenant: TENANT }]);
    expect(await rows(database, 'SELECT DISTINCT tenant FROM sign_in')).toEqual([{ tenant: TENANT }]);
    expect(await rows(database, 'SELECT DISTINCT tenant FROM state')).toEqual([{ tenant: TENANT }]);
    expect(await rows(database, 'SELECT DISTINCT tenant FROM source_kind')).toEqual([{ tenant: TENANT }]);
  });

  test('none: said so, and joins still hold; a later source settles it', async () => {
    const database = await derived([portal]);
    expect(await rows(database, 'SELECT i.tenant, i.person FROM issuance AS i')).toEqual([
      { tenant: UNSTATED_TENANT, person: guid('a', 1) },
    ]);
    await addRecords(database, [accessed('2024-01-01T00:00:00', 'ann@x.example', 1)], 2);
    await deriveFacts(database, OPTIONS);
    expect(await rows(database, 'SELECT DISTINCT tenant FROM event')).toEqual([{ tenant: TENANT }]);
  });

  test('several: a silent record is of none of them', async () => {
    const database = await derived([
      accessed('2024-01-01T00:00:00', 'ann@x.example', 1),
      accessed('2024-01-01T00:00:00', 'ann@x.example', 1, { OrganizationId: guid('d', 1) }),
      rule,
    ]);
    expect(await rows(database, 'SELECT DISTINCT tenant FROM state')).toEqual([{ tenant: UNSTATED_TENANT }]);
  });
});

describe('identifiers that lost their capitals', () => {
  const token = (text: string): Readonly<Record<string, unknown>> => ({ AppAccessContext: { UniqueTokenId: text } });
  const good = ['xMFjTVvJPE2OChJx_YE-AA', 'AbCdEfGhIjKlMnOpQrStAA', 'ZyXwVuTsRqPoNmLkJiHgAA'];
  const make = (texts: readonly string[]): readonly unknown[] =>
    texts.map((text, index) => accessed(`2024-01-01T00:0${index}:00`, 'a@x.example', 1, token(text)));

  test('three without one: the source is marked, its tokens are taken back, others stay', async () => {
    open = await ingestRecords(make(good));
    await addRecords(open, make(good.map((text) => text.toLowerCase())), 2);
    await deriveFacts(open, OPTIONS);
    expect(await rows(open, 'SELECT source_id, identifiers_damaged FROM source ORDER BY source_id')).toEqual([
      { source_id: 1n, identifiers_damaged: null },
      { source_id: 2n, identifiers_damaged: true },
    ]);
    expect(
      await rows(
        open,
        'SELECT token_state, count(*) AS n, count(token_id) AS ids, count(token_raw) AS raw FROM access GROUP BY token_state ORDER BY token_state',
      ),
    ).toEqual([
      { token_state: 'damaged', n: 3n, ids: 0n, raw: 3n },
      { token_state: 'ok', n: 3n, ids: 3n, raw: 0n },
    ]);
    expect(await rows(open, 'SELECT count(token_id) AS n FROM event')).toEqual([{ n: 3n }]);
  });

  test.each([
    ['two are too few', ['aaaaaaaaaaaaaaaaaaaaaa', 'bbbbbbbbbbbbbbbbbbbbbb']],
    ['one capital clears the source', ['aaaaaaaaaaaaaaaaaaaaaa', 'bbbbbbbbbbbbbbbbbbbbbb', 'cccccccccccccccccccccA']],
    ['GUIDs have no case', [guid('1', 1), guid('1', 2), guid('1', 3)]],
  ])('%s', async (_, texts) => {
    const database = await derived(make(texts));
    expect(await rows(database, 'SELECT identifiers_damaged FROM source')).toEqual([{ identifiers_damaged: null }]);
    expect(await rows(database, `SELECT count(*) AS n FROM access WHERE token_state = 'damaged'`)).toEqual([{ n: 0n }]);
  });
});
