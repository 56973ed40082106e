/**
 * The directory as it stands: Graph users, applications and service principals, grants and role assignments of
 * applications, and collectors' lists of them. Sources: learn.microsoft.com/graph/api/resources (user, application,
 * servicePrincipal, oAuth2PermissionGrant, appRoleAssignment); Microsoft-Extractor-Suite, Get-OAuthPermissions
 */
import type { Family, PathStage } from '../family.ts';
import { claims, exportEvent, exportStage } from './configuration.ts';
import { addressesIn, fieldPaths, listText, oneAddress, scopesText } from './values.ts';

export const GRAPH_USER_STAGE: PathStage = exportStage({
  name: 'graph-user',
  takes: ['graph-user'],
  doc: 'Users of the directory.',
  paths: {
    object_id: fieldPaths('Id', 'ObjectId', 'ExternalDirectoryObjectId'),
    upn: fieldPaths('UserPrincipalName'),
    mail: fieldPaths('Mail', 'PrimarySmtpAddress'),
    proxies: fieldPaths('ProxyAddresses', 'EmailAddresses'),
    display_name: fieldPaths('DisplayName'),
    department: fieldPaths('Department'),
    title: fieldPaths('JobTitle', 'Title'),
    licences: fieldPaths('AssignedLicenses', 'Licenses', 'SkuPartNumber'),
    account_enabled: fieldPaths('AccountEnabled'),
    sid: fieldPaths('SecurityIdentifier'),
    on_premises_sid: fieldPaths('OnPremisesSecurityIdentifier'),
    created: fieldPaths('CreatedDateTime', 'WhenCreated'),
  },
  columns: { since: 'll_time(created, date_order)' },
});

/** Licences by `skuId` or name; a list of objects gives the ids in it. */
const LICENCES = `coalesce(nullif(array_to_string(list_sort(list_distinct(regexp_extract_all(lower(licences), '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}'))), ';'), ''), ${listText('licences')})`;

export const GRAPH_USERS: Family = {
  name: 'graph-user',
  doc: 'Who is who, and licences, as the directory has them.',
  stages: ['graph-user'],
  facts: [
    exportEvent('users', 'lower(upn)'),
    {
      table: 'state',
      where: `${LICENCES} IS NOT NULL`,
      columns: {
        vendor: `'m365'`,
        tenant: 'tenant_id',
        kind: `'licence'`,
        mailbox: `coalesce(${oneAddress('mail')}, ${oneAddress('upn')})`,
        user_id: 'll_guid(object_id)',
        name: 'display_name',
        value: LICENCES,
        enabled: 'll_bool(account_enabled)',
        since: 'since',
      },
    },
    claims(
      `coalesce(ll_guid(object_id), ${oneAddress('upn')})`,
      {
        'object-id': 'll_guid(object_id)',
        'upn': oneAddress('upn'),
        'alias': oneAddress('mail'),
        'sid': 'lower(sid)',
        'display-name': 'display_name',
        'department': 'department',
        'title': 'title',
      },
      {
        alias: `string_split(${addressesIn(`regexp_replace(proxies, '(?i)(x500|sip|spo|eum):[^,;"}]*', '', 'g')`)}, ';')`,
        sid: 'CASE WHEN on_premises_sid IS NOT NULL THEN [lower(on_premises_sid)] END',
      },
    ),
  ],
};

export const OAUTH_GRANT_STAGE: PathStage = exportStage({
  name: 'oauth-grant',
  takes: ['oauth-grant'],
  doc: 'Permissions that applications hold: delegated grants and role assignments.',
  paths: {
    app_id: fieldPaths('AppId', 'ApplicationId', 'ClientAppId'),
    client_object: ['$.ClientObjectId', '$.clientObjectId', '$.clientId', '$.ClientId'],
    principal: ['$.PrincipalObjectId', '$.principalId', '$.PrincipalId', '$.UserId'],
    principal_upn: fieldPaths('PrincipalUserPrincipalName', 'UserPrincipalName', 'PrincipalName'),
    principal_type: fieldPaths('PrincipalType'),
    app_name: [
      '$.ClientDisplayName',
      '$.AppDisplayName',
      '$.clientDisplayName',
      '$.ApplicationName',
      '$.principalDisplayName',
      '$.DisplayName',
    ],
    resource: fieldPaths('ResourceDisplayName', 'ResourceObjectId', 'ResourceId'),
    consent_type: fieldPaths('ConsentType'),
    scope: fieldPaths('Scope', 'Permission', 'Permissions'),
    app_role: fieldPaths('AppRoleId', 'AppRole'),
    permission_type: fieldPaths('PermissionType'),
    started: ['$.startTime', '$.StartTime', '$.createdDateTime', '$.CreatedDateTime', '$.CreationTimestamp'],
    grant_id: fieldPaths('Id'),
  },
  columns: { is_role: `coalesce(lower(permission_type) LIKE 'app%', false) OR app_role IS NOT NULL` },
});

export const OAUTH_GRANTS: Family = {
  name: 'oauth-grant',
  doc: 'What applications may do, for one user (`filter` Principal) or for all (AllPrincipals).',
  stages: ['oauth-grant'],
  facts: [
    exportEvent('oauth2PermissionGrants', 'coalesce(app_name, app_id, client_object)'),
    {
      table: 'state',
      columns: {
        vendor: `'m365'`,
        tenant: 'tenant_id',
        kind: `CASE WHEN is_role THEN 'app-role' ELSE 'oauth-grant' END`,
        mailbox: `CASE WHEN NOT is_role THEN ${oneAddress('principal_upn')} END`,
        // Of a role assignment the principal is the application itself.
        user_id: 'CASE WHEN NOT is_role THEN ll_guid(principal) END',
        app_id: 'lower(app_id)',
        name: 'app_name',
        permissions: `${scopesText('coalesce(scope, app_role)')}`,
        filter: 'consent_type',
        // The object id of the client: `derive` finds the application id by it in an export of applications.
        value: 'll_guid(coalesce(client_object, CASE WHEN is_role THEN principal END))',
        enabled: 'true',
        since: 'll_time(started, date_order)',
      },
    },
  ],
};

export const APPLICATION_STAGE: PathStage = exportStage({
  name: 'application',
  takes: ['application'],
  doc: 'Applications and service principals.',
  paths: {
    app_id: fieldPaths('AppId', 'ApplicationId'),
    object_id: fieldPaths('Id', 'ObjectId'),
    app_name: fieldPaths('DisplayName', 'AppDisplayName', 'ApplicationName'),
    account_enabled: fieldPaths('AccountEnabled'),
    owner: fieldPaths('AppOwnerOrganizationId', 'AppOwnerTenantId', 'PublisherName'),
    created: ['$.createdDateTime', '$.CreatedDateTime', '$.AdditionalProperties.createdDateTime'],
  },
});

export const APPLICATIONS: Family = {
  name: 'application',
  doc: 'Applications of the tenant; `action` is empty, `filter` names the owning organisation.',
  stages: ['application'],
  facts: [
    exportEvent('applications', 'coalesce(app_name, app_id)'),
    {
      table: 'state',
      columns: {
        vendor: `'m365'`,
        tenant: 'tenant_id',
        kind: `'application'`,
        app_id: 'lower(app_id)',
        name: 'app_name',
        value: 'll_guid(object_id)',
        filter: 'owner',
        enabled: 'll_bool(account_enabled)',
        since: 'll_time(created, date_order)',
      },
    },
  ],
};
