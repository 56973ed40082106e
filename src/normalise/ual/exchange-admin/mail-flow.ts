/** Where mail goes: inbox rules, forwarding, transport and journal rules, connectors. */
import type { ChangeRule } from '../../change.ts';
import { destinations, firstParameter, given, parameter, RULE_ACTION, RULE_ENABLED, RULE_FILTER } from '../cmdlet.ts';
import { INBOX_RULE, onMailbox, onOff, operation, RULE_MAILBOX, RULE_NAME, setting } from './shared.ts';

export const MAIL_FLOW: readonly ChangeRule[] = [
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
