/** Protocols, add-ins, exports, moves and accounts. */
import type { ChangeRule } from '../../change.ts';
import { destinations, firstParameter, given, lastSegment, mailboxNamed, parameter, RULE_ENABLED } from '../cmdlet.ts';
import { BY_SOMEBODY, IDENTITY, onMailbox, onOff, operation, RULE_NAME, setting } from './shared.ts';

const PROTOCOLS = [
  'ImapEnabled',
  'PopEnabled',
  'EwsEnabled',
  'MAPIEnabled',
  'ActiveSyncEnabled',
  'SmtpClientAuthenticationDisabled',
  'OWAEnabled',
];

export const OTHER: readonly ChangeRule[] = [
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
