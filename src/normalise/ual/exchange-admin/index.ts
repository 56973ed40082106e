/**
 * Exchange administration (record type 1): what a cmdlet changed about where mail goes, who may see it and whether that
 * is logged. Service accounts run thousands of housekeeping cmdlets (quotas, plans, provisioning): those stay events.
 * Operations: learn.microsoft.com/purview/audit-log-activities; parameters: learn.microsoft.com/powershell/module/exchange
 */
import { type ChangeRule, changeProjection } from '../../change.ts';
import type { Family } from '../../family.ts';
import { PARAMETER_COLUMNS } from '../cmdlet.ts';
import { COMMON } from '../common.ts';
import { ACCESS } from './access.ts';
import { MAIL_FLOW } from './mail-flow.ts';
import { OTHER } from './other.ts';
import { IDENTITY, OPERATION, OWNER } from './shared.ts';
import { VISIBILITY } from './visibility.ts';

export const EXCHANGE_ADMIN_RULES: readonly ChangeRule[] = [...MAIL_FLOW, ...ACCESS, ...VISIBILITY, ...OTHER];

export const EXCHANGE_ADMIN: Family = {
  name: 'exchange-admin',
  doc: 'Changes made by Exchange cmdlets: rules, forwarding, permissions, audit settings, exports.',
  stages: ['ual', 'office-activity'],
  gate: 'record_type = 1',
  facts: [
    changeProjection(
      {
        relation: `(SELECT *, ${OWNER} AS owner FROM (SELECT *, ${PARAMETER_COLUMNS} FROM {staged} WHERE record_type = 1))`,
        common: {
          ...COMMON,
          operation: OPERATION,
          actor_type: 'actor_type',
          target: IDENTITY,
          app_id: 'app_id',
          client_info: '"ClientInfoString"',
          outcome: 'outcome',
        },
      },
      EXCHANGE_ADMIN_RULES,
    ),
  ],
};
