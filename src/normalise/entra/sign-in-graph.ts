/** Sign-ins as Graph (v1.0 and beta), portal JSON and diagnostic settings write them: camel case, nested objects. */
import type { Shape, ShapedStage } from '../family.ts';
import { around, ENVELOPE_LIST, ENVELOPE_OF_SHAPE, ENVELOPE_SHAPE, tenantOfResource } from './envelope.ts';
import { kindOf, SIGN_IN_CONVERSIONS, SIGN_IN_DERIVED, SIGN_IN_IDENTITY } from './sign-in.ts';

const SHAPE: Shape = {
  id: 'text',
  createdDateTime: 'text',
  userPrincipalName: 'text',
  userId: 'text',
  userType: 'text',
  appId: 'text',
  appDisplayName: 'text',
  ipAddress: 'text',
  status: { errorCode: 'text', failureReason: 'text', additionalDetails: 'text' },
  clientAppUsed: 'text',
  userAgent: 'text',
  deviceDetail: { deviceId: 'text', operatingSystem: 'text', browser: 'text' },
  location: { city: 'text', countryOrRegion: 'text' },
  originalRequestId: 'text',
  isInteractive: 'text',
  signInEventTypes: ['text'],
  tokenIssuerType: 'text',
  riskLevelDuringSignIn: 'text',
  riskState: 'text',
  resourceDisplayName: 'text',
  resourceId: 'text',
  resourceTenantId: 'text',
  homeTenantId: 'text',
  tenantId: 'text',
  authenticationRequirement: 'text',
  servicePrincipalId: 'text',
  servicePrincipalName: 'text',
  managedIdentityType: 'text',
  autonomousSystemNumber: 'text',
  crossTenantAccessType: 'text',
  uniqueTokenIdentifier: 'text',
  incomingTokenType: 'text',
  authenticationProtocol: 'text',
  sessionId: 'text',
};

/** The columns, from the struct `at` that holds the sign-in. */
function columnsOf(at: string): Readonly<Record<string, string>> {
  const t = (field: string): string => `nullif(${at}."${field}", '')`;
  return {
    request: t('id'),
    original_request: t('originalRequestId'),
    category_types: `array_to_string(${at}."signInEventTypes", ';')`,
    interactive_raw: t('isInteractive'),
    managed_raw: t('managedIdentityType'),
    own_tenant: t('tenantId'),
    stated_outcome: 'CAST(NULL AS VARCHAR)',
    token_raw: t('uniqueTokenIdentifier'),
    session: t('sessionId'),
    upn: t('userPrincipalName'),
    user_object: t('userId'),
    user_kind: t('userType'),
    principal: t('servicePrincipalId'),
    principal_name: t('servicePrincipalName'),
    home_tenant_raw: t('homeTenantId'),
    resource_tenant_raw: t('resourceTenantId'),
    cross_tenant_raw: t('crossTenantAccessType'),
    application: t('appId'),
    application_name: t('appDisplayName'),
    resource: t('resourceId'),
    resource_label: t('resourceDisplayName'),
    own_address: t('ipAddress'),
    country_raw: `nullif(${at}."location"."countryOrRegion", '')`,
    city_raw: `nullif(${at}."location"."city", '')`,
    asn_raw: t('autonomousSystemNumber'),
    agent: t('userAgent'),
    client: t('clientAppUsed'),
    device: `nullif(${at}."deviceDetail"."deviceId", '')`,
    os_raw: `nullif(${at}."deviceDetail"."operatingSystem", '')`,
    browser_raw: `nullif(${at}."deviceDetail"."browser", '')`,
    own_error: `nullif(${at}."status"."errorCode", '')`,
    detail: `coalesce(nullif(${at}."status"."additionalDetails", ''), nullif(nullif(${at}."status"."failureReason", ''), 'Other.'))`,
    requirement: t('authenticationRequirement'),
    protocol: `nullif(${t('authenticationProtocol')}, 'none')`,
    incoming: t('incomingTokenType'),
    issuer: t('tokenIssuerType'),
    risk_level_raw: t('riskLevelDuringSignIn'),
    risk_state_raw: t('riskState'),
    own_created: t('createdDateTime'),
  };
}

export const ENTRA_SIGN_IN_STAGE: ShapedStage = {
  name: 'entra-signin',
  form: 'shape',
  vendor: 'm365',
  takes: ['entra-signin'],
  doc: 'Sign-ins of Graph pages, of the portal as JSON, and of diagnostic settings.',
  ...SIGN_IN_IDENTITY,
  shape: SHAPE,
  columns: { around: ENVELOPE_LIST, ...columnsOf('s') },
  derived: {
    stated_tenant: `coalesce(${around('tenantId')}, own_tenant, ${tenantOfResource(around('resourceId'))})`,
    sign_in_kind: kindOf({
      category: around('category'),
      types: 'category_types',
      interactive: 'interactive_raw',
      principal: 'principal',
      user: 'coalesce(upn, user_object)',
      managed: 'managed_raw',
    }),
    error_raw: `coalesce(own_error, ${around('resultType')})`,
    address_as_logged: `coalesce(own_address, ${around('callerIpAddress')})`,
    created_raw: `coalesce(own_created, ${around('time')})`,
    emitted_raw: around('time'),
    ...SIGN_IN_DERIVED,
  },
  conversions: SIGN_IN_CONVERSIONS,
};

/**
 * The fast way for rows of diagnostic settings: the same columns from the whole row by one pass of the parser, where the
 * stage above needs one for the sign-in and one for what is around it. A test holds the two against each other.
 */
export const ENTRA_SIGN_IN_ROW_STAGE: ShapedStage = {
  ...ENTRA_SIGN_IN_STAGE,
  name: 'entra-signin-row',
  takes: [],
  doc: 'Sign-ins as diagnostic settings write them, with what is around them.',
  shape: { ...ENVELOPE_SHAPE, properties: SHAPE },
  columns: { around: ENVELOPE_OF_SHAPE, ...columnsOf('s."properties"') },
  // Times as this form writes them; the way accepts no other, since the search for every spelling is dear to plan and run.
  derived: {
    ...ENTRA_SIGN_IN_STAGE.derived,
    created: 'll_time_fast(created_raw)',
    emitted: 'll_time_fast(emitted_raw)',
  },
};
