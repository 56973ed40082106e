/**
 * Sign-ins of the unified audit log (record type 15). A second ledger of issuance: `Id` = `IntraSystemId` = the Entra
 * request id. Traps: `UserLoggedIn` is also written for redirects and interrupts, out of which no token came, and
 * `ResultStatus` "Success" says only that the attempt was handled.
 */

import { isInterrupt } from '../entra/error-codes.ts';
import type { Family } from '../family.ts';
import { COMMON } from './common.ts';

const extended = (name: string): string => `ll_text(ll_prop("ExtendedProperties", '${name}'))`;
const device = (name: string): string => `ll_text(ll_prop("DeviceProperties", '${name}'))`;
const REQUEST = 'coalesce(ll_guid("Id"), ll_guid("IntraSystemId"))';
const CODE = 'll_int("ErrorNumber")';
const DETAIL = extended('ResultStatusDetail');

/** Completed only where the operation, the code and the detail all say so. */
const OUTCOME = `CASE
  WHEN ${isInterrupt(CODE)} THEN 'interrupted'
  WHEN "Operation" = 'UserLoginFailed' THEN 'failed'
  WHEN "Operation" <> 'UserLoggedIn' THEN NULL
  WHEN coalesce(${CODE}, 0) <> 0 OR lower("ResultStatus") IN ('failed', 'failure', 'false') THEN 'failed'
  WHEN lower(coalesce(${DETAIL}, 'success')) IN ('success', 'succeeded') THEN 'completed'
  ELSE 'interrupted' END`;

export const UAL_SIGN_IN: Family = {
  name: 'ual-sign-in',
  doc: 'Sign-ins as the unified audit log records them.',
  stages: ['ual', 'office-activity'],
  gate: 'record_type = 15',
  facts: [
    {
      table: 'sign_in',
      where: 'record_type = 15',
      columns: {
        ...COMMON,
        kind: `'ual'`,
        request_id: REQUEST,
        // The request id is the identifier of the token that came out of it.
        token_id: `coalesce(token_id, ${REQUEST})`,
        token_raw: 'token_raw',
        session_id: `coalesce(session, ll_lower(${device('SessionId')}))`,
        actor_type: 'actor_type',
        home_tenant: 'll_lower("ActorContextId")',
        resource_tenant: 'll_lower("TargetContextId")',
        app_id: 'll_lower("ApplicationId")',
        app_name: 'll_text("AppAccessContext"."ClientAppName")',
        resource_id: `coalesce(nullif(ll_lower("ObjectId"), 'unknown'), nullif(ll_lower(list_extract("Target", 1)."ID"), 'unknown'))`,
        address_raw: 'address_raw',
        client_info: `coalesce(${extended('UserAgent')}, "UserAgent")`,
        device_id: `ll_lower(coalesce(${device('Id')}, "DeviceId"))`,
        os: device('OS'),
        browser: device('BrowserType'),
        outcome: OUTCOME,
        error_code: CODE,
        status_detail: `coalesce("LogonError", ${DETAIL})`,
        auth_protocol: extended('RequestType'),
        itemised: 'true',
        emitted_at: 'event_time',
      },
    },
  ],
};
