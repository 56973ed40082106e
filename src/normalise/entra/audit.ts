/**
 * Directory audits of Entra. Three stages (Graph and diagnostic settings; the table AuditLogs; the portal's CSV) give the
 * columns named here; the rules of what is a change are those of the unified audit log.
 * Fields: learn.microsoft.com/graph/api/resources/directoryaudit
 */

import { changeProjection } from '../change.ts';
import type { Family, Shape } from '../family.ts';
import { DIRECTORY_RULES, operationKey, propertyColumns } from './directory/index.ts';

export const MODIFIED: readonly [Shape] = [{ displayName: 'text', oldValue: 'text', newValue: 'text' }];
export const TARGETS: readonly [Shape] = [
  { id: 'text', displayName: 'text', type: 'text', userPrincipalName: 'text', modifiedProperties: MODIFIED },
];
export const INITIATED: Shape = {
  user: { id: 'text', displayName: 'text', userPrincipalName: 'text', ipAddress: 'text' },
  app: { appId: 'text', displayName: 'text', servicePrincipalId: 'text', servicePrincipalName: 'text' },
};
export const DETAILS: readonly [Shape] = [{ key: 'text', value: 'text' }];

/** Columns that every stage of directory audits gives. A test holds the stages to it. */
export const AUDIT_COLUMNS = [
  'audit',
  'activity',
  'service',
  'result_raw',
  'reason',
  'user_id_raw',
  'user_upn',
  'app_id_raw',
  'app_label',
  'app_principal',
  'address_as_logged',
  'agent',
  'target_id_raw',
  'target_name',
  'target_upn',
  'target_type',
  'modified',
  'app_of_target',
  'stated_tenant',
  'time_raw',
] as const;

/** SQL: all modified properties of a list of targets, under the names that the rules use. */
export function modifiedOf(targets: string): string {
  return `list_transform(flatten(list_transform(${targets}, lambda t: t."modifiedProperties")), lambda p: {'Name': p."displayName", 'NewValue': p."newValue", 'OldValue': p."oldValue"})`;
}

/** SQL: value of a further detail, by its key. */
export function detailOf(details: string, key: string): string {
  return `nullif(list_extract(list_filter(${details}, lambda d: d."key" = '${key}'), 1)."value", '')`;
}

export const AUDIT_DERIVED: Readonly<Record<string, string>> = {
  tenant_of_row: 'll_guid(stated_tenant)',
  audited: 'll_time(time_raw, date_order)',
  address: 'll_address(address_as_logged)',
  actor_label: 'coalesce(ll_actor(user_upn), ll_text(app_label), ll_text(app_principal), ll_text(user_id_raw))',
  actor_kind: `CASE WHEN ll_text(user_upn) IS NOT NULL THEN ll_actor_type(ll_actor(user_upn)) WHEN coalesce(ll_text(app_label), ll_text(app_principal)) IS NOT NULL THEN 'application' WHEN ll_text(user_id_raw) IS NOT NULL THEN 'guid' END`,
  actor_object: 'coalesce(ll_guid(user_id_raw), ll_guid(app_principal))',
  outcome_of_row: `CASE lower(result_raw) WHEN 'success' THEN 'success' WHEN 'succeeded' THEN 'success' WHEN 'failure' THEN 'failure' WHEN 'failed' THEN 'failure' WHEN 'timeout' THEN 'failure' END`,
};

export const AUDIT_IDENTITY = {
  // Without the tenant: Graph pages state none. The portal's CSV has no id: there the row itself is the identity.
  identity: { scope: 'entra-audit', tenant: 'CAST(NULL AS VARCHAR)', key: 'lower(audit)' },
  time: 'audited',
} as const;

export const AUDIT_CONVERSIONS: readonly {
  readonly field: string;
  readonly raw: string;
  readonly converted: string;
}[] = [
  { field: 'activityDateTime', raw: 'time_raw', converted: 'audited' },
  { field: 'result', raw: 'result_raw', converted: 'outcome_of_row' },
];

const COMMON: Readonly<Record<string, string>> = {
  vendor: `'m365'`,
  tenant: 'tenant_of_row',
  time: 'event_time',
  operation: 'll_text(activity)',
  actor: 'actor_label',
  actor_type: 'actor_kind',
  actor_id: 'actor_object',
  address: 'address',
};

const RELATION = `(SELECT *, ${operationKey('activity')} AS d_operation, ${propertyColumns('modified')}, ll_text(target_name) AS d_target_name,
  ll_text(target_upn) AS d_target_upn, ll_text(target_id_raw) AS d_target_id, app_of_target AS d_app_id, ll_text(reason) AS d_reason,
  (ll_text(user_upn) IS NOT NULL OR ll_text(user_id_raw) IS NOT NULL OR ll_text(app_principal) IS NOT NULL OR ll_text(app_id_raw) IS NOT NULL) AS d_by_somebody
  FROM {staged})`;

export const ENTRA_AUDIT: Family = {
  name: 'entra-audit',
  doc: 'Changes to the directory as Entra records them.',
  stages: ['entra-audit', 'entra-audit-table', 'entra-audit-portal'],
  facts: [
    {
      table: 'event',
      columns: {
        ...COMMON,
        log_kind: `'directory-audit'`,
        vendor_id: 'audit',
        workload: 'll_text(service)',
        app_id: 'll_lower(app_id_raw)',
        outcome: 'outcome_of_row',
        object: 'll_text(coalesce(target_upn, target_name, target_id_raw))',
      },
    },
    changeProjection(
      {
        relation: RELATION,
        common: {
          ...COMMON,
          target: 'll_actor(coalesce(d_target_upn, d_target_name, d_target_id))',
          target_id: 'll_lower(d_target_id)',
          client_info: 'll_text(agent)',
          outcome: 'outcome_of_row',
        },
      },
      DIRECTORY_RULES,
    ),
  ],
};
