/**
 * A case may come from a stranger, and a database file can hold more than rows: functions that stand before the engine's own
 * of the same name, columns that are computed when they are read, views that read any file. None of it is ever run.
 */
import type { DuckDBConnection } from '@duckdb/node-api';
import { LetterlockError } from '../errors.ts';
import { createTable, createView, TABLES, tableNamed } from '../facts/index.ts';
import { storedViews } from './content.ts';
import type { Database } from './database.ts';

/** SQL: what an attached file holds that computes something, in words. */
function codeIn(catalog: string): string {
  return `SELECT 'the function ' || function_name AS what FROM duckdb_functions() WHERE database_name = '${catalog}' AND NOT internal
    UNION ALL SELECT 'the type ' || type_name FROM duckdb_types() WHERE database_name = '${catalog}' AND NOT internal
    UNION ALL SELECT 'a formula for the column ' || table_name || '.' || column_name FROM duckdb_columns() WHERE database_name = '${catalog}' AND column_default IS NOT NULL
    ORDER BY what LIMIT 1`;
}

/**
 * Asked of a connection that does not work in the file yet, where its functions are not those that are called. Throws
 * `case-foreign`.
 */
export async function mustHoldRowsAlone(connection: DuckDBConnection, catalog: string, path: string): Promise<void> {
  const [row] = (await connection.runAndReadAll(codeIn(catalog))).getRows();
  if (row !== undefined) throw new LetterlockError('case-foreign', { path, what: String(row[0]) });
}

/** The views of a case must be this program's, to the letter. Throws `case-foreign`. */
export async function mustHoldOwnViews(database: Database, path: string): Promise<void> {
  const own = new Map((await ownViews(database)).map(({ name, text }) => [name, text]));
  for (const { name, text } of await storedViews(database)) {
    if (own.get(name) !== text) throw new LetterlockError('case-foreign', { path, what: `the view ${name}` });
  }
}

/** The views of a database that this program has just made. */
async function ownViews(database: Database): ReturnType<typeof storedViews> {
  const { current } = await database.one('SELECT current_database() AS current');
  await database.run(`ATTACH ':memory:' AS made`);
  try {
    await database.run('USE made');
    for (const table of TABLES) {
      const { view } = table;
      const text = createView(table);
      if (view === undefined || text === null) continue;
      for (const beneath of [table, tableNamed(view.also.from)]) await database.run(createTable(beneath));
      await database.run(text);
    }
    return await storedViews(database);
  } finally {
    await database.run(`USE ${String(current)}`);
    await database.run('DETACH made');
  }
}
