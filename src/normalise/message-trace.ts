/**
 * Message trace: Get-MessageTrace and Get-MessageTraceV2, and the reports of the portal (enhanced summary and extended).
 * A row says that a message went from a sender to a recipient; who accessed what it does not say.
 * Sources: learn.microsoft.com/powershell/module/exchange/get-messagetracev2; learn.microsoft.com/exchange/monitoring/trace-an-email-message
 */
import type { Family, PathStage } from './family.ts';

export const MESSAGE_TRACE_STAGE: PathStage = {
  name: 'message-trace',
  form: 'paths',
  vendor: 'm365',
  takes: ['message-trace'],
  doc: 'Rows of message traces.',
  identity: {
    scope: 'message-trace',
    tenant: 'll_guid(tenant_raw)',
    key: `CASE WHEN coalesce(trace_id, network_id, message_id) IS NOT NULL THEN coalesce(trace_id, network_id, message_id) || '|' || coalesce(recipients, '') || '|' || coalesce(CAST(epoch_us(ll_time(received, date_order)) AS VARCHAR), '') || '|' || coalesce(step, '') END`,
  },
  time: 'll_time(received, date_order)',
  paths: {
    received: [
      '$.Received',
      '$.origin_timestamp_utc',
      '$.origin_timestamp',
      '$.date_time_utc',
      '$.date_time',
      '$.ReceivedTime',
      '$.Date',
    ],
    sender: ['$.SenderAddress', '$.sender_address'],
    recipients_raw: ['$.RecipientAddress', '$.recipient_status', '$.recipient_address'],
    message_id: ['$.MessageId', '$.message_id'],
    trace_id: ['$.MessageTraceId'],
    network_id: ['$.network_message_id', '$.NetworkMessageId'],
    status: ['$.Status', '$.event_id'],
    step: ['$.internal_message_id'],
    subject: ['$.Subject', '$.message_subject'],
    size_raw: ['$.Size', '$.total_bytes'],
    client_ip: ['$.original_client_ip', '$.FromIP', '$.client_ip'],
    tenant_raw: ['$.tenant_id', '$.TenantId'],
  },
  columns: {
    // `a@b##Receive, Deliver;c@d##Receive, Fail` in the portal's reports.
    recipients: `nullif(array_to_string(list_sort(list_distinct(list_transform(regexp_extract_all(recipients_raw, '[^\\s;,#<>"]+@[^\\s;,#<>"]+'), lambda a: lower(a)))), ';'), '')`,
    outcome: `CASE
      WHEN regexp_matches(coalesce(status, recipients_raw), '(?i)fail|reject') AND NOT regexp_matches(coalesce(status, recipients_raw), '(?i)deliver') THEN 'failure'
      WHEN regexp_matches(coalesce(status, recipients_raw), '(?i)deliver|expanded|send') THEN 'success' END`,
  },
  conversions: [
    { field: 'Received', raw: 'received', converted: 'event_time' },
    { field: 'Size', raw: 'size_raw', converted: 'll_int(size_raw)' },
  ],
};

const COMMON: Readonly<Record<string, string>> = {
  vendor: `'m365'`,
  tenant: 'tenant_id',
  time: 'event_time',
  actor: 'll_actor(sender)',
  address: 'll_address(client_ip)',
  outcome: 'outcome',
};

export const MESSAGE_TRACE: Family = {
  name: 'message-trace',
  doc: 'Messages as the transport saw them.',
  stages: ['message-trace'],
  facts: [
    {
      table: 'event',
      columns: {
        ...COMMON,
        log_kind: `'message-trace'`,
        vendor_id: 'coalesce(trace_id, network_id)',
        operation: `coalesce(ll_text(status), 'trace')`,
        workload: `'MessageTrace'`,
        actor_type: 'll_actor_type(sender)',
        object: 'message_id',
      },
    },
    {
      table: 'send',
      columns: {
        ...COMMON,
        kind: `'trace'`,
        mailbox: 'll_lower(sender)',
        message_id: 'message_id',
        recipients: 'recipients',
        size: 'll_int(size_raw)',
        subject: 'CASE WHEN ll_keep_subjects() THEN subject END',
      },
    },
  ],
};
