/**
 * Gmail log as BigQuery exports it: one row an event, `event_info` and `message_info` nested, or flattened with `.` or
 * `_` by whatever wrote the rows out. In the `activity` table of a whole Workspace they stand under `gmail`.
 * Times are microseconds. Source: support.google.com/a/answer/12384955
 */
import type { Family, PathStage } from '../family.ts';
import { recipients } from './stage.ts';

/** Paths of one field in every spelling. */
function field(group: 'event_info' | 'message_info', name: string): readonly string[] {
  const parts = name.split('.');
  return [
    `$.${group}.${name}`,
    `$.gmail.${group}.${name}`,
    `$."${group}.${name}"`,
    `$."gmail.${group}.${name}"`,
    `$.${[group, ...parts].join('_')}`,
  ];
}

export const GOOGLE_GMAIL_BIGQUERY_STAGE: PathStage = {
  name: 'google-gmail-bigquery',
  form: 'paths',
  vendor: 'google',
  takes: ['google-gmail-bigquery'],
  doc: 'Rows of the Gmail log in BigQuery.',
  identity: {
    scope: 'gmail-bigquery',
    tenant: 'NULL',
    // A row names no event: message, moment and kind together do. Stages of one delivery differ in their action.
    key: `message_id || '|' || timestamp_usec || '|' || coalesce(mail_event_type, '') || '|' || coalesce(action_type, '') || '|' || coalesce(row_email, '') || '|' || coalesce(destination, '')`,
  },
  time: 'll_time(timestamp_usec, date_order)',
  paths: {
    timestamp_usec: [...field('event_info', 'timestamp_usec'), '$.time_usec'],
    mail_event_type: field('event_info', 'mail_event_type'),
    success: field('event_info', 'success'),
    client_type: field('event_info', 'client_context.client_type'),
    delegate_user_email: field('event_info', 'client_context.session_context.delegate_user_email'),
    dusi: field('event_info', 'client_context.session_context.dusi'),
    message_id: field('message_info', 'rfc2822_message_id'),
    subject: field('message_info', 'subject'),
    action_type: field('message_info', 'action_type'),
    payload_size: [...field('message_info', 'payload_size'), ...field('message_info', 'num_message_bytes')],
    source_address: [
      ...field('message_info', 'source.address'),
      ...field('message_info', 'source.from_header_address'),
    ],
    destination: field('message_info', 'destination'),
    client_ip: field('message_info', 'connection_info.client_ip'),
    row_email: ['$.email', '$.actor_email', '$.user_email'],
    ip: ['$.ip_address', '$.ipAddress'],
  },
  columns: {
    application: `'gmail'`,
    email: 'row_email',
    qualifier: 'CAST(NULL AS VARCHAR)',
    profile: 'CAST(NULL AS VARCHAR)',
    caller_type: 'CAST(NULL AS VARCHAR)',
    parts: `[struct_pack("type" := 'delivery_type', name := 'delivery', p := CAST(NULL AS STRUCT(name VARCHAR, text VARCHAR)[]), g := struct_pack(
      mail_type := mail_event_type, success := success, timestamp_usec := timestamp_usec, client_type := client_type, app_id := CAST(NULL AS VARCHAR),
      delegate := delegate_user_email, dusi := dusi, message_id := message_id, subject := subject, size := payload_size,
      sender := source_address, client_ip := client_ip, recipients := ${recipients('destination')}))]`,
  },
  conversions: [
    { field: 'event_info.timestamp_usec', raw: 'timestamp_usec', converted: 'll_time(timestamp_usec, date_order)' },
  ],
};

export const GOOGLE_GMAIL_BIGQUERY: Family = {
  name: 'google-gmail-bigquery',
  doc: 'One event a row; without an event type (before 2023) the delivery stage is all that is known.',
  stages: ['google-gmail-bigquery'],
  facts: [
    {
      table: 'event',
      columns: {
        vendor: `'google'`,
        tenant: 'tenant_id',
        log_kind: `'google-gmail'`,
        time: 'event_time',
        operation: `'delivery' || coalesce(':' || mail_event_type, '')`,
        workload: `'gmail'`,
        actor: 'coalesce(ll_lower(delegate_user_email), ll_lower(row_email))',
        actor_type: `CASE WHEN coalesce(delegate_user_email, row_email) IS NOT NULL THEN 'user' END`,
        mailbox_id: 'll_lower(row_email)',
        address: 'll_address(ip)',
        session_id: 'lower(dusi)',
        outcome: `CASE ll_bool(success) WHEN true THEN 'success' WHEN false THEN 'failure' END`,
        object: 'message_id',
      },
    },
  ],
};
