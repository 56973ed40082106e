/**
 * Tells by its fields what kind a record is, and takes it out of whatever wraps it (a SIEM's `_raw`, Graph's
 * `auditData`, a diagnostic row's `properties`). Data plus one statement a level; nothing is decided by file names.
 */
import { literal, type RecordKind } from '../facts/index.ts';

interface Route {
  readonly kind: RecordKind;
  /** All of these JSON paths hold something … */
  readonly all: readonly string[];
  /** … and at least one of these, where there are any … */
  readonly any?: readonly string[];
  /** … and none of these. */
  readonly none?: readonly string[];
}

/**
 * What a list of users, applications or people never has, and an event always has some of. An event whose time stands under
 * a name that no route knows is rejected aloud, and not taken for a person.
 */
const OF_EVENTS = [
  '$.TimeGenerated',
  '$."TimeGenerated [UTC]"',
  '$.Timestamp',
  '$.timestamp',
  '$.CreationDate',
  '$.IPAddress',
  '$.IpAddress',
  '$.ipAddress',
  '$.ip_address',
  '$.ResultType',
  '$.CorrelationId',
  '$.correlationId',
] as const;

/** The first route that fits wins. */
export const ROUTES: readonly Route[] = [
  {
    kind: 'ual',
    all: ['$.CreationTime', '$.Operation'],
    any: ['$.RecordType', '$.Workload'],
    none: ['$.OfficeWorkload'],
  },
  { kind: 'office-activity', all: ['$.Operation', '$.OfficeWorkload'] },
  { kind: 'google-activity', all: ['$.id.applicationName'] },
  {
    kind: 'google-gmail-bigquery',
    all: [],
    any: ['$.event_info', '$."event_info.timestamp_usec"', '$.event_info_timestamp_usec', '$.gmail.event_info'],
  },
  { kind: 'graph-activity', all: ['$.requestUri', '$.requestMethod'] },
  { kind: 'graph-activity', all: ['$.RequestUri', '$.RequestMethod'] },
  {
    kind: 'entra-signin',
    all: ['$.createdDateTime'],
    any: ['$.signInEventTypes', '$.appDisplayName', '$.servicePrincipalId', '$.userPrincipalName'],
    none: ['$.accountEnabled', '$.signInAudience', '$.servicePrincipalType', '$.auditData', '$.riskEventType'],
  },
  {
    kind: 'entra-signin-table',
    all: [],
    any: ['$.CreatedDateTime', '$."CreatedDateTime [UTC]"'],
    none: ['$.ActivityDisplayName'],
  },
  // The tables of service principals and managed identities have no CreatedDateTime.
  {
    kind: 'entra-signin-table',
    all: ['$.ResultType', '$.ServicePrincipalId'],
    any: ['$.UniqueTokenIdentifier', '$.ConditionalAccessStatus', '$.LocationDetails'],
    none: ['$.ActivityDisplayName', '$.InitiatedBy'],
  },
  // Trimmed by a SIEM: the time stands around the record.
  {
    kind: 'entra-signin',
    all: ['$.appId'],
    any: [
      '$.uniqueTokenIdentifier',
      '$.authenticationProtocol',
      '$.conditionalAccessStatus',
      '$.riskLevelDuringSignIn',
      '$.clientAppUsed',
      '$.isInteractive',
    ],
    none: ['$.requestUri', '$.auditData', '$.riskEventType', '$.signInAudience', '$.servicePrincipalType'],
  },
  { kind: 'entra-signin', all: ['$.userPrincipalName', '$.status.errorCode'] },
  { kind: 'entra-signin-portal', all: ['$."Date (UTC)"', '$."Request ID"'] },
  {
    kind: 'entra-audit',
    all: ['$.activityDateTime'],
    any: ['$.activityDisplayName', '$.loggedByService', '$.initiatedBy'],
    none: ['$.riskEventType', '$.riskType'],
  },
  { kind: 'entra-audit-table', all: [], any: ['$.ActivityDateTime', '$."ActivityDateTime [UTC]"'] },
  { kind: 'entra-audit-portal', all: ['$."Date (UTC)"', '$.Activity'] },
  { kind: 'entra-other', all: [], any: ['$.riskEventType', '$.riskType', '$.RiskEventType'] },
  {
    kind: 'message-trace',
    all: ['$.SenderAddress', '$.RecipientAddress'],
    any: ['$.Received', '$.MessageId', '$.MessageTraceId'],
  },
  {
    kind: 'message-trace',
    all: ['$.sender_address', '$.message_id'],
    any: ['$.recipient_status', '$.origin_timestamp_utc', '$.date_time_utc', '$.date_time'],
  },
  { kind: 'audit-bypass', all: ['$.AuditBypassEnabled'] },
  {
    kind: 'transport-rule',
    all: ['$.Name', '$.State'],
    any: ['$.BlindCopyTo', '$.RedirectMessageTo', '$.SentToScope', '$.RuleErrorAction'],
    none: ['$.Operation'],
  },
  {
    kind: 'transport-rule',
    all: ['$.Name', '$.State', '$.Description', '$.Mode', '$.Priority'],
    none: ['$.Operation'],
  },
  {
    kind: 'transport-rule',
    all: ['$.Name', '$.State', '$.Description', '$.CreatedBy', '$.WhenChanged'],
    none: ['$.Operation'],
  },
  {
    kind: 'connector',
    all: ['$.ConnectorType', '$.Enabled'],
    any: ['$.SmartHosts', '$.SenderIPAddresses', '$.SenderDomains'],
  },
  {
    kind: 'mailbox-permission',
    all: ['$.AccessRights', '$.User'],
    any: ['$.Identity', '$.Mailbox', '$.FolderName'],
    none: ['$.Operation'],
  },
  { kind: 'mailbox-permission', all: ['$.AccessRights', '$.Trustee'], none: ['$.Operation'] },
  { kind: 'inbox-rule', all: ['$.Name'], any: ['$.RuleIdentity', '$.MailboxOwnerId'] },
  {
    kind: 'inbox-rule',
    all: ['$.RuleName'],
    any: ['$.UserName', '$.RuleEnabled', '$.ForwardTo'],
    none: ['$.Operation', '$.ActionType'],
  },
  {
    kind: 'mailbox',
    all: [],
    any: [
      '$.ExchangeGuid',
      '$.ForwardingSmtpAddress',
      '$.AuditEnabled',
      '$.DefaultAuditSet',
      '$.DeliverToMailboxAndForward',
    ],
    none: ['$.Operation'],
  },
  { kind: 'oauth-grant', all: ['$.consentType'], any: ['$.scope', '$.resourceId'] },
  { kind: 'oauth-grant', all: ['$.ConsentType'], any: ['$.Permission', '$.Scope', '$.ResourceId', '$.PermissionType'] },
  { kind: 'oauth-grant', all: ['$.PermissionType', '$.Permission'] },
  { kind: 'oauth-grant', all: ['$.appRoleId', '$.principalId'] },
  {
    kind: 'application',
    all: [],
    any: ['$.servicePrincipalType', '$.signInAudience', '$.ServicePrincipalType', '$.SignInAudience'],
  },
  {
    kind: 'application',
    all: ['$.AppId'],
    any: ['$.DisplayName', '$.AppDisplayName', '$.ObjectId'],
    none: ['$.Operation', ...OF_EVENTS],
  },
  { kind: 'application', all: ['$.appId', '$.displayName'], none: OF_EVENTS },
  {
    kind: 'graph-user',
    all: ['$.userPrincipalName'],
    any: ['$.id', '$.mail', '$.displayName'],
    none: OF_EVENTS,
  },
  {
    kind: 'graph-user',
    all: ['$.UserPrincipalName'],
    any: ['$.Id', '$.ObjectId', '$.DisplayName', '$.Mail'],
    none: OF_EVENTS,
  },
  { kind: 'google-console', all: [], any: ['$."Event description"', '$."Event Description"'] },
  {
    kind: 'google-console',
    all: ['$.Event'],
    any: ['$.Actor', '$.User', '$."IP address"', '$."IP Address"', '$."Message ID"'],
  },
  {
    kind: 'google-console',
    all: ['$.Event', '$.Date'],
    any: ['$.Description', '$.Owner', '$."App name"', '$."App ID"', '$."Affected user"'],
  },
  { kind: 'google-console', all: ['$."Event Name"'], any: ['$.User', '$.Actor', '$."IP Address"', '$."IP address"'] },
  { kind: 'google-console', all: ['$."Event name"'], any: ['$.User', '$.Actor', '$."IP Address"', '$."IP address"'] },
  {
    kind: 'people',
    all: [],
    any: [
      '$.address',
      '$.Address',
      '$.ADDRESS',
      '$.email',
      '$.Email',
      '$.EMAIL',
      '$.mail',
      '$.Mail',
      '$.upn',
      '$.UPN',
      '$.EmailAddress',
      '$."Email address"',
    ],
    none: ['$.Operation', '$.operation', '$.events', '$.time', '$.parameters', ...OF_EVENTS],
  },
];

/** What may wrap a record: the inner text must be a JSON object. The first that is one wins. */
export const WRAPPERS: readonly string[] = [
  '$.AuditData',
  '$.auditData',
  '$.RawEventData',
  '$.properties',
  '$.Properties',
  '$._raw',
  '$."event.original"',
  '$.event.original',
  '$._source',
  '$.result',
  '$.message',
  '$.event',
  '$.record',
  '$.data',
  '$.AdditionalFields',
];

/**
 * The kinds and wrappings of nearly all bytes: looked for first, with few paths (each path walks the record's keys, and a
 * hundred of them cost more than the parsing). Routes are the first of `ROUTES`, so that the order stays one.
 */
const COMMON_ROUTES: readonly Route[] = ROUTES.slice(0, ROUTES.findIndex((route) => route.kind === 'entra-signin') + 1);
const COMMON_WRAPPERS: readonly string[] = ['$.AuditData', '$.auditData', '$.RawEventData', '$.properties'];

/** A set of routes and wrappers with the paths that they need, extracted into one list column. */
class Tier {
  readonly paths: readonly string[];
  readonly #list: string;
  readonly #routes: readonly Route[];
  readonly #wrappers: readonly string[];

  constructor(list: string, routes: readonly Route[], wrappers: readonly string[]) {
    this.#list = list;
    this.#routes = routes;
    this.#wrappers = wrappers;
    this.paths = [
      ...new Set([
        ...routes.flatMap((route) => [...route.all, ...(route.any ?? []), ...(route.none ?? [])]),
        ...wrappers,
      ]),
    ];
  }

  /** SQL: the values of the paths, or null where the text is not JSON. */
  get extract(): string {
    return `TRY(json_extract_string(record, [${this.paths.map(literal).join(', ')}]))`;
  }

  get kind(): string {
    return `CASE ${this.#routes.map((route) => `WHEN ${this.#condition(route)} THEN ${literal(route.kind)}`).join(' ')} END`;
  }

  get inner(): string {
    return `CASE ${this.#wrappers.map((path) => `WHEN starts_with(ltrim(${this.#value(path)}), '{') THEN ${this.#value(path)}`).join(' ')} END`;
  }

  #value(path: string): string {
    return `nullif(${this.#list}[${this.paths.indexOf(path) + 1}], '')`;
  }

  #condition(route: Route): string {
    const there = (path: string): string => `${this.#value(path)} IS NOT NULL`;
    const parts = route.all.map(there);
    if (route.any !== undefined) parts.push(`(${route.any.map(there).join(' OR ')})`);
    for (const path of route.none ?? []) parts.push(`${this.#value(path)} IS NULL`);
    return parts.join(' AND ');
  }
}

const COMMON = new Tier('c', COMMON_ROUTES, COMMON_WRAPPERS);
const ALL = new Tier('v', ROUTES, WRAPPERS);

/** Levels of wrapping that are taken off before a record counts as not recognised. */
export const WRAP_DEPTH = 4;

/**
 * One level: reads `relation` (source_id, ordinal, date_order, record, envelope) and gives the same columns plus `kind`,
 * `inner_record` (what it wraps) and `valid` (whether it is JSON at all).
 */
export function routeSelect(relation: string): string {
  const first = `SELECT *, ${COMMON.kind} AS common_kind, ${COMMON.inner} AS common_inner FROM (SELECT *, ${COMMON.extract} AS c FROM ${relation})`;
  const second = `SELECT *, CASE WHEN c IS NOT NULL AND common_kind IS NULL AND common_inner IS NULL THEN ${ALL.extract} END AS v FROM (${first})`;
  return (
    `SELECT source_id, ordinal, date_order, record, envelope, coalesce(common_kind, ${ALL.kind}) AS kind, ` +
    `coalesce(common_inner, ${ALL.inner}) AS inner_record, c IS NOT NULL AS valid FROM (${second})`
  );
}
