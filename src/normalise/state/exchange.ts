/**
 * Exchange as it is configured: Get-InboxRule, Get-Mailbox, Get-MailboxAuditBypassAssociation, as CSV, as JSON, and as
 * collectors rename their columns. Sources: learn.microsoft.com/powershell/module/exchange (the three cmdlets)
 */
import type { Family, PathStage, Projection } from '../family.ts';
import { claims, exportEvent, exportStage } from './configuration.ts';
import { addressesIn, fieldPaths, listText, oneAddress, recipientsIn, smtpAddress } from './values.ts';

export const INBOX_RULE_STAGE: PathStage = exportStage({
  name: 'inbox-rule',
  takes: ['inbox-rule'],
  doc: 'Rows of Get-InboxRule.',
  paths: {
    rule_name: ['$.Name', '$.RuleName'],
    rule_id: ['$.RuleIdentity', '$.Identity'],
    owner: [
      '$.UserName',
      '$.Mailbox',
      '$.UserPrincipalName',
      '$.PrimarySmtpAddress',
      '$.MailboxOwnerId.Name',
      '$.MailboxOwnerId',
    ],
    is_enabled: ['$.Enabled', '$.RuleEnabled'],
    forward: ['$.ForwardTo'],
    forward_attached: ['$.ForwardAsAttachmentTo'],
    redirect: ['$.RedirectTo'],
    delete_message: ['$.DeleteMessage'],
    soft_delete: ['$.SoftDeleteMessage'],
    move_to: ['$.MoveToFolder', '$.MovetoFolder'],
    copy_to: ['$.CopyToFolder', '$.CopytoFolder'],
    mark_read: ['$.MarkAsRead'],
    stop: ['$.StopProcessingRules'],
    description: ['$.Description', '$.TextDescription'],
    ...Object.fromEntries(
      [
        'SubjectContainsWords',
        'BodyContainsWords',
        'SubjectOrBodyContainsWords',
        'FromAddressContainsWords',
        'RecipientAddressContainsWords',
        'HeaderContainsWords',
        'From',
        'SentTo',
        'HasAttachment',
        'MyNameInToOrCcBox',
        'WithImportance',
      ].map((name) => [`c_${name}`, [`$.${name}`]]),
    ),
  },
});

/** Conditions of a rule that are set, in the vendor's words: `SubjectContainsWords: invoice;payment | From: …`. */
const FILTER = `nullif(concat_ws(' | ', ${[
  'SubjectContainsWords',
  'BodyContainsWords',
  'SubjectOrBodyContainsWords',
  'FromAddressContainsWords',
  'RecipientAddressContainsWords',
  'HeaderContainsWords',
  'From',
  'SentTo',
  'HasAttachment',
  'MyNameInToOrCcBox',
  'WithImportance',
]
  .map((name) => `CASE WHEN lower("c_${name}") <> 'false' THEN '${name}: ' || ${listText(`"c_${name}"`)} END`)
  .join(', ')}), '')`;

const ACTION = `nullif(concat_ws(';', CASE WHEN ll_bool(delete_message) OR ll_bool(soft_delete) THEN 'delete' END, 'move:' || nullif(move_to, ''), 'copy:' || nullif(copy_to, ''),
  CASE WHEN ll_bool(mark_read) THEN 'mark-read' END, CASE WHEN ll_bool(stop) THEN 'stop' END), '')`;

const DESTINATION = recipientsIn(`nullif(concat_ws('; ', forward, forward_attached, redirect), '')`);

export const INBOX_RULES: Family = {
  name: 'inbox-rule',
  doc: 'Rules of mailboxes as they stand.',
  stages: ['inbox-rule'],
  facts: [
    exportEvent('Get-InboxRule', 'rule_name'),
    {
      table: 'state',
      columns: {
        vendor: `'m365'`,
        tenant: 'tenant_id',
        kind: `'inbox-rule'`,
        mailbox: oneAddress('owner'),
        name: 'rule_name',
        destination: DESTINATION,
        filter: FILTER,
        action: ACTION,
        enabled: 'll_bool(is_enabled)',
        value: 'coalesce(rule_id, description)',
      },
    },
  ],
};

export const MAILBOX_STAGE: PathStage = exportStage({
  name: 'mailbox',
  takes: ['mailbox'],
  doc: 'Rows of Get-Mailbox.',
  paths: {
    exchange_guid: ['$.ExchangeGuid'],
    object_id: ['$.ExternalDirectoryObjectId'],
    primary_raw: ['$.PrimarySmtpAddress', '$.WindowsEmailAddress'],
    upn: ['$.UserPrincipalName'],
    display_name: ['$.DisplayName'],
    addresses: ['$.EmailAddresses'],
    sid: ['$.Sid', '$.SID'],
    identity: ['$.Identity', '$.Name', '$.Alias'],
    forward_smtp: ['$.ForwardingSmtpAddress'],
    forward_to: ['$.ForwardingAddress'],
    keep_copy: ['$.DeliverToMailboxAndForward'],
    audit_enabled: ['$.AuditEnabled'],
    default_set: ['$.DefaultAuditSet'],
    audit_owner: ['$.AuditOwner'],
    audit_delegate: ['$.AuditDelegate'],
    audit_admin: ['$.AuditAdmin'],
    on_behalf: ['$.GrantSendOnBehalfTo'],
    department: ['$.Department'],
    title: ['$.Title'],
  },
  columns: {
    mailbox_guid: `CASE WHEN ll_guid(exchange_guid) <> '00000000-0000-0000-0000-000000000000' THEN ll_guid(exchange_guid) END`,
    address: `coalesce(${smtpAddress('primary_raw')}, ${oneAddress('upn')}, ${oneAddress('identity')})`,
    // Blank means that somebody has set the actions by hand: such a mailbox never gets new ones. Absent means nothing.
    states_default_set: `coalesce(TRY(json_exists(record, '$.DefaultAuditSet')), false)`,
  },
});

const OF_MAILBOX: Readonly<Record<string, string>> = {
  vendor: `'m365'`,
  tenant: 'tenant_id',
  mailbox_id: 'mailbox_guid',
  mailbox: 'address',
  user_id: 'll_guid(object_id)',
};

/** One setting of audit each: `AuditEnabled`, `DefaultAuditSet`, and the actions logged for owner, delegate and admin. */
function auditState(part: number, name: string, value: string, enabled: string, where: string): Projection {
  return {
    table: 'state',
    where,
    columns: { ...OF_MAILBOX, part: String(part), kind: `'mailbox-audit'`, name: `'${name}'`, value, enabled },
  };
}

function auditActions(part: number, name: string, column: string): Projection {
  // Whether accesses are logged at all: "enabled" of a list of actions is that MailItemsAccessed is in it.
  return auditState(
    part,
    name,
    listText(column),
    `contains(lower(${column}), 'mailitemsaccessed')`,
    `${listText(column)} IS NOT NULL`,
  );
}

export const MAILBOXES: Family = {
  name: 'mailbox',
  doc: 'Forwarding and audit settings of mailboxes, and who their owners are.',
  stages: ['mailbox'],
  facts: [
    exportEvent('Get-Mailbox', 'address', 'mailbox_guid'),
    {
      table: 'state',
      where: `coalesce(forward_smtp, forward_to) IS NOT NULL AND ${recipientsIn(`concat_ws('; ', forward_smtp, forward_to)`)} IS NOT NULL`,
      columns: {
        ...OF_MAILBOX,
        kind: `'forwarding'`,
        name: `CASE WHEN forward_smtp IS NOT NULL THEN 'ForwardingSmtpAddress' ELSE 'ForwardingAddress' END`,
        destination: recipientsIn(`concat_ws('; ', forward_smtp, forward_to)`),
        action: `CASE ll_bool(keep_copy) WHEN true THEN 'keep-copy' END`,
        enabled: 'true',
      },
    },
    auditState(1, 'AuditEnabled', 'lower(audit_enabled)', 'll_bool(audit_enabled)', 'audit_enabled IS NOT NULL'),
    auditState(
      2,
      'DefaultAuditSet',
      listText('default_set'),
      `${listText('default_set')} IS NOT NULL`,
      'states_default_set',
    ),
    auditActions(3, 'AuditOwner', 'audit_owner'),
    auditActions(4, 'AuditDelegate', 'audit_delegate'),
    auditActions(5, 'AuditAdmin', 'audit_admin'),
    claims(
      'coalesce(ll_guid(object_id), mailbox_guid, address)',
      {
        'object-id': 'll_guid(object_id)',
        'mailbox-guid': 'mailbox_guid',
        'upn': oneAddress('upn'),
        'alias': 'address',
        'sid': 'lower(sid)',
        'display-name': 'display_name',
        'department': 'department',
        'title': 'title',
      },
      {
        alias: `string_split(${addressesIn(`regexp_replace(addresses, '(?i)(x500|sip|spo|eum):[^,;"}]*', '', 'g')`)}, ';')`,
      },
    ),
  ],
};

export const AUDIT_BYPASS_STAGE: PathStage = exportStage({
  name: 'audit-bypass',
  takes: ['audit-bypass'],
  doc: 'Rows of Get-MailboxAuditBypassAssociation.',
  paths: {
    bypassed: ['$.AuditBypassEnabled'],
    object_id: ['$.ExternalDirectoryObjectId', '$.ObjectId'],
    upn: ['$.UserPrincipalName', '$.PrimarySmtpAddress', '$.WindowsLiveID'],
    account: fieldPaths('Name', 'Identity', 'DisplayName'),
  },
  conversions: [{ field: 'AuditBypassEnabled', raw: 'bypassed', converted: 'll_bool(bypassed)' }],
});

export const AUDIT_BYPASSES: Family = {
  name: 'audit-bypass',
  doc: 'Accounts whose actions mailbox audit leaves out.',
  stages: ['audit-bypass'],
  facts: [
    exportEvent('Get-MailboxAuditBypassAssociation', 'coalesce(upn, account)'),
    {
      table: 'state',
      columns: {
        vendor: `'m365'`,
        tenant: 'tenant_id',
        kind: `'audit-bypass'`,
        mailbox: `coalesce(${oneAddress('upn')}, ${oneAddress('account')})`,
        user_id: 'll_guid(object_id)',
        name: 'coalesce(account, upn)',
        enabled: 'll_bool(bypassed)',
        value: 'bypassed',
      },
    },
  ],
};
