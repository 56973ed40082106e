/** Gmail log, through the Reports API and as BigQuery exports it: both stages give the same columns of a mail event. */
import type { Family, Projection } from '../family.ts';
import { EVENTS } from './common.ts';
import { clientFamily, GMAIL_DELEGATION, isAccess, isSend, sendKind } from './gmail-kinds.ts';

/** Console names of events, for records whose pipeline put the name in place of the number. */
const NAMED = `CASE lower(e.name) WHEN 'send' THEN 1 WHEN 'receive' THEN 2 WHEN 'open' THEN 7 WHEN 'view' THEN 31 WHEN 'download' THEN 32 WHEN 'forward' THEN 10 WHEN 'autoforward' THEN 11 END`;

/** The mail events of a stage, its spellings brought together. Sender's connections are the server's: no address of a user. */
export const MAIL_EVENTS = `(SELECT *, coalesce(own_address, CASE WHEN mail_type IS DISTINCT FROM 2 THEN connection_address END) AS address_as_logged FROM (
  SELECT event_id, source_id, ordinal, tenant_id, event_time, part, qualifier, caller_type, lower(profile) AS actor_id, ll_lower(email) AS account, ll_address(ip) AS own_address, ip,
    coalesce(ll_int(e.g.mail_type), ${NAMED}) AS mail_type, ll_bool(e.g.success) AS success, e.g.client_type AS client_type,
    ll_lower(e.g.delegate) AS delegate, lower(e.g.dusi) AS session_id, lower(e.g.app_id) AS app_id, e.g.message_id AS message_id,
    e.g.subject AS subject, ll_int(e.g.size) AS size, ll_lower(e.g.sender) AS sender, ll_address(e.g.client_ip) AS connection_address, e.g.recipients AS recipients
  FROM ${EVENTS} WHERE application = 'gmail'))`;

/** The account's own address; the BigQuery export names it only as sender or recipient. */
const MAILBOX = `coalesce(account, CASE WHEN mail_type = 2 THEN CASE WHEN contains(recipients, ';') THEN NULL ELSE recipients END ELSE CASE WHEN ${isSend('mail_type')} THEN sender END END)`;

const COMMON: Readonly<Record<string, string>> = {
  part: 'part',
  vendor: `'google'`,
  tenant: 'tenant_id',
  time: 'event_time',
  mailbox_id: MAILBOX,
  mailbox: MAILBOX,
  actor: `coalesce(delegate, ${MAILBOX})`,
  actor_id: 'CASE WHEN delegate IS NULL THEN actor_id END',
  address: 'address_as_logged',
  session_id: 'session_id',
  app_id: 'app_id',
  client_info: 'client_type',
  client_family: clientFamily('client_type'),
  outcome: `CASE success WHEN true THEN 'success' WHEN false THEN 'failure' END`,
};

const access: Projection = {
  table: 'access',
  from: MAIL_EVENTS,
  where: isAccess('mail_type'),
  columns: {
    ...COMMON,
    log_kind: `'google-gmail'`,
    vendor_id: 'qualifier',
    workload: `'gmail'`,
    object: 'message_id',
    actor_type: `'user'`,
    logon_type: `CASE WHEN delegate IS NOT NULL THEN 'delegate' WHEN mail_type <> 33 THEN 'owner' END`,
    access_type: `'bind'`,
    operations: '1',
    address_raw: 'CASE WHEN own_address <> ip THEN ip END',
    token_state: `'missing'`,
  },
};

const message: Projection = {
  table: 'message',
  from: MAIL_EVENTS,
  where: `${isAccess('mail_type')} AND message_id IS NOT NULL`,
  columns: {
    part: 'part',
    seq: '1',
    mailbox_id: MAILBOX,
    message_id: 'message_id',
    size: 'size',
    subject: 'CASE WHEN ll_keep_subjects() THEN subject END',
  },
};

const send: Projection = {
  table: 'send',
  from: MAIL_EVENTS,
  where: isSend('mail_type'),
  columns: {
    ...COMMON,
    kind: sendKind('mail_type'),
    message_id: 'message_id',
    recipients: 'recipients',
    size: 'size',
    subject: 'CASE WHEN ll_keep_subjects() THEN subject END',
  },
};

const delegation: Projection = {
  table: 'change',
  from: MAIL_EVENTS,
  where: `mail_type = ${GMAIL_DELEGATION}`,
  columns: {
    part: 'part',
    vendor: `'google'`,
    tenant: 'tenant_id',
    time: 'event_time',
    category: `'delegate'`,
    operation: `'delivery:${GMAIL_DELEGATION}'`,
    actor: 'account',
    actor_type: `'user'`,
    actor_id: 'actor_id',
    target_kind: `'mailbox'`,
    target: 'account',
    mailbox_id: 'account',
    mailbox: 'account',
    grantee: 'coalesce(delegate, recipients)',
    address: 'address_as_logged',
    session_id: 'session_id',
    client_info: 'client_type',
  },
};

export const GOOGLE_GMAIL: Family = {
  name: 'google-gmail',
  doc: 'Messages that were opened, viewed, downloaded, sent, received and forwarded in Gmail, and delegations granted.',
  stages: ['google-activity', 'google-gmail-bigquery'],
  gate: `application = 'gmail'`,
  facts: [access, message, send, delegation],
};
