/**
 * Who may use whose mailbox as it stands: Get-MailboxPermission, Get-MailboxFolderPermission, Get-RecipientPermission.
 * Sources: learn.microsoft.com/powershell/module/exchange (the three cmdlets)
 */
import type { Family, PathStage } from '../family.ts';
import { exportEvent, exportStage } from './configuration.ts';
import { fieldPaths, listText, oneAddress } from './values.ts';

export const MAILBOX_PERMISSION_STAGE: PathStage = exportStage({
  name: 'mailbox-permission',
  takes: ['mailbox-permission'],
  doc: 'Rows of Get-MailboxPermission, Get-MailboxFolderPermission and Get-RecipientPermission.',
  paths: {
    owner: fieldPaths('PrimarySmtpAddress', 'UserPrincipalName', 'Mailbox', 'Identity'),
    identity: ['$.Identity'],
    grantee: [
      '$.User.ADRecipient.PrimarySmtpAddress',
      '$.User.UserPrincipalName',
      '$.User.DisplayName',
      '$.User',
      '$.Trustee',
    ],
    rights: ['$.AccessRights'],
    inherited: ['$.IsInherited'],
    deny: ['$.Deny'],
    control: ['$.AccessControlType'],
    trustee: ['$.Trustee'],
    folder: ['$.FolderName', '$.FolderPath'],
  },
});

/** The owner's own right, what everybody's settings inherit, and accounts that no longer exist say nothing. */
const OF_OTHERS = `grantee IS NOT NULL AND NOT coalesce(ll_bool(inherited), false) AND lower(grantee) NOT LIKE 'nt authority\\%'`;

export const MAILBOX_PERMISSIONS: Family = {
  name: 'mailbox-permission',
  doc: 'Rights to mailboxes and folders as they stand; `destination` is who has the right, `name` the folder. What is denied is not enabled.',
  stages: ['mailbox-permission'],
  facts: [
    exportEvent('Get-MailboxPermission', 'owner'),
    {
      table: 'state',
      where: OF_OTHERS,
      columns: {
        vendor: `'m365'`,
        tenant: 'tenant_id',
        kind: `CASE WHEN folder IS NOT NULL OR regexp_matches(identity, ':[\\\\/]') THEN 'folder-permission' WHEN trustee IS NOT NULL THEN 'send-as' ELSE 'mailbox-permission' END`,
        mailbox: oneAddress('owner'),
        name: `coalesce(nullif(folder, ''), nullif(regexp_extract(identity, ':[\\\\/](.*)', 1), ''))`,
        destination: `coalesce(${oneAddress('grantee')}, lower(grantee))`,
        permissions: listText('rights'),
        enabled: `NOT (coalesce(ll_bool(deny), false) OR coalesce(lower(control) = 'deny', false))`,
        value: 'identity',
      },
    },
  ],
};
