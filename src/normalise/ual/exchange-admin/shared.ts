/** What the rules on Exchange cmdlets share: whose object it is, who did it, and settings of one parameter. */
import { type ChangeRule, oneOf } from '../../change.ts';
import { given, lastSegment, mailboxNamed, parameter } from '../cmdlet.ts';

export const OPERATION = '"Operation"';
export const operation = (...names: readonly string[]): string => oneOf(OPERATION, names);

/** Cmdlets whose identity is `mailbox\rule` or `mailbox:\folder`. */
export const INBOX_RULE = [
  'New-InboxRule',
  'Set-InboxRule',
  'Enable-InboxRule',
  'Disable-InboxRule',
  'Remove-InboxRule',
  'New-SweepRule',
  'Set-SweepRule',
];
export const FOLDER = ['Add-MailboxFolderPermission', 'Set-MailboxFolderPermission', 'Remove-MailboxFolderPermission'];

/** Whether a person (or an application) did it, not the service's own housekeeping. */
export const BY_SOMEBODY = `NOT starts_with(upper(coalesce("UserId", '')), 'NT AUTHORITY')`;

export const IDENTITY = `coalesce(ll_text(${parameter('Identity')}), "ObjectId")`;
export const OWNER = `CASE
  WHEN ${operation(...INBOX_RULE, ...FOLDER)} THEN coalesce(
    ${lastSegment(`ll_text(${parameter('Mailbox')})`)},
    CASE WHEN contains("ObjectId", '\\') THEN ${lastSegment(`split_part(split_part("ObjectId", ':\\', 1), '\\', 1)`)} END,
    CASE WHEN contains(${IDENTITY}, '\\') THEN ${lastSegment(`split_part(split_part(${IDENTITY}, ':\\', 1), '\\', 1)`)} END)
  ELSE coalesce(CASE WHEN contains(ll_text(${parameter('Identity')}), '@') THEN ${lastSegment(parameter('Identity'))} END,
    ${lastSegment('"ObjectId"')}, ${lastSegment(`ll_text(${parameter('Identity')})`)}) END`;

/** A rule made without `Mailbox` is made in the mailbox of whoever runs the cmdlet. */
export const RULE_MAILBOX = `coalesce(${mailboxNamed('owner')}, CASE WHEN owner IS NULL AND contains("UserId", '@') THEN lower("UserId") END)`;
const MAILBOX = mailboxNamed('owner');
export const RULE_NAME = `coalesce(nullif(${parameter('Name')}, ''), nullif(CASE WHEN contains("ObjectId", '\\') THEN regexp_extract("ObjectId", '\\\\([^\\\\]*)$', 1) END, ''), ${lastSegment(`ll_text(${parameter('Identity')})`)})`;

export const onMailbox = (columns: Readonly<Record<string, string>>): Readonly<Record<string, string>> => ({
  mailbox: MAILBOX,
  target: `coalesce(${MAILBOX}, owner)`,
  target_id: 'll_guid(owner)',
  ...columns,
});

/** A setting of one parameter: its name and its new value. */
export function setting(
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

export const onOff = (name: string): Readonly<Record<string, string>> => ({ enabled: `ll_bool(${parameter(name)})` });
