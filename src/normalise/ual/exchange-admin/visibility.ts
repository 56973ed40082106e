/** What is logged: audit settings of mailboxes and of the organisation, and those who bypass them. */
import type { ChangeRule } from '../../change.ts';
import { parameter } from '../cmdlet.ts';
import { BY_SOMEBODY, onMailbox, onOff, setting } from './shared.ts';

const AUDIT_OF_MAILBOX = ['AuditOwner', 'AuditDelegate', 'AuditAdmin', 'AuditLogAgeLimit', 'DefaultAuditSet'];

export const VISIBILITY: readonly ChangeRule[] = [
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
