/**
 * Exchange administration (record type 1): what a cmdlet changed about where mail goes, who may see it and whether that
 * is logged. Service accounts run thousands of housekeeping cmdlets (quotas, plans, provisioning): those stay events.
 * Operations: learn.microsoft.com/purview/audit-log-activities; parameters: learn.microsoft.com/powershell/module/exchange
 */

import { type ChangeRule, changeProjection, oneOf } from '../change.ts';
import type { Family } from '../family.ts';
import {
  destinations,
  firstParameter,
  GRANTED,
  given,
  lastSegment,
  mailboxNamed,
  PARAMETER_COLUMNS,
  parameter,
  RULE_ACTION,
  RULE_ENABLED,
  RULE_FILTER,
} from './cmdlet.ts';
import { COMMON } from './common.ts';

const OPERATION = '"Operation"';
const operation = (...names: readonly string[]): string => oneOf(OPERATION, names);

/** Cmdlets whose identity is `mailbox\rule` or `mailbox:\folder`. */
const INBOX_RULE = [
  'New-InboxRule',
  'Set-InboxRule',
  'Enable-InboxRule',
  'Disable-InboxRule',
  'Remove-InboxRule',
  'New-SweepRule',
  'Set-SweepRule',
];
const FOLDER = ['Add-MailboxFolderPermission', 'Set-MailboxFolderPermission', 'Remove-MailboxFolderPermission'];

/** Whether a person (or an application) did it, not the service's own housekeeping. */
const BY_SOMEBODY = `NOT starts_with(upper(coalesce("UserId", '')), 'NT AUTHORITY')`;

const IDENTITY = `coalesce(ll_text(${parameter('Identity')}), "ObjectId")`;
const OWNER = `CASE
  WHEN ${operation(...INBOX_RULE, ...FOLDER)} THEN coalesce(
    ${lastSegment(`ll_text(${parameter('Mailbox')})`)},
    CASE WHEN contains("ObjectId", '\\') THEN ${lastSegment(`split_part(split_part("ObjectId", ':\\', 1), '\\', 1)`)} END,
    CASE WHEN contains(${IDENTITY}, '\\') THEN ${lastSegment(`split_part(split_part(${IDENTITY}, ':\\', 1), '\\', 1)`)} END)
  ELSE coalesce(CASE WHEN contains(ll_text(${parameter('Identity')}), '@') THEN ${lastSegment(parameter('Identity'))} END,
    ${lastSegment('"ObjectId"')}, ${lastSegment(`ll_text(${parameter('Identity')})`)}) END`;

/** A rule made without `Mailbox` is made in the mailbox of whoever runs the cmdlet. */
const RULE_MAILBOX = `coalesce(${mailboxNamed('owner')}, CASE WHEN owner IS NULL AND contains("UserId", '@') THEN lower("UserId") END)`;
const MAILBOX = mailboxNamed('owner');
const RULE_NAME = `coalesce(nullif(${parameter('Name')}, ''), nullif(CASE WHEN contains("ObjectId", '\\') THEN regexp_extract("ObjectId", '\\\\([^\\\\]*)$', 1) END, ''), ${lastSegment(`ll_text(${parameter('Identity')})`)})`;

const onMailbox = (columns: Readonly<Record<string, string>>): Readonly<Record<string, string>> => ({
  mailbox: MAILBOX,
  target: `coalesce(${MAILBOX}, owner)`,
  target_id: 'll_guid(owner)',
  ...columns,
});

/** A setting of one parameter: its name and its new value. */
function setting(
  operations: readonly string[],
  name: string,
  rule: Omit<ChangeRule, 'when'>,
  condition?: string,
): ChangeRule {
  const when = `${operation(...operations)} AND ${given(name)}${condition === undefined ? '' : ` AND ${condition}`}`;
  const base = rule.targetKind === 'mailbox' ? onMailbox({}) : { target: IDENTITY };
  return {
    ...rule,
    when,
    columns: { ...base, name: `'${name}'`, value: `ll_text(${parameter(name)})`, ...rule.columns },
  };
}

const onOff = (name: string): Readonly<Record<string, string>> => ({ enabled: `ll_bool(${parameter(name)})` });

const MAIL_FLOW: readonly ChangeRule[] = [
  {
    when: operation(...INBOX_RULE),
    category: 'inbox-rule',
    targetKind: 'mailbox',
    columns: {
      mailbox: RULE_MAILBOX,
      target: `coalesce(${RULE_MAILBOX}, owner)`,
      target_id: 'll_guid(owner)',
      name: RULE_NAME,
      destination: destinations('ForwardTo', 'ForwardAsAttachmentTo', 'RedirectTo', 'SendTextMessageNotificationTo'),
      filter: RULE_FILTER,
      action: RULE_ACTION,
      enabled: RULE_ENABLED,
    },
  },
  {
    when: `${operation('Set-Mailbox', 'New-Mailbox', 'Enable-Mailbox', 'Set-SyncMailbox', 'Set-RemoteMailbox', 'Set-MailPublicFolder')} AND ${given('ForwardingSmtpAddress', 'ForwardingAddress', 'DeliverToMailboxAndForward')}`,
    category: 'forwarding',
    targetKind: 'mailbox',
    columns: onMailbox({
      destination: destinations('ForwardingSmtpAddress', 'ForwardingAddress'),
      action: `CASE ll_bool(${parameter('DeliverToMailboxAndForward')}) WHEN true THEN 'keep-copy' WHEN false THEN 'no-copy' END`,
      enabled: `CASE WHEN ${firstParameter('ForwardingSmtpAddress', 'ForwardingAddress')} IS NOT NULL THEN true WHEN ${given('ForwardingSmtpAddress', 'ForwardingAddress')} THEN false END`,
    }),
  },
  {
    when: operation(
      'New-TransportRule',
      'Set-TransportRule',
      'Enable-TransportRule',
      'Disable-TransportRule',
      'Remove-TransportRule',
    ),
    category: 'transport-rule',
    targetKind: 'rule',
    columns: {
      name: RULE_NAME,
      target: RULE_NAME,
      filter: RULE_FILTER,
      action: RULE_ACTION,
      enabled: RULE_ENABLED,
      destination: destinations(
        'BlindCopyTo',
        'CopyTo',
        'RedirectMessageTo',
        'AddToRecipients',
        'ModerateMessageByUser',
        'GenerateIncidentReport',
        'RouteMessageOutboundConnector',
      ),
      value: `ll_text(${parameter('Mode')})`,
    },
  },
  {
    when: operation(
      'New-JournalRule',
      'Set-JournalRule',
      'Enable-JournalRule',
      'Disable-JournalRule',
      'Remove-JournalRule',
    ),
    category: 'transport-rule',
    targetKind: 'rule',
    columns: {
      name: RULE_NAME,
      target: RULE_NAME,
      destination: destinations('JournalEmailAddress'),
      enabled: RULE_ENABLED,
      filter: `'Recipient=' || ll_text(${parameter('Recipient')})`,
      action: `'journal'`,
    },
  },
  {
    when: operation(
      'New-InboundConnector',
      'Set-InboundConnector',
      'Remove-InboundConnector',
      'New-OutboundConnector',
      'Set-OutboundConnector',
      'Remove-OutboundConnector',
    ),
    category: 'connector',
    targetKind: 'organisation',
    columns: {
      name: RULE_NAME,
      target: RULE_NAME,
      enabled: RULE_ENABLED,
      destination: destinations('SmartHosts', 'RecipientDomains'),
      filter: `nullif(concat_ws(' | ', 'SenderDomains=' || ll_text(${parameter('SenderDomains')}), 'SenderIPAddresses=' || ll_text(${parameter('SenderIPAddresses')})), '')`,
    },
  },
  setting(['New-RemoteDomain', 'Set-RemoteDomain'], 'AutoForwardEnabled', {
    category: 'policy',
    targetKind: 'organisation',
    columns: onOff('AutoForwardEnabled'),
  }),
  setting(['New-HostedOutboundSpamFilterPolicy', 'Set-HostedOutboundSpamFilterPolicy'], 'AutoForwardingMode', {
    category: 'policy',
    targetKind: 'organisation',
  }),
];

const ACCESS: readonly ChangeRule[] = [
  {
    when: `${operation('Add-MailboxPermission', 'Remove-MailboxPermission', 'Set-MailboxPermission')} AND (${BY_SOMEBODY} OR NOT contains(coalesce("ObjectId", ''), 'DiscoverySearchMailbox'))`,
    category: 'mailbox-permission',
    targetKind: 'mailbox',
    columns: onMailbox({
      grantee: lastSegment(parameter('User')),
      enabled: GRANTED,
      permissions: `CASE WHEN ll_bool(${parameter('Deny')}) THEN 'deny:' ELSE '' END || replace(${parameter('AccessRights')}, ', ', ';')`,
    }),
  },
  {
    when: operation('Add-RecipientPermission', 'Remove-RecipientPermission'),
    category: 'send-as',
    targetKind: 'mailbox',
    columns: onMailbox({
      grantee: lastSegment(parameter('Trustee')),
      permissions: parameter('AccessRights'),
      enabled: GRANTED,
    }),
  },
  {
    when: `${operation('Set-Mailbox', 'Set-MailUser', 'Set-DistributionGroup', 'Set-UnifiedGroup')} AND ${given('GrantSendOnBehalfTo')}`,
    category: 'delegate',
    targetKind: 'mailbox',
    columns: onMailbox({
      grantee: destinations('GrantSendOnBehalfTo'),
      permissions: `'SendOnBehalf'`,
      enabled: `${firstParameter('GrantSendOnBehalfTo')} IS NOT NULL`,
    }),
  },
  {
    when: operation(...FOLDER),
    category: 'folder-permission',
    targetKind: 'mailbox',
    columns: onMailbox({
      grantee: lastSegment(parameter('User')),
      permissions: `replace(${parameter('AccessRights')}, ', ', ';')`,
      enabled: GRANTED,
      name: `nullif(split_part(coalesce(ll_text(${parameter('Identity')}), "ObjectId"), ':\\', 2), '')`,
    }),
  },
  {
    when: operation('New-ApplicationAccessPolicy', 'Set-ApplicationAccessPolicy', 'Remove-ApplicationAccessPolicy'),
    category: 'app-permission',
    targetKind: 'application',
    columns: {
      target: firstParameter('AppId', 'Identity'),
      app_id: `ll_lower(${parameter('AppId')})`,
      permissions: `ll_text(${parameter('AccessRight')})`,
      grantee: parameter('PolicyScopeGroupId'),
      enabled: GRANTED,
    },
  },
  {
    when: `${operation('New-ManagementRoleAssignment', 'Set-ManagementRoleAssignment')} AND ${given('App')}`,
    category: 'app-permission',
    targetKind: 'application',
    columns: {
      target: firstParameter('App'),
      app_id: `ll_guid(${parameter('App')})`,
      name: firstParameter('Name', 'Identity'),
      permissions: firstParameter('Role'),
      filter: firstParameter('CustomResourceScope', 'RecipientOrganizationalUnitScope'),
      enabled: 'true',
    },
  },
  {
    when: `${operation('New-ManagementRoleAssignment', 'Set-ManagementRoleAssignment', 'Remove-ManagementRoleAssignment')} AND NOT ${given('App')} AND ${BY_SOMEBODY}`,
    category: 'role',
    targetKind: 'user',
    columns: {
      target: `ll_actor(${firstParameter('User', 'SecurityGroup', 'Policy', 'Identity')})`,
      grantee: firstParameter('User', 'SecurityGroup', 'Policy'),
      name: firstParameter('Name', 'Identity'),
      permissions: firstParameter('Role'),
      enabled: GRANTED,
    },
  },
  {
    when: `${operation('Add-RoleGroupMember', 'Remove-RoleGroupMember', 'Update-RoleGroupMember', 'New-RoleGroup', 'Set-RoleGroup')} AND ${BY_SOMEBODY}`,
    category: 'role',
    targetKind: 'group',
    columns: {
      target: firstParameter('Identity', 'Name'),
      name: firstParameter('Identity', 'Name'),
      grantee: destinations('Member', 'Members'),
      permissions: firstParameter('Roles'),
      enabled: GRANTED,
    },
  },
];

const AUDIT_OF_MAILBOX = ['AuditOwner', 'AuditDelegate', 'AuditAdmin', 'AuditLogAgeLimit', 'DefaultAuditSet'];

const VISIBILITY: readonly ChangeRule[] = [
  setting(['Set-MailboxAuditBypassAssociation'], 'AuditBypassEnabled', {
    category: 'audit-bypass',
    targetKind: 'user',
    columns: { ...onMailbox({}), ...onOff('AuditBypassEnabled') },
  }),
  // AuditDisabled is the reverse of a switch: `enabled` says whether auditing is on.
  setting(['Set-OrganizationConfig'], 'AuditDisabled', {
    category: 'audit-setting',
    targetKind: 'organisation',
    columns: { enabled: `NOT ll_bool(${parameter('AuditDisabled')})` },
  }),
  setting(['Set-AdminAuditLogConfig'], 'UnifiedAuditLogIngestionEnabled', {
    category: 'audit-setting',
    targetKind: 'organisation',
    columns: onOff('UnifiedAuditLogIngestionEnabled'),
  }),
  // The service switches this on for itself, daily; only switching it off, or a person's doing, is a change.
  setting(
    ['Set-AdminAuditLogConfig'],
    'AdminAuditLogEnabled',
    { category: 'audit-setting', targetKind: 'organisation', columns: onOff('AdminAuditLogEnabled') },
    `(${BY_SOMEBODY} OR ll_bool(${parameter('AdminAuditLogEnabled')}) IS NOT TRUE)`,
  ),
  ...[
    'AdminAuditLogCmdlets',
    'AdminAuditLogExcludedCmdlets',
    'AdminAuditLogParameters',
    'AdminAuditLogAgeLimit',
    'LogLevel',
  ].map((name) =>
    setting(['Set-AdminAuditLogConfig'], name, { category: 'audit-setting', targetKind: 'organisation' }, BY_SOMEBODY),
  ),
  setting(
    ['Set-Mailbox'],
    'AuditEnabled',
    { category: 'audit-setting', targetKind: 'mailbox', columns: onOff('AuditEnabled') },
    `(${BY_SOMEBODY} OR ll_bool(${parameter('AuditEnabled')}) IS NOT TRUE)`,
  ),
  ...AUDIT_OF_MAILBOX.map((name) =>
    setting(['Set-Mailbox'], name, { category: 'audit-setting', targetKind: 'mailbox' }, BY_SOMEBODY),
  ),
];

const PROTOCOLS = [
  'ImapEnabled',
  'PopEnabled',
  'EwsEnabled',
  'MAPIEnabled',
  'ActiveSyncEnabled',
  'SmtpClientAuthenticationDisabled',
  'OWAEnabled',
];

const OTHER: readonly ChangeRule[] = [
  ...PROTOCOLS.map((name) =>
    setting(['Set-CASMailbox'], name, { category: 'policy', targetKind: 'mailbox', columns: onOff(name) }, BY_SOMEBODY),
  ),
  ...['EwsEnabled', 'OAuth2ClientProfileEnabled', 'DefaultAuthenticationPolicy'].map((name) =>
    setting(['Set-OrganizationConfig'], name, { category: 'policy', targetKind: 'organisation' }),
  ),
  setting(
    ['Set-TransportConfig'],
    'SmtpClientAuthenticationDisabled',
    { category: 'policy', targetKind: 'organisation' },
    BY_SOMEBODY,
  ),
  {
    when: `${operation('New-App', 'Set-App', 'Enable-App')} AND ${BY_SOMEBODY}`,
    category: 'application',
    targetKind: 'application',
    columns: {
      target: IDENTITY,
      name: firstParameter('Identity', 'Url'),
      destination: firstParameter('Url'),
      value: `CASE WHEN ll_bool(${parameter('OrganizationApp')}) THEN 'organisation' ELSE 'user' END`,
      enabled: RULE_ENABLED,
    },
  },
  {
    when: operation('New-MailboxExportRequest', 'New-MailboxSearch', 'Start-MailboxSearch', 'Search-Mailbox'),
    category: 'export',
    targetKind: 'mailbox',
    columns: {
      mailbox: mailboxNamed(lastSegment(firstParameter('Mailbox', 'SourceMailboxes', 'Identity'))),
      target: `coalesce(${firstParameter('Mailbox', 'SourceMailboxes', 'Identity')}, "ObjectId")`,
      name: firstParameter('Name'),
      destination: destinations('TargetMailbox', 'FilePath', 'StatusMailRecipients'),
      filter: firstParameter('SearchQuery', 'ContentFilter', 'IncludeFolders'),
    },
  },
  {
    when: `${operation('New-MoveRequest', 'New-MigrationBatch', 'New-MigrationUser', 'New-MailboxRestoreRequest')} AND ${BY_SOMEBODY}`,
    category: 'export',
    targetKind: 'mailbox',
    columns: onMailbox({
      name: firstParameter('Name', 'BatchName'),
      destination: destinations(
        'TargetDeliveryDomain',
        'TargetEndpoint',
        'RemoteHostName',
        'TargetMailbox',
        'TargetDatabase',
      ),
    }),
  },
  {
    when: `${operation('New-MailContact', 'Set-MailContact', 'New-MailUser', 'Set-MailUser')} AND ${given('ExternalEmailAddress')} AND ${BY_SOMEBODY}`,
    category: 'other',
    targetKind: 'other',
    columns: {
      name: RULE_NAME,
      target: `coalesce(owner, ${firstParameter('Name')})`,
      destination: destinations('ExternalEmailAddress'),
    },
  },
  {
    when: `${operation('New-Mailbox', 'Remove-Mailbox', 'Disable-Mailbox', 'Undo-SoftDeletedMailbox')} AND ${BY_SOMEBODY} AND ll_bool(${parameter('Arbitration')}) IS NOT TRUE`,
    category: 'account',
    targetKind: 'mailbox',
    columns: onMailbox({ name: firstParameter('Name', 'DisplayName') }),
  },
];

export const EXCHANGE_ADMIN_RULES: readonly ChangeRule[] = [...MAIL_FLOW, ...ACCESS, ...VISIBILITY, ...OTHER];

export const EXCHANGE_ADMIN: Family = {
  name: 'exchange-admin',
  doc: 'Changes made by Exchange cmdlets: rules, forwarding, permissions, audit settings, exports.',
  stages: ['ual', 'office-activity'],
  gate: 'record_type = 1',
  facts: [
    changeProjection(
      {
        relation: `(SELECT *, ${OWNER} AS owner FROM (SELECT *, ${PARAMETER_COLUMNS} FROM {staged} WHERE record_type = 1))`,
        common: {
          ...COMMON,
          operation: OPERATION,
          actor_type: 'actor_type',
          target: IDENTITY,
          app_id: 'app_id',
          client_info: '"ClientInfoString"',
          outcome: 'outcome',
        },
      },
      EXCHANGE_ADMIN_RULES,
    ),
  ],
};
