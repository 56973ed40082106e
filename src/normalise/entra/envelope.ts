/**
 * What a row of diagnostic settings says around the record: tenant, category, time of writing, error code.
 * Shape: learn.microsoft.com/azure/azure-monitor/essentials/resource-logs-schema
 */
import type { Shape } from '../family.ts';

const FIELDS = [
  'tenantId',
  'category',
  'time',
  'resultType',
  'resourceId',
  'operationName',
  'callerIpAddress',
  'resultSignature',
  'operationname',
  'calleripaddress',
  'tenantid',
  'resourceid',
  'resulttype',
] as const;

/** SQL column of a stage: the fields of the envelope, taken out by one pass. */
export const ENVELOPE_LIST = `CASE WHEN envelope IS NOT NULL THEN TRY(json_extract_string(envelope, [${FIELDS.map((field) => `'$.${field}'`).join(', ')}])) END`;

/** The same fields as a shape, for a stage that takes the whole row. */
export const ENVELOPE_SHAPE: Shape = Object.fromEntries(FIELDS.map((field) => [field, 'text']));

/** SQL column that is read like ENVELOPE_LIST, from that shape: a row without names, which copies none of them. */
export const ENVELOPE_OF_SHAPE = `row(${FIELDS.map((field) => `s."${field}"`).join(', ')})`;

/** SQL: a field of the envelope, whatever its case, from the column `around` (see ENVELOPE_LIST). */
export function around(field: (typeof FIELDS)[number]): string {
  const places = FIELDS.flatMap((name, index) => (name.toLowerCase() === field.toLowerCase() ? [index + 1] : []));
  return `nullif(coalesce(${places.map((place) => `around[${place}]`).join(', ')}), '')`;
}

/** SQL: the tenant in an Azure resource id such as `/tenants/<guid>/providers/Microsoft.aadiam`. */
export function tenantOfResource(expression: string): string {
  return `ll_guid(regexp_extract(lower(${expression}), '/tenants/([0-9a-f-]{36})', 1))`;
}
