/**
 * Changes to the directory, by the name of the operation: the same for the unified audit log (record type 8), Graph
 * directoryAudits and the table AuditLogs. Names differ in a final full stop, an en dash and a trailing space only.
 * Operations: learn.microsoft.com/entra/identity/monitoring-health/reference-audit-activities
 *
 * The rules read these columns of their relation: `d_operation` (lower case, `-` for the en dash, no full stop),
 * `d_names`, `d_new`, `d_old` (modified properties, see `propertyColumns`), `d_target_name`, `d_target_id`, `d_target_upn`, `d_app_id`, `d_by_somebody`.
 */

import { type ChangeCategory, literal } from '../../facts/index.ts';
import { type ChangeRule, oneOf, type TargetKind } from '../change.ts';

/** SQL: the operation's name in the form the rules use. */
export function operationKey(expression: string): string {
  return `regexp_replace(lower(replace(replace(${expression}, '–', '-'), chr(160), ' ')), '[\\s.]+$', '')`;
}

/** Columns of the modified properties side by side, from a list of `Name`, `NewValue`, `OldValue`. */
export function propertyColumns(list: string): string {
  return (
    `list_transform(${list}, lambda p: p."Name") AS d_names, list_transform(${list}, lambda p: ll_plain(p."NewValue")) AS d_new, ` +
    `list_transform(${list}, lambda p: ll_plain(p."OldValue")) AS d_old`
  );
}

const fresh = (name: string): string => `d_new[list_position(d_names, ${literal(name)})]`;
const old = (name: string): string => `d_old[list_position(d_names, ${literal(name)})]`;
const either = (name: string): string => `coalesce(${fresh(name)}, ${old(name)})`;
const changed = (...names: readonly string[]): string =>
  `(${names.map((name) => `${fresh(name)} IS NOT NULL OR ${old(name)} IS NOT NULL`).join(' OR ')})`;
const named = (...names: readonly string[]): string => oneOf('d_operation', names);

const UPDATED = fresh('Included Updated Properties');
const USER: Readonly<Record<string, string>> = {
  target: 'coalesce(d_target_upn, d_target_name, d_target_id)',
  target_id: 'll_lower(d_target_id)',
};
const APP_ID = `coalesce(ll_guid(${either('AppId')}), ll_guid(d_app_id), ll_guid(regexp_extract(${either('TargetId.ServicePrincipalNames')}, '[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}')))`;
const APPLICATION: Readonly<Record<string, string>> = {
  target: `coalesce(d_target_name, ${either('DisplayName')}, d_target_id)`,
  target_id: 'll_lower(d_target_id)',
  app_id: APP_ID,
  name: `coalesce(d_target_name, ${either('DisplayName')})`,
};
/** Given or taken away, where the verb says so; set and update say neither. */
const GIVEN = `CASE WHEN regexp_matches(d_operation, '^(remove|delete|disable|hard delete|revoke)\\b') THEN false WHEN regexp_matches(d_operation, '^(add|create|enable|restore|invite|redeem|consent)\\b') THEN true END`;
/** Words of a list of scopes, each once, sorted. */
const words = (text: string): string =>
  `nullif(array_to_string(list_sort(list_distinct(list_filter(string_split(${text}, ' '), lambda w: w <> ''))), ';'), '')`;

/** `[] => [[Id: …, PrincipalId: , ConsentType: AllPrincipals, Scope: User.Read Mail.Read], […]]; `: what stands after the arrow. */
const GRANTS = `regexp_extract(${fresh('ConsentAction.Permissions')}, '(?s)(?:.*=>)?(.*)$', 1)`;
const CONSENTED = words(`array_to_string(regexp_extract_all(${GRANTS}, 'Scope: *([^,\\]]*)', 1), ' ')`);
const PRINCIPAL = `ll_guid(regexp_extract(${GRANTS}, 'PrincipalId: *([0-9a-fA-F-]{36})', 1))`;

/** The client of a grant is named in the properties; the target of the record is the resource. */
const CLIENT: Readonly<Record<string, string>> = {
  target: `coalesce(${either('ServicePrincipal.DisplayName')}, ${either('ServicePrincipal.ObjectID')}, d_target_name)`,
  target_id: `ll_lower(${either('ServicePrincipal.ObjectID')})`,
  app_id: `ll_guid(${either('ServicePrincipal.AppId')})`,
  name: 'd_target_name',
};

const STRONG = [
  'StrongAuthenticationMethod',
  'StrongAuthenticationRequirement',
  'StrongAuthenticationUserDetails',
  'StrongAuthenticationPhoneAppDetail',
  'SearchableDeviceKey',
  'AlternativeSecurityId',
];
/** Properties of a user whose change matters to who may come in or where mail for the user goes. */
const OF_ACCOUNT = [
  'AccountEnabled',
  'UserPrincipalName',
  'ProxyAddresses',
  'OtherMail',
  'Mail',
  'UserType',
  'SourceAnchor',
  'PasswordPolicies',
];
const valueOf = (names: readonly string[], read: (name: string) => string): string =>
  `nullif(concat_ws(' | ', ${names.map((name) => `'${name}=' || ${read(name)}`).join(', ')}), '')`;

/** Rules that are no more than: these operations, this category. */
function plain(
  category: ChangeCategory,
  targetKind: TargetKind,
  columns: Readonly<Record<string, string>>,
  names: readonly string[],
  condition?: string,
): ChangeRule {
  return {
    when: condition === undefined ? named(...names) : `${named(...names)} AND ${condition}`,
    category,
    targetKind,
    columns,
  };
}

const ROLE_OPERATIONS = [
  'add member to role',
  'remove member from role',
  'add eligible member to role',
  'remove eligible member from role',
  'add scoped member to role',
  'remove scoped member from role',
  'add member to role completed (pim activation)',
  'add member to role in pim completed (permanent)',
  'add member to role in pim completed (timebound)',
  'add eligible member to role in pim completed (permanent)',
  'add eligible member to role in pim completed (timebound)',
  'add member to role outside of pim (permanent)',
  'remove member from role in pim completed (permanent)',
  'remove member from role in pim completed (timebound)',
  'user has elevated their access to user access administrator for their azure resources',
];

const APPLICATION_RULES: readonly ChangeRule[] = [
  plain(
    'consent',
    'application',
    {
      ...APPLICATION,
      permissions: CONSENTED,
      enabled: 'true',
      grantee: `CASE WHEN ll_bool(${fresh('ConsentContext.OnBehalfOfAll')}) THEN 'AllPrincipals' ELSE ${PRINCIPAL} END`,
      value: valueOf(
        ['ConsentContext.IsAdminConsent', 'ConsentContext.OnBehalfOfAll', 'ConsentContext.IsAppOnly'],
        fresh,
      ),
    },
    ['consent to application'],
  ),
  plain('consent', 'application', { ...APPLICATION, enabled: 'false' }, ['revoke consent']),
  plain(
    'consent',
    'application',
    {
      ...CLIENT,
      enabled: GIVEN,
      permissions: words(
        `coalesce(${fresh('DelegatedPermissionGrant.Scope')}, CASE WHEN starts_with(d_operation, 'remove') THEN ${old('DelegatedPermissionGrant.Scope')} END)`,
      ),
      previous: words(old('DelegatedPermissionGrant.Scope')),
      value: `'ConsentType=' || ${either('DelegatedPermissionGrant.ConsentType')}`,
      grantee: `CASE ${either('DelegatedPermissionGrant.ConsentType')} WHEN 'AllPrincipals' THEN 'AllPrincipals' ELSE coalesce(ll_lower(${either('User.UPN')}), ll_lower(${either('User.ObjectID')})) END`,
    },
    [
      'add delegated permission grant',
      'update delegated permission grant',
      'remove delegated permission grant',
      'add oauth2permissiongrant',
      'update oauth2permissiongrant',
      'remove oauth2permissiongrant',
    ],
  ),
  plain(
    'app-permission',
    'application',
    { ...CLIENT, permissions: either('AppRole.Value'), value: either('AppRole.DisplayName'), enabled: GIVEN },
    ['add app role assignment to service principal', 'remove app role assignment from service principal'],
  ),
  plain(
    'consent',
    'application',
    {
      ...APPLICATION,
      grantee: `coalesce(ll_lower(${either('User.UPN')}), ll_lower(${either('User.ObjectID')}), ll_lower(${either('Group.ObjectID')}))`,
      permissions: either('AppRole.Value'),
      enabled: GIVEN,
    },
    [
      'add app role assignment grant to user',
      'add app role assignment to group',
      'remove app role assignment from user',
      'remove app role assignment from group',
    ],
  ),
  {
    when: `(d_operation LIKE '%certificates and secrets management%' OR ${named('add service principal credentials', 'remove service principal credentials', 'update service principal credentials')} OR (${named('update application', 'update service principal', 'add application', 'create application')} AND ${changed('KeyDescription')}))`,
    category: 'credential',
    targetKind: 'application',
    columns: {
      ...APPLICATION,
      value: fresh('KeyDescription'),
      previous: old('KeyDescription'),
      enabled: `NOT starts_with(d_operation, 'remove')`,
    },
  },
  plain(
    'credential',
    'application',
    { ...APPLICATION, value: fresh('FederatedIdentityCredentials'), previous: old('FederatedIdentityCredentials') },
    ['update application', 'update service principal'],
    changed('FederatedIdentityCredentials'),
  ),
  plain(
    'application',
    'application',
    {
      target: `coalesce(${either('Application.DisplayName')}, ${either('ServicePrincipal.DisplayName')}, ${either('Application.ObjectID')}, ${either('ServicePrincipal.ObjectID')})`,
      target_id: `ll_lower(coalesce(${either('Application.ObjectID')}, ${either('ServicePrincipal.ObjectID')}))`,
      app_id: `ll_guid(coalesce(${either('Application.AppId')}, ${either('ServicePrincipal.AppId')}))`,
      name: `coalesce(${either('Application.DisplayName')}, ${either('ServicePrincipal.DisplayName')})`,
      grantee: 'coalesce(ll_lower(d_target_upn), ll_lower(d_target_id))',
      permissions: `'owner'`,
      enabled: GIVEN,
    },
    [
      'add owner to application',
      'add owner to service principal',
      'remove owner from application',
      'remove owner from service principal',
    ],
  ),
  plain(
    'application',
    'application',
    { ...APPLICATION, value: UPDATED, enabled: GIVEN },
    [
      'add application',
      'create application',
      'delete application',
      'hard delete application',
      'restore application',
      'add service principal',
      'remove service principal',
      'hard delete service principal',
    ],
    'd_by_somebody',
  ),
  plain(
    'application',
    'application',
    { ...APPLICATION, value: UPDATED },
    ['update application', 'update service principal'],
    `d_by_somebody AND ${UPDATED} IS NOT NULL AND NOT ${changed('KeyDescription')}`,
  ),
];

const PERSON_RULES: readonly ChangeRule[] = [
  plain(
    'role',
    'user',
    {
      ...USER,
      name: `coalesce(${either('Role.DisplayName')}, ${either('Role.WellKnownObjectName')})`,
      permissions: either('Role.WellKnownObjectName'),
      grantee: 'coalesce(ll_lower(d_target_upn), ll_lower(d_target_id))',
      enabled: GIVEN,
    },
    ROLE_OPERATIONS,
    'd_by_somebody',
  ),
  plain('password', 'user', USER, [
    'reset user password',
    'change user password',
    'reset password (by admin)',
    'reset password (self-service)',
    'change password (self-service)',
    'set force change user password',
    'update passwordprofile',
    'unlock user account (self-service)',
    'unlock user account',
    'issue temporary access pass',
    'create temporary access pass',
  ]),
  plain(
    'auth-method',
    'user',
    {
      ...USER,
      enabled: GIVEN,
      value: fresh('StrongAuthenticationRequirement'),
      previous: old('StrongAuthenticationRequirement'),
    },
    ['enable strong authentication', 'disable strong authentication'],
  ),
  plain('auth-method', 'user', { ...USER, name: 'd_reason', value: valueOf(STRONG, fresh) }, [
    'user registered security info',
    'user registered all required security info',
    'user changed default security info',
    'admin registered security info',
    'admin updated security info',
    'user updated security info',
    'add passkey (device-bound) registration',
    'user reviewed security info',
    'update per-user multifactor authentication state',
    'update per user multifactor authentication state',
  ]),
  plain('auth-method', 'user', { ...USER, name: 'd_reason', enabled: 'false' }, [
    'user deleted security info',
    'admin deleted security info',
    'user cancelled security info registration',
  ]),
  // Refresh tokens issued before now no longer work: what a password reset or a responder does.
  plain('auth-method', 'user', { ...USER, name: `'refresh-tokens-revoked'` }, [
    'update stsrefreshtokenvalidfrom timestamp',
    'update stsrefreshtokenvalidfrom',
    'revoke sign-in sessions',
    'revoke all refresh tokens',
  ]),
  plain(
    'auth-method',
    'user',
    {
      ...USER,
      name: `'device:' || ${either('Device.DisplayName')}`,
      grantee: 'll_lower(d_target_upn)',
      enabled: GIVEN,
    },
    ['add registered owner to device', 'remove registered owner from device'],
  ),
  {
    when: `${named('update user')} AND ${changed(...STRONG)}`,
    category: 'auth-method',
    targetKind: 'user',
    columns: { ...USER, value: valueOf(STRONG, fresh), previous: valueOf(STRONG, old) },
  },
  {
    when: `${named('update user')} AND ${changed(...OF_ACCOUNT)}`,
    category: 'account',
    targetKind: 'user',
    columns: { ...USER, value: valueOf(OF_ACCOUNT, fresh), previous: valueOf(OF_ACCOUNT, old) },
  },
  {
    when: `${named('update user')} AND ${changed('AssignedLicense', 'AssignedPlan', 'LicenseAssignmentDetail')}`,
    category: 'licence',
    targetKind: 'user',
    columns: {
      ...USER,
      value: `coalesce(${fresh('AssignedLicense')}, ${fresh('LicenseAssignmentDetail')})`,
      previous: `coalesce(${old('AssignedLicense')}, ${old('LicenseAssignmentDetail')})`,
    },
  },
  plain(
    'licence',
    'user',
    { ...USER, value: `coalesce(${fresh('AssignedLicense')}, ${UPDATED})`, previous: old('AssignedLicense') },
    ['change user license', 'set license properties', 'update user licenses'],
  ),
  plain('account', 'user', { ...USER, value: UPDATED, enabled: GIVEN }, [
    'add user',
    'delete user',
    'hard delete user',
    'restore user',
    'enable account',
    'disable account',
    'invite external user',
    'redeem external user invite',
    'add external user to application',
  ]),
];

/** All properties as `Name=value`, in the vendor's order, within 4,000 characters. */
const everything = (values: string): string =>
  `nullif(left(array_to_string(list_filter(list_transform(list_zip(d_names, ${values}), lambda z: CASE WHEN z[1] <> 'Included Updated Properties' THEN z[1] || '=' || z[2] END), lambda z: z IS NOT NULL), ' | '), 4000), '')`;

const TENANT: Readonly<Record<string, string>> = {
  target: 'coalesce(d_target_name, d_target_id)',
  target_id: 'll_lower(d_target_id)',
  name: 'd_target_name',
  value: `coalesce(${UPDATED}, ${fresh('LiveType')})`,
};
const WHOLE: Readonly<Record<string, string>> = {
  ...TENANT,
  enabled: GIVEN,
  value: everything('d_new'),
  previous: everything('d_old'),
};

const TENANT_RULES: readonly ChangeRule[] = [
  plain(
    'federation',
    'organisation',
    WHOLE,
    [
      'set domain authentication',
      'set federation settings on domain',
      'add unverified domain',
      'add verified domain',
      'verify domain',
      'verify email verified domain',
      'remove unverified domain',
      'remove verified domain',
      'update domain',
      'set directory sync enabled flag',
      'set dirsyncenabled flag',
      'set dirsync feature',
      'add partner to company',
      'create company',
      'update external secrets',
      'set accidental deletion threshold',
    ],
    'd_by_somebody',
  ),
  {
    when: `d_operation LIKE '%conditional access policy' OR d_operation LIKE '%named location' OR d_operation LIKE '%continuous access evaluation policy'`,
    category: 'conditional-access',
    targetKind: 'organisation',
    columns: WHOLE,
  },
  plain(
    'policy',
    'organisation',
    WHOLE,
    [
      'add policy',
      'update policy',
      'delete policy',
      'update authorization policy',
      'set directory feature on tenant',
      'set company information',
      'update company settings',
      'disable security defaults',
      'enable security defaults',
      'update security defaults',
      'authentication methods policy update',
      'authentication methods policy reset',
      'update tenant setting',
      'add default policy to service principal',
      'add policy to service principal',
      'remove policy from service principal',
      'add a partner to cross-tenant access setting',
      'update a partner cross-tenant access setting',
      'update the company default cross-tenant access setting',
      'update cross-tenant access setting',
      'set password policy',
    ],
    'd_by_somebody',
  ),
];

export const DIRECTORY_RULES: readonly ChangeRule[] = [...APPLICATION_RULES, ...PERSON_RULES, ...TENANT_RULES];
