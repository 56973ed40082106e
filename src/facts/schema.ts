/** All tables in one list, and the DDL made from them. */
import { DERIVED_TABLES, LEDGER_TABLES, RESULT_TABLES } from './case-tables.ts';
import { RECORD_TABLES } from './record-tables.ts';
import type { Table } from './table.ts';
import { TOKEN_TABLES } from './token-tables.ts';

/** Version of the case format; a case of another version is refused. */
export const SCHEMA_VERSION = 2;

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

/** `CREATE TABLE` of one table. No keys: ten million ids cost 29.5 s as a primary key and 0.6 s as an anti-join. */
export function createTable(table: Table): string {
  const columns = table.columns.map((column) => `${column.name} ${column.type}`).join(', ');
  return `CREATE TABLE IF NOT EXISTS ${table.name} (${columns})`;
}
