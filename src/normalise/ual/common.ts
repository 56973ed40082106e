/** Columns that every family of the unified audit log fills alike, and the `event` of each record. */
import type { Family, Stage } from '../family.ts';
import { LOG_KIND_OF_TYPE } from './record-types.ts';

/**
 * A record of the log is its id together with its second and its operation: exports that were trimmed or anonymised repeat
 * ids on different records, and a merge of those would lose all but the first.
 */
export const UAL_IDENTITY: Stage['identity'] = {
  scope: 'ual',
  tenant: 'lower("OrganizationId")',
  key: `lower("Id") || ' ' || coalesce(CAST(date_trunc('second', event_time) AS VARCHAR), '') || ' ' || coalesce("Operation", '')`,
};

/** Object id of the actor: the token's own where logged, else the Entra `Actor` entry that is a GUID of a user. */
export const ACTOR_ID = `coalesce(ll_guid("TokenObjectId"), CASE WHEN record_type IN (8, 9, 15) THEN coalesce(
  ll_guid(list_extract(list_filter("Actor", lambda a: a."Type" = '0'), 1)."ID"),
  ll_guid(substr(list_extract(list_filter("Actor", lambda a: starts_with(a."ID", 'User_')), 1)."ID", 6)),
  CASE WHEN record_type = 15 THEN ll_guid("UserKey") END) END)`;

export const SUCCESS = `CASE lower("ResultStatus") WHEN 'succeeded' THEN 'success' WHEN 'success' THEN 'success' WHEN 'true' THEN 'success'
  WHEN 'partiallysucceeded' THEN 'success' WHEN 'failed' THEN 'failure' WHEN 'failure' THEN 'failure' WHEN 'false' THEN 'failure' END`;

/** A path, or null: the vendor writes "Not Available" where it has none. */
function folder(path: string, name: string): string {
  return `coalesce(nullif(nullif(${path}, ''), 'Not Available'), nullif(${name}, ''))`;
}

const ACCESS_TYPE = `ll_prop("OperationProperties", 'MailAccessType')`;

/** Bind or sync, whatever its case and the blanks around it. */
const KNOWN_ACCESS_TYPE = `'^\\s*(bind|sync)\\s*$'`;

/** What accesses need, computed once a record. `OperationProperties` is read by name: its order is no contract. */
export const ACCESS_DERIVED: Readonly<Record<string, string>> = {
  access_type: `coalesce(CASE lower(${ACCESS_TYPE}) WHEN 'bind' THEN 'bind' WHEN 'sync' THEN 'sync' END,
    nullif(regexp_extract(lower(${ACCESS_TYPE}), ${KNOWN_ACCESS_TYPE}, 1), ''),
    CASE WHEN "Folders" IS NOT NULL THEN 'bind' WHEN "Item" IS NOT NULL THEN 'sync' END)`,
  // What a record states and this program does not know: counted in the ledger.
  access_type_unknown: `CASE WHEN ${ACCESS_TYPE} NOT IN ('Bind', 'Sync', '') AND NOT regexp_matches(lower(${ACCESS_TYPE}), ${KNOWN_ACCESS_TYPE}) THEN ${ACCESS_TYPE} END`,
  throttled: `ll_bool(ll_prop("OperationProperties", 'IsThrottled'))`,
  sync_folder_id: '"Item"."ParentFolder"."Id"',
  sync_folder_path: folder('"Item"."ParentFolder"."Path"', '"Item"."ParentFolder"."Name"'),
  app_id: 'll_lower("AppId")',
  client_app_id: 'll_lower(coalesce("ClientAppId", "AppAccessContext"."ClientAppId"))',
  host_app_id: 'll_lower("HostAppId")',
  actor_puid: `CASE WHEN length("UserKey") = 16 AND regexp_matches("UserKey", '^[0-9A-Fa-f]{16}$') THEN lower("UserKey") END`,
};

/** Computed once a record, for every family; both stages of the unified audit log have them. */
export const UAL_DERIVED: Readonly<Record<string, string>> = {
  // Not `actor`: names have no case in SQL, and `Actor` is a list of the vendor's.
  actor_label: 'll_actor("UserId")',
  actor_type: 'll_actor_type("UserId")',
  actor_id: ACTOR_ID,
  address: 'll_address(address_as_logged)',
  // Null where cleaning changed nothing.
  address_raw: 'CASE WHEN address <> address_as_logged THEN address_as_logged END',
  token_id: 'll_token(token_raw)',
  token_state: `CASE WHEN token_raw IS NULL THEN 'missing' WHEN token_id IS NULL THEN 'malformed' ELSE 'ok' END`,
  // Kept only where it tells more than token_id: malformed, or without any capital (a damaged source).
  token_kept: 'CASE WHEN token_id IS NULL OR token_raw = lower(token_raw) THEN token_raw END',
  mailbox_id: 'll_lower("MailboxGuid")',
  outcome: SUCCESS,
};

export const COMMON: Readonly<Record<string, string>> = {
  vendor: `'m365'`,
  tenant: 'tenant_id',
  time: 'event_time',
  actor: 'actor_label',
  actor_id: 'actor_id',
  address: 'address',
  session_id: 'session',
  token_id: 'token_id',
};

/** An access holds all that its event would (see facts: `event` is a view). */
export const IS_ACCESS = `"Operation" = 'MailItemsAccessed'`;

/** What events hold beside COMMON; of the facts accesses alone hold it, too. */
export const OF_EVENT: Readonly<Record<string, string>> = {
  log_kind: LOG_KIND_OF_TYPE,
  vendor_id: '"Id"',
  record_type: 'record_type',
  workload: '"Workload"',
  object: '"ObjectId"',
};

export const UAL_EVENT: Family = {
  name: 'ual-event',
  doc: 'The event of every record of the unified audit log that is no access.',
  stages: ['ual', 'office-activity'],
  facts: [
    {
      table: 'event',
      where: `(${IS_ACCESS}) IS NOT TRUE`,
      columns: {
        ...COMMON,
        ...OF_EVENT,
        operation: 'll_text("Operation")',
        actor_type: 'actor_type',
        mailbox_id: 'mailbox_id',
        app_id: `lower(coalesce("AppId", "ApplicationId"))`,
        outcome: 'outcome',
      },
    },
  ],
};
