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

/** Every table and view that the file holds, by name: also such as do not belong there. */
export async function tableContents(database: Database): Promise<readonly TableContent[]> {
  const contents: TableContent[] = [];
  for (const [name, columns] of await columnsByTable(database)) contents.push(await contentOf(database, name, columns));
  return contents;
}

async function columnsByTable(database: Database): Promise<ReadonlyMap<string, readonly ColumnOf[]>> {
  const rows = await database.all(
    `SELECT table_name, column_name, data_type FROM duckdb_columns()
     WHERE database_name = current_database() AND NOT internal ORDER BY table_name, column_index`,
  );
  const tables = new Map<string, ColumnOf[]>();
  for (const row of rows) {
    const name = String(row['table_name']);
    const column = { name: String(row['column_name']), type: String(row['data_type']) };
    const columns = tables.get(name);
    if (columns === undefined) tables.set(name, [column]);
    else columns.push(column);
  }
  return tables;
}

async function contentOf(database: Database, name: string, columns: readonly ColumnOf[]): Promise<TableContent> {
  const hash = createHash('sha256');
  hash.update(`${columns.map((column) => `${column.name} ${column.type}`).join(', ')}\n`);
  const result = await database.connection.stream(
    `SELECT sha256(${columns.map(cell).join(' || ')}) AS row_hash FROM ${quoted(name)} ORDER BY row_hash`,
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
