/** Records of the unified audit log, of every family. */
import {
  address,
  app,
  fact,
  folder,
  guidOf,
  type Made,
  type Maker,
  moment,
  type Plain,
  TENANT,
  user,
  vendorId,
} from './made.ts';
import type { Random } from './random.ts';

function base(random: Random, id: string, recordType: number, operation: string): Plain {
  return {
    CreationTime: moment(random),
    Id: guidOf(id),
    Operation: operation,
    OrganizationId: TENANT,
    RecordType: recordType,
    ResultStatus: random.pick(['Succeeded', 'Failed', 'True']),
    UserKey: random.pick(['1003200126677019', '10032001266770AB', 'S-1-5-18']),
    UserType: random.int(6),
    Version: 1,
    Workload: 'Exchange',
    UserId: user(random),
  };
}

function mailbox(random: Random): Plain {
  const owner = user(random);
  return {
    AppId: app(random),
    ClientAppId: app(random),
    ClientIPAddress: address(random),
    ClientInfoString: random.pick([
      'Client=OWA;Action=ViaProxy',
      'Client=REST;Client=RESTSystem;;',
      'Client=Microsoft.Exchange.RPC;Outlook',
      'Client=WebServices;ExchangeWebServices;x/1.0 ("q", \\)',
    ]),
    ExternalAccess: random.chance(4),
    InternalLogonType: 0,
    LogonType: random.int(3),
    LogonUserSid: 'S-1-5-21-1-2-3-1001',
    MailboxGuid: random.guid(),
    MailboxOwnerSid: 'S-1-5-21-1-2-3-1001',
    MailboxOwnerUPN: owner,
    OrganizationName: 'contoso.onmicrosoft.com',
    OriginatingServer: 'AM0PR01 (15.20.4200.000)\r\n',
    SessionId: random.guid(),
    DeviceId: random.guid(),
    TokenObjectId: random.guid(),
    TokenTenantId: TENANT,
    AuthType: 'Bearer',
    TokenType: 'Access',
    AppAccessContext: {
      AADSessionId: random.guid(),
      APIId: app(random),
      CorrelationId: random.guid(),
      IssuedAtTime: moment(random),
      UniqueTokenId: random.token(),
    },
  };
}

function made(kind: string, id: string, record: Plain, more: Partial<Made> = {}): Made {
  return {
    kind,
    record,
    flat: false,
    facts: [vendorId(guidOf(id)), ...(more.facts ?? [])],
    parts: 1,
    messages: more.messages ?? [],
  };
}

const bind: Maker = (random, id) => {
  const messages = Array.from({ length: random.between(1, 6) }, (_, index) => `<${id}.${index}@mail.contoso.example>`);
  const cut = random.int(messages.length);
  const item = (message: string): Plain => ({
    Id: `RgAAAA${random.hex(12)}`,
    ImmutableId: `LgAAAA${random.hex(12)}`,
    InternetMessageId: message,
    SizeInBytes: random.between(100, 90_000),
    CreationTime: moment(random),
    Subject: random.pick(['Plans', 'Re: "quoted", and more', 'Größe\t€', '\u202Eevil']),
  });
  const Folders = [messages.slice(0, cut), messages.slice(cut)].map((list) => ({
    Id: `LgAAAA${random.hex(8)}`,
    Path: folder(random),
    FolderItems: list.map(item),
  }));
  const record = {
    ...base(random, id, 50, 'MailItemsAccessed'),
    ...mailbox(random),
    Folders,
    OperationCount: messages.length,
    OperationProperties: random.shuffled([
      { Name: 'MailAccessType', Value: 'Bind' },
      { Name: 'IsThrottled', Value: random.pick(['False', 'True']) },
    ]),
  };
  return made('bind', id, record, {
    messages,
    facts: [
      fact('access', 'access_type', 'bind'),
      fact('access', 'mailbox_id', String(record['MailboxGuid' as keyof typeof record])),
    ],
  });
};

const sync: Maker = (random, id) => {
  const folderId = `LgSync${id}`;
  const record = {
    ...base(random, id, 2, 'MailItemsAccessed'),
    ...mailbox(random),
    Item: { Id: random.hex(10), ParentFolder: { Id: folderId, Name: 'Inbox', Path: folder(random) } },
    OperationProperties: [
      { Name: 'MailAccessType', Value: 'Sync' },
      { Name: 'IsThrottled', Value: 'False' },
    ],
  };
  return made('sync', id, record, { facts: [fact('access', 'folder_id', folderId)] });
};

const send: Maker = (random, id) => {
  const message = `<send.${id}@contoso.example>`;
  const record = {
    ...base(random, id, 2, random.pick(['Send', 'SendAs', 'SendOnBehalf'])),
    ...mailbox(random),
    Item: {
      Id: random.hex(9),
      InternetMessageId: message,
      SizeInBytes: 1200,
      Subject: 'Plans',
      ParentFolder: { Path: folder(random) },
    },
  };
  return made('send', id, record, { facts: [fact('send', 'message_id', message)] });
};

const search: Maker = (random, id) =>
  made(
    'search',
    id,
    {
      ...base(random, id, 101, 'SearchQueryInitiatedExchange'),
      ...mailbox(random),
      QueryText: 'password OR "invoice"',
    },
    { facts: [fact('search', 'scope', 'mailbox')] },
  );

const rule: Maker = (random, id) => {
  const name = `rule ${id}`;
  const Parameters = [
    { Name: 'Name', Value: name },
    { Name: 'ForwardTo', Value: 'eve@evil.example' },
    { Name: 'DeleteMessage', Value: 'True' },
    { Name: 'SubjectContainsWords', Value: 'invoice;"pay"' },
  ];
  const record = {
    ...base(random, id, 1, 'New-InboxRule'),
    ClientIP: address(random),
    ObjectId: `EURPR01A/contoso/${name}`,
    Parameters: random.shuffled(Parameters),
    SessionId: random.guid(),
    AppId: app(random),
  };
  return made('inbox-rule-change', id, record, {
    facts: [fact('change', 'name', name), fact('change', 'destination', 'eve@evil.example')],
  });
};

const forwarding: Maker = (random, id) => {
  const to = `f${id}@evil.example`;
  const record = {
    ...base(random, id, 1, 'Set-Mailbox'),
    ClientIP: address(random),
    ObjectId: 'EURPR01A/anna',
    Parameters: [
      { Name: 'Identity', Value: 'anna' },
      { Name: 'ForwardingSmtpAddress', Value: `smtp:${to}` },
      { Name: 'DeliverToMailboxAndForward', Value: 'True' },
    ],
  };
  return made('forwarding-change', id, record, { facts: [fact('change', 'destination', to)] });
};

const mapiRule: Maker = (random, id) =>
  made('mapi-rule', id, {
    ...base(random, id, 2, 'UpdateInboxRules'),
    ...mailbox(random),
    OperationProperties: [
      { Name: 'RuleOperation', Value: 'AddMailboxRule' },
      { Name: 'RuleName', Value: `r${id}` },
      { Name: 'RuleActions', Value: '[{"ActionType":"Forward","Recipients":["eve@evil.example"]}]' },
    ],
  });

const signIn: Maker = (random, id) => {
  const record = {
    ...base(random, id, 15, random.pick(['UserLoggedIn', 'UserLoginFailed'])),
    Workload: 'AzureActiveDirectory',
    ClientIP: address(random),
    ActorIpAddress: address(random),
    Actor: [
      { ID: random.guid(), Type: 0 },
      { ID: user(random), Type: 5 },
    ],
    Target: [{ ID: app(random), Type: 0 }],
    ApplicationId: app(random),
    ErrorNumber: '0',
    ExtendedProperties: [
      { Name: 'ResultStatusDetail', Value: 'Success' },
      { Name: 'UserAgent', Value: 'Mozilla/5.0 (X11)' },
      { Name: 'RequestType', Value: 'OAuth2:Authorize' },
    ],
    DeviceProperties: [
      { Name: 'OS', Value: 'Windows' },
      { Name: 'BrowserType', Value: 'Edge' },
      { Name: 'SessionId', Value: random.guid() },
    ],
    IntraSystemId: random.guid(),
    InterSystemsId: random.guid(),
  };
  return made('ual-sign-in', id, record, { facts: [fact('sign_in', 'kind', 'ual')] });
};

const consent: Maker = (random, id) => {
  const record = {
    ...base(random, id, 8, 'Consent to application.'),
    Workload: 'AzureActiveDirectory',
    ObjectId: app(random),
    Actor: [
      { ID: random.guid(), Type: 2 },
      { ID: user(random), Type: 5 },
    ],
    Target: [
      { ID: `ServicePrincipal_${random.guid()}`, Type: 2 },
      { ID: app(random), Type: 4 },
    ],
    ExtendedProperties: [{ Name: 'additionalDetails', Value: '{"User-Agent":"x"}' }],
    ModifiedProperties: [
      { Name: 'ConsentAction.Permissions', NewValue: '[] => [[Scope: Mail.Read offline_access]]', OldValue: '' },
      { Name: 'ConsentContext.IsAdminConsent', NewValue: 'True', OldValue: '' },
    ],
  };
  return made('consent', id, record, { facts: [fact('change', 'category', 'consent')] });
};

const owaAuth: Maker = (random, id) =>
  made(
    'owa-auth',
    id,
    {
      ...base(random, id, 275, 'OWAGetAccessTokenForResource'),
      UniqueTokenIdentifier: random.token(),
      ResourceURL: 'https://outlook.office.com',
      ClientIP: address(random),
      ApplicationId: app(random),
    },
    { facts: [fact('owa_issuance', 'resource', 'https://outlook.office.com')] },
  );

const other: Maker = (random, id) =>
  made('file', id, {
    ...base(
      random,
      id,
      random.pick([6, 25, 47, 100, 999]),
      random.pick(['FileAccessed', 'TeamsSessionStarted', 'TIMailData']),
    ),
    Workload: 'SharePoint',
    ClientIP: address(random),
    ObjectId: `https://contoso.example/${random.hex(6)}`,
    UserAgent: 'x',
  });

const compliance: Maker = (random, id) =>
  made('compliance', id, {
    ...base(
      random,
      id,
      random.pick([18, 24]),
      random.pick(['SearchCreated', 'SearchStarted', 'SearchExported', 'New-ComplianceSearch']),
    ),
    Workload: 'SecurityComplianceCenter',
    ObjectId: `search ${id}`,
    Parameters: '-Name "x" -ExchangeLocation "All"',
    Query: 'subject:"a" AND b',
    ExchangeLocations: 'All',
    Case: '',
  });

/** The table OfficeActivity: the same log flattened, nested values as JSON in text. */
const officeActivity: Maker = (random, id) => {
  const source = bind(random, id);
  const {
    CreationTime,
    Id,
    Workload,
    RecordType,
    ClientIPAddress,
    Folders,
    OperationProperties,
    AppAccessContext,
    MailboxGuid,
    MailboxOwnerUPN,
    Operation,
    OrganizationId,
    UserId,
    UserKey,
    LogonType,
    ClientInfoString,
    ResultStatus,
    OperationCount,
  } = source.record;
  const record = {
    'TimeGenerated [UTC]': CreationTime,
    TenantId: random.guid(),
    OfficeId: Id,
    OfficeWorkload: Workload,
    RecordType: RecordType === 50 ? 'ExchangeItemAggregated' : 'ExchangeItem',
    Operation,
    OrganizationId,
    UserId,
    UserKey,
    UserType: 'Regular',
    ResultStatus,
    Client_IPAddress: ClientIPAddress,
    ClientInfoString,
    Logon_Type: LogonType === 0 ? 'Owner' : 'Delegated',
    MailboxGuid,
    MailboxOwnerUPN,
    Folders: JSON.stringify(Folders),
    OperationProperties: JSON.stringify(OperationProperties),
    AppAccessContext: JSON.stringify(AppAccessContext),
    OperationCount,
    Type: 'OfficeActivity',
  };
  return {
    ...source,
    kind: 'office-activity',
    record,
    flat: true,
    facts: [vendorId(guidOf(id)), fact('access', 'access_type', 'bind')],
  };
};

export const UAL_MAKERS: readonly Maker[] = [
  bind,
  bind,
  sync,
  send,
  search,
  rule,
  forwarding,
  mapiRule,
  signIn,
  consent,
  owaAuth,
  other,
  compliance,
];
export const OFFICE_ACTIVITY_MAKER: Maker = officeActivity;
