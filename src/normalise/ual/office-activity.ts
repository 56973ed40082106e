/**
 * OfficeActivity of Log Analytics: the unified audit log flattened into a table. Some fields have other names, nested ones
 * are JSON in text, kinds are words instead of numbers. Gives the columns of the stage of the log itself, so that all its
 * families read both.
 * Columns: learn.microsoft.com/azure/azure-monitor/reference/tables/officeactivity
 */
import { literal } from '../../facts/index.ts';
import type { PathStage, Shape, ShapeNode } from '../family.ts';
import { ACCESS_DERIVED, UAL_DERIVED, UAL_IDENTITY } from './common.ts';
import { recordTypeNumber } from './record-types.ts';
import { UAL_CONVERSIONS, UAL_SHAPE } from './stage.ts';

/** The table's name for a field, where it is not the log's own. `TenantId` is the workspace, never the tenant. */
const OTHER_NAMES: Readonly<Record<string, readonly string[]>> = {
  CreationTime: ['TimeGenerated', 'Start_Time'],
  Id: ['OfficeId', 'SourceRecordId'],
  OrganizationId: ['OfficeTenantId'],
  Workload: ['OfficeWorkload'],
  ObjectId: ['OfficeObjectId'],
  ClientIPAddress: ['Client_IPAddress'],
  LogonType: ['Logon_Type'],
  Scope: ['OperationScope'],
  Target: ['AADTarget'],
};

/** A column of a CSV download says its time zone in its name. */
const spellings = (name: string): readonly string[] => [`$.${name}`, `$."${name} [UTC]"`];
const namesOf = (field: string): readonly string[] => [...(OTHER_NAMES[field] ?? []), field];

const LOGON_TYPES: Readonly<Record<string, number>> = {
  owner: 0,
  admin: 1,
  delegated: 2,
  delegate: 2,
  transport: 3,
  systemservice: 4,
  bestaccess: 5,
  delegatedadmin: 6,
};
const USER_TYPES: Readonly<Record<string, number>> = {
  regular: 0,
  reserved: 1,
  admin: 2,
  dcadmin: 3,
  system: 4,
  application: 5,
  serviceprincipal: 6,
  custompolicy: 7,
  systempolicy: 8,
  partnertechnician: 9,
  guest: 10,
};

const TEXTS = Object.keys(UAL_SHAPE).filter((field) => UAL_SHAPE[field] === 'text');
const NESTED = Object.keys(UAL_SHAPE).filter((field) => UAL_SHAPE[field] !== 'text');
/** Texts that need work beyond taking them over; they keep their name behind `_json`. */
const REWORKED = ['LogonType', 'UserType', 'RecordType'];

function pathColumn(field: string): string {
  return NESTED.includes(field) || REWORKED.includes(field) ? `${field}_json` : field;
}

function nodeJson(node: ShapeNode): unknown {
  if (node === 'text') return 'VARCHAR';
  if (Array.isArray(node)) return [nodeJson(node[0] as ShapeNode)];
  return Object.fromEntries(Object.entries(node as Shape).map(([field, inner]) => [field, nodeJson(inner)]));
}

/** SQL: nested field from its text; one object where a list is usual, or a list where one object is, is taken as such. */
function nested(field: string): string {
  const node = UAL_SHAPE[field] ?? 'text';
  const text = `"${field}_json"`;
  const whole = Array.isArray(node)
    ? `CASE WHEN starts_with(ltrim(${text}), '{') THEN '[' || ${text} || ']' ELSE ${text} END`
    : `CASE WHEN starts_with(ltrim(${text}), '[') THEN TRY(json_extract(${text}, '$[0]')) ELSE ${text} END`;
  return `TRY(json_transform(CASE WHEN left(ltrim(${text}), 1) IN ('[', '{') THEN ${whole} END, ${literal(JSON.stringify(nodeJson(node)))}))`;
}

/** SQL: number of a word, as text (as the log itself writes it), else the text as it stands. */
function numbered(field: string, numbers: Readonly<Record<string, number>>): string {
  const arms = Object.entries(numbers).map(([word, number]) => `WHEN '${word}' THEN '${number}'`);
  return `CASE lower("${field}_json") ${arms.join(' ')} ELSE "${field}_json" END`;
}

/** SQL: a field of AppAccessContext, which is one object or a list of one. */
function context(field: string): string {
  const text = '"AppAccessContext_json"';
  return `nullif(TRY(json_extract_string(CASE WHEN left(ltrim(${text}), 1) IN ('[', '{') THEN ${text} END, CASE WHEN starts_with(ltrim(${text}), '[') THEN '$[0].${field}' ELSE '$.${field}' END)), '')`;
}

export const OFFICE_ACTIVITY_STAGE: PathStage = {
  name: 'office-activity',
  form: 'paths',
  vendor: 'm365',
  takes: ['office-activity'],
  doc: 'Rows of the Log Analytics table OfficeActivity.',
  // The same scope as the log itself: a row and the record it was made from are one event.
  identity: UAL_IDENTITY,
  time: 'll_time("CreationTime", date_order)',
  paths: Object.fromEntries(
    [...TEXTS, ...NESTED].map((field) => [pathColumn(field), namesOf(field).flatMap(spellings)]),
  ),
  columns: {
    ...Object.fromEntries(NESTED.map((field) => [field, nested(field)])),
    LogonType: numbered('LogonType', LOGON_TYPES),
    UserType: numbered('UserType', USER_TYPES),
    RecordType: '"RecordType_json"',
    record_type: recordTypeNumber('"RecordType_json"'),
    record_type_raw: '"RecordType_json"',
    token_raw: context('UniqueTokenId'),
    issued_at_raw: context('IssuedAtTime'),
    session: `lower(coalesce("SessionId", ${context('AADSessionId')}))`,
    address_as_logged: 'coalesce("ClientIPAddress", "ClientIP", "ActorIpAddress")',
    parameters_text: `CASE WHEN left(ltrim("Parameters_json"), 1) NOT IN ('[', '{') THEN "Parameters_json" END`,
  },
  derived: { ...UAL_DERIVED, ...ACCESS_DERIVED },
  conversions: UAL_CONVERSIONS,
};
