/**
 * Changes to the directory, by the name of the operation: the same for the unified audit log (record type 8), Graph
 * directoryAudits and the table AuditLogs. Names differ in a final full stop, an en dash and a trailing space only.
 * Operations: learn.microsoft.com/entra/identity/monitoring-health/reference-audit-activities
 *
 * The rules read these columns of their relation: `d_operation` (lower case, `-` for the en dash, no full stop),
 * `d_names`, `d_new`, `d_old` (modified properties, see `propertyColumns`), `d_target_name`, `d_target_id`, `d_target_upn`, `d_app_id`, `d_by_somebody`.
 */
import type { ChangeRule } from '../../change.ts';
import { APPLICATION_RULES } from './applications.ts';
import { PERSON_RULES } from './people.ts';
import { TENANT_RULES } from './tenant.ts';

export { operationKey, propertyColumns } from './properties.ts';

export const DIRECTORY_RULES: readonly ChangeRule[] = [...APPLICATION_RULES, ...PERSON_RULES, ...TENANT_RULES];
