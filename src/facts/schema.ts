/** All tables in one list, and the DDL made from them. */
import { DERIVED_TABLES, LEDGER_TABLES, RESULT_TABLES } from './case-tables.ts';
import { RECORD_TABLES } from './record-tables.ts';
import { storedIn, type Table } from './table.ts';
import { TOKEN_TABLES } from './token-tables.ts';

/** Version of the case format; a case of another version is refused. */
export const SCHEMA_VERSION = 3;

export const TABLES: readonly Table[] = [
  ...RECORD_TABLES,
  ...DERIVED_TABLES,
  ...TOKEN_TABLES,
  ...LEDGER_TABLES,
  ...RESULT_TABLES,
];

const BY_NAME: ReadonlyMap<string, Table> = new Map(TABLES.map((table) => [table.name, table]));

/** The table of that name; throws for a name that is none (a programmer's fault). */
export function tableNamed(name: string): Table {
  const table = BY_NAME.get(name);
  if (table === undefined) throw new TypeError(`no table "${name}" in facts`);
  return table;
}

/**
 * Columns whose texts hardly repeat. The engine would look for a dictionary in each of their segments, find none, and have
 * spent a quarter of the time of the insert.
 */
const UNREPEATED: ReadonlySet<string> = new Set([
  'event.vendor_id',
  'access.vendor_id',
  'message.message_id',
  'message.item_id',
  'sign_in.request_id',
  'sign_in.token_id',
  'issuance.token_id',
  'token_use.identifier',
  'token_use.session_id',
]);

/**
 * `CREATE TABLE` of one table; of a view, of the table beneath it. No keys: ten million ids cost 29.5 s as a primary key and
 * 0.6 s as an anti-join.
 */
export function createTable(table: Table): string {
  const columns = table.columns
    .map(({ name, type }) => {
      const kept = UNREPEATED.has(`${table.name}.${name}`) ? ' USING COMPRESSION uncompressed' : '';
      return `${name} ${type}${kept}`;
    })
    .join(', ');
  return `CREATE TABLE IF NOT EXISTS ${storedIn(table)} (${columns})`;
}

/** `CREATE VIEW` of a table that is one; the tables that it reads are there. */
export function createView({ name, columns, view }: Table): string | null {
  if (view === undefined) return null;
  const { from, where, columns: own } = view.also;
  const others = columns.map((column) =>
    own[column.name] === undefined ? column.name : `${own[column.name]} AS ${column.name}`,
  );
  const names = columns.map((column) => column.name);
  return `CREATE VIEW IF NOT EXISTS ${name} AS SELECT ${names.join(', ')} FROM ${view.rows} UNION ALL SELECT ${others.join(', ')} FROM ${from} WHERE ${where}`;
}
