/**
 * MicrosoftGraphActivityLogs: every request over Graph, from diagnostic settings (camel case) or the table (capitals). The
 * only log that shows reads of the directory. `SignInActivityId` is the identifier of the token that was used.
 * Columns: learn.microsoft.com/azure/azure-monitor/reference/tables/microsoftgraphactivitylogs
 */
import type { Family, PathStage } from '../family.ts';
import { around, ENVELOPE_LIST, tenantOfResource } from './envelope.ts';

const both = (...names: readonly string[]): readonly string[] =>
  names.flatMap((name) => [`$.${name}`, `$.${name.charAt(0).toUpperCase()}${name.slice(1)}`]);
const timed = (name: string): readonly string[] => [
  ...both(name),
  `$."${name.charAt(0).toUpperCase()}${name.slice(1)} [UTC]"`,
];

/** Path of the request below the version, lower case, without the query; `/me` and `/users/ID` alike are `users`. */
const PATH = `regexp_extract(lower(split_part(uri_raw, '?', 1)), '^(?:https?://[^/]+)?/*(?:v1\\.0|beta)?/*(.*?)/*$', 1)`;
const DIRECTORY = [
  'directoryobjects',
  'directoryroles',
  'directoryroletemplates',
  'directory',
  'applications',
  'serviceprincipals',
  'organization',
  'domains',
  'devices',
  'rolemanagement',
  'policies',
  'identity',
  'oauth2permissiongrants',
  'contacts',
  'subscribedskus',
  'auditlogs',
  'administrativeunits',
  'identitygovernance',
];

/** What a request is for. Mail goes before its owner: `/users/ID/messages` is mail, not the user. */
const TARGET = `CASE
  WHEN regexp_matches(path, '(^|/)messages(/|\\(|$)') THEN 'messages'
  WHEN regexp_matches(path, '(^|/)mailfolders(/|\\(|$)') THEN 'mail-folders'
  WHEN regexp_matches(path, '^((me|users/[^/]+)/)?people(/|$)') THEN 'people'
  WHEN regexp_matches(path, '^groups(/[^/]+(/(members|transitivemembers|owners|memberof)(/.*)?)?)?$') OR regexp_matches(path, '^groups/(delta|\\$count)') THEN 'groups'
  WHEN regexp_matches(path, '^(me|users(/[^/]+)?)(/(manager|directreports|memberof|transitivememberof|ownedobjects|licensedetails|photo)(/.*)?)?$') THEN 'users'
  WHEN split_part(path, '/', 1) IN (${DIRECTORY.map((word) => `'${word}'`).join(', ')}) THEN 'directory'
  WHEN path IS NULL OR path = '' THEN NULL
  ELSE 'other' END`;

export const GRAPH_ACTIVITY_STAGE: PathStage = {
  name: 'graph-activity',
  form: 'paths',
  vendor: 'm365',
  takes: ['graph-activity'],
  doc: 'Rows of MicrosoftGraphActivityLogs.',
  identity: { scope: 'graph-activity', tenant: 'CAST(NULL AS VARCHAR)', key: 'lower(request)' },
  time: 'requested',
  paths: {
    request: both('requestId'),
    uri_raw: both('requestUri'),
    method_raw: both('requestMethod'),
    status_raw: both('responseStatusCode'),
    bytes_raw: both('responseSizeBytes'),
    token_raw: both('signInActivityId'),
    session: [...both('sessionId'), '$.C_Sid', '$.c_sid'],
    issued_raw: timed('tokenIssuedAt'),
    user_object: [...both('userId'), '$.UserPrincipalObjectID'],
    principal: both('servicePrincipalId'),
    application: both('appId'),
    address_as_logged: ['$.ipAddress', '$.IPAddress', '$.IpAddress'],
    agent: both('userAgent'),
    scopes_raw: both('scopes'),
    roles_raw: both('roles'),
    // The table's TenantId is the workspace; the diagnostic row's tenantId is the directory.
    own_tenant: ['$.tenantId', '$.AadTenantId', '$.AADTenantId'],
    azure_resource: ['$._ResourceId', '$.ResourceId'],
    time_raw: timed('timeGenerated'),
  },
  columns: { around: ENVELOPE_LIST, path: PATH },
  derived: {
    tenant_of_row: `coalesce(ll_guid(${around('tenantId')}), ll_guid(own_tenant), ${tenantOfResource(`coalesce(azure_resource, ${around('resourceId')})`)})`,
    requested: `ll_time(coalesce(time_raw, ${around('time')}), date_order)`,
    issued: 'll_time(issued_raw, date_order)',
    token_id: 'll_token(token_raw)',
    address: 'll_address(address_as_logged)',
    actor_object: 'coalesce(ll_guid(user_object), ll_guid(principal))',
  },
  conversions: [
    { field: 'timeGenerated', raw: 'time_raw', converted: 'requested' },
    { field: 'signInActivityId', raw: 'token_raw', converted: 'token_id' },
    { field: 'tokenIssuedAt', raw: 'issued_raw', converted: 'issued' },
    { field: 'responseStatusCode', raw: 'status_raw', converted: 'll_int(status_raw)' },
    { field: 'responseSizeBytes', raw: 'bytes_raw', converted: 'll_int(bytes_raw)' },
  ],
};

const COMMON: Readonly<Record<string, string>> = {
  tenant: 'tenant_of_row',
  time: 'event_time',
  actor_id: 'actor_object',
  app_id: 'll_lower(application)',
  address: 'address',
  session_id: 'll_lower(session)',
  token_id: 'token_id',
};

export const GRAPH_ACTIVITY: Family = {
  name: 'graph-activity',
  doc: 'Requests over Microsoft Graph.',
  stages: ['graph-activity'],
  facts: [
    {
      table: 'event',
      columns: {
        ...COMMON,
        vendor: `'m365'`,
        log_kind: `'graph-activity'`,
        vendor_id: 'request',
        operation: 'll_text(method_raw)',
        workload: `'MicrosoftGraph'`,
        actor: 'coalesce(ll_guid(user_object), ll_text(principal), ll_text(user_object))',
        actor_type: `CASE WHEN ll_text(user_object) IS NOT NULL THEN 'guid' WHEN ll_text(principal) IS NOT NULL THEN 'application' END`,
        outcome: `CASE WHEN ll_int(status_raw) BETWEEN 200 AND 399 THEN 'success' WHEN ll_int(status_raw) >= 400 THEN 'failure' END`,
        object: 'll_text(uri_raw)',
      },
    },
    {
      table: 'directory_read',
      columns: {
        ...COMMON,
        issued_at: 'issued',
        target: TARGET,
        uri: 'll_text(uri_raw)',
        method: 'upper(ll_text(method_raw))',
        status: 'll_int(status_raw)',
        response_bytes: 'll_int(bytes_raw)',
        paged: `regexp_matches(lower(uri_raw), '[?&]([$]|%24)(skiptoken|skip|deltatoken)=')`,
        scopes: 'll_text(scopes_raw)',
        roles: 'll_text(roles_raw)',
        client_info: 'll_text(agent)',
      },
    },
  ],
};
