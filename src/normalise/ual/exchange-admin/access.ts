/** Who may open a mailbox or act for it: permissions, delegates, applications, roles. */
import type { ChangeRule } from '../../change.ts';
import { destinations, firstParameter, GRANTED, given, lastSegment, parameter } from '../cmdlet.ts';
import { BY_SOMEBODY, FOLDER, onMailbox, operation } from './shared.ts';

export const ACCESS: readonly ChangeRule[] = [
  {
    when: `${operation('Add-MailboxPermission', 'Remove-MailboxPermission', 'Set-MailboxPermission')} AND (${BY_SOMEBODY} OR NOT contains(coalesce("ObjectId", ''), 'DiscoverySearchMailbox'))`,
    category: 'mailbox-permission',
    targetKind: 'mailbox',
    columns: onMailbox({
      grantee: lastSegment(parameter('User')),
      enabled: GRANTED,
      permissions: `CASE WHEN ll_bool(${parameter('Deny')}) THEN 'deny:' ELSE '' END || replace(${parameter('AccessRights')}, ', ', ';')`,
    }),
  },
  {
    when: operation('Add-RecipientPermission', 'Remove-RecipientPermission'),
    category: 'send-as',
    targetKind: 'mailbox',
    columns: onMailbox({
      grantee: lastSegment(parameter('Trustee')),
      permissions: parameter('AccessRights'),
      enabled: GRANTED,
    }),
  },
  {
    when: `${operation('Set-Mailbox', 'Set-MailUser', 'Set-DistributionGroup', 'Set-UnifiedGroup')} AND ${given('GrantSendOnBehalfTo')}`,
    category: 'delegate',
    targetKind: 'mailbox',
    columns: onMailbox({
      grantee: destinations('GrantSendOnBehalfTo'),
      permissions: `'SendOnBehalf'`,
      enabled: `${firstParameter('GrantSendOnBehalfTo')} IS NOT NULL`,
    }),
  },
  {
    when: operation(...FOLDER),
    category: 'folder-permission',
    targetKind: 'mailbox',
    columns: onMailbox({
      grantee: lastSegment(parameter('User')),
      permissions: `replace(${parameter('AccessRights')}, ', ', ';')`,
      enabled: GRANTED,
      name: `nullif(split_part(coalesce(ll_text(${parameter('Identity')}), "ObjectId"), ':\\', 2), '')`,
    }),
  },
  {
    when: operation('New-ApplicationAccessPolicy', 'Set-ApplicationAccessPolicy', 'Remove-ApplicationAccessPolicy'),
    category: 'app-permission',
    targetKind: 'application',
    columns: {
      target: firstParameter('AppId', 'Identity'),
      app_id: `ll_lower(${parameter('AppId')})`,
      permissions: `ll_text(${parameter('AccessRight')})`,
      grantee: parameter('PolicyScopeGroupId'),
      enabled: GRANTED,
    },
  },
  {
    when: `${operation('New-ManagementRoleAssignment', 'Set-ManagementRoleAssignment')} AND ${given('App')}`,
    category: 'app-permission',
    targetKind: 'application',
    columns: {
      target: firstParameter('App'),
      app_id: `ll_guid(${parameter('App')})`,
      name: firstParameter('Name', 'Identity'),
      permissions: firstParameter('Role'),
      filter: firstParameter('CustomResourceScope', 'RecipientOrganizationalUnitScope'),
      enabled: 'true',
    },
  },
  {
    when: `${operation('New-ManagementRoleAssignment', 'Set-ManagementRoleAssignment', 'Remove-ManagementRoleAssignment')} AND NOT ${given('App')} AND ${BY_SOMEBODY}`,
    category: 'role',
    targetKind: 'user',
    columns: {
      target: `ll_actor(${firstParameter('User', 'SecurityGroup', 'Policy', 'Identity')})`,
      grantee: firstParameter('User', 'SecurityGroup', 'Policy'),
      name: firstParameter('Name', 'Identity'),
      permissions: firstParameter('Role'),
      enabled: GRANTED,
    },
  },
  {
    when: `${operation('Add-RoleGroupMember', 'Remove-RoleGroupMember', 'Update-RoleGroupMember', 'New-RoleGroup', 'Set-RoleGroup')} AND ${BY_SOMEBODY}`,
    category: 'role',
    targetKind: 'group',
    columns: {
      target: firstParameter('Identity', 'Name'),
      name: firstParameter('Identity', 'Name'),
      grantee: destinations('Member', 'Members'),
      permissions: firstParameter('Roles'),
      enabled: GRANTED,
    },
  },
];
