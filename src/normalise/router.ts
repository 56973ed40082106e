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

/** The first route that fits wins. */
export const ROUTES: readonly Route[] = [
  { kind: 'ual', all: ['$.CreationTime', '$.Operation'], any: ['$.RecordType', '$.Workload'], none: ['$.OfficeWorkload'] },
  { kind: 'office-activity', all: ['$.Operation', '$.OfficeWorkload'] },
  { kind: 'google-activity', all: ['$.id.applicationName'], any: ['$.events', '$.name'] },
  { kind: 'google-gmail-bigquery', all: ['$.event_info'] },
  { kind: 'graph-activity', all: ['$.requestUri', '$.requestMethod'] },
  { kind: 'graph-activity', all: ['$.RequestUri', '$.RequestMethod'] },
  { kind: 'entra-signin', all: ['$.createdDateTime'], any: ['$.signInEventTypes', '$.appDisplayName', '$.servicePrincipalId', '$.userPrincipalName'], none: ['$.accountEnabled', '$.signInAudience', '$.servicePrincipalType', '$.auditData', '$.riskEventType'] },
  { kind: 'entra-signin-table', all: [], any: ['$.CreatedDateTime', '$."CreatedDateTime [UTC]"'], none: ['$.ActivityDisplayName'] },
  { kind: 'entra-signin-portal', all: ['$."Date (UTC)"', '$."Request ID"'] },
  { kind: 'entra-audit', all: ['$.activityDateTime', '$.activityDisplayName'] },
  { kind: 'entra-audit-table', all: [], any: ['$.ActivityDateTime', '$."ActivityDateTime [UTC]"'] },
  { kind: 'entra-audit-portal', all: ['$."Date (UTC)"', '$.Activity'] },
  { kind: 'entra-other', all: ['$.riskEventType'] },
  { kind: 'message-trace', all: ['$.SenderAddress', '$.RecipientAddress'], any: ['$.Received', '$.MessageId', '$.MessageTraceId'] },
  { kind: 'message-trace', all: ['$.sender_address', '$.message_id'], any: ['$.recipient_status', '$.origin_timestamp_utc'] },
  { kind: 'audit-bypass', all: ['$.AuditBypassEnabled'] },
  { kind: 'inbox-rule', all: ['$.Name'], any: ['$.RuleIdentity', '$.MailboxOwnerId'] },
  { kind: 'mailbox', all: [], any: ['$.ExchangeGuid', '$.ForwardingSmtpAddress', '$.AuditEnabled', '$.DefaultAuditSet', '$.DeliverToMailboxAndForward'], none: ['$.Operation'] },
  { kind: 'oauth-grant', all: ['$.consentType'], any: ['$.scope', '$.resourceId'] },
  { kind: 'oauth-grant', all: ['$.ConsentType'], any: ['$.Permission', '$.Scope', '$.ResourceId', '$.PermissionType'] },
  { kind: 'oauth-grant', all: ['$.PermissionType', '$.Permission'] },
  { kind: 'application', all: [], any: ['$.servicePrincipalType', '$.signInAudience', '$.ServicePrincipalType', '$.SignInAudience'] },
  { kind: 'application', all: ['$.AppId'], any: ['$.DisplayName', '$.AppDisplayName', '$.ObjectId'], none: ['$.Operation', '$.TimeGenerated'] },
  { kind: 'application', all: ['$.appId', '$.displayName'] },
  { kind: 'graph-user', all: ['$.userPrincipalName'], any: ['$.id', '$.mail', '$.displayName'] },
  { kind: 'graph-user', all: ['$.UserPrincipalName'], any: ['$.Id', '$.ObjectId', '$.DisplayName', '$.Mail'], none: ['$.TimeGenerated'] },
  { kind: 'google-console', all: [], any: ['$."Event description"', '$."Event Description"'] },
  { kind: 'google-console', all: ['$.Event'], any: ['$.Actor', '$.User', '$."IP address"', '$."IP Address"', '$."Message ID"'] },
  { kind: 'people', all: [], any: ['$.address', '$.Address', '$.email', '$.Email'], none: ['$.Operation', '$.operation', '$.events', '$.time'] },
];

/** What may wrap a record: the inner text must be a JSON object. The first that is one wins. */
export const WRAPPERS: readonly string[] = [
  '$.AuditData', '$.auditData', '$.RawEventData', '$.properties', '$.Properties', '$._raw', '$."event.original"',
  '$.event.original', '$._source', '$.result', '$.message', '$.event', '$.record', '$.data', '$.AdditionalFields',
];

const PATHS: readonly string[] = [
  ...new Set([...ROUTES.flatMap((route) => [...route.all, ...(route.any ?? []), ...(route.none ?? [])]), ...WRAPPERS]),
];

function value(path: string): string {
  return `nullif(v[${PATHS.indexOf(path) + 1}], '')`;
}

function condition(route: Route): string {
  const there = (path: string): string => `${value(path)} IS NOT NULL`;
  const parts = route.all.map(there);
  if (route.any !== undefined) parts.push(`(${route.any.map(there).join(' OR ')})`);
  for (const path of route.none ?? []) parts.push(`${value(path)} IS NULL`);
  return parts.join(' AND ');
}

/** Levels of wrapping that are taken off before a record counts as not recognised. */
export const WRAP_DEPTH = 4;

const KIND = `CASE ${ROUTES.map((route) => `WHEN ${condition(route)} THEN ${literal(route.kind)}`).join(' ')} END`;
const INNER = `CASE ${WRAPPERS.map((path) => `WHEN starts_with(ltrim(${value(path)}), '{') THEN ${value(path)}`).join(' ')} END`;

/**
 * One level: reads `relation` (source_id, ordinal, date_order, record, envelope) and gives the same columns plus `kind`,
 * `inner_record` (what it wraps) and `valid` (whether it is JSON at all).
 */
export function routeSelect(relation: string): string {
  return (
    `SELECT source_id, ordinal, date_order, record, envelope, ${KIND} AS kind, ${INNER} AS inner_record, v IS NOT NULL AS valid ` +
    `FROM (SELECT *, TRY(json_extract_string(record, [${PATHS.map(literal).join(', ')}])) AS v FROM ${relation})`
  );
}
