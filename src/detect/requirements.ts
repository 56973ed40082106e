/** Which logs fill which facts, and how they are obtained: what makes a detection "not run", and what to collect then. */
import { LOG_KINDS, type LogKind } from '../facts/index.ts';

/** What a fact needs to be worth asking. */
export interface FactSource {
  /** Log kinds any of which can fill the fact. */
  readonly logs: readonly LogKind[];
  /**
   * Whether the fact itself must have rows. An access or a sign-in log without rows proves nothing; a log of changes
   * without changes is an answer.
   */
  readonly needsRows: boolean;
  /** The fact in plain words. */
  readonly words: string;
  /** Which log to collect, in words a responder can act on. */
  readonly collect: string;
}

const SIGN_IN_LOGS: readonly LogKind[] = [
  'signin-interactive',
  'signin-noninteractive',
  'signin-service-principal',
  'signin-managed-identity',
  'signin-adfs',
  'signin-ual',
  'google-login',
];

/** Facts that a detection may require. Facts that are computed from others are not required: they come with them. */
export const FACT_SOURCES = {
  event: {
    // For detections that ask records themselves: name the logs, else any will do.
    logs: LOG_KINDS,
    needsRows: true,
    words: 'records',
    collect: 'any log',
  },
  access: {
    logs: ['mailbox-audit', 'google-gmail'],
    needsRows: true,
    words: 'accesses to mail items',
    collect: 'mailbox audit with MailItemsAccessed (unified audit log, record types 2 and 50), or the Gmail log',
  },
  message: {
    logs: ['mailbox-audit', 'google-gmail'],
    needsRows: true,
    words: 'messages named by accesses',
    collect: 'mailbox audit with MailItemsAccessed (unified audit log, record types 2 and 50), or the Gmail log',
  },
  send: {
    logs: ['mailbox-audit', 'message-trace', 'google-gmail'],
    needsRows: false,
    words: 'sent messages',
    collect: 'mailbox audit with Send, SendAs and SendOnBehalf, or a message trace',
  },
  search: {
    logs: ['mailbox-audit', 'exchange-admin'],
    needsRows: false,
    words: 'searches of mail',
    collect:
      'mailbox audit with SearchQueryInitiatedExchange (it must be switched on), or the audit of compliance searches',
  },
  sign_in: {
    logs: SIGN_IN_LOGS,
    needsRows: true,
    words: 'sign-ins',
    collect:
      'Entra sign-in logs of all kinds, non-interactive ones above all (or unified audit log sign-ins, record type 15; Google login)',
  },
  owa_issuance: {
    logs: ['owa-auth'],
    needsRows: true,
    words: 'tokens that Exchange itself gave out',
    collect: 'unified audit log, record type 275 (OWAAuth)',
  },
  directory_read: {
    logs: ['graph-activity', 'google-token'],
    needsRows: true,
    words: "requests over Microsoft Graph or Google's APIs",
    collect:
      'MicrosoftGraphActivityLogs (a diagnostic setting of Entra; nothing is kept before it was set), or the token audit of Google Workspace',
  },
  change: {
    logs: [
      'exchange-admin',
      'directory-audit',
      'mailbox-audit',
      'google-admin',
      'google-token',
      'google-gmail',
      'other-audit',
    ],
    needsRows: false,
    words: 'changes to configuration, permissions and credentials',
    collect: 'the unified audit log with Exchange admin records (record type 1) and the Entra directory audit',
  },
  state: {
    logs: ['configuration'],
    needsRows: true,
    words: 'settings as they stand now',
    collect:
      'configuration exports: Get-InboxRule, Get-Mailbox, Get-MailboxAuditBypassAssociation, Get-TransportRule, Get-MailboxPermission, OAuth grants',
  },
  canary: {
    // No log: the list is the investigator's own. What requires it is never asked of a case without one.
    logs: [],
    needsRows: true,
    words: 'canaries',
    collect: 'a list of mailboxes or messages that nobody should access, with --canary FILE',
  },
} as const satisfies Readonly<Record<string, FactSource>>;

export type RequiredFact = keyof typeof FACT_SOURCES;

export const REQUIRED_FACTS = Object.keys(FACT_SOURCES) as [RequiredFact, ...RequiredFact[]];

/** How a single log kind is collected, for requirements that name one. */
export const LOG_WORDS: Readonly<Record<LogKind, string>> = {
  'mailbox-audit': 'Exchange mailbox audit (unified audit log, record types 2, 3, 19, 50, 101)',
  'exchange-admin': 'Exchange admin audit (unified audit log, record type 1)',
  'directory-audit': 'Entra directory audit (Graph directoryAudits, or unified audit log record type 8)',
  'signin-interactive': 'Entra interactive sign-ins',
  'signin-noninteractive': 'Entra non-interactive sign-ins',
  'signin-service-principal': 'Entra service principal sign-ins',
  'signin-managed-identity': 'Entra managed identity sign-ins',
  'signin-adfs': 'AD FS sign-ins',
  'signin-ual': 'sign-ins of the unified audit log (record type 15)',
  'owa-auth': 'tokens issued by Exchange (unified audit log, record type 275)',
  'graph-activity': 'MicrosoftGraphActivityLogs',
  'message-trace': 'message trace',
  'google-login': 'Google Workspace login audit',
  'google-token': 'Google Workspace token audit',
  'google-gmail': 'Google Workspace Gmail log',
  'google-admin': 'Google Workspace admin audit',
  'google-other': 'other Google Workspace audit',
  'configuration':
    'configuration exports (Get-InboxRule, Get-Mailbox, Get-TransportRule, Get-MailboxPermission, OAuth grants)',
  'people': 'people.csv',
  'other-audit': 'other records of the unified audit log (compliance searches, exports)',
};
