/**
 * Changes that mailbox audit itself records (record type 2): rules made by Outlook, folder permissions, delegates.
 * Outlook writes its rules over MAPI, so that no cmdlet is logged: a search for New-InboxRule alone does not see them.
 */

import { type ChangeRule, changeProjection, oneOf } from '../change.ts';
import type { Family } from '../family.ts';
import { COMMON } from './common.ts';

const property = (name: string): string => `ll_text(ll_prop("OperationProperties", '${name}'))`;

/** `RuleActions` is JSON in text: `[{"ActionType":"Forward","Recipients":["a@b"]}, …]`. */
const ACTION_TYPES = `TRY(json_extract_string(${property('RuleActions')}, '$[*].ActionType'))`;
const RECIPIENTS = `TRY(json_extract_string(${property('RuleActions')}, '$[*].Recipients[*]'))`;
const ACTION_WORDS = `list_filter(list_transform(${ACTION_TYPES}, lambda a: CASE lower(a)
  WHEN 'forward' THEN NULL WHEN 'redirect' THEN NULL WHEN 'delegate' THEN NULL WHEN 'markasread' THEN 'mark-read' ELSE lower(a) END), lambda a: a IS NOT NULL)`;

/** The folder whose rights changed. */
const FOLDER = `coalesce("Item"."ParentFolder", "Folder")`;

const FOLDER_OPERATIONS = [
  'AddFolderPermissions',
  'ModifyFolderPermissions',
  'RemoveFolderPermissions',
  'UpdateFolderPermissions',
];
const OPERATIONS = ['UpdateInboxRules', 'UpdateCalendarDelegation', ...FOLDER_OPERATIONS];

const RULES: readonly ChangeRule[] = [
  {
    when: `"Operation" = 'UpdateInboxRules'`,
    category: 'inbox-rule',
    targetKind: 'mailbox',
    columns: {
      name: property('RuleName'),
      target_id: property('RuleId'),
      destination: `array_to_string(${RECIPIENTS}, ';')`,
      filter: property('RuleCondition'),
      action: `nullif(array_to_string(${ACTION_WORDS}, ';'), '')`,
      enabled: `CASE WHEN ${property('RuleOperation')} ILIKE 'Remove%' OR ${property('RuleOperation')} ILIKE 'Delete%' THEN false ELSE contains(lower(${property('RuleState')}), 'enabled') END`,
      value: property('RuleOperation'),
    },
  },
  {
    // The service sets up group mailboxes for `member@local` and `owner@local`: nobody's doing.
    when: `${oneOf('"Operation"', FOLDER_OPERATIONS)} AND coalesce(${FOLDER}."MemberUpn", '') NOT LIKE '%@local'`,
    category: 'folder-permission',
    targetKind: 'mailbox',
    columns: {
      name: `nullif(nullif(coalesce(nullif(${FOLDER}."Path", ''), ${FOLDER}."Name"), ''), 'Not Available')`,
      grantee: `coalesce(nullif(${FOLDER}."MemberUpn", ''), ${FOLDER}."MemberSid")`,
      permissions: `replace(ll_text(${FOLDER}."MemberRights"), ', ', ';')`,
      enabled: `CASE WHEN "Operation" = 'RemoveFolderPermissions' OR lower(${FOLDER}."MemberRights") = 'none' THEN false ELSE true END`,
    },
  },
  {
    when: `"Operation" = 'UpdateCalendarDelegation'`,
    category: 'delegate',
    targetKind: 'mailbox',
    columns: {
      name: `'calendar'`,
      grantee: `coalesce(${property('CalendarDelegates')}, ${property('Delegates')}, ${property('Delegate')})`,
      permissions: `coalesce(${property('Permissions')}, ${property('AccessRights')})`,
      value: `nullif(array_to_string(list_transform("OperationProperties", lambda p: p.Name || '=' || coalesce(p.Value, '')), ' | '), '')`,
    },
  },
];

export const MAILBOX_CHANGES: Family = {
  name: 'mailbox-changes',
  doc: 'Rules, folder permissions and delegates as mailbox audit records them.',
  stages: ['ual', 'office-activity'],
  gate: `record_type IN (2, 3, 50) AND ${oneOf('"Operation"', OPERATIONS)}`,
  facts: [
    changeProjection(
      {
        relation: '{staged}',
        common: {
          ...COMMON,
          operation: '"Operation"',
          actor_type: 'actor_type',
          target: 'll_lower("MailboxOwnerUPN")',
          mailbox_id: 'mailbox_id',
          mailbox: 'll_lower("MailboxOwnerUPN")',
          app_id: 'app_id',
          client_info: '"ClientInfoString"',
          outcome: 'outcome',
        },
      },
      RULES,
    ),
  ],
};
