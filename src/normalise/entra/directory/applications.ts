/** Applications: consents, permissions, credentials, owners. */
import type { ChangeRule } from '../../change.ts';
import { changed, either, fresh, GIVEN, labelled, named, old, plain, UPDATED } from './properties.ts';

const APP_ID = `coalesce(ll_guid(${either('AppId')}), ll_guid(d_app_id), ll_guid(regexp_extract(${either('TargetId.ServicePrincipalNames')}, '[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}')))`;
const APPLICATION: Readonly<Record<string, string>> = {
  target: `coalesce(d_target_name, ${either('DisplayName')}, d_target_id)`,
  target_id: 'll_lower(d_target_id)',
  app_id: APP_ID,
  name: `coalesce(d_target_name, ${either('DisplayName')})`,
};

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

export const APPLICATION_RULES: readonly ChangeRule[] = [
  plain(
    'consent',
    'application',
    {
      ...APPLICATION,
      permissions: CONSENTED,
      enabled: 'true',
      grantee: `CASE WHEN ll_bool(${fresh('ConsentContext.OnBehalfOfAll')}) THEN 'AllPrincipals' ELSE ${PRINCIPAL} END`,
      value: labelled(
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
