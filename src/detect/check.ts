/**
 * The gate on a detection's SQL. The query is parsed by the engine that will run it, and the tree is walked: one SELECT,
 * facts and its own CTEs only, functions from the list only. What the tree does not know is refused, not passed over.
 */
import { literal, tableNamed } from '../facts/index.ts';
import { FACT_TABLE_NAMES, replaceParameters, structureOf } from '../sql/index.ts';
import type { Database } from '../store/index.ts';
import type { Detection } from './definition.ts';
import { ALLOWED_FUNCTIONS, INSTEAD } from './functions.ts';
import { RESULT_COLUMNS } from './result-columns.ts';

export interface CheckReport {
  /** What is wrong with the SQL; empty is good. */
  readonly problems: readonly string[];
  /** How many nodes of the tree, tables and calls were looked at: a gate that looked at nothing has proven nothing. */
  /** Name -> SQL type of the columns that it gives; empty where its SQL is not allowed. */
  readonly columns: ReadonlyMap<string, string>;
  readonly lookedAt: { readonly nodes: number; readonly tables: number; readonly functions: number };
}

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
type JsonObject = { readonly [key: string]: Json };

/** Expressions whose meaning both engines share. */
const EXPRESSIONS: ReadonlySet<string> = new Set([
  'COLUMN_REF',
  'CONSTANT',
  'FUNCTION',
  'COMPARISON',
  'CONJUNCTION',
  'OPERATOR',
  'CASE',
  'CAST',
  'WINDOW',
  'SUBQUERY',
  'PARAMETER',
  'STAR',
  'BETWEEN',
]);
const RELATIONS: ReadonlySet<string> = new Set(['BASE_TABLE', 'JOIN', 'SUBQUERY', 'EXPRESSION_LIST', 'EMPTY']);
const QUERIES: ReadonlySet<string> = new Set(['SELECT_NODE', 'SET_OPERATION_NODE', 'CTE_NODE']);
const JOINS: ReadonlySet<string> = new Set(['INNER', 'LEFT', 'RIGHT', 'OUTER']);
/** INTEGER: so does the parser write an interval literal. */
const TYPES: ReadonlySet<string> = new Set(['BIGINT', 'DOUBLE', 'BOOLEAN', 'VARCHAR', 'TIMESTAMP', 'INTEGER']);

/** Spellings that the tree no longer shows. */
const TEXT_RULES: readonly (readonly [pattern: RegExp, problem: string])[] = [
  [/::/, 'the cast `::` is DuckDB only; write CAST(a AS type)'],
  [/\bGROUP\s+BY\s+ALL\b/i, 'GROUP BY ALL is DuckDB only'],
  [/\bORDER\s+BY\s+ALL\b/i, 'ORDER BY ALL is DuckDB only'],
  [/\bUSING\s+SAMPLE\b|\bTABLESAMPLE\b/i, 'a sample is not the same in every run'],
  [
    /\bIS\s+(?:NOT\s+)?(?:TRUE|FALSE|UNKNOWN)\b/i,
    'IS TRUE and IS FALSE are not in Trino; write (a IS NULL OR a) and the like',
  ],
  [/;/, 'one statement only, without a semicolon'],
  [/\$\$/, 'quoting with $$ is DuckDB only'],
  [/\bSELECT\s+DISTINCT\s+ON\b/i, 'DISTINCT ON is DuckDB only'],
];

/**
 * Checks the SQL of one detection. `database` has the tables of a case (empty ones will do): the columns of the result
 * are asked of it.
 */
export async function checkSql(
  database: Database,
  detection: Pick<Detection, 'sql' | 'parameters' | 'baseline'>,
): Promise<CheckReport> {
  const structure = structureOf(detection.sql);
  const textual = TEXT_RULES.filter(([pattern]) => pattern.test(structure)).map(([, problem]) => problem);
  const tree = await parsedTree(database, detection.sql);
  if (typeof tree === 'string')
    return { problems: [...textual, tree], columns: new Map(), lookedAt: { nodes: 0, tables: 0, functions: 0 } };
  const walk = new Walk();
  walk.visit(tree);
  const { baseline } = detection;
  const unknownKey =
    baseline !== undefined && !tableNamed(baseline.fact).columns.some(({ name }) => name === baseline.by);
  const own = [
    ...textual,
    ...walk.problems,
    ...(unknownKey ? [`baseline: ${baseline.fact} has no column "${baseline.by}"`] : []),
  ];
  // Only what has passed is handed to the engine's binder.
  const { problems, columns } =
    own.length > 0 ? { problems: own, columns: new Map<string, string>() } : await boundColumns(database, detection);
  return { problems: [...new Set(problems)], columns, lookedAt: walk.counts() };
}

async function parsedTree(database: Database, query: string): Promise<JsonObject | string> {
  const row = await database.one(`SELECT json_serialize_sql(${literal(query)}::VARCHAR) AS tree`);
  const tree = JSON.parse(String(row.tree)) as JsonObject;
  if (tree.error === true) return `is no single SELECT: ${String(tree.error_message)}`;
  const statements = tree.statements;
  if (!Array.isArray(statements) || statements.length !== 1) return 'must be one statement';
  return tree;
}

/** Result columns by name and type, as the engine binds them, and what is wrong with them. */
async function boundColumns(
  database: Database,
  detection: Pick<Detection, 'sql' | 'parameters'>,
): Promise<Pick<CheckReport, 'problems' | 'columns'>> {
  let found: ReadonlyMap<string, string>;
  try {
    found = await resultColumns(database, detection);
  } catch (error) {
    const problem = error instanceof Error ? (error.message.split('\nin: ', 1)[0] ?? '') : String(error);
    return { problems: [problem], columns: new Map() };
  }
  const problems: string[] = [];
  for (const [name, column] of Object.entries(RESULT_COLUMNS)) {
    const type = found.get(name);
    if (type === undefined && column.required)
      problems.push(`the result must have a column "${name}" (${column.type})`);
    if (type !== undefined && type !== column.type && !(type === '"NULL"' && !column.required)) {
      problems.push(`the result's column "${name}" must be ${column.type}, and is ${type}`);
    }
  }
  for (const name of found.keys())
    if (!(name in RESULT_COLUMNS)) problems.push(`the result has an unknown column "${name}"`);
  return { problems, columns: found };
}

/**
 * Name -> SQL type of the columns that the query gives. It is bound with the defaults of its parameters as literals, since
 * the engine folds a null away together with its type.
 */
async function resultColumns(
  database: Database,
  detection: Pick<Detection, 'sql' | 'parameters'>,
): Promise<ReadonlyMap<string, string>> {
  const defaults = new Map(
    detection.parameters.map(({ name, type, default: value }) => [
      name,
      `CAST(${literal(String(value))} AS ${SQL_TYPE[type]})`,
    ]),
  );
  const rows = await database.all(
    `DESCRIBE ${replaceParameters(detection.sql, (name) => defaults.get(name) ?? 'NULL')}`,
  );
  return new Map(rows.map((row) => [String(row.column_name), String(row.column_type)]));
}

/** SQL types of parameter types. */
export const SQL_TYPE = { integer: 'BIGINT', number: 'DOUBLE', text: 'VARCHAR', boolean: 'BOOLEAN' } as const;

class Walk {
  readonly problems: string[] = [];
  #nodes = 0;
  #tables = 0;
  #functions = 0;
  /** Names of CTEs, wherever they are defined. A CTE must not take the name of a fact, so that none can hide one. */
  readonly #ctes = new Set<string>();

  counts(): CheckReport['lookedAt'] {
    return { nodes: this.#nodes, tables: this.#tables, functions: this.#functions };
  }

  visit(node: Json): void {
    this.#collectCtes(node);
    this.#walk(node);
  }

  #collectCtes(node: Json): void {
    if (isList(node)) for (const entry of node) this.#collectCtes(entry);
    else if (isObject(node)) {
      const map = node.cte_map;
      const entries = isObject(map) && isList(map.map) ? map.map : [];
      for (const entry of entries) {
        if (!isObject(entry)) continue;
        const name = String(entry.key);
        if (FACT_TABLE_NAMES.has(name)) this.problems.push(`the CTE "${name}" takes the name of a fact`);
        this.#ctes.add(name);
      }
      for (const value of Object.values(node)) this.#collectCtes(value);
    }
  }

  #walk(node: Json): void {
    if (isList(node)) for (const entry of node) this.#walk(entry);
    else if (isObject(node)) {
      this.#nodes += 1;
      this.#judge(node);
      for (const value of Object.values(node)) this.#walk(value);
    }
  }

  #judge(node: JsonObject): void {
    const { class: expression, type } = node;
    if (typeof expression === 'string') this.#expression(node, expression);
    else if (typeof type === 'string' && 'cte_map' in node) this.#query(node, type);
    else if (typeof type === 'string' && 'sample' in node) this.#relation(node, type);
    else if (typeof type === 'string' && /_MODIFIER$/.test(type) && !/^(ORDER|LIMIT|DISTINCT)_MODIFIER$/.test(type))
      this.problems.push(`${type} is not allowed`);
  }

  #query(node: JsonObject, type: string): void {
    if (!QUERIES.has(type)) this.problems.push(`${type} is not allowed (no recursion, no statements beside SELECT)`);
    if (node.qualify !== null && node.qualify !== undefined)
      this.problems.push('QUALIFY is not in Trino; filter in an outer SELECT');
    if (node.sample !== null && node.sample !== undefined) this.problems.push('a sample is not the same in every run');
    this.#stars(node);
  }

  /** Stars that multiply would make a million columns out of twenty steps, before any limit of the engine holds. */
  #stars({ select_list: selected, from_table: from }: JsonObject): void {
    const stars = isList(selected)
      ? selected.filter((entry): entry is JsonObject => isObject(entry) && entry.class === 'STAR')
      : [];
    const joined = isObject(from) && from.type === 'JOIN';
    if (stars.length > 1 || (joined && stars.some(({ relation_name: name }) => name === '')))
      this.problems.push('* may stand once in a SELECT, and beside a join it must name its table (a.*)');
  }

  #relation(node: JsonObject, type: string): void {
    if (!RELATIONS.has(type)) this.problems.push(`a FROM item of kind ${type} is not allowed`);
    if (type === 'JOIN') {
      const kind = String(node.join_type);
      const reference = String(node.ref_type);
      if (!JOINS.has(kind)) this.problems.push(`a ${kind} join is not in both engines`);
      if (reference !== 'REGULAR' && reference !== 'CROSS')
        this.problems.push(`a ${reference} join is not in both engines`);
    }
    if (type !== 'BASE_TABLE') return;
    this.#tables += 1;
    const name = String(node.table_name);
    if (node.schema_name !== '' || node.catalog_name !== '')
      this.problems.push(`"${name}": tables are named without schema`);
    if (!this.#ctes.has(name) && !FACT_TABLE_NAMES.has(name))
      this.problems.push(`"${name}" is neither a fact nor a CTE of this query`);
  }

  #expression(node: JsonObject, kind: string): void {
    if (!EXPRESSIONS.has(kind)) {
      this.problems.push(`${kind === 'LAMBDA' ? 'a lambda' : `an expression of kind ${kind}`} is not in both engines`);
      return;
    }
    if (kind === 'FUNCTION' || kind === 'WINDOW') this.#call(node, kind);
    if (kind === 'CAST') {
      const target = node.cast_type;
      const id = isObject(target) ? String(target.id) : '';
      if (!TYPES.has(id) && id !== 'INTERVAL')
        this.problems.push(`a cast to ${id} is not allowed; facts hold ${[...TYPES].join(', ')}`);
      if (node.try_cast === true) this.problems.push('TRY_CAST is for normalisers; facts have their types');
    }
    if (kind === 'STAR' && (nonEmpty(node.exclude_list) || nonEmpty(node.replace_list) || node.columns === true)) {
      this.problems.push('* with EXCLUDE, REPLACE or COLUMNS is DuckDB only');
    }
  }

  #call(node: JsonObject, kind: string): void {
    this.#functions += 1;
    const name = String(node.function_name).toLowerCase();
    if (node.schema !== '' || node.catalog !== '') this.problems.push(`${name}: functions are named without schema`);
    if (ALLOWED_FUNCTIONS.has(name)) return;
    const reason = INSTEAD.get(name);
    this.problems.push(
      reason === undefined
        ? `the ${kind === 'WINDOW' ? 'window ' : ''}function "${name}" is not allowed`
        : `"${name}" is not allowed: ${reason}`,
    );
  }
}

function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function nonEmpty(value: Json | undefined): boolean {
  return isList(value) ? value.length > 0 : isObject(value) && Object.keys(value).length > 0;
}
