/** Records of the bench: ordinary accesses of a tenant and the sign-ins behind them, the same for the same seed. */

/** A small, fast generator of numbers (xorshift32): the same on every platform. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed | 0 || 1;
  }

  /** A whole number from 0 to below `limit`. */
  below(limit: number): number {
    let x = this.#state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.#state = x;
    return (x >>> 0) % limit;
  }

  hex(digits: number): string {
    let text = '';
    while (text.length < digits) text += this.below(0x1000000).toString(16).padStart(6, '0');
    return text.slice(0, digits);
  }

  guid(): string {
    const h = this.hex(32);
    return `${h.slice(0, 8)}-${h.slice(8, 12)}-4${h.slice(13, 16)}-a${h.slice(17, 20)}-${h.slice(20)}`;
  }
}

const TENANT = '3f5c1e0a-6a55-4b1e-9d9e-0a4b7a1c2d3e';
const CLIENTS: readonly (readonly [app: string, client: string, info: string])[] = [
  ['00000002-0000-0ff1-ce00-000000000000', '00000002-0000-0ff1-ce00-000000000000', 'Client=OWA;Action=ViaProxy'],
  [
    '27922004-5251-4030-b22d-91ecd9a37ea4',
    '27922004-5251-4030-b22d-91ecd9a37ea4',
    'Client=OutlookService;Outlook-iOS/2.0;',
  ],
  ['d3590ed6-52b3-4102-aeff-aad2292ab01c', 'd3590ed6-52b3-4102-aeff-aad2292ab01c', 'Client=MSExchangeRPC'],
  ['13937bba-652e-4c46-b222-3003f4d1ff97', '13937bba-652e-4c46-b222-3003f4d1ff97', 'Client=REST;Client=RESTSystem;;'],
];
const FOLDERS = ['\\Inbox', '\\Inbox', '\\Inbox', '\\Sent Items', '\\Inbox\\Projects', '\\Archive', '\\Posteingang'];

interface Session {
  readonly session: string;
  readonly token: string;
  readonly issued: number;
}

/** The little-endian base64url form that audit records carry. */
function tokenText(guid: string): string {
  const [a = '', b = '', c = '', d = '', e = ''] = guid.split('-');
  const swap = (hex: string): string => (hex.match(/../g) ?? []).reverse().join('');
  return Buffer.from(swap(a) + swap(b) + swap(c) + d + e, 'hex').toString('base64url');
}

function iso(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 19);
}

export interface Tenant {
  readonly random: Random;
  readonly mailboxes: number;
  readonly start: number;
  readonly seconds: number;
}

/** A tenant of `mailboxes` mailboxes over 30 days from 1 October 2026. */
export function makeTenant(seed: number, mailboxes: number): Tenant {
  return { random: new Random(seed), mailboxes, start: Date.UTC(2026, 9, 1) / 1000, seconds: 30 * 86_400 };
}

function sessionOf(tenant: Tenant, user: number, client: number, second: number): Session {
  const day = Math.floor((second - tenant.start) / 86_400);
  const seeded = new Random(Math.imul(user + 1, 0x9e3779b1) ^ Math.imul(day * 4 + client + 1, 0x85ebca6b));
  return { session: seeded.guid(), token: seeded.guid(), issued: tenant.start + day * 86_400 };
}

function address(user: number, client: number): string {
  return client === 3 ? `2603:10a6:800:${(user % 4096).toString(16)}::13` : `198.51.${user % 100}.${(user * 7) % 250}`;
}

/** One `MailItemsAccessed` record as JSON text: nine in ten Bind with one to eight messages, one in ten Sync. */
export function accessRecord(tenant: Tenant, index: number, total: number): string {
  const { random } = tenant;
  const user = random.below(tenant.mailboxes);
  const clientIndex = random.below(CLIENTS.length);
  const [app, client, info] = CLIENTS[clientIndex] ?? CLIENTS[0] ?? ['', '', ''];
  const second = tenant.start + Math.floor((index / total) * tenant.seconds);
  const session = sessionOf(tenant, user, clientIndex, second);
  const sync = clientIndex === 2 && random.below(10) < 4;
  const name = `user${user}@contoso.example`;
  const sid = `S-1-5-21-1376570662-3565232716-1187618197-${25_000_000 + user}`;
  const items = sync
    ? []
    : Array.from({ length: 1 + random.below(8) }, () => ({
        Id: `RgAAAADBwCLOTkcSTpPvPqAu44P4BwBY8xpM8MPnRJFI1LZ3pAMJAAAAAAEMAABY8xpM8MPnRJFI1LZ3pAMJAA${random.hex(10)}AAAA`,
        InternetMessageId: `<${random.hex(24).toUpperCase()}@AM0PR04MB${1000 + random.below(9000)}.eurprd04.prod.outlook.com>`,
        SizeInBytes: 2000 + random.below(90_000),
      }));
  const folder = FOLDERS[random.below(FOLDERS.length)] ?? '\\Inbox';
  return JSON.stringify({
    CreationTime: iso(second),
    Id: random.guid(),
    Operation: 'MailItemsAccessed',
    OrganizationId: TENANT,
    RecordType: sync ? 2 : 50,
    ResultStatus: 'Succeeded',
    UserKey: `1003200126${(6_000_000 + user).toString(16).toUpperCase()}`,
    UserType: 0,
    Version: 1,
    Workload: 'Exchange',
    UserId: name,
    AppAccessContext: {
      AADSessionId: session.session,
      IssuedAtTime: iso(session.issued),
      UniqueTokenId: tokenText(session.token),
    },
    AppId: app,
    ClientAppId: client,
    ClientIPAddress: address(user, clientIndex),
    ClientInfoString: info,
    ExternalAccess: false,
    InternalLogonType: 0,
    LogonType: 0,
    LogonUserSid: sid,
    MailboxGuid: new Random(user + 77).guid(),
    MailboxOwnerSid: sid,
    MailboxOwnerUPN: name,
    OperationProperties: [
      { Name: 'MailAccessType', Value: sync ? 'Sync' : 'Bind' },
      { Name: 'IsThrottled', Value: 'False' },
    ],
    OrganizationName: 'contoso.example',
    OriginatingServer: 'VI1PR04MB5056 (15.20.4129.032)\r\n',
    SessionId: session.session,
    TokenObjectId: new Random(user + 990_001).guid(),
    TokenTenantId: TENANT,
    ...(sync
      ? {
          Item: {
            Id: `LgAAAADBwCLOTkcSTpPv${random.hex(12)}`,
            ParentFolder: { Id: `LgAAAADBwCLOTkcSTpPv${random.hex(12)}`, Name: 'Inbox', Path: folder },
          },
        }
      : {
          Folders: [{ FolderItems: items, Id: `LgAAAADBwCLOTkcSTpPv${random.hex(12)}`, Path: folder }],
          OperationCount: items.length,
        }),
  });
}

export interface IntruderAccess {
  readonly user: number;
  /** Where in the time of the tenant, 0 to 1. */
  readonly share: number;
  /** Token as GUID. */
  readonly token: string;
  /** Numbers of the messages it names. */
  readonly numbers: readonly number[];
}

/** A Bind by a forged token from outside, in the shape of `accessRecord`. */
export function intruderRecord(tenant: Tenant, { user, share, token, numbers }: IntruderAccess): string {
  const { random } = tenant;
  const second = tenant.start + Math.floor(share * tenant.seconds);
  const name = `user${user}@contoso.example`;
  return JSON.stringify({
    CreationTime: iso(second),
    Id: random.guid(),
    Operation: 'MailItemsAccessed',
    OrganizationId: TENANT,
    RecordType: 50,
    ResultStatus: 'Succeeded',
    UserKey: `1003200126${(6_000_000 + user).toString(16).toUpperCase()}`,
    UserType: 0,
    Version: 1,
    Workload: 'Exchange',
    UserId: name,
    AppAccessContext: { IssuedAtTime: iso(second - 600), UniqueTokenId: tokenText(token) },
    AppId: CLIENTS[0]?.[0],
    ClientIPAddress: '203.0.113.66',
    ClientInfoString: 'Client=REST;Client=RESTSystem;;',
    ExternalAccess: false,
    LogonType: 0,
    MailboxGuid: new Random(user + 77).guid(),
    MailboxOwnerUPN: name,
    OperationProperties: [
      { Name: 'MailAccessType', Value: 'Bind' },
      { Name: 'IsThrottled', Value: 'False' },
    ],
    OperationCount: numbers.length,
    Folders: [
      {
        FolderItems: numbers.map((number) => ({
          Id: `RgAAAADBwCLOTkcSTpPvPqAu44P4BwBY8xpM8MPnRJFI1LZ3pAMJ${String(number).padStart(12, '0')}AAAA`,
          InternetMessageId: `<TAKEN${String(number).padStart(12, '0')}@AM0PR04MB4242.eurprd04.prod.outlook.com>`,
          SizeInBytes: 2000 + (number % 90_000),
        })),
        Id: 'LgAAAADBwCLOTkcSTpPv',
        Path: '\\Inbox',
      },
    ],
  });
}

/** The non-interactive sign-ins behind the accesses: one a user, client and day, as diagnostic settings write them. */
export function* signInRecords(tenant: Tenant): Generator<string> {
  for (let user = 0; user < tenant.mailboxes; user += 1) {
    for (let day = 0; day < 30; day += 1) {
      for (let client = 0; client < CLIENTS.length; client += 1) {
        const second = tenant.start + day * 86_400;
        const session = sessionOf(tenant, user, client, second + 1);
        const name = `user${user}@contoso.example`;
        const created = `${iso(second)}.1234567Z`;
        yield JSON.stringify({
          time: created,
          resourceId: `/tenants/${TENANT}/providers/Microsoft.aadiam`,
          operationName: 'Sign-in activity',
          operationVersion: '1.0',
          category: 'NonInteractiveUserSignInLogs',
          tenantId: TENANT,
          resultType: '0',
          durationMs: 0,
          callerIpAddress: address(user, client),
          correlationId: session.session,
          Level: 4,
          location: 'NL',
          properties: {
            id: session.token,
            createdDateTime: created,
            userDisplayName: `User ${user}`,
            userPrincipalName: name,
            userId: new Random(user + 990_001).guid(),
            appId: CLIENTS[client]?.[0],
            appDisplayName: `Client ${client}`,
            ipAddress: address(user, client),
            status: { errorCode: 0 },
            clientAppUsed: 'Mobile Apps and Desktop clients',
            userAgent: 'Mozilla/5.0',
            deviceDetail: { deviceId: '', operatingSystem: 'Windows 11', browser: 'Edge 129' },
            location: { city: 'Utrecht', countryOrRegion: 'NL' },
            isInteractive: false,
            tokenIssuerType: 'AzureAD',
            resourceDisplayName: 'Office 365 Exchange Online',
            resourceId: '00000002-0000-0ff1-ce00-000000000000',
            resourceTenantId: TENANT,
            homeTenantId: TENANT,
            uniqueTokenIdentifier: tokenText(session.token),
            sessionId: session.session,
            userType: 'member',
            signInEventTypes: ['nonInteractiveUser'],
          },
        });
      }
    }
  }
}
