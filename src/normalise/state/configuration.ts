/** What all configuration exports share: no time, and an event that says what was exported. */
import type { PathStage, Projection } from '../family.ts';

/** Stage of one export. Two exports of one setting may differ, so the row itself is its identity. */
export function exportStage(
  stage: Pick<PathStage, 'name' | 'takes' | 'doc' | 'paths'> & Partial<Pick<PathStage, 'columns' | 'conversions'>>,
): PathStage {
  return {
    form: 'paths',
    vendor: 'm365',
    identity: { scope: stage.name, tenant: 'lower(stated_tenant)', key: 'CAST(NULL AS VARCHAR)' },
    time: null,
    ...stage,
    paths: { stated_tenant: ['$.tenantId', '$.TenantId', '$.OrganizationId.TenantId'], ...stage.paths },
  };
}

/** Event of one exported row: `operation` is the export's name, `object` what the row is about. */
export function exportEvent(operation: string, object: string, mailboxId = 'NULL'): Projection {
  return {
    table: 'event',
    columns: {
      vendor: `'m365'`,
      tenant: 'tenant_id',
      log_kind: `'configuration'`,
      operation: `'${operation}'`,
      workload: `'configuration'`,
      mailbox_id: mailboxId,
      object,
    },
  };
}

/**
 * Claims of one row about its subject: kind -> SQL of the value, or of a list of values where the kind is marked so.
 * A claim without a value is none.
 */
export function claims(
  subject: string,
  single: Readonly<Record<string, string>>,
  lists: Readonly<Record<string, string>> = {},
): Projection {
  const one = Object.entries(single).map(
    ([kind, value]) => `struct_pack(kind := '${kind}', value := CAST(${value} AS VARCHAR))`,
  );
  const many = Object.entries(lists).map(
    ([kind, list]) =>
      `list_transform(coalesce(${list}, []), lambda v: struct_pack(kind := '${kind}', value := CAST(v AS VARCHAR)))`,
  );
  const all = [`[${one.join(', ')}]`, ...many].join(' || ');
  return {
    table: 'identity_claim',
    from: `(SELECT DISTINCT event_id, source_id, ordinal, tenant_id, subject, c.kind AS kind, c.value AS value FROM (
      SELECT event_id, source_id, ordinal, tenant_id, subject, unnest(claimed) AS c FROM (SELECT *, ${subject} AS subject, ${all} AS claimed FROM {staged})))`,
    where: `value IS NOT NULL AND value <> '' AND subject IS NOT NULL`,
    columns: { tenant: 'tenant_id', subject: 'subject', kind: 'kind', value: 'value' },
  };
}
