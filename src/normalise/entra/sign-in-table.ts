/**
 * Rows of the Log Analytics sign-in tables (SigninLogs, AADNonInteractiveUserSignInLogs, AADServicePrincipalSignInLogs,
 * AADManagedIdentitySignInLogs, ADFSSignInLogs), and what PowerShell's Graph module writes: first letters are capitals,
 * nested columns are objects or JSON in text, CSV headers may end in ` [UTC]`.
 * Columns: learn.microsoft.com/azure/azure-monitor/reference/tables/signinlogs and its sisters
 */
import type { PathStage } from '../family.ts';
import { tenantOfResource } from './envelope.ts';
import { kindOf, SIGN_IN_CONVERSIONS, SIGN_IN_DERIVED, SIGN_IN_IDENTITY } from './sign-in.ts';

const at = (...names: readonly string[]): readonly string[] => names.map((name) => `$.${name}`);
const timed = (...names: readonly string[]): readonly string[] =>
  names.flatMap((name) => [`$.${name}`, `$."${name} [UTC]"`]);

/** SQL: the first of these fields of a nested column. */
function inner(column: string, ...fields: readonly string[]): string {
  const one = (field: string): string =>
    `nullif(TRY(json_extract_string(CASE WHEN starts_with(ltrim(${column}), '{') THEN ${column} END, '$.${field}')), '')`;
  return `coalesce(${fields.map(one).join(', ')})`;
}

const BARE_STATUS = `CASE WHEN NOT starts_with(ltrim(status_text), '{') THEN status_text END`;

export const ENTRA_SIGN_IN_TABLE_STAGE: PathStage = {
  name: 'entra-signin-table',
  form: 'paths',
  vendor: 'm365',
  takes: ['entra-signin-table'],
  doc: 'Rows of the sign-in tables of Log Analytics, and sign-ins as PowerShell writes them.',
  ...SIGN_IN_IDENTITY,
  paths: {
    request: at('Id', 'RequestId'),
    original_request: at('OriginalRequestId'),
    category_raw: at('Category'),
    table_raw: at('Type', '_Type'),
    types_raw: at('SignInEventTypes'),
    interactive_raw: at('IsInteractive'),
    managed_raw: at('ManagedIdentityType', 'AdditionalProperties.managedIdentityType'),
    token_raw: at('UniqueTokenIdentifier', 'AdditionalProperties.uniqueTokenIdentifier'),
    session: at('SessionId', 'AdditionalProperties.sessionId'),
    upn: at('UserPrincipalName', 'AlternateSignInName'),
    user_object: at('UserId'),
    user_kind: at('UserType', 'AdditionalProperties.userType'),
    principal: at('ServicePrincipalId'),
    principal_name: at('ServicePrincipalName'),
    home_tenant_raw: at('HomeTenantId', 'AdditionalProperties.homeTenantId'),
    resource_tenant_raw: at('ResourceTenantId', 'AdditionalProperties.resourceTenantId'),
    cross_tenant_raw: at('CrossTenantAccessType', 'AdditionalProperties.crossTenantAccessType'),
    directory_tenant: at('AADTenantId', 'AadTenantId'),
    azure_resource: at('_ResourceId', 'ResourceId'),
    application: at('AppId'),
    application_name: at('AppDisplayName'),
    resource_identity: at('ResourceIdentity', 'ResourceId'),
    resource_label: at('ResourceDisplayName'),
    address_as_logged: at('IPAddress', 'IpAddress'),
    location_text: at('LocationDetails'),
    location_raw: at('Location'),
    country_column: at('Country', 'CountryOrRegion'),
    city_column: at('City'),
    asn_raw: at('AutonomousSystemNumber', 'AdditionalProperties.autonomousSystemNumber'),
    agent: at('UserAgent', 'AdditionalProperties.userAgent'),
    client: at('ClientAppUsed'),
    device_text: at('DeviceDetail'),
    os_column: at('OS', 'OperatingSystem'),
    browser_column: at('Browser'),
    status_text: at('Status'),
    result_raw: at('ResultType', 'ErrorCode', 'StatusErrorCode'),
    reason_raw: at('ResultDescription', 'FailureReason'),
    requirement: at('AuthenticationRequirement', 'AdditionalProperties.authenticationRequirement'),
    protocol_raw: at('AuthenticationProtocol', 'AdditionalProperties.authenticationProtocol'),
    incoming: at('IncomingTokenType', 'AdditionalProperties.incomingTokenType'),
    issuer: at('TokenIssuerType', 'AdditionalProperties.tokenIssuerType'),
    risk_level_raw: at('RiskLevelDuringSignIn'),
    risk_state_raw: at('RiskState'),
    created_raw: timed('CreatedDateTime', 'TimeGenerated'),
    emitted_raw: timed('TimeGenerated', '_TimeReceived'),
  },
  columns: {
    sign_in_kind: kindOf({
      category: `coalesce(category_raw, CASE WHEN lower(table_raw) LIKE '%signinlogs' THEN table_raw END)`,
      types: 'types_raw',
      interactive: 'interactive_raw',
      principal: 'principal',
      user: 'coalesce(upn, user_object)',
      managed: 'managed_raw',
    }),
    // TenantId of these tables is the Log Analytics workspace.
    stated_tenant: `coalesce(directory_tenant, ${tenantOfResource('azure_resource')})`,
    resource: 'll_guid(resource_identity)',
    country_raw: `coalesce(${inner('location_text', 'countryOrRegion', 'CountryOrRegion')}, ${inner('location_raw', 'countryOrRegion', 'CountryOrRegion')}, country_column, CASE WHEN NOT starts_with(location_raw, '{') THEN location_raw END)`,
    city_raw: `coalesce(${inner('location_text', 'city', 'City')}, ${inner('location_raw', 'city', 'City')}, city_column)`,
    device: inner('device_text', 'deviceId', 'DeviceId'),
    os_raw: `coalesce(${inner('device_text', 'operatingSystem', 'OperatingSystem')}, os_column)`,
    browser_raw: `coalesce(${inner('device_text', 'browser', 'Browser')}, browser_column)`,
    error_raw: `coalesce(${inner('status_text', 'errorCode', 'ErrorCode')}, result_raw, CASE WHEN regexp_matches(${BARE_STATUS}, '^[0-9]+$') THEN status_text END)`,
    stated_outcome: `CASE lower(${BARE_STATUS}) WHEN 'success' THEN 'completed' WHEN 'interrupted' THEN 'interrupted' WHEN 'failure' THEN 'failed' WHEN 'failed' THEN 'failed' END`,
    detail: `coalesce(${inner('status_text', 'additionalDetails', 'AdditionalDetails')}, nullif(${inner('status_text', 'failureReason', 'FailureReason')}, 'Other.'), reason_raw)`,
    protocol: `nullif(protocol_raw, 'none')`,
  },
  derived: SIGN_IN_DERIVED,
  conversions: SIGN_IN_CONVERSIONS,
};
