/** Directory audit of the unified audit log (record type 8): adapts its lists to the rules shared with Graph. */

import { changeProjection } from '../change.ts';
import { DIRECTORY_RULES, operationKey, propertyColumns } from '../entra/directory/index.ts';
import type { Family } from '../family.ts';
import { COMMON } from './common.ts';

/** `Target` is a list of identifiers of one object: type 1 its name, 2 ids, 3 the PUID, 4 service principal names, 5 the UPN. */
const ofType = (type: number): string =>
  `ll_text(list_extract(list_filter("Target", lambda t: t."Type" = '${type}'), 1)."ID")`;
const GUID = '[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}';
/** `User_<guid>`, `ServicePrincipal_<guid>` …: the object's id behind its kind. */
const OBJECT = `list_extract(list_filter("Target", lambda t: regexp_matches(t."ID", '^[A-Za-z]+_${GUID}$')), 1)."ID"`;
const OBJECT_ID = `lower(regexp_extract(${OBJECT}, '(${GUID})$', 1))`;
/** A service principal's application id is the other GUID among its identifiers. */
const APP_ID = `lower(list_extract(list_filter("Target", lambda t: regexp_matches(t."ID", '^${GUID}$') AND NOT contains(coalesce(${OBJECT}, ''), t."ID")), 1)."ID")`;

/** Provisioning by the service itself comes under a certificate, not under a user or an application. */
const BY_SOMEBODY = `coalesce("UserId", '') NOT IN ('Certificate', 'Not Available', 'fim_password_service@support.onmicrosoft.com')`;

const RELATION = `(SELECT *,
  ${operationKey('"Operation"')} AS d_operation, ${propertyColumns('"ModifiedProperties"')},
  ${ofType(1)} AS d_target_name, ${ofType(5)} AS d_target_upn, nullif(${OBJECT_ID}, '') AS d_target_id,
  CASE WHEN starts_with(${OBJECT}, 'ServicePrincipal_') THEN ${APP_ID} END AS d_app_id,
  ll_text(TRY(json_extract_string(ll_prop("ExtendedProperties", 'additionalDetails'), '$."User-Agent"'))) AS d_user_agent,
  ll_text(TRY(json_extract_string(ll_prop("ExtendedProperties", 'additionalDetails'), '$.Reason'))) AS d_reason,
  ${BY_SOMEBODY} AS d_by_somebody
  FROM {staged} WHERE record_type = 8)`;

export const UAL_DIRECTORY_AUDIT: Family = {
  name: 'ual-directory-audit',
  doc: 'Changes to the directory as the unified audit log records them.',
  stages: ['ual', 'office-activity'],
  gate: 'record_type IN (8, 9)',
  facts: [
    changeProjection(
      {
        relation: RELATION,
        common: {
          ...COMMON,
          operation: 'll_text("Operation")',
          actor_type: 'actor_type',
          target: 'll_actor(coalesce(d_target_upn, d_target_name, "ObjectId"))',
          target_id: 'd_target_id',
          client_info: 'd_user_agent',
          outcome: 'outcome',
        },
      },
      DIRECTORY_RULES,
    ),
  ],
};
