import { describe, expect, test } from 'vitest';
import { ingestRecords } from '../../../src/ingest/index.ts';
import type { Database, Row } from '../../../src/store/index.ts';

async function facts(records: readonly unknown[], query: string): Promise<readonly Row[]> {
  const database: Database = await ingestRecords(records);
  try {
    const source = await database.one('SELECT stored, rejected FROM source');
    expect([source['stored'], source['rejected']].map(Number)).toEqual([records.length, 0]);
    return await database.all(query);
  } finally {
    database.close();
  }
}

const MAILBOX = {
  ExchangeGuid: '0B6F2A10-1111-4222-8333-444455556666',
  Guid: '99999999-0000-4000-8000-000000000001',
  ExternalDirectoryObjectId: 'A1A1A1A1-1111-4222-8333-444455556666',
  UserPrincipalName: 'Ann@Contoso.example',
  PrimarySmtpAddress: 'ann.b@contoso.example',
  EmailAddresses:
    '{SMTP:ann.b@contoso.example, smtp:ann@contoso.example, SIP:ann@contoso.example, X500:/o=First/cn=ann@old}',
  DisplayName: 'Ann B.',
  ForwardingSmtpAddress: 'smtp:drop@evil.example',
  ForwardingAddress: '',
  DeliverToMailboxAndForward: 'True',
  AuditEnabled: 'True',
  DefaultAuditSet: '{Admin, Delegate}',
  AuditOwner: '{Update, MoveToDeletedItems, MailItemsAccessed}',
  AuditDelegate: '{}',
  AuditAdmin: '{Update}',
};

describe('Get-Mailbox', () => {
  test('CSV and JSON give the same settings', async () => {
    const json = {
      ...MAILBOX,
      EmailAddresses: ['SMTP:ann.b@contoso.example', 'smtp:ann@contoso.example', 'SIP:ann@contoso.example'],
      DeliverToMailboxAndForward: true,
      AuditEnabled: true,
      PrimarySmtpAddress: { Local: 'ann.b', Domain: 'contoso.example', Address: 'ann.b@contoso.example' },
      DefaultAuditSet: ['Admin', 'Delegate'],
      AuditOwner: ['Update', 'MoveToDeletedItems', 'MailItemsAccessed'],
      AuditDelegate: [],
      AuditAdmin: ['Update'],
    };
    const query =
      'SELECT kind, name, destination, action, enabled, value, mailbox, mailbox_id, user_id FROM state ORDER BY kind, name';
    const csv = await facts([MAILBOX], query);
    expect(await facts([json], query)).toEqual(csv);
    const own = {
      mailbox: 'ann.b@contoso.example',
      mailbox_id: '0b6f2a10-1111-4222-8333-444455556666',
      user_id: 'a1a1a1a1-1111-4222-8333-444455556666',
    };
    expect(csv).toEqual([
      {
        kind: 'forwarding',
        name: 'ForwardingSmtpAddress',
        destination: 'drop@evil.example',
        action: 'keep-copy',
        enabled: true,
        value: null,
        ...own,
      },
      {
        kind: 'mailbox-audit',
        name: 'AuditAdmin',
        destination: null,
        action: null,
        enabled: false,
        value: 'Update',
        ...own,
      },
      {
        kind: 'mailbox-audit',
        name: 'AuditEnabled',
        destination: null,
        action: null,
        enabled: true,
        value: 'true',
        ...own,
      },
      {
        kind: 'mailbox-audit',
        name: 'AuditOwner',
        destination: null,
        action: null,
        enabled: true,
        value: 'Update;MoveToDeletedItems;MailItemsAccessed',
        ...own,
      },
      {
        kind: 'mailbox-audit',
        name: 'DefaultAuditSet',
        destination: null,
        action: null,
        enabled: true,
        value: 'Admin;Delegate',
        ...own,
      },
    ]);
  });

  test('a blank DefaultAuditSet is a setting, an absent one is none', async () => {
    const query = `SELECT enabled, value FROM state WHERE name = 'DefaultAuditSet'`;
    expect(await facts([{ ...MAILBOX, DefaultAuditSet: '' }], query)).toEqual([{ enabled: false, value: null }]);
    const { DefaultAuditSet: _, ...without } = MAILBOX;
    expect(await facts([without], query)).toEqual([]);
  });

  test('says who the owner is', async () => {
    expect(await facts([MAILBOX], 'SELECT subject, kind, value FROM identity_claim ORDER BY kind, value')).toEqual(
      [
        ['alias', 'ann.b@contoso.example'],
        ['alias', 'ann@contoso.example'],
        ['display-name', 'Ann B.'],
        ['mailbox-guid', '0b6f2a10-1111-4222-8333-444455556666'],
        ['object-id', 'a1a1a1a1-1111-4222-8333-444455556666'],
        ['upn', 'ann@contoso.example'],
      ].map(([kind, value]) => ({ subject: 'a1a1a1a1-1111-4222-8333-444455556666', kind, value })),
    );
  });
});

describe('Get-InboxRule', () => {
  const rule = {
    Name: '.',
    Enabled: 'True',
    RuleIdentity: '1234567890',
    MailboxOwnerId: 'ann@contoso.example',
    ForwardTo: '{"Out" [SMTP:Drop@evil.example]}',
    RedirectTo: '',
    DeleteMessage: 'True',
    MoveToFolder: 'RSS Feeds',
    MarkAsRead: 'False',
    SubjectContainsWords: '{invoice, payment}',
    HasAttachment: 'False',
    Description: 'x',
  };
  const query = 'SELECT kind, mailbox, name, destination, filter, action, enabled FROM state';
  const expected = [
    {
      kind: 'inbox-rule',
      mailbox: 'ann@contoso.example',
      name: '.',
      destination: 'drop@evil.example',
      filter: 'SubjectContainsWords: invoice;payment',
      action: 'delete;move:RSS Feeds',
      enabled: true,
    },
  ];

  test('CSV', async () => {
    expect(await facts([rule], query)).toEqual(expected);
  });

  test('JSON', async () => {
    const json = {
      ...rule,
      Enabled: true,
      ForwardTo: ['"Out" [SMTP:Drop@evil.example]'],
      DeleteMessage: true,
      MarkAsRead: false,
      HasAttachment: false,
      SubjectContainsWords: ['invoice', 'payment'],
      RedirectTo: null,
    };
    expect(await facts([json], query)).toEqual(expected);
  });

  test("a collector's columns, and a recipient without an address", async () => {
    const collected = {
      UserName: 'ann@contoso.example',
      RuleName: 'r',
      RuleEnabled: 'False',
      CopytoFolder: '',
      MovetoFolder: 'Archive',
      RedirectTo: '',
      ForwardTo: '{"Bob" [EX:/o=Org/cn=bob]}',
      TextDescription: 't',
    };
    expect(await facts([collected], query)).toEqual([
      {
        kind: 'inbox-rule',
        mailbox: 'ann@contoso.example',
        name: 'r',
        destination: '"Bob" [EX:/o=Org/cn=bob]',
        filter: null,
        action: 'move:Archive',
        enabled: false,
      },
    ]);
  });
});

test('Get-MailboxAuditBypassAssociation', async () => {
  expect(
    await facts(
      [
        { Name: 'svc-backup', Identity: 'svc-backup', AuditBypassEnabled: 'True' },
        { Name: 'bob@contoso.example', AuditBypassEnabled: false },
      ],
      'SELECT kind, mailbox, name, enabled FROM state ORDER BY name',
    ),
  ).toEqual([
    { kind: 'audit-bypass', mailbox: 'bob@contoso.example', name: 'bob@contoso.example', enabled: false },
    { kind: 'audit-bypass', mailbox: null, name: 'svc-backup', enabled: true },
  ]);
});

test('Graph users', async () => {
  const user = {
    id: 'B2B2B2B2-1111-4222-8333-444455556666',
    userPrincipalName: 'Bob@Contoso.example',
    mail: 'bob@contoso.example',
    displayName: 'Bob',
    department: 'Finance',
    jobTitle: 'CFO',
    proxyAddresses: ['SMTP:bob@contoso.example', 'smtp:robert@contoso.example'],
    assignedLicenses: [{ skuId: '06EBC4EE-1BB5-47DD-8120-11324BC54E06', disabledPlans: [] }],
    accountEnabled: true,
  };
  expect(await facts([user], 'SELECT kind, user_id, value, enabled FROM state')).toEqual([
    {
      kind: 'licence',
      user_id: 'b2b2b2b2-1111-4222-8333-444455556666',
      value: '06ebc4ee-1bb5-47dd-8120-11324bc54e06',
      enabled: true,
    },
  ]);
  expect(
    await facts(
      [user],
      `SELECT kind, value FROM identity_claim WHERE kind NOT IN ('display-name') ORDER BY kind, value`,
    ),
  ).toEqual([
    { kind: 'alias', value: 'bob@contoso.example' },
    { kind: 'alias', value: 'robert@contoso.example' },
    { kind: 'department', value: 'Finance' },
    { kind: 'object-id', value: 'b2b2b2b2-1111-4222-8333-444455556666' },
    { kind: 'title', value: 'CFO' },
    { kind: 'upn', value: 'bob@contoso.example' },
  ]);
});

test("grants: Graph, role assignments, a collector's list", async () => {
  const client = 'c3c3c3c3-1111-4222-8333-444455556666';
  const rows = await facts(
    [
      {
        id: 'g1',
        clientId: client,
        consentType: 'AllPrincipals',
        principalId: null,
        resourceId: 'd4',
        scope: ' Mail.Read offline_access',
        startTime: '2024-01-02T03:04:05Z',
      },
      {
        id: 'r1',
        appRoleId: '810c84a8-4a9e-49e6-bf7d-12d183f40d01',
        principalId: client,
        principalType: 'ServicePrincipal',
        principalDisplayName: 'Reader',
        resourceDisplayName: 'Microsoft Graph',
      },
      {
        PermissionType: 'Delegated',
        AppId: 'E5E5E5E5-1111-4222-8333-444455556666',
        ClientObjectId: client,
        ClientDisplayName: 'Reader',
        ResourceObjectId: 'd4',
        ResourceDisplayName: 'Microsoft Graph',
        Permission: 'Mail.Read',
        ConsentType: 'Principal',
        PrincipalObjectId: 'f6f6f6f6-1111-4222-8333-444455556666',
        PrincipalDisplayName: 'Ann',
      },
      {
        PermissionType: 'Application',
        AppId: 'E5E5E5E5-1111-4222-8333-444455556666',
        ClientObjectId: client,
        ClientDisplayName: 'Reader',
        Permission: 'Mail.ReadWrite',
        CreationTimestamp: '',
      },
    ],
    'SELECT kind, app_id, name, permissions, filter, value, user_id, CAST(since AS VARCHAR) AS since FROM state ORDER BY permissions, kind',
  );
  const app = 'e5e5e5e5-1111-4222-8333-444455556666';
  expect(rows).toEqual([
    {
      kind: 'app-role',
      app_id: null,
      name: 'Reader',
      permissions: '810c84a8-4a9e-49e6-bf7d-12d183f40d01',
      filter: null,
      value: client,
      user_id: null,
      since: null,
    },
    {
      kind: 'oauth-grant',
      app_id: app,
      name: 'Reader',
      permissions: 'Mail.Read',
      filter: 'Principal',
      value: client,
      user_id: 'f6f6f6f6-1111-4222-8333-444455556666',
      since: null,
    },
    {
      kind: 'oauth-grant',
      app_id: null,
      name: null,
      permissions: 'Mail.Read;offline_access',
      filter: 'AllPrincipals',
      value: client,
      user_id: null,
      since: '2024-01-02 03:04:05',
    },
    {
      kind: 'app-role',
      app_id: app,
      name: 'Reader',
      permissions: 'Mail.ReadWrite',
      filter: null,
      value: client,
      user_id: null,
      since: null,
    },
  ]);
});

test('events whose time stands under a name that nobody knows are no users, applications or people', async () => {
  const time = { 'CreatedDateTime [Local Time]': '5/13/2026, 11:00:00 AM' };
  const database = await ingestRecords([
    { ...time, UserPrincipalName: 'ann@contoso.example', Id: 'r-1', ResultType: '0', AppId: 'a-1' },
    { ...time, AppId: 'a-1', AppDisplayName: 'Mail', CorrelationId: 'c-1' },
    { ...time, userPrincipalName: 'ann@contoso.example', id: 'r-2', ipAddress: '198.51.100.7' },
    { Email: 'ann@contoso.example', Timestamp: '2026-05-13T11:00:00Z', IPAddress: '198.51.100.7' },
  ]);
  try {
    const codes = await database.all('SELECT code, count(*) AS n FROM reject GROUP BY code ORDER BY code');
    expect(codes).toEqual([{ code: 'not-recognised', n: 4n }]);
    expect(await database.one('SELECT count(*) AS n FROM identity_claim')).toEqual({ n: 0n });
  } finally {
    database.close();
  }
});

test('applications and people', async () => {
  const records = [
    {
      id: 'C3C3C3C3-1111-4222-8333-444455556666',
      appId: 'E5E5E5E5-1111-4222-8333-444455556666',
      displayName: 'Reader',
      servicePrincipalType: 'Application',
      accountEnabled: true,
      appOwnerOrganizationId: 'o',
    },
    { Address: 'Bob@Contoso.example', DEPARTMENT: 'Board', Title: 'Chair' },
    { email: 'ann@contoso.example', department: '', title: '' },
  ];
  expect(await facts(records, 'SELECT kind, app_id, name, value FROM state')).toEqual([
    {
      kind: 'application',
      app_id: 'e5e5e5e5-1111-4222-8333-444455556666',
      name: 'Reader',
      value: 'c3c3c3c3-1111-4222-8333-444455556666',
    },
  ]);
  expect(
    await facts(
      records,
      'SELECT log_kind, count(*) AS n, count(time) AS timed FROM event GROUP BY log_kind ORDER BY log_kind',
    ),
  ).toEqual([
    { log_kind: 'configuration', n: 1n, timed: 0n },
    { log_kind: 'people', n: 2n, timed: 0n },
  ]);
  expect(
    await facts(
      records,
      `SELECT subject, kind, value FROM identity_claim WHERE kind IN ('department', 'title') ORDER BY kind`,
    ),
  ).toEqual([
    { subject: 'bob@contoso.example', kind: 'department', value: 'Board' },
    { subject: 'bob@contoso.example', kind: 'title', value: 'Chair' },
  ]);
});

describe('message trace', () => {
  const query =
    'SELECT kind, mailbox, recipients, message_id, size, outcome, address, CAST(time AS VARCHAR) AS time FROM send ORDER BY time';

  test('Get-MessageTrace and V2', async () => {
    expect(
      await facts(
        [
          {
            Received: '2024-05-01T10:00:00.1234567Z',
            SenderAddress: 'Ann@contoso.example',
            RecipientAddress: 'x@evil.example',
            Subject: 's',
            Status: 'Delivered',
            FromIP: '198.51.100.7',
            ToIP: null,
            Size: 2048,
            MessageId: '<1@contoso.example>',
            MessageTraceId: 'aaaaaaaa-0000-4000-8000-000000000001',
          },
        ],
        query,
      ),
    ).toEqual([
      {
        kind: 'trace',
        mailbox: 'ann@contoso.example',
        recipients: 'x@evil.example',
        message_id: '<1@contoso.example>',
        size: 2048n,
        outcome: 'success',
        address: '198.51.100.7',
        time: '2024-05-01 10:00:00.123456',
      },
    ]);
  });

  test("the portal's report: one row, several recipients", async () => {
    expect(
      await facts(
        [
          {
            origin_timestamp_utc: '2024-05-01T10:00:00.0000000Z',
            sender_address: 'ann@contoso.example',
            recipient_status: 'b@x.example##Receive, Deliver;a@x.example##Receive, Fail',
            message_subject: 's',
            total_bytes: '100',
            message_id: '<2@contoso.example>',
            network_message_id: 'n1',
            original_client_ip: '198.51.100.8',
            directionality: 'Originating',
          },
        ],
        query,
      ),
    ).toEqual([
      {
        kind: 'trace',
        mailbox: 'ann@contoso.example',
        recipients: 'a@x.example;b@x.example',
        message_id: '<2@contoso.example>',
        size: 100n,
        outcome: 'success',
        address: '198.51.100.8',
        time: '2024-05-01 10:00:00',
      },
    ]);
  });
});
