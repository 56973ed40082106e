/**
 * Sign-in downloads of the portal as CSV. Its headers are for people ("Date (UTC)", "Application ID " with a space behind).
 * Interactive and non-interactive downloads have the same columns: only a plain refresh token presented tells the second.
 * Rows without a user's own doing are *groups* of like sign-ins of which one is shown: an absent request proves nothing.
 * Source: learn.microsoft.com/entra/identity/monitoring-health/concept-noninteractive-sign-ins (2025-03-17)
 */
import type { PathStage } from '../family.ts';
import { kindOf, SIGN_IN_CONVERSIONS, SIGN_IN_DERIVED, SIGN_IN_IDENTITY } from './sign-in.ts';

const header = (...names: readonly string[]): readonly string[] =>
  names.flatMap((name) => [`$."${name}"`, `$."${name} "`]);

export const ENTRA_SIGN_IN_PORTAL_STAGE: PathStage = {
  name: 'entra-signin-portal',
  form: 'paths',
  vendor: 'm365',
  takes: ['entra-signin-portal'],
  doc: 'CSV downloads of the sign-in pages of the Entra portal.',
  ...SIGN_IN_IDENTITY,
  paths: {
    request: header('Request ID'),
    original_request: header('Original request ID'),
    managed_raw: header('Managed Identity type', 'Managed identity type'),
    token_raw: header('Unique token identifier', 'Unique Token Identifier'),
    session: header('Session ID', 'Session Id'),
    upn: header('Username', 'User principal name', 'Sign-in identifier'),
    user_object: header('User ID', 'User Id'),
    user_kind: header('User type'),
    principal: header('Service principal ID', 'Managed identity ID', 'Managed Identity ID'),
    principal_name: header('Service principal name', 'Managed identity name', 'Managed Identity name'),
    home_tenant_raw: header('Home tenant ID'),
    resource_tenant_raw: header('Resource tenant ID'),
    cross_tenant_raw: header('Cross tenant access type'),
    stated_tenant: header('Tenant ID', 'Tenant Id'),
    application: header('Application ID', 'Application Id'),
    application_name: header('Application'),
    resource: header('Resource ID', 'Resource Id'),
    resource_label: header('Resource'),
    address_as_logged: header('IP address', 'IP Address'),
    location_raw: header('Location'),
    asn_raw: header('Autonomous system number', 'Autonomous system  number', 'Autonomous System Number'),
    agent: header('User agent', 'User Agent'),
    client: header('Client app', 'Client App'),
    device: header('Device ID', 'Device Id'),
    os_raw: header('Operating System', 'Operating system'),
    browser_raw: header('Browser'),
    status_text: header('Status'),
    error_raw: header('Sign-in error code', 'Error code'),
    reason_raw: header('Failure reason'),
    requirement: header('Authentication requirement'),
    protocol_raw: header('Authentication Protocol', 'Authentication protocol'),
    incoming: header('Incoming token type'),
    issuer: header('Token issuer type'),
    risk_level_raw: header('Risk level (real-time)', 'Risk level during sign-in'),
    risk_state_raw: header('Risk state'),
    created_raw: header('Date (UTC)', 'Date'),
  },
  columns: {
    sign_in_kind: kindOf({
      category: 'CAST(NULL AS VARCHAR)',
      types: 'CAST(NULL AS VARCHAR)',
      interactive: `CASE WHEN lower(incoming) = 'refreshtoken' THEN 'false' END`,
      principal: 'principal',
      user: `coalesce(nullif(upn, 'N/A'), user_object)`,
      managed: 'managed_raw',
    }),
    stated_outcome: `CASE lower(status_text) WHEN 'success' THEN 'completed' WHEN 'interrupted' THEN 'interrupted' WHEN 'failure' THEN 'failed' END`,
    // "City, State, Country"
    country_raw: `ll_text(regexp_extract(location_raw, '([^,]*)$', 1))`,
    city_raw: `CASE WHEN contains(location_raw, ',') THEN ll_text(split_part(location_raw, ',', 1)) END`,
    detail: `nullif(reason_raw, 'Other.')`,
    protocol: `nullif(lower(protocol_raw), 'none')`,
    emitted_raw: 'CAST(NULL AS VARCHAR)',
  },
  derived: { ...SIGN_IN_DERIVED, itemised: 'CAST(NULL AS BOOLEAN)' },
  conversions: SIGN_IN_CONVERSIONS,
};
