/**
 * Rows of the Log Analytics table AuditLogs, and directory audits as PowerShell writes them: first letters are capitals,
 * nested columns are objects or JSON in text.
 * Columns: learn.microsoft.com/azure/azure-monitor/reference/tables/auditlogs
 */
import { literal } from '../../facts/index.ts';
import type { PathStage } from '../family.ts';
import { AUDIT_CONVERSIONS, AUDIT_DERIVED, AUDIT_IDENTITY, detailOf, modifiedOf } from './audit.ts';
import { tenantOfResource } from './envelope.ts';

const at = (...names: readonly string[]): readonly string[] => names.map((name) => `$.${name}`);
const timed = (...names: readonly string[]): readonly string[] =>
  names.flatMap((name) => [`$.${name}`, `$."${name} [UTC]"`]);

const MODIFIED = [{ displayName: 'VARCHAR', oldValue: 'VARCHAR', newValue: 'VARCHAR' }];
const TARGETS = [
  {
    id: 'VARCHAR',
    displayName: 'VARCHAR',
    type: 'VARCHAR',
    userPrincipalName: 'VARCHAR',
    modifiedProperties: MODIFIED,
  },
];
const INITIATED = {
  user: { id: 'VARCHAR', userPrincipalName: 'VARCHAR', ipAddress: 'VARCHAR' },
  app: { appId: 'VARCHAR', displayName: 'VARCHAR', servicePrincipalId: 'VARCHAR', servicePrincipalName: 'VARCHAR' },
};
const DETAILS = [{ key: 'VARCHAR', value: 'VARCHAR' }];

/** Names of nested fields as PowerShell writes them. */
const CAPITAL = [
  'Id',
  'DisplayName',
  'Type',
  'UserPrincipalName',
  'ModifiedProperties',
  'OldValue',
  'NewValue',
  'User',
  'App',
  'AppId',
  'ServicePrincipalId',
  'ServicePrincipalName',
  'Key',
  'Value',
  'IpAddress',
];
const small = (name: string): string => `${name.charAt(0).toLowerCase()}${name.slice(1)}`;

/** SQL: a nested column from its text. Names with a capital are made small, so that one shape takes both. */
function nested(column: string, shape: unknown): string {
  const lowered = CAPITAL.reduce((text, name) => `replace(${text}, '"${name}":', '"${small(name)}":')`, column);
  const text = `CASE WHEN regexp_matches(${column}, '"(Id|DisplayName|User|App|Key)":') THEN ${lowered} ELSE ${column} END`;
  return `TRY(json_transform(CASE WHEN left(ltrim(${column}), 1) IN ('[', '{') THEN ${text} END, ${literal(JSON.stringify(shape))}))`;
}

export const ENTRA_AUDIT_TABLE_STAGE: PathStage = {
  name: 'entra-audit-table',
  form: 'paths',
  vendor: 'm365',
  takes: ['entra-audit-table'],
  doc: 'Rows of the table AuditLogs of Log Analytics, and directory audits as PowerShell writes them.',
  ...AUDIT_IDENTITY,
  paths: {
    audit: at('Id'),
    activity: at('ActivityDisplayName', 'OperationName'),
    service: at('LoggedByService'),
    result_raw: at('Result', 'ResultType'),
    reason: at('ResultReason', 'ResultDescription'),
    agent_column: at('UserAgent'),
    initiated_text: at('InitiatedBy'),
    targets_text: at('TargetResources'),
    details_text: at('AdditionalDetails'),
    directory_tenant: at('AADTenantId', 'AadTenantId'),
    azure_resource: at('_ResourceId', 'ResourceId'),
    time_raw: timed('ActivityDateTime', 'TimeGenerated'),
  },
  columns: {
    initiated: nested('initiated_text', INITIATED),
    targets: nested('targets_text', TARGETS),
    details: nested('details_text', DETAILS),
    stated_tenant: `coalesce(directory_tenant, ${tenantOfResource('azure_resource')})`,
  },
  derived: {
    user_id_raw: `nullif(initiated."user"."id", '')`,
    user_upn: `nullif(initiated."user"."userPrincipalName", '')`,
    app_id_raw: `nullif(initiated."app"."appId", '')`,
    app_label: `coalesce(nullif(initiated."app"."displayName", ''), nullif(initiated."app"."servicePrincipalName", ''))`,
    app_principal: `nullif(initiated."app"."servicePrincipalId", '')`,
    address_as_logged: `nullif(initiated."user"."ipAddress", '')`,
    agent: `coalesce(agent_column, ${detailOf('details', 'User-Agent')})`,
    target_id_raw: `nullif(list_extract(targets, 1)."id", '')`,
    target_name: `nullif(list_extract(targets, 1)."displayName", '')`,
    target_upn: `nullif(list_extract(targets, 1)."userPrincipalName", '')`,
    target_type: `nullif(list_extract(targets, 1)."type", '')`,
    modified: modifiedOf('targets'),
    app_of_target: detailOf('details', 'AppId'),
    ...AUDIT_DERIVED,
  },
  conversions: AUDIT_CONVERSIONS,
};
