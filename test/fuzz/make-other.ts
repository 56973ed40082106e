/** Google Workspace, configuration exports, message traces and people. */
import { address, app, fact, guidOf, type Maker, moment, type Plain, TENANT, user, vendorId } from './made.ts';
import type { Random } from './random.ts';

function googleEvent(random: Random, application: string, id: string, index: number): Plain {
  switch (application) {
    case 'token':
      return {
        type: 'auth',
        name: random.pick(['authorize', 'activity', 'revoke']),
        parameters: [
          { name: 'client_id', value: `${random.hex(6)}.apps.example` },
          { name: 'app_name', value: 'Reader' },
          { name: 'scope', multiValue: ['https://mail.google.com/'] },
          { name: 'num_response_bytes', intValue: '120' },
        ],
      };
    case 'gmail':
      return {
        type: 'delivery_type',
        name: 'delivery',
        parameters: [
          {
            name: 'event_info',
            messageValue: {
              parameter: [
                { name: 'mail_event_type', intValue: random.pick(['1', '2', '7', '31']) },
                { name: 'timestamp_usec', intValue: '1790000000000000' },
                { name: 'success', boolValue: true },
              ],
            },
          },
          {
            name: 'message_info',
            messageValue: {
              parameter: [
                { name: 'rfc2822_message_id', value: `<${id}.${index}@mail.example>` },
                { name: 'subject', value: 'x "y"' },
                { name: 'payload_size', intValue: '900' },
              ],
            },
          },
        ],
      };
    case 'admin':
      return {
        type: 'USER_SETTINGS',
        name: random.pick(['CHANGE_PASSWORD', 'CREATE_EMAIL_MONITOR', 'GRANT_ADMIN_PRIVILEGE']),
        parameters: [
          { name: 'USER_EMAIL', value: user(random) },
          { name: 'NEW_VALUE', value: 'x' },
        ],
      };
    default:
      return {
        type: 'login',
        name: random.pick(['login_success', 'login_failure', 'logout']),
        parameters: [
          { name: 'login_type', value: 'google_password' },
          { name: 'is_suspicious', boolValue: false },
          { name: 'login_challenge_method', multiValue: ['password'] },
        ],
      };
  }
}

const activity: Maker = (random, id) => {
  const applicationName = random.pick(['login', 'token', 'gmail', 'admin', 'drive']);
  const events = Array.from({ length: random.between(1, 3) }, (_, index) =>
    googleEvent(random, applicationName, id, index),
  );
  const single = events.length === 1 && random.chance(3);
  const record = {
    kind: 'admin#reports#activity',
    id: { time: `${moment(random)}.500Z`, uniqueQualifier: `-${id}`, applicationName, customerId: 'C03az79cb' },
    etag: '"x/y"',
    actor: { callerType: 'USER', email: user(random), profileId: random.hex(21) },
    ipAddress: address(random),
    events: single ? events[0] : events,
  };
  return {
    kind: `google-${applicationName}`,
    record,
    flat: false,
    facts: [vendorId(`-${id}`)],
    parts: events.length,
    messages: [],
  };
};

const bigquery: Maker = (random, id) => ({
  kind: 'google-gmail-bigquery',
  record: {
    email: user(random),
    ip_address: address(random),
    event_info: {
      timestamp_usec: `179${random.between(1_000_000_000_000, 9_999_999_999_999)}`,
      mail_event_type: random.pick([1, 2, 7]),
      success: true,
      client_context: { client_type: 'WEB' },
    },
    message_info: {
      rfc2822_message_id: `<${id}@bq.example>`,
      subject: 's',
      payload_size: 12,
      action_type: 3,
      destination: [{ address: user(random) }],
    },
  },
  flat: false,
  facts: [fact('event', 'object', `<${id}@bq.example>`)],
  parts: 1,
  messages: [],
});

const consoleRow: Maker = (random, id) => ({
  kind: 'google-console',
  record: {
    Date: `${moment(random)}Z`,
    Event: 'Successful login',
    Description: `${id} logged in`,
    Actor: user(random),
    'IP address': address(random),
    'Login type': 'Google password',
    'Session ID': `s${id}`,
  },
  flat: true,
  facts: [fact('sign_in', 'session_id', `s${id}`)],
  parts: 1,
  messages: [],
});

const trace: Maker = (random, id) => ({
  kind: 'message-trace',
  record: {
    Received: `${moment(random)}Z`,
    SenderAddress: user(random),
    RecipientAddress: user(random),
    Subject: 'a, "b"; c',
    Status: 'Delivered',
    MessageId: `<${id}@trace.example>`,
    MessageTraceId: guidOf(id),
    Size: random.int(10_000),
    FromIP: address(random),
  },
  flat: true,
  facts: [vendorId(guidOf(id)), fact('send', 'message_id', `<${id}@trace.example>`)],
  parts: 1,
  messages: [],
});

const inboxRule: Maker = (random, id) => ({
  kind: 'inbox-rule',
  record: {
    Name: `rule ${id}`,
    RuleIdentity: random.hex(18),
    Enabled: 'True',
    Priority: 1,
    MailboxOwnerId: user(random),
    ForwardTo: '"Eve" [SMTP:eve@evil.example]',
    DeleteMessage: 'True',
    MoveToFolder: '',
    SubjectContainsWords: '{a, b}',
  },
  flat: true,
  facts: [fact('state', 'name', `rule ${id}`)],
  parts: 1,
  messages: [],
});

const mailbox: Maker = (random, id) => ({
  kind: 'mailbox',
  record: {
    ExchangeGuid: guidOf(id),
    PrimarySmtpAddress: user(random),
    UserPrincipalName: user(random),
    DisplayName: 'Ölaf',
    ForwardingSmtpAddress: 'smtp:eve@evil.example',
    DeliverToMailboxAndForward: 'False',
    AuditEnabled: 'True',
    DefaultAuditSet: '{Admin, Delegate, Owner}',
    EmailAddresses: '{SMTP:a@contoso.example, smtp:b@contoso.example}',
  },
  flat: true,
  facts: [fact('event', 'mailbox_id', guidOf(id))],
  parts: 1,
  messages: [],
});

const bypass: Maker = (random, id) => ({
  kind: 'audit-bypass',
  record: { Name: `svc ${id}`, AuditBypassEnabled: random.pick(['True', 'False']), ObjectId: random.guid() },
  flat: true,
  facts: [fact('state', 'name', `svc ${id}`)],
  parts: 1,
  messages: [],
});

const graphUser: Maker = (_random, id) => ({
  kind: 'graph-user',
  record: {
    id: guidOf(id),
    userPrincipalName: `u${id}@contoso.example`,
    displayName: 'Ünal',
    mail: `u${id}@contoso.example`,
    department: 'IT',
    jobTitle: 'CIO',
  },
  flat: true,
  facts: [fact('event', 'object', `u${id}@contoso.example`)],
  parts: 1,
  messages: [],
});

const grant: Maker = (random, id) => ({
  kind: 'oauth-grant',
  record: {
    id: random.hex(20),
    clientId: random.guid(),
    consentType: 'AllPrincipals',
    principalId: '',
    resourceId: random.guid(),
    scope: `Mail.Read x${id}`,
  },
  flat: true,
  facts: [fact('state', 'permissions', `Mail.Read;x${id}`)],
  parts: 1,
  messages: [],
});

const application: Maker = (random, id) => ({
  kind: 'application',
  record: {
    id: random.guid(),
    appId: guidOf(id),
    displayName: 'App',
    servicePrincipalType: 'Application',
    accountEnabled: true,
    appOwnerOrganizationId: TENANT,
  },
  flat: true,
  facts: [fact('state', 'app_id', guidOf(id))],
  parts: 1,
  messages: [],
});

const people: Maker = (random, id) => ({
  kind: 'people',
  record: {
    address: `p${id}@contoso.example`,
    department: random.pick(['IT', 'Legal; "x"']),
    title: 'CFO',
    name: app(random),
  },
  flat: true,
  facts: [fact('event', 'object', `p${id}@contoso.example`)],
  parts: 1,
  messages: [],
});

export const GOOGLE_MAKERS: readonly Maker[] = [activity, activity, bigquery];
export const TABLE_MAKERS: readonly Maker[] = [
  consoleRow,
  trace,
  inboxRule,
  mailbox,
  bypass,
  graphUser,
  grant,
  application,
  people,
];
