/** Derived tables are made anew as a whole: a fresh table is written in bulk and leaves no dead rows in the case file. */
import { createTable, tableNamed } from '../../facts/index.ts';
import type { Database } from '../../store/index.ts';

/** Empties a table of origin `derived`, within the caller's transaction. */
export async function emptyTable(database: Database, name: string): Promise<void> {
  const table = tableNamed(name);
  if (table.origin !== 'derived') throw new TypeError(`${name} is not derived`);
  await database.run(`DROP TABLE IF EXISTS ${name}`);
  await database.run(createTable(table));
}
