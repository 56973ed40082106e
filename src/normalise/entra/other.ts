/** Other logs of Entra (risk detections and the like): kept as plain events, so that nothing vanishes. */
import type { Family, PathStage } from '../family.ts';
import { around, ENVELOPE_LIST, tenantOfResource } from './envelope.ts';

const at = (...names: readonly string[]): readonly string[] =>
  names.flatMap((name) => [`$.${name}`, `$.${name.charAt(0).toUpperCase()}${name.slice(1)}`]);

export const ENTRA_OTHER_STAGE: PathStage = {
  name: 'entra-other',
  form: 'paths',
  vendor: 'm365',
  takes: ['entra-other'],
  doc: 'Records of Entra that are neither sign-ins nor audits.',
  identity: { scope: 'entra-other', tenant: 'CAST(NULL AS VARCHAR)', key: 'lower(record_key)' },
  time: 'happened',
  paths: {
    record_key: at('id'),
    kind_raw: at('riskEventType', 'riskType'),
    source_raw: at('source'),
    user_object: at('userId'),
    upn: at('userPrincipalName'),
    address_as_logged: at('ipAddress'),
    application: at('appId'),
    own_tenant: at('tenantId'),
    time_raw: [
      ...at('activityDateTime', 'detectedDateTime', 'createdDateTime', 'lastUpdatedDateTime'),
      '$.TimeGenerated',
      '$."TimeGenerated [UTC]"',
    ],
  },
  columns: { around: ENVELOPE_LIST },
  derived: {
    tenant_of_row: `coalesce(ll_guid(${around('tenantId')}), ll_guid(own_tenant), ${tenantOfResource(around('resourceId'))})`,
    happened: `ll_time(coalesce(time_raw, ${around('time')}), date_order)`,
    actor_label: 'll_actor(upn)',
    operation: `coalesce(${around('operationName')}, kind_raw)`,
  },
  conversions: [{ field: 'activityDateTime', raw: 'time_raw', converted: 'happened' }],
};

export const ENTRA_OTHER: Family = {
  name: 'entra-other',
  doc: 'Other records of Entra.',
  stages: ['entra-other'],
  facts: [
    {
      table: 'event',
      columns: {
        vendor: `'m365'`,
        tenant: 'tenant_of_row',
        log_kind: `'other-audit'`,
        vendor_id: 'record_key',
        time: 'event_time',
        operation: 'll_text(operation)',
        workload: 'll_text(source_raw)',
        actor: 'actor_label',
        actor_type: 'll_actor_type(actor_label)',
        actor_id: 'll_guid(user_object)',
        address: 'll_address(address_as_logged)',
        app_id: 'll_lower(application)',
        object: 'll_text(kind_raw)',
      },
    },
  ],
};
