/**
 * What the events of the Gmail log mean. Accesses are those in which the log says that a message or its attachment was
 * opened, viewed, previewed, saved or downloaded, by the user or by an application; a click on a link (15, 16) is left
 * as an event, since the log does not say that the message was shown.
 * Numbers: developers.google.com/workspace/admin/reports/v1/appendix/activity/gmail (mail_event_type).
 * Names: the Admin console's "Event" of Gmail log events.
 */

/** Number of an event -> kind, with the console's name of it. */
export const GMAIL_ACCESS: Readonly<Record<number, string>> = {
  7: 'open',
  17: 'attachment download',
  18: 'attachment save to drive',
  28: 'attachment preview',
  31: 'view',
  32: 'download',
  33: 'app access',
};

export const GMAIL_SEND: Readonly<Record<number, 'send' | 'receive' | 'forward' | 'auto-forward'>> = {
  1: 'send',
  2: 'receive',
  10: 'forward',
  11: 'auto-forward',
};

/** An account was made accessible to another: delegation granted. */
export const GMAIL_DELEGATION = 34;

const list = (numbers: readonly string[]): string => numbers.join(', ');

/** SQL conditions over an integer expression. */
export function isAccess(type: string): string {
  return `${type} IN (${list(Object.keys(GMAIL_ACCESS))})`;
}

export function isSend(type: string): string {
  return `${type} IN (${list(Object.keys(GMAIL_SEND))})`;
}

export function sendKind(type: string): string {
  return `CASE ${type} ${Object.entries(GMAIL_SEND)
    .map(([number, kind]) => `WHEN ${number} THEN '${kind}'`)
    .join(' ')} END`;
}

/** Client families from `client_type`: WEB, IOS, ANDROID, IMAP, POP3, API. */
export function clientFamily(type: string): string {
  return `CASE upper(${type}) WHEN 'WEB' THEN 'browser' WHEN 'IMAP' THEN 'imap' WHEN 'POP3' THEN 'pop' WHEN 'POP' THEN 'pop' WHEN 'API' THEN 'rest' ELSE CASE WHEN ${type} IS NOT NULL THEN 'other' END END`;
}
