/** Sign-ins, directory audits and Graph activity of Entra, in the shapes of Graph, of tables and of the portal. */
import { address, app, fact, guidOf, type Maker, moment, type Plain, TENANT, user, vendorId } from './made.ts';
import type { Random } from './random.ts';

const TYPES = [['interactiveUser'], ['nonInteractiveUser'], ['servicePrincipal'], ['managedIdentity']];

function graphSignIn(random: Random, id: string): Plain {
  return {
    id: guidOf(id),
    createdDateTime: `${moment(random)}Z`,
    userDisplayName: 'Anna "A." Berg',
    userPrincipalName: user(random),
    userId: random.guid(),
    appId: app(random),
    appDisplayName: 'Office 365 Exchange Online',
    ipAddress: address(random),
    clientAppUsed: 'Browser',
    correlationId: random.guid(),
    conditionalAccessStatus: 'success',
    isInteractive: random.chance(2),
    signInEventTypes: random.pick(TYPES),
    userType: random.pick(['member', 'guest']),
    uniqueTokenIdentifier: random.token(),
    sessionId: random.guid(),
    homeTenantId: TENANT,
    resourceTenantId: TENANT,
    crossTenantAccessType: 'none',
    resourceDisplayName: 'Microsoft Graph',
    resourceId: app(random),
    autonomousSystemNumber: 64500,
    authenticationProtocol: 'none',
    incomingTokenType: 'none',
    authenticationRequirement: 'multiFactorAuthentication',
    tokenIssuerType: 'AzureAD',
    riskLevelDuringSignIn: 'none',
    riskState: 'none',
    servicePrincipalId: '',
    status: { errorCode: random.pick([0, 50140, 50126]), failureReason: 'Other.', additionalDetails: null },
    userAgent: 'Mozilla/5.0 (X11; "q")',
    deviceDetail: { deviceId: random.guid(), displayName: '', operatingSystem: 'Windows 10', browser: 'Edge 118' },
    location: { city: 'Łódź', state: '', countryOrRegion: 'PL', geoCoordinates: { latitude: 51.7, longitude: 19.4 } },
  };
}

const signIn: Maker = (random, id) => ({
  kind: 'entra-signin',
  record: graphSignIn(random, id),
  flat: false,
  facts: [vendorId(guidOf(id)), fact('sign_in', 'request_id', guidOf(id))],
  parts: 1,
  messages: [],
});

const diagnosticSignIn: Maker = (random, id) => {
  const inner = graphSignIn(random, id);
  const record = {
    time: `${moment(random)}Z`,
    resourceId: `/tenants/${TENANT}/providers/Microsoft.aadiam`,
    operationName: 'Sign-in activity',
    category: random.pick([
      'SignInLogs',
      'NonInteractiveUserSignInLogs',
      'ServicePrincipalSignInLogs',
      'ManagedIdentitySignInLogs',
      'ADFSSignInLogs',
    ]),
    tenantId: TENANT,
    resultType: '0',
    callerIpAddress: address(random),
    properties: inner,
  };
  return { ...signIn(random, id), kind: 'diagnostic-signin', record };
};

/** First letters are capitals, nested columns are JSON in text. */
function tableRow(record: Plain, utc: boolean): Plain {
  const row: Plain = {};
  for (const [key, value] of Object.entries(record)) {
    const name = `${key.charAt(0).toUpperCase()}${key.slice(1)}`;
    const column =
      name === 'IpAddress' ? 'IPAddress' : utc && name === 'CreatedDateTime' ? 'CreatedDateTime [UTC]' : name;
    row[column] = typeof value === 'object' && value !== null ? JSON.stringify(value) : value;
  }
  return row;
}

const signInTable: Maker = (random, id) => {
  const { signInEventTypes: _types, ...rest } = graphSignIn(random, id);
  const utc = random.chance(2);
  const record = {
    [utc ? 'TimeGenerated [UTC]' : 'TimeGenerated']: `${moment(random)}Z`,
    ...tableRow(rest, utc),
    AADTenantId: TENANT,
    Category: random.pick(['SignInLogs', 'NonInteractiveUserSignInLogs']),
    ResultType: '0',
    Type: 'SigninLogs',
  };
  return { ...signIn(random, id), kind: 'entra-signin-table', record, flat: true };
};

const signInPortal: Maker = (random, id) => {
  const record = {
    'Date (UTC)': `${moment(random)}Z`,
    'Request ID': guidOf(id),
    'User agent': 'Mozilla/5.0',
    'Correlation ID': random.guid(),
    'User ID': random.guid(),
    User: 'Anna Berg',
    Username: user(random),
    'User type': 'Member',
    'Cross tenant access type': 'None',
    'Incoming token type': 'None',
    'Authentication Protocol': 'None',
    'Unique token identifier': random.token(),
    'Session ID': random.guid(),
    Application: 'Office 365',
    'Application ID ': app(random),
    Resource: 'Microsoft Graph',
    'Resource ID ': app(random),
    'IP address': address(random),
    Location: 'Oslo, Oslo, NO',
    Status: 'Success',
    'Sign-in error code': '0',
    'Failure reason': 'Other.',
    'Client app': 'Browser',
    Browser: 'Edge',
    'Operating System': 'Windows',
    'Home tenant ID': TENANT,
    'Resource tenant ID': TENANT,
  };
  return { ...signIn(random, id), kind: 'entra-signin-portal', record, flat: true };
};

function graphAudit(random: Random, id: string): Plain {
  return {
    id: `Directory_${guidOf(id)}_1`,
    category: 'ApplicationManagement',
    correlationId: random.guid(),
    result: random.pick(['success', 'failure']),
    resultReason: '',
    activityDisplayName: random.pick([
      'Consent to application',
      'Add service principal credentials',
      'Update user',
      'Something new',
    ]),
    activityDateTime: `${moment(random)}.1234567Z`,
    loggedByService: 'Core Directory',
    operationType: 'Assign',
    initiatedBy: {
      user: { id: random.guid(), displayName: null, userPrincipalName: user(random), ipAddress: address(random) },
      app: null,
    },
    targetResources: [
      {
        id: random.guid(),
        displayName: 'App "x"',
        type: 'ServicePrincipal',
        userPrincipalName: null,
        modifiedProperties: [
          { displayName: 'ConsentAction.Permissions', oldValue: null, newValue: '"[] => [[Scope: Mail.Read]]"' },
        ],
      },
    ],
    additionalDetails: [
      { key: 'User-Agent', value: 'EvoSTS' },
      { key: 'AppId', value: app(random) },
    ],
  };
}

const audit: Maker = (random, id) => ({
  kind: 'entra-audit',
  record: graphAudit(random, id),
  flat: false,
  facts: [vendorId(`Directory_${guidOf(id)}_1`)],
  parts: 1,
  messages: [],
});

const diagnosticAudit: Maker = (random, id) => ({
  ...audit(random, id),
  kind: 'diagnostic-audit',
  record: {
    time: `${moment(random)}Z`,
    category: 'AuditLogs',
    operationName: 'x',
    tenantId: TENANT,
    properties: graphAudit(random, id),
  },
});

const auditTable: Maker = (random, id) => ({
  ...audit(random, id),
  kind: 'entra-audit-table',
  record: { ...tableRow(graphAudit(random, id), false), OperationName: 'x', AADTenantId: TENANT, Type: 'AuditLogs' },
  flat: true,
});

const auditPortal: Maker = (random, id) => {
  const record = {
    'Date (UTC)': `${moment(random)}Z`,
    CorrelationId: random.guid(),
    Service: 'Core Directory',
    Category: 'UserManagement',
    Activity: 'Update user',
    Result: 'success',
    ResultReason: '',
    ActorType: 'User',
    ActorObjectId: random.guid(),
    ActorUserPrincipalName: user(random),
    IPAddress: address(random),
    Target1Type: 'User',
    Target1DisplayName: `target ${id}`,
    Target1ObjectId: random.guid(),
    Target1ModifiedProperty1Name: 'X',
    Target1ModifiedProperty1OldValue: '[]',
    Target1ModifiedProperty1NewValue: '["y"]',
  };
  return {
    kind: 'entra-audit-portal',
    record,
    flat: true,
    facts: [fact('event', 'object', `target ${id}`)],
    parts: 1,
    messages: [],
  };
};

const risk: Maker = (random, id) => ({
  kind: 'entra-other',
  record: {
    id: guidOf(id),
    riskEventType: 'unfamiliarFeatures',
    riskLevel: 'high',
    riskState: 'atRisk',
    activityDateTime: `${moment(random)}Z`,
    userPrincipalName: user(random),
    userId: random.guid(),
    ipAddress: address(random),
  },
  flat: false,
  facts: [vendorId(guidOf(id))],
  parts: 1,
  messages: [],
});

function graphRow(random: Random, id: string, camel: boolean): Plain {
  const row: Plain = {
    TimeGenerated: `${moment(random)}.123Z`,
    RequestId: guidOf(id),
    RequestUri: random.pick([
      'https://graph.microsoft.com/v1.0/users?$top=999&$skiptoken=x',
      'https://graph.microsoft.com/beta/me/messages/AAMk=/attachments',
      'https://graph.microsoft.com/v1.0/groups',
    ]),
    RequestMethod: 'GET',
    ResponseStatusCode: 200,
    ResponseSizeBytes: random.int(100_000),
    SignInActivityId: random.token(),
    SessionId: random.guid(),
    TokenIssuedAt: `${moment(random)}Z`,
    UserId: random.guid(),
    AppId: app(random),
    IpAddress: address(random).replace(/:\d+$/, ''),
    UserAgent: 'python-requests/2.31',
    Scopes: 'Mail.Read User.Read',
    Roles: '',
    AadTenantId: TENANT,
  };
  if (!camel) return row;
  return Object.fromEntries(
    Object.entries(row).map(([key, value]) => [`${key.charAt(0).toLowerCase()}${key.slice(1)}`, value]),
  );
}

const graphActivity: Maker = (random, id) => ({
  kind: 'graph-activity',
  record: graphRow(random, id, random.chance(2)),
  flat: true,
  facts: [vendorId(guidOf(id)), fact('directory_read', 'method', 'GET')],
  parts: 1,
  messages: [],
});

const diagnosticGraph: Maker = (random, id) => ({
  ...graphActivity(random, id),
  kind: 'diagnostic-graph',
  flat: false,
  record: {
    time: `${moment(random)}Z`,
    category: 'MicrosoftGraphActivityLogs',
    tenantId: TENANT,
    properties: graphRow(random, id, true),
  },
});

export const ENTRA_MAKERS: readonly Maker[] = [
  signIn,
  signIn,
  diagnosticSignIn,
  audit,
  diagnosticAudit,
  risk,
  diagnosticGraph,
];
export const ENTRA_TABLE_MAKERS: readonly Maker[] = [signInTable, signInPortal, auditTable, auditPortal, graphActivity];
