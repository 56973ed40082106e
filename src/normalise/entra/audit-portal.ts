/**
 * Audit downloads of the portal as CSV: one row an audit, up to three targets of up to five properties each in columns of
 * their own. It carries no id of the audit, so that a row does not merge with the same audit from Graph.
 */
import type { PathStage } from '../family.ts';
import { AUDIT_CONVERSIONS, AUDIT_DERIVED, AUDIT_IDENTITY } from './audit.ts';

const header = (...names: readonly string[]): readonly string[] =>
  names.flatMap((name) => [`$."${name}"`, `$."${name} "`]);

const PROPERTIES = [1, 2, 3].flatMap((target) =>
  [1, 2, 3, 4, 5].map((property) => ({ target, property, column: `p_${target}_${property}` })),
);
const DETAILS = [1, 2, 3, 4, 5, 6];

const MODIFIED = `list_filter([${PROPERTIES.map(({ column }) => `{'Name': ${column}_name, 'NewValue': ${column}_new, 'OldValue': ${column}_old}`).join(', ')}], lambda p: p.Name IS NOT NULL)`;
const detail = (key: string): string =>
  `CASE ${DETAILS.map((number) => `WHEN detail_${number}_key = '${key}' THEN detail_${number}_value`).join(' ')} END`;

export const ENTRA_AUDIT_PORTAL_STAGE: PathStage = {
  name: 'entra-audit-portal',
  form: 'paths',
  vendor: 'm365',
  takes: ['entra-audit-portal'],
  doc: 'CSV downloads of the audit page of the Entra portal.',
  ...AUDIT_IDENTITY,
  paths: {
    audit: header('Id', 'Activity ID'),
    activity: header('Activity'),
    service: header('Service'),
    result_raw: header('Result', 'Status'),
    reason: header('ResultReason', 'Result reason', 'Status reason'),
    agent_column: header('UserAgent', 'User Agent', 'User agent'),
    user_id_raw: header('ActorObjectId'),
    user_upn: header('ActorUserPrincipalName', 'Initiated by (actor)'),
    app_id_raw: header('ActorAppId'),
    actor_type_raw: header('ActorType'),
    actor_name: header('ActorDisplayName'),
    app_principal: header('ActorServicePrincipalId'),
    app_principal_name: header('ActorServicePrincipalName'),
    address_as_logged: header('IPAddress', 'IP address', 'IP Address'),
    target_type: header('Target1Type'),
    target_name: header('Target1DisplayName', 'Target(s)'),
    target_id_raw: header('Target1ObjectId', 'Target1Id'),
    target_upn: header('Target1UserPrincipalName'),
    time_raw: header('Date (UTC)', 'Date'),
    ...Object.fromEntries(
      PROPERTIES.flatMap(({ target, property, column }) => [
        [`${column}_name`, header(`Target${target}ModifiedProperty${property}Name`)],
        [`${column}_old`, header(`Target${target}ModifiedProperty${property}OldValue`)],
        [`${column}_new`, header(`Target${target}ModifiedProperty${property}NewValue`)],
      ]),
    ),
    ...Object.fromEntries(
      DETAILS.flatMap((number) => [
        [`detail_${number}_key`, header(`AdditionalDetail${number}Key`)],
        [`detail_${number}_value`, header(`AdditionalDetail${number}Value`)],
      ]),
    ),
  },
  columns: {
    modified: MODIFIED,
    app_label: `CASE WHEN user_upn IS NULL THEN coalesce(actor_name, app_principal_name) END`,
    agent: `coalesce(agent_column, ${detail('User-Agent')})`,
    app_of_target: detail('AppId'),
    stated_tenant: 'CAST(NULL AS VARCHAR)',
  },
  derived: AUDIT_DERIVED,
  conversions: AUDIT_CONVERSIONS,
};
