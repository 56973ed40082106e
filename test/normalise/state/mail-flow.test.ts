/** Transport rules, connectors and rights as they stand, from the cmdlets whole and from what collectors keep of them. */
import { describe, expect, test } from 'vitest';
import { ingestRecords } from '../../../src/ingest/index.ts';
import type { Row } from '../../../src/store/index.ts';

async function states(records: readonly unknown[], columns: string): Promise<readonly Row[]> {
  const database = await ingestRecords(records);
  try {
    const source = await database.one('SELECT stored, rejected FROM source');
    expect([source['stored'], source['rejected']].map(Number)).toEqual([records.length, 0]);
    return await database.all(`SELECT ${columns} FROM state ORDER BY kind, name, destination`);
  } finally {
    database.close();
  }
}

const RULE = {
  Name: 'Quarterly',
  State: 'Enabled',
  Mode: 'Enforce',
  Priority: 0,
  SentToScope: 'InOrganization',
  SubjectContainsWords: ['budget', 'summit'],
  BlindCopyTo: ['Drop@Fabrikam.example'],
  WhenChanged: '2024-03-01T08:00:00Z',
};

describe('Get-TransportRule', () => {
  test('says where mail goes, which mail, and since when', async () => {
    expect(await states([RULE], 'kind, name, destination, filter, action, enabled, since')).toEqual([
      {
        kind: 'transport-rule',
        name: 'Quarterly',
        destination: 'drop@fabrikam.example',
        filter: 'SentToScope: InOrganization | SubjectContainsWords: budget;summit',
        action: null,
        enabled: true,
        since: expect.anything(),
      },
    ]);
  });

  test('switched off, or in a test mode, it acts on nothing', async () => {
    const rows = await states(
      [
        { ...RULE, Name: 'a', State: 'Disabled' },
        { ...RULE, Name: 'b', Mode: 'AuditAndNotify' },
      ],
      'name, enabled',
    );
    expect(rows.map(({ enabled }) => enabled)).toEqual([false, false]);
  });

  test('of a description, addresses of the actions count, those of conditions and exceptions do not', async () => {
    const described = {
      Name: 'Quarterly',
      Description:
        "If the message:\r\n\tIs received from 'boss@contoso.example'\r\nTake the following actions:\r\n\tBlind carbon copy (Bcc) the message to 'drop@fabrikam.example'\r\nExcept if the message:\r\n\tIs sent to 'audit@contoso.example'",
      CreatedBy: 'admin@contoso.example',
      WhenChanged: '3/1/2024 8:00:00 AM',
      State: 'Enabled',
    };
    expect(await states([described], 'destination, enabled')).toEqual([
      { destination: 'drop@fabrikam.example', enabled: true },
    ]);
    const foreign = { ...described, Description: "Wenn die Nachricht: von 'boss@contoso.example'" };
    expect(await states([foreign], 'destination')).toEqual([{ destination: null }]);
  });

  test('a connector that it routes through is named', async () => {
    const { BlindCopyTo: _, ...rest } = RULE;
    const routed = { ...rest, RedirectMessageTo: null, RouteMessageOutboundConnector: 'To the archive' };
    expect(await states([routed], 'destination, action')).toEqual([
      { destination: null, action: 'connector:To the archive' },
    ]);
  });
});

describe('connectors', () => {
  test('outbound ones say where mail goes, inbound ones whose mail is let in', async () => {
    const rows = await states(
      [
        {
          Name: 'Out',
          Enabled: true,
          ConnectorType: 'Partner',
          SmartHosts: ['MX.fabrikam.example'],
          RecipientDomains: ['*'],
        },
        { Name: 'In', Enabled: 'False', ConnectorType: 'OnPremises', SenderIPAddresses: '{203.0.113.7}' },
      ],
      'kind, name, destination, filter, enabled',
    );
    expect(rows).toEqual([
      { kind: 'connector', name: 'In', destination: null, filter: 'SenderIPAddresses: 203.0.113.7', enabled: false },
      {
        kind: 'connector',
        name: 'Out',
        destination: 'mx.fabrikam.example',
        filter: 'RecipientDomains: *',
        enabled: true,
      },
    ]);
  });
});

describe('rights', () => {
  test('to mailboxes, folders, and to send as somebody', async () => {
    const rows = await states(
      [
        {
          Identity: 'alice@contoso.example',
          User: 'Bob@contoso.example',
          AccessRights: '{FullAccess}',
          IsInherited: 'False',
          Deny: 'False',
        },
        { Identity: 'alice@contoso.example:\\Inbox', FolderName: 'Inbox', User: 'Default', AccessRights: ['Reviewer'] },
        {
          Identity: 'alice@contoso.example',
          Trustee: 'carol@contoso.example',
          AccessRights: 'SendAs',
          AccessControlType: 'Allow',
        },
      ],
      'kind, mailbox, name, destination, permissions, enabled',
    );
    const of = { mailbox: 'alice@contoso.example', enabled: true };
    expect(rows).toEqual([
      { kind: 'folder-permission', name: 'Inbox', destination: 'default', permissions: 'Reviewer', ...of },
      { kind: 'mailbox-permission', name: null, destination: 'bob@contoso.example', permissions: 'FullAccess', ...of },
      { kind: 'send-as', name: null, destination: 'carol@contoso.example', permissions: 'SendAs', ...of },
    ]);
  });

  test("the owner's own and inherited rights are none; what is denied is not enabled", async () => {
    const right = { Identity: 'alice@contoso.example', AccessRights: '{FullAccess}' };
    const rows = await states(
      [
        { ...right, User: 'NT AUTHORITY\\SELF', IsInherited: 'False', Deny: 'False' },
        { ...right, User: 'Domain Admins', IsInherited: 'True', Deny: 'False' },
        { ...right, User: 'bob@contoso.example', IsInherited: 'False', Deny: 'True' },
      ],
      'destination, enabled',
    );
    expect(rows).toEqual([{ destination: 'bob@contoso.example', enabled: false }]);
  });
});
