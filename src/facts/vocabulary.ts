/** The closed word lists. A value outside its list is a fault of the normaliser, found by a test. */

export const VENDORS = ['m365', 'google'] as const;
export type Vendor = (typeof VENDORS)[number];

/**
 * What kind of log a record belongs to: the unit of coverage ("was the log there to see it?").
 * Sign-in kinds: learn.microsoft.com/entra/identity/monitoring-health/concept-sign-ins
 */
export const LOG_KINDS = [
  'mailbox-audit',
  'exchange-admin',
  'directory-audit',
  'signin-interactive',
  'signin-noninteractive',
  'signin-service-principal',
  'signin-managed-identity',
  'signin-adfs',
  'signin-ual',
  'owa-auth',
  'graph-activity',
  'message-trace',
  'google-login',
  'google-token',
  'google-gmail',
  'google-admin',
  'google-other',
  'configuration',
  'people',
  'other-audit',
] as const;
export type LogKind = (typeof LOG_KINDS)[number];

/** Shapes of records that the router tells apart; each is taken by exactly one family in `normalise/`. */
export const RECORD_KINDS = [
  'ual', // a record of the unified audit log (Management API schema), however delivered
  'office-activity', // row of the Log Analytics table OfficeActivity (flattened UAL)
  'entra-signin', // Graph signIn, as page, portal JSON or `properties` of diagnostic settings
  'entra-signin-table', // row of a Log Analytics sign-in table
  'entra-signin-portal', // row of the portal's sign-in CSV
  'entra-audit', // Graph directoryAudit, as page, portal JSON or `properties` of diagnostic settings
  'entra-audit-table', // row of the Log Analytics table AuditLogs
  'entra-audit-portal', // row of the portal's audit CSV
  'entra-other', // other diagnostic categories (risk events …)
  'graph-activity', // MicrosoftGraphActivityLogs, diagnostic or Log Analytics row
  'google-activity', // Admin SDK Reports API activity
  'google-gmail-bigquery', // row of the Gmail log as BigQuery exports it
  'google-console', // row of an Admin console CSV download
  'message-trace',
  'inbox-rule', // Get-InboxRule
  'mailbox', // Get-Mailbox
  'audit-bypass', // Get-MailboxAuditBypassAssociation
  'transport-rule', // Get-TransportRule
  'connector', // Get-InboundConnector, Get-OutboundConnector
  'mailbox-permission', // Get-MailboxPermission, Get-MailboxFolderPermission, Get-RecipientPermission
  'graph-user', // Graph users
  'oauth-grant', // Graph oauth2PermissionGrants, or a collector's list of them
  'application', // Graph applications / servicePrincipals
  'people', // people.csv of the user's own
] as const;
export type RecordKind = (typeof RECORD_KINDS)[number];

export const ACTOR_TYPES = ['user', 'application', 'service', 'sid', 'guid', 'unknown'] as const;
export type ActorType = (typeof ACTOR_TYPES)[number];

/** Exchange LogonType: 0 Owner, 1 Admin, 2 Delegated … (Management API schema, enum LogonType). */
export const LOGON_TYPES = [
  'owner',
  'admin',
  'delegate',
  'transport',
  'system',
  'best-access',
  'delegated-admin',
] as const;

export const ACCESS_TYPES = ['bind', 'sync'] as const;

/** Client families, from `ClientInfoString`; see `normalise/client-family.ts`. */
export const CLIENT_FAMILIES = [
  'owa',
  'outlook-desktop',
  'outlook-mobile',
  'rest',
  'rest-system',
  'graph',
  'ews',
  'activesync',
  'imap',
  'pop',
  'smtp',
  'mapi',
  'powershell',
  'transport',
  'browser',
  'other',
] as const;
export type ClientFamily = (typeof CLIENT_FAMILIES)[number];

/** Why a token identifier can or cannot be compared. */
export const TOKEN_STATES = ['ok', 'missing', 'malformed', 'damaged'] as const;

/** What the ledgers of issued tokens say of a token or session that touched a mailbox. */
export const TOKEN_OUTCOMES = [
  'issued',
  'seen-not-completed',
  'contradictory',
  'no-issuance-record',
  'pending',
  'not-evaluable',
] as const;
export type TokenOutcome = (typeof TOKEN_OUTCOMES)[number];

/** Why an outcome is what it is: code -> what is said. The first seven contradict, the others keep from judging. */
export const TOKEN_REASONS = {
  'consumer-tenant': 'it is a token of the tenant of personal accounts, on a mailbox of an organisation',
  'other-tenant': 'it is a token of another tenant, and nothing shows its user to be a guest',
  'used-before-issue': 'it was used before it claims to have been issued',
  'two-users': 'it was used by two users',
  'two-applications': 'its records name two applications in the same field',
  'two-issue-times': 'its records claim two times of issue',
  'other-object': "it names an object id that is not its user's",
  'malformed': 'its identifier decodes to nothing',
  'damaged': 'the source lost the capitals of its identifiers',
  'application-only': "it is no user's: tokens of the vendor's own applications are in no customer's log",
  'guest-or-partner': 'its user is a guest or partner: the issue is in the log of another tenant',
  'no-ledger': 'no ledger that would hold it is here',
  'ledger-grouped':
    'the ledger of that time is a download of the portal, which groups like sign-ins and shows one of them',
  'sessions-not-logged': 'the ledger that is here seldom names sessions',
  'before-ledger': 'it may have been issued before the ledger begins',
  'known-loss': 'the vendor is known to have lost sign-in logs of that time',
  'ledger-silent': 'no sign-in of the tenant arrived around that time',
  'ledger-lost': 'the ledger lost sign-ins of that time: ordinary tokens of several applications are missing at once',
  'application-not-in-ledger':
    'tokens of this application are missing here as a rule, for users at their own addresses too',
} as const;
export type TokenReason = keyof typeof TOKEN_REASONS;

/**
 * Outcome of a sign-in. `interrupted`: the log shows it, but no token came out of it (a redirect, keep-me-signed-in
 * 50140, MFA required). Only `completed` is an issuance.
 */
export const SIGNIN_OUTCOMES = ['completed', 'interrupted', 'failed'] as const;

export const SIGNIN_KINDS = [
  'interactive',
  'noninteractive',
  'service-principal',
  'managed-identity',
  'adfs',
  'ual',
  'google',
] as const;

export const CHANGE_CATEGORIES = [
  'inbox-rule',
  'forwarding',
  'transport-rule',
  'connector',
  'mailbox-permission',
  'folder-permission',
  'send-as',
  'delegate',
  'consent',
  'app-permission',
  'credential',
  'application',
  'audit-setting',
  'audit-bypass',
  'auth-method',
  'role',
  'password',
  'account',
  'federation',
  'conditional-access',
  'compliance-search',
  'export',
  'licence',
  'policy',
  'other',
] as const;
export type ChangeCategory = (typeof CHANGE_CATEGORIES)[number];

export const STATE_KINDS = [
  'inbox-rule',
  'forwarding',
  'transport-rule',
  'connector',
  'mailbox-permission',
  'folder-permission',
  'send-as',
  'mailbox-audit',
  'audit-bypass',
  'oauth-grant',
  'app-role',
  'application',
  'licence',
] as const;

export const IDENTITY_KINDS = [
  'object-id',
  'upn',
  'alias',
  'puid',
  'sid',
  'mailbox-guid',
  'display-name',
  'department',
  'title',
  'app-name',
] as const;

/** Networks of an address. `private` is loopback, link-local and RFC 1918/4193: it says nothing about the person. */
export const NETWORK_CLASSES = ['vendor-service', 'vendor-cloud', 'private', 'other'] as const;

export const COVERAGE_STATES = [
  'observed',
  'silent',
  'throttled',
  'bypassed',
  'gap',
  'pending',
  'beyond-retention',
  'not-collected',
] as const;
export type CoverageState = (typeof COVERAGE_STATES)[number];

export const SEVERITIES = ['info', 'low', 'medium', 'high', 'critical'] as const;
export type Severity = (typeof SEVERITIES)[number];

export const VERDICTS = ['intrusion', 'review', 'not-assessable', 'nothing-found'] as const;
export type Verdict = (typeof VERDICTS)[number];

/** Why one record was not taken: code -> what is said. Place (line, index, row or byte) stands beside it in the ledger. */
export const REJECT_CODES = {
  'not-json': 'is not valid JSON',
  'not-an-object': 'is JSON, but no object',
  'too-long': 'is longer than the limit for one record',
  'too-deep': 'is nested deeper than the limit',
  'control-bytes': 'holds bytes that no log text holds (NUL or U+0001)',
  'not-utf8': 'is not valid UTF-8',
  'unfinished': 'breaks off: the file ends inside it',
  'bad-row': 'has another number of cells than the header',
  'stray-quote': 'has a quote that is never closed',
  'empty-row': 'is empty where the record should be, and nothing else in it holds one',
  'not-recognised': 'is of no kind this program knows',
  'no-time': 'states no time, or one that cannot be read',
  'ambiguous-date': 'has a date whose day and month could be either, and the file does not settle it',
} as const;
export type RejectCode = keyof typeof REJECT_CODES;

/** Why a source may be incomplete: code -> what is said. `proven` ones are certain. */
export const TRUNCATION_CODES = {
  'export-limit': { proven: false, text: 'its number of rows is exactly the limit of an export' },
  'result-index-gap': { proven: true, text: 'ResultIndex of ResultCount shows rows that are not here' },
  'unfinished-array': { proven: true, text: 'its JSON array is never closed' },
  'cut-gzip': { proven: true, text: 'its packed data breaks off or is damaged' },
  'next-page-absent': { proven: true, text: 'it names a next page (@odata.nextLink) that is not here' },
  'cell-limit': { proven: true, text: 'a cell has exactly 32,767 characters: a spreadsheet cut it' },
  'unfinished-record': { proven: true, text: 'its last record breaks off' },
  'bounded': { proven: true, text: 'a limit of this program ended the reading' },
} as const;
export type TruncationCode = keyof typeof TRUNCATION_CODES;
