/**
 * SQL over the parameters of an Exchange cmdlet as the admin audit log writes them: a list of Name and Value, values as
 * text, several values of one parameter separated by `;`. An empty value is a statement ("removed"), an absent one none.
 * Source: learn.microsoft.com/office/office-365-management-api/office-365-management-activity-api-schema (Exchange admin)
 */
import { literal } from '../../facts/index.ts';

/** Names and values of the parameters side by side: found by position, which costs less than a search for each. */
export const PARAMETER_COLUMNS =
  'list_transform("Parameters", lambda p: p.Name) AS p_names, list_transform("Parameters", lambda p: p.Value) AS p_values';

/** Value of a parameter as logged; null where the cmdlet was not given it. Needs PARAMETER_COLUMNS below it. */
export function parameter(name: string): string {
  return `p_values[list_position(p_names, ${literal(name)})]`;
}

/** Value of the first of these parameters that was given one. */
export function firstParameter(...names: readonly string[]): string {
  return `coalesce(${names.map((name) => `ll_text(${parameter(name)})`).join(', ')})`;
}

export function given(...names: readonly string[]): string {
  return `(${names.map((name) => `${parameter(name)} IS NOT NULL`).join(' OR ')})`;
}

/** All recipients that these parameters name, as the log spells them. */
export function destinations(...names: readonly string[]): string {
  return `concat_ws(';', ${names.map(parameter).join(', ')})`;
}

/** Names of parameters that say which mail a rule concerns; the rest say what it does or how the cmdlet runs. */
const FILTER =
  '^(ExceptIf)?(From$|From[A-Z]|SentTo|SentOnlyToMe|Sender(Domain|IPRanges|InRecipient|ManagementRelationship|ADAttribute)|Recipient|AnyOf|Subject|Body|Header(Contains|Matches)|Attachment|HasAttachment|HasClassification|HasNoClassification|HasSenderOverride|FlaggedForAction|MessageType|MessageSize|MessageContains|MyName|Received|With|Manager|BetweenMemberOf|ADComparison|SCLOver|ContentCharacterSet)';

/** `Name=value` of every condition, separated by ` | `, in the order of the names. */
export const RULE_FILTER = `nullif(array_to_string(list_sort(list_transform(
  list_filter("Parameters", lambda p: regexp_matches(p.Name, '${FILTER}') AND ll_text(p.Value) IS NOT NULL),
  lambda p: p.Name || '=' || p.Value)), ' | '), '')`;

/** What a rule does beside sending mail somewhere. */
export const RULE_ACTION = `nullif(concat_ws(';',
  CASE WHEN ll_bool(${parameter('DeleteMessage')}) OR ll_bool(${parameter('SoftDeleteMessage')}) THEN 'delete' END,
  'move:' || ll_text(${parameter('MoveToFolder')}),
  'copy:' || ll_text(${parameter('CopyToFolder')}),
  CASE WHEN ll_bool(${parameter('MarkAsRead')}) THEN 'mark-read' END,
  CASE WHEN ll_bool(${parameter('Quarantine')}) THEN 'quarantine' END,
  CASE WHEN ${given('RejectMessageReasonText', 'RejectMessageEnhancedStatusCode')} THEN 'reject' END,
  'set-scl:' || ll_text(${parameter('SetSCL')}),
  CASE WHEN ll_bool(${parameter('StopProcessingRules')}) OR ll_bool(${parameter('StopRuleProcessing')}) THEN 'stop' END), '')`;

/** On or off: as stated, else as the verb says. Set without `Enabled` says neither. */
export const RULE_ENABLED = `coalesce(ll_bool(${parameter('Enabled')}),
  CASE WHEN regexp_matches("Operation", '^(New|Enable|Add)-') THEN true WHEN regexp_matches("Operation", '^(Disable|Remove)-') THEN false END)`;

/** Given or taken away. */
export const GRANTED = `CASE WHEN starts_with("Operation", 'Remove-') THEN false ELSE true END`;

/**
 * The object as the cmdlet names it, without the path of the directory before it: `joey\Rule`, `AdeleV`, an address.
 * (`EURPR04A009.PROD.OUTLOOK.COM/Microsoft Exchange Hosted Organizations/tenant/AdeleV` -> `AdeleV`)
 */
export function lastSegment(expression: string): string {
  return `ll_text(regexp_extract(${expression}, '([^/]*)$', 1))`;
}

/** The mailbox behind a name: an address stands for itself; a name that is the actor's own is the actor's address. */
export function mailboxNamed(name: string): string {
  return `CASE WHEN contains(${name}, '@') THEN lower(${name}) WHEN lower(${name}) = lower(split_part("UserId", '@', 1)) AND contains("UserId", '@') THEN lower("UserId") END`;
}
