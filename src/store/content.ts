/**
 * What the tables of a case hold, as hashes. The file itself is not the same byte for byte after it was opened again, so it
 * is the rows that are hashed: each row as text, SHA-256 of it, and SHA-256 over the sorted hashes of the rows. Sorting is
 * the engine's work and spills to disk; memory does not grow with the table.
 */
import { createHash } from 'node:crypto';
import type { Database } from './database.ts';

export interface TableContent {
  readonly name: string;
  readonly rows: number;
  /** Over names and types of the columns and over all rows, whatever their order; hex. */
  readonly sha256: string;
}

interface ColumnOf {
  readonly name: string;
  readonly type: string;
}

/**
 * Every table and view that the file holds, by name: also such as do not belong there. A view is hashed as its text and
 * never asked: the file may be a stranger's, and a view may read what it likes.
 */
export async function tableContents(database: Database): Promise<readonly TableContent[]> {
  const contents: TableContent[] = [];
  for (const table of await storedTables(database)) contents.push(await contentOf(database, table));
  for (const { name, text } of await storedViews(database)) contents.push({ name, rows: 0, sha256: sha256Of(text) });
  return contents.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

interface StoredView {
  readonly name: string;
  /** As the engine writes it down. */
  readonly text: string;
}

/** Every view that the file holds. */
export async function storedViews(database: Database): Promise<readonly StoredView[]> {
  const rows = await database.all(
    `SELECT schema_name, view_name, sql FROM duckdb_views() WHERE database_name = current_database() AND NOT internal ORDER BY schema_name, view_name`,
  );
  return rows.map((row) => ({
    name: shownName(String(row['schema_name']), String(row['view_name'])),
    text: String(row['sql']),
  }));
}

/** Whether a name of the usual schema is a table and no view. */
export async function isStoredTable(database: Database, name: string): Promise<boolean> {
  return (await storedTables(database)).some((table) => table.name === name);
}

function sha256Of(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

/** A table, with its schema where that is not the usual one. */
interface StoredTable {
  readonly name: string;
  /** As SQL names it. */
  readonly path: string;
  readonly columns: ColumnOf[];
}

async function storedTables(database: Database): Promise<readonly StoredTable[]> {
  const rows = await database.all(
    `SELECT t.schema_name, t.table_name, c.column_name, c.data_type FROM duckdb_columns() AS c
     JOIN duckdb_tables() AS t ON t.table_oid = c.table_oid AND t.database_oid = c.database_oid
     WHERE c.database_name = current_database() AND NOT c.internal ORDER BY t.schema_name, t.table_name, c.column_index`,
  );
  const tables = new Map<string, StoredTable>();
  for (const row of rows) {
    const [schema, table] = [String(row['schema_name']), String(row['table_name'])];
    const path = `${quoted(schema)}.${quoted(table)}`;
    const column = { name: String(row['column_name']), type: String(row['data_type']) };
    const known = tables.get(path);
    if (known === undefined) tables.set(path, { name: shownName(schema, table), path, columns: [column] });
    else known.columns.push(column);
  }
  return [...tables.values()];
}

function shownName(schema: string, name: string): string {
  return schema === 'main' ? name : `${schema}.${name}`;
}

async function contentOf(database: Database, { name, path, columns }: StoredTable): Promise<TableContent> {
  const hash = createHash('sha256');
  hash.update(`${columns.map((column) => `${column.name} ${column.type}`).join(', ')}\n`);
  const result = await database.connection.stream(
    `SELECT sha256(${columns.map(cell).join(' || ')}) AS row_hash FROM ${path} ORDER BY row_hash`,
  );
  let rows = 0;
  for (;;) {
    const chunk = await result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) break;
    rows += chunk.rowCount;
    hash.update(
      chunk
        .getColumnValues(0)
        .map((value) => `${String(value)}\n`)
        .join(''),
    );
  }
  return { name, rows, sha256: hash.digest('hex') };
}

/** A value as `LENGTH:TEXT`, its length in bytes; `-` for null. Nothing else in the row can look like it. */
function cell({ name, type }: ColumnOf): string {
  const text = textOf(quoted(name), type);
  return `coalesce(CAST(strlen(${text}) AS VARCHAR) || ':' || ${text}, '-')`;
}

function textOf(column: string, type: string): string {
  if (type === 'VARCHAR') return column;
  // Microseconds: a time has one number and many spellings.
  if (type === 'TIMESTAMP') return `CAST(epoch_us(${column}) AS VARCHAR)`;
  return `CAST(${column} AS VARCHAR)`;
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
