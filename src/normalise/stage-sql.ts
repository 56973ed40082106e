/** Makes the statements that take records apart (stages) and turn them into facts (projections). */
import { findColumn, literal, quoted, tableNamed } from '../facts/index.ts';

import type { Family, PathStage, Projection, Shape, ShapedStage, ShapeNode, Stage } from './family.ts';

/** The relation a stage reads: columns `source_id, ordinal, date_order, record, envelope`. */
export interface StageInput {
  readonly relation: string;
  /** SQL condition under which a row is worth taking apart; keeps the parser off other kinds. */
  readonly guard?: string;
  /** SQL condition over `s` under which the record is of this stage at all. */
  readonly accept?: string;
  /** Field of the relation's records in which the record of the stage lies, as an object. */
  readonly within?: string;
  /**
   * False: only records whose nested fields are all in the form of the shape (see `eitherForm`). They are nearly all, and
   * to mend none copies none. Default true: misshapen ones too, mended.
   */
  readonly mended?: boolean;
  /**
   * True: the text is taken to be JSON, and the statement fails where it is not. Nearly all of it is, and what keeps the
   * others from failing copies every record. Default false: a record that is no JSON is passed over.
   */
  readonly sound?: boolean;
  /** Columns of the stage that are left out of its rows: see `unreadColumns`. */
  readonly unread?: readonly string[];
}

/** What tells a duplicate from another version: the bytes of the record, and of what wraps it (tenant and time may stand there alone). */
const CONTENT = 'CASE WHEN envelope IS NULL THEN hash(record) ELSE hash(record, envelope) END';

export function stagedTable(stage: string): string {
  return `staged_${stage.replaceAll('-', '_')}`;
}

/**
 * SQL: an event's id from the text that is its identity: the first half of its MD5, least byte first, without the last bit.
 * (The engine has a function for that half, which takes it out of a text of zeros and ones, four times as slow.)
 */
function eventId(identity: string): string {
  return `CAST(md5_number(${identity}) >> 65 AS BIGINT)`;
}

/**
 * SELECT of a stage: `source_id, ordinal, date_order, content, event_id, tenant_id, vendor_key, event_time, misshapen` and
 * the stage's columns, for every record that it takes.
 */
export function stageSelect(stage: Stage, input: StageInput): string {
  const parsed = stage.form === 'shape' ? shapedSelect(stage, input) : pathSelect(stage, input);
  const derived = Object.entries(stage.derived ?? {}).map(([name, expression]) => `, ${expression} AS ${quoted(name)}`);
  const columns = derived.length === 0 ? parsed : `SELECT *${derived.join('')} FROM (${parsed})`;
  const inner = `SELECT *, ${stage.time ?? 'CAST(NULL AS TIMESTAMP)'} AS event_time FROM (${columns})`;
  const { scope, tenant, key } = stage.identity;
  const prefix = `${literal(`${stage.vendor}/${scope}`)} || chr(31)`;
  const identity = `CASE WHEN vendor_key IS NULL THEN ${prefix} || 'record' || chr(31) || md5(record) ELSE ${prefix} || coalesce(tenant_id, '') || chr(31) || vendor_key END`;
  return (
    `SELECT * EXCLUDE (${['record', 'vendor_key', ...(input.unread ?? []).map(quoted)].join(', ')}), ${eventId(identity)} AS event_id FROM (` +
    `SELECT *, CAST(${tenant} AS VARCHAR) AS tenant_id, CAST(${key} AS VARCHAR) AS vendor_key FROM (${inner}))`
  );
}

/**
 * The columns of a stage that no family reads and no conversion is checked by: only the stage's own expressions do. To keep
 * them in the staged rows costs as much as to parse them. A column counts as read where its name is a word of the SQL.
 */
export function unreadColumns(stage: Stage, families: readonly Family[]): readonly string[] {
  const own = families.filter(({ stages }) => stages.includes(stage.name));
  const statements = [
    ...own.flatMap(({ gate = '', facts }) => [gate, ...facts.flatMap(projectionTexts)]),
    ...(stage.conversions ?? []).flatMap(({ raw, converted }) => [raw, converted]),
  ];
  const words = new Set(statements.join(' ').toLowerCase().match(/\w+/g));
  const columns = { ...(stage.form === 'paths' ? stage.paths : {}), ...stage.columns, ...stage.derived };
  return Object.keys(columns).filter((name) => !words.has(name.toLowerCase()));
}

function projectionTexts({ where = '', from = '', columns }: Projection): readonly string[] {
  return [where, from, ...Object.values(columns)];
}

function shapedSelect(stage: ShapedStage, input: StageInput): string {
  const { within, sound = false } = input;
  const shape = shapeJson(stage.shape);
  const whole = literal(JSON.stringify(within === undefined ? shape : { [within]: shape }));
  const field = within === undefined ? '' : `.${quoted(within)}`;
  const transformed = `json_transform(record, ${whole})`;
  const parsed = once(`${sound ? transformed : `TRY(${transformed})`}${field}`, input.guard);
  const columns = Object.entries(stage.columns).map(([name, expression]) => `${expression} AS ${quoted(name)}`);
  const either = Object.entries(stage.eitherForm ?? {});
  const base = `SELECT source_id, ordinal, date_order, record, envelope, ${parsed} AS s FROM ${input.relation}`;
  const judged = `SELECT *, ${either.length === 0 ? 'CAST(NULL AS VARCHAR)' : misshapen(either, stage.shape, within)} AS misshapen FROM (${base})`;
  const mended =
    either.length === 0 || input.mended === false
      ? judged
      : `SELECT * EXCLUDE (s), struct_update(s, ${either.map(([name]) => mend(name, stage.shape, within)).join(', ')}) AS s FROM (${judged})`;
  const wellFormed = input.mended === false ? ' AND misshapen IS NULL' : '';
  const accept = input.accept === undefined ? '' : ` AND ${input.accept}`;
  return `SELECT source_id, ordinal, date_order, record, ${CONTENT} AS content, misshapen, ${columns.join(', ')} FROM (${mended}) WHERE s IS NOT NULL${accept}${wellFormed}`;
}

/**
 * Keeps the parser to one pass a record. The engine moves conditions below the projection that they read from, and would
 * parse the record once more for each of them; past something that is not the same twice it moves none.
 */
function once(parsed: string, guard?: string): string {
  const condition = guard === undefined ? 'random() >= 0' : `random() >= 0 AND ${guard}`;
  return `CASE WHEN ${condition} THEN ${parsed} END`;
}

/** Names of the fields that are there but not in the shape's form, separated by `;`, or null. */
function misshapen(either: readonly (readonly [string, string])[], shape: Shape, within?: string): string {
  const flags = either.map(
    ([field, expected]) =>
      `CASE WHEN ${nothingIn(field, shape)} AND (${expected}) AND contains(record, ${literal(`"${field}"`)}) ` +
      `AND TRY(json_type(record, ${literal(jsonPath(field, within))})) ${form(field, shape)} THEN ${literal(`${field};`)} ELSE '' END`,
  );
  return `nullif(${flags.join(' || ')}, '')`;
}

function jsonPath(field: string, within?: string): string {
  return within === undefined ? `$.${field}` : `$.${within}.${field}`;
}

/** What `json_type` says of a field of another form: neither what the shape has, nor null. */
function form(field: string, shape: Shape): string {
  return `NOT IN ('NULL', '${isList(shape[field] ?? 'text') ? 'ARRAY' : 'OBJECT'}')`;
}

/** A list of another form comes out null, an object of another form as an object whose fields are all null. */
function nothingIn(field: string, shape: Shape): string {
  const node = shape[field];
  if (node === undefined || node === 'text' || isList(node)) return `s.${quoted(field)} IS NULL`;
  return Object.keys(node)
    .map((leaf) => `s.${quoted(field)}.${quoted(leaf)} IS NULL`)
    .join(' AND ');
}

/** A misshapen field brought into the shape: one object for a list, or the first of a list for one object. */
function mend(field: string, shape: Shape, within?: string): string {
  const node = shape[field];
  if (node === undefined || node === 'text') throw new TypeError(`${field} is no nested field of the shape`);
  const path = literal(jsonPath(field, within));
  const wanted = literal(JSON.stringify(nodeJson(node)));
  const other = isList(node)
    ? `CASE json_type(record, ${path}) WHEN 'OBJECT' THEN json_transform('[' || json_extract(record, ${path}) || ']', ${wanted}) END`
    : `CASE json_type(record, ${path}) WHEN 'ARRAY' THEN json_transform(json_extract(record, ${literal(`${jsonPath(field, within)}[0]`)}), ${wanted}) END`;
  return `${quoted(field)} := CASE WHEN misshapen IS NOT NULL AND contains(misshapen, ${literal(`${field};`)}) THEN ${other} ELSE s.${quoted(field)} END`;
}

function isList(node: ShapeNode): node is readonly [Shape | 'text'] {
  return Array.isArray(node);
}

function nodeJson(node: ShapeNode): unknown {
  if (node === 'text') return 'VARCHAR';
  if (isList(node)) return [nodeJson(node[0])];
  return shapeJson(node as Shape);
}

function shapeJson(shape: Shape): Record<string, unknown> {
  return Object.fromEntries(Object.entries(shape).map(([field, node]) => [field, nodeJson(node)]));
}

function pathSelect(stage: PathStage, input: StageInput): string {
  const entries = Object.entries(stage.paths);
  const all = [...new Set(entries.flatMap(([, paths]) => paths))];
  const position = (path: string): string => `nullif(v[${all.indexOf(path) + 1}], '')`;
  const columns = entries.map(
    ([name, paths]) => `coalesce(${[...paths.map(position), 'NULL'].join(', ')}) AS ${quoted(name)}`,
  );
  const parsed = once(`TRY(json_extract_string(record, [${all.map(literal).join(', ')}]))`);
  const base = `SELECT source_id, ordinal, date_order, record, envelope, ${parsed} AS v FROM ${input.relation}`;
  const named = `SELECT source_id, ordinal, date_order, record, envelope, ${CONTENT} AS content, CAST(NULL AS VARCHAR) AS misshapen, ${columns.join(', ')} FROM (${base}) WHERE v IS NOT NULL`;
  const further = Object.entries(stage.columns ?? {}).map(([name, expression]) => `, ${expression} AS ${quoted(name)}`);
  return `SELECT * EXCLUDE (envelope)${further.join('')} FROM (${named})`;
}

/**
 * The SELECT of one projection: every column of its table in order, from the rows named by `rows` (a relation), and
 * behind them the columns named in `also` (`source_id`, `ordinal` of the record).
 */
export function projectionSelect(projection: Projection, rows: string, also: readonly string[] = []): string {
  const table = tableNamed(projection.table);
  for (const name of Object.keys(projection.columns)) {
    if (findColumn(table, name) === undefined) throw new TypeError(`${projection.table} has no column ${name}`);
  }
  const columns = table.columns.map((column) => {
    const expression = projection.columns[column.name] ?? standard(column.name);
    return `CAST(${expression} AS ${column.type}) AS ${column.name}`;
  });
  const from = projection.from === undefined ? `${rows}` : projection.from.replaceAll('{staged}', () => rows);
  const where = projection.where === undefined ? '' : ` WHERE ${projection.where}`;
  return `SELECT ${[...columns, ...also].join(', ')} FROM ${from}${where}`;
}

function standard(name: string): string {
  if (name === 'event_id') return 'event_id';
  if (name === 'part') return '0';
  return 'NULL';
}
