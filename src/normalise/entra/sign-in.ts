/**
 * Entra sign-ins of all kinds. Three stages (Graph and diagnostic settings; Log Analytics tables; portal downloads) give
 * the columns named here; this family turns them into facts.
 * Fields: learn.microsoft.com/graph/api/resources/signin
 */
import type { Family } from '../family.ts';
import { outcomeOfCode } from './error-codes.ts';

/** Columns that every stage of sign-ins gives, as text where nothing else is said. A test holds the stages to it. */
export const SIGN_IN_COLUMNS = [
  'request',
  'original_request',
  'sign_in_kind',
  'stated_outcome',
  'token_raw',
  'session',
  'upn',
  'user_object',
  'user_kind',
  'principal',
  'principal_name',
  'home_tenant_raw',
  'resource_tenant_raw',
  'cross_tenant_raw',
  'stated_tenant',
  'application',
  'application_name',
  'resource',
  'resource_label',
  'address_as_logged',
  'country_raw',
  'city_raw',
  'asn_raw',
  'agent',
  'client',
  'device',
  'os_raw',
  'browser_raw',
  'error_raw',
  'detail',
  'requirement',
  'protocol',
  'incoming',
  'issuer',
  'risk_level_raw',
  'risk_state_raw',
  'created_raw',
  'emitted_raw',
] as const;

/** What a stage derives once a row. */
export const SIGN_IN_DERIVED: Readonly<Record<string, string>> = {
  /**
   * Tenant whose log it is. Diagnostic settings say so; Log Analytics in `AADTenantId` or the resource id (its `TenantId` is
   * the workspace). Graph pages do not: there a guest's row is in the log of the resource's tenant, a member's row of
   * access to another tenant in the log of the home tenant, anything else in both the same.
   */
  tenant_of_row: `coalesce(ll_guid(stated_tenant), nullif(CASE
    WHEN lower(user_kind) = 'guest' THEN ll_guid(resource_tenant_raw)
    WHEN lower(coalesce(cross_tenant_raw, 'none')) <> 'none' THEN ll_guid(home_tenant_raw)
    ELSE coalesce(ll_guid(resource_tenant_raw), ll_guid(home_tenant_raw)) END, '00000000-0000-0000-0000-000000000000'))`,
  request_id: 'll_guid(request)',
  decoded: 'll_token(token_raw)',
  /** The request id is the identifier of the token that came out of it: where none is stated, or none that decodes, it stands in. */
  token_id: 'coalesce(decoded, request_id)',
  code: 'll_int(error_raw)',
  /** Null where a row may stand for a group of like sign-ins: whoever gives each of them fills it on merging. */
  itemised: 'true',
  address: 'll_address(address_as_logged)',
  created: 'll_time(created_raw, date_order)',
  emitted: 'll_time(emitted_raw, date_order)',
  /** A principal without a user signs in for itself. */
  actor_label: `coalesce(ll_actor(nullif(upn, 'N/A')), ll_text(principal_name), ll_text(principal))`,
  by_user: `coalesce(ll_text(nullif(upn, 'N/A')), ll_text(user_object)) IS NOT NULL`,
};

/** Conversions that the ledger counts, shared by the stages. */
export const SIGN_IN_CONVERSIONS: readonly {
  readonly field: string;
  readonly raw: string;
  readonly converted: string;
}[] = [
  { field: 'createdDateTime', raw: 'created_raw', converted: 'created' },
  { field: 'status.errorCode', raw: 'error_raw', converted: 'code' },
  { field: 'uniqueTokenIdentifier', raw: 'token_raw', converted: 'decoded' },
  { field: 'autonomousSystemNumber', raw: 'asn_raw', converted: 'll_int(asn_raw)' },
];

export const SIGN_IN_IDENTITY = {
  // Without the tenant: Graph pages state none, and a request id is a GUID.
  identity: { scope: 'entra-signin', tenant: 'CAST(NULL AS VARCHAR)', key: 'lower(request)' },
  time: 'created',
} as const;

export interface KindEvidence {
  /** Category of diagnostic settings or name of the table. */
  readonly category: string;
  /** `signInEventTypes`, joined. */
  readonly types: string;
  readonly interactive: string;
  readonly principal: string;
  readonly user: string;
  readonly managed: string;
}

/** SQL: which ledger a row is from. Where nothing says so it is the interactive one: that is what Graph returns unasked. */
export function kindOf(evidence: KindEvidence): string {
  const { category, types, interactive, principal, user, managed } = evidence;
  return `CASE
    WHEN lower(${category}) LIKE '%noninteractive%' THEN 'noninteractive'
    WHEN lower(${category}) LIKE '%serviceprincipal%' THEN 'service-principal'
    WHEN lower(${category}) LIKE '%managedidentity%' THEN 'managed-identity'
    WHEN lower(${category}) LIKE '%adfs%' THEN 'adfs'
    WHEN lower(${types}) LIKE '%managedidentity%' THEN 'managed-identity'
    WHEN lower(${types}) LIKE '%serviceprincipal%' THEN 'service-principal'
    WHEN lower(${types}) LIKE '%noninteractive%' THEN 'noninteractive'
    WHEN lower(${types}) LIKE '%interactive%' THEN 'interactive'
    WHEN lower(${category}) LIKE '%signinlogs%' THEN 'interactive'
    WHEN ll_text(${user}) IS NULL AND ll_text(${principal}) IS NOT NULL AND lower(coalesce(ll_text(${managed}), 'none')) <> 'none' THEN 'managed-identity'
    WHEN ll_text(${user}) IS NULL AND ll_text(${principal}) IS NOT NULL THEN 'service-principal'
    WHEN ll_bool(${interactive}) = false THEN 'noninteractive'
    ELSE 'interactive' END`;
}

const OUTCOME = `coalesce(CASE WHEN stated_outcome = 'interrupted' THEN 'interrupted' END, ${outcomeOfCode('code', 'stated_outcome')})`;
const COMMON: Readonly<Record<string, string>> = {
  vendor: `'m365'`,
  tenant: 'tenant_of_row',
  time: 'event_time',
  actor: 'actor_label',
  actor_type: `CASE WHEN by_user THEN ll_actor_type(actor_label) WHEN actor_label IS NOT NULL THEN 'application' END`,
  actor_id: 'coalesce(ll_guid(user_object), ll_guid(principal))',
  address: 'address',
  session_id: 'll_lower(session)',
  token_id: 'token_id',
};

export const ENTRA_SIGN_IN: Family = {
  name: 'entra-sign-in',
  doc: 'Sign-ins of Entra: interactive, non-interactive, of service principals and managed identities, of AD FS.',
  stages: ['entra-signin', 'entra-signin-row', 'entra-signin-table', 'entra-signin-portal'],
  facts: [
    {
      table: 'event',
      columns: {
        ...COMMON,
        log_kind: `'signin-' || sign_in_kind`,
        vendor_id: 'request',
        operation: `'Sign-in activity'`,
        workload: `'AzureActiveDirectory'`,
        app_id: 'll_lower(application)',
        outcome: `CASE ${OUTCOME} WHEN 'completed' THEN 'success' WHEN 'failed' THEN 'failure' END`,
        object: 'll_text(coalesce(resource_label, resource))',
      },
    },
    {
      table: 'sign_in',
      columns: {
        ...COMMON,
        kind: 'sign_in_kind',
        request_id: 'request_id',
        // Kept where it tells more than token_id: what does not decode, what has no capital (a damaged source), what stood in.
        token_raw: `CASE WHEN decoded IS NULL THEN coalesce(token_raw, CASE WHEN request_id IS NOT NULL THEN request END)
          WHEN token_raw = lower(token_raw) THEN token_raw END`,
        user_type: 'll_lower(user_kind)',
        home_tenant: 'll_guid(home_tenant_raw)',
        resource_tenant: 'll_guid(resource_tenant_raw)',
        cross_tenant: `ll_text(cross_tenant_raw)`,
        app_id: 'll_lower(application)',
        app_name: 'll_text(application_name)',
        resource_id: 'll_lower(resource)',
        resource_name: 'll_text(resource_label)',
        address_raw: 'CASE WHEN address <> address_as_logged THEN address_as_logged END',
        country: 'll_text(country_raw)',
        city: 'll_text(city_raw)',
        asn: 'll_int(asn_raw)',
        client_info: 'll_text(agent)',
        client_app: 'll_text(client)',
        device_id: `ll_guid(device)`,
        os: 'll_text(os_raw)',
        browser: 'll_text(browser_raw)',
        outcome: OUTCOME,
        error_code: 'code',
        status_detail: 'll_text(detail)',
        auth_requirement: 'll_text(requirement)',
        auth_protocol: 'll_text(protocol)',
        incoming_token: 'll_text(incoming)',
        token_issuer: 'll_text(issuer)',
        risk_level: 'll_text(risk_level_raw)',
        risk_state: 'll_text(risk_state_raw)',
        itemised: 'itemised',
        emitted_at: 'emitted',
      },
    },
  ],
};
