/**
 * CSV downloads of the Admin console: "Audit and investigation" and its predecessors, whose columns are those the
 * administrator had on the page. Headers are matched in the spellings of the English console; the names of events are in
 * the administrator's language, so of other languages only the event itself is kept.
 * Sources: support.google.com/a/answer/11479100 (Gmail), /11482175 (users), /6124308 (OAuth), /11483175 (Admin)
 */
import { literal } from '../../facts/index.ts';
import type { Family, PathStage, Projection } from '../family.ts';
import { clientFamily, isAccess, isSend, sendKind } from './gmail-kinds.ts';

/** Paths of a column in the ways its header is capitalised. */
function header(...names: readonly string[]): readonly string[] {
  const spelled = names.flatMap((name) => [
    name,
    name.replaceAll(/\b[a-z]/g, (letter) => letter.toUpperCase()),
    name.toLowerCase(),
  ]);
  return [...new Set(spelled)].map((name) => `$."${name}"`);
}

const EVENT = `lower(trim(event_name))`;

/** Gmail events by name, as numbers of `mail_event_type`. */
const MAIL_TYPE = `CASE ${EVENT} ${[
  ['send', 1],
  ['receive', 2],
  ['open', 7],
  ['forward', 10],
  ['autoforward', 11],
  ['auto-forward', 11],
  ['attachment download', 17],
  ['attachment save to drive', 18],
  ['attachment preview', 28],
  ['view', 31],
  ['download', 32],
  ['message download', 32],
]
  .map(([name, number]) => `WHEN ${literal(String(name))} THEN ${number}`)
  .join(' ')} END`;

/** Older pages wrote `Dec 14, 2024, 1:31:15 PM GMT+1`. Zone names (CET) have no one meaning and are not read. */
const WRITTEN_TIME = `CASE WHEN regexp_matches(date_raw, '(GMT|UTC)([+-][0-9]{1,2}(:[0-9]{2})?)?$') THEN ll_sane(
  try_strptime(regexp_replace(replace(date_raw, chr(8239), ' '), ' ?(GMT|UTC).*$', ''), ['%b %d, %Y, %I:%M:%S %p', '%b %d, %Y %I:%M:%S %p', '%b %d, %Y, %H:%M:%S'])
  - to_minutes(coalesce(TRY_CAST(regexp_extract(date_raw, '(GMT|UTC)([+-])', 2) || '1' AS INTEGER), 1)
    * (coalesce(TRY_CAST(nullif(regexp_extract(date_raw, '(GMT|UTC)[+-]([0-9]{1,2})', 2), '') AS INTEGER), 0) * 60
      + coalesce(TRY_CAST(nullif(regexp_extract(date_raw, '(GMT|UTC)[+-][0-9]{1,2}:([0-9]{2})$', 2), '') AS INTEGER), 0)))) END`;

export const GOOGLE_CONSOLE_STAGE: PathStage = {
  name: 'google-console',
  form: 'paths',
  vendor: 'google',
  takes: ['google-console'],
  doc: 'Rows of CSV downloads of the Admin console.',
  identity: { scope: 'console', tenant: 'lower(customer)', key: 'CAST(NULL AS VARCHAR)' },
  time: `coalesce(ll_time(date_raw, date_order), ${WRITTEN_TIME})`,
  paths: {
    date_raw: header('Date', 'Time', 'Timestamp', 'Date/Time'),
    event_name: header('Event', 'Event name'),
    description: header('Event description', 'Description'),
    actor_name: header('Actor', 'User', 'Actor email', 'User email', 'Admin', 'Administrator'),
    owner: header('Owner', 'Mailbox owner', 'Affected user', 'Affected user email', 'Target user'),
    ip: header('IP address'),
    customer: header('Customer ID'),
    login_type: header('Login type'),
    challenge: header('Challenge type', 'Login challenge type'),
    failure: header('Failure type', 'Login failure type'),
    suspicious: header('Is suspicious'),
    second_factor: header('Is second factor'),
    forwarding: header('Email forwarding address'),
    app_id: header('App ID', 'Client ID', 'Application ID', 'OAuth client ID'),
    app_name: header('App name', 'Application name', 'Application'),
    scope: header('Scope', 'Scopes', 'API scopes'),
    method: header('Method', 'Method name', 'API method'),
    api: header('API name'),
    response_bytes: header('Number of response bytes', 'Response bytes'),
    client_type: header('Client type'),
    message_id: header('Message ID'),
    subject: header('Subject'),
    sender: header('From (Header address)', 'From (Envelope)', 'From (Header)', 'Sender'),
    recipients: header('To (Envelope)', 'Recipients', 'Recipient', 'To'),
    delegate: header('Delegate', 'Delegated user'),
    session: header('Session ID', 'Device session ID'),
    setting: header('Setting name', 'Setting', 'Resource(s)', 'Resource'),
    new_value: header('New value'),
    old_value: header('Old value'),
  },
  columns: {
    mail_type: MAIL_TYPE,
    log_kind: `CASE WHEN message_id IS NOT NULL THEN 'google-gmail' WHEN app_id IS NOT NULL OR scope IS NOT NULL OR method IS NOT NULL THEN 'google-token'
      WHEN login_type IS NOT NULL OR challenge IS NOT NULL OR failure IS NOT NULL OR contains(${EVENT}, 'login') OR ${EVENT} = 'logout' THEN 'google-login'
      WHEN setting IS NOT NULL OR new_value IS NOT NULL THEN 'google-admin' ELSE 'google-other' END`,
  },
  conversions: [{ field: 'Date', raw: 'date_raw', converted: 'event_time' }],
};

const COMMON: Readonly<Record<string, string>> = {
  vendor: `'google'`,
  tenant: 'tenant_id',
  time: 'event_time',
  actor: 'll_actor(actor_name)',
  address: 'll_address(ip)',
};

const MAILBOX = `coalesce(ll_lower(owner), ll_lower(actor_name), CASE WHEN mail_type IN (1, 10, 11) THEN ll_lower(sender) END)`;
const IS_MAIL = `message_id IS NOT NULL`;

const signIn: Projection = {
  table: 'sign_in',
  where: `log_kind = 'google-login' AND (contains(${EVENT}, 'login')) AND NOT contains(${EVENT}, 'logout')`,
  columns: {
    ...COMMON,
    kind: `'google'`,
    itemised: 'true',
    actor: 'coalesce(ll_lower(owner), ll_actor(actor_name))',
    actor_type: 'll_actor_type(coalesce(owner, actor_name))',
    address_raw: 'CASE WHEN ll_address(ip) <> ip THEN ip END',
    session_id: 'lower(session)',
    client_app: 'login_type',
    outcome: `CASE WHEN ${EVENT} IN ('successful login', 'login success', 'login_success') THEN 'completed'
      WHEN contains(${EVENT}, 'fail') OR contains(${EVENT}, 'blocked') OR contains(${EVENT}, 'suspicious') THEN 'failed' ELSE 'interrupted' END`,
    status_detail: 'coalesce(failure, event_name)',
    auth_protocol: 'challenge',
    auth_requirement: `CASE ll_bool(second_factor) WHEN true THEN 'multiFactorAuthentication' END`,
    risk_level: `CASE ll_bool(suspicious) WHEN true THEN 'suspicious' END`,
  },
};

/** Changes that an event's name or columns give away; anything else stays an event. */
const CATEGORY = `CASE
  WHEN log_kind = 'google-token' AND regexp_matches(${EVENT}, 'grant|authoriz|revoke') THEN 'consent'
  WHEN forwarding IS NOT NULL OR contains(${EVENT}, 'forwarding') THEN 'forwarding'
  WHEN regexp_matches(${EVENT}, '2-step|2sv|recovery|passkey|security key') THEN 'auth-method'
  WHEN contains(${EVENT}, 'password') THEN 'password'
  WHEN contains(${EVENT}, 'takeout') OR contains(${EVENT}, 'export') THEN 'export'
  WHEN log_kind = 'google-admin' THEN 'other' END`;

const change: Projection = {
  table: 'change',
  where: `${CATEGORY} IS NOT NULL AND NOT (${IS_MAIL})`,
  columns: {
    ...COMMON,
    category: CATEGORY,
    operation: 'event_name',
    actor_type: 'll_actor_type(actor_name)',
    target_kind: `CASE WHEN log_kind = 'google-token' THEN 'application' WHEN forwarding IS NOT NULL THEN 'mailbox' WHEN owner IS NOT NULL OR log_kind = 'google-login' THEN 'user' ELSE 'organisation' END`,
    target: `CASE WHEN log_kind = 'google-token' THEN coalesce(app_name, app_id) ELSE coalesce(ll_lower(owner), CASE WHEN log_kind <> 'google-admin' THEN ll_lower(actor_name) END, setting) END`,
    mailbox: 'CASE WHEN forwarding IS NOT NULL THEN coalesce(ll_lower(owner), ll_lower(actor_name)) END',
    mailbox_id: 'CASE WHEN forwarding IS NOT NULL THEN coalesce(ll_lower(owner), ll_lower(actor_name)) END',
    name: 'coalesce(app_name, setting)',
    destination: 'll_lower(forwarding)',
    grantee: `CASE WHEN log_kind = 'google-token' THEN ll_lower(actor_name) END`,
    permissions: `nullif(regexp_replace(scope, '[,\\s]+', ';', 'g'), '')`,
    enabled: `CASE WHEN contains(${EVENT}, 'revoke') OR contains(${EVENT}, 'disable') THEN false END`,
    value: 'new_value',
    previous: 'old_value',
    app_id: 'lower(app_id)',
  },
};

const call: Projection = {
  table: 'directory_read',
  where: `log_kind = 'google-token' AND method IS NOT NULL`,
  columns: {
    tenant: 'tenant_id',
    time: 'event_time',
    app_id: 'lower(app_id)',
    address: 'll_address(ip)',
    target: `CASE WHEN lower(api) = 'gmail' OR method LIKE 'gmail.%' THEN 'messages' WHEN method LIKE 'directory.users%' THEN 'users' WHEN method LIKE 'directory.%' THEN 'directory' ELSE 'other' END`,
    uri: 'method',
    response_bytes: 'll_int(response_bytes)',
    scopes: 'scope',
    client_info: 'coalesce(app_name, client_type)',
  },
};

const MAIL: Readonly<Record<string, string>> = {
  ...COMMON,
  mailbox_id: MAILBOX,
  mailbox: MAILBOX,
  actor: `coalesce(ll_lower(delegate), ${MAILBOX})`,
  session_id: 'lower(session)',
  app_id: 'lower(app_id)',
  client_info: 'client_type',
  client_family: clientFamily('client_type'),
};

/** What events and accesses alike hold. */
const OF_EVENT: Readonly<Record<string, string>> = {
  log_kind: 'log_kind',
  workload: `CASE log_kind WHEN 'google-other' THEN NULL ELSE substr(log_kind, 8) END`,
  object: 'coalesce(message_id, owner, app_name, setting, description)',
};

export const GOOGLE_CONSOLE: Family = {
  name: 'google-console',
  doc: 'Events, sign-ins, consents, forwardings and mail events of console downloads.',
  stages: ['google-console'],
  facts: [
    {
      table: 'event',
      columns: {
        ...COMMON,
        ...OF_EVENT,
        operation: 'll_text(event_name)',
        actor_type: 'll_actor_type(actor_name)',
        mailbox_id: `CASE WHEN ${IS_MAIL} THEN ${MAILBOX} END`,
        app_id: 'lower(app_id)',
        session_id: 'lower(session)',
        outcome: `CASE WHEN contains(${EVENT}, 'fail') OR contains(${EVENT}, 'blocked') THEN 'failure' WHEN ${EVENT} = 'successful login' THEN 'success' END`,
      },
    },
    signIn,
    change,
    call,
    {
      table: 'access',
      where: `${IS_MAIL} AND ${isAccess('mail_type')}`,
      columns: {
        ...MAIL,
        ...OF_EVENT,
        actor_type: `'user'`,
        logon_type: `CASE WHEN delegate IS NOT NULL THEN 'delegate' ELSE 'owner' END`,
        access_type: `'bind'`,
        operations: '1',
        address_raw: 'CASE WHEN ll_address(ip) <> ip THEN ip END',
        token_state: `'missing'`,
      },
    },
    {
      table: 'message',
      where: `${IS_MAIL} AND ${isAccess('mail_type')}`,
      columns: {
        seq: '1',
        mailbox_id: MAILBOX,
        message_id: 'message_id',
        subject: 'CASE WHEN ll_keep_subjects() THEN subject END',
      },
    },
    {
      table: 'send',
      where: `${IS_MAIL} AND ${isSend('mail_type')}`,
      columns: {
        ...MAIL,
        kind: sendKind('mail_type'),
        message_id: 'message_id',
        recipients: `nullif(lower(regexp_replace(recipients, '[,;\\s]+', ';', 'g')), '')`,
        subject: 'CASE WHEN ll_keep_subjects() THEN subject END',
      },
    },
  ],
};
