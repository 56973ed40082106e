/** Makes the tables of a case, and holds a transaction. */

import { LetterlockError } from '../errors.ts';
import { createTable, createView, SCHEMA_VERSION, TABLES } from '../facts/index.ts';
import type { Database } from './database.ts';

/** Makes every table that is not there; refuses a case of another format version. */
export async function createTables(database: Database, path: string): Promise<void> {
  await database.run('CREATE TABLE IF NOT EXISTS case_format (version BIGINT)');
  const rows = await database.all('SELECT version FROM case_format');
  const found = rows[0]?.['version'];
  if (found !== undefined && Number(found) !== SCHEMA_VERSION) {
    throw new LetterlockError('case-version', { path, found: Number(found), expected: SCHEMA_VERSION });
  }
  await inTransaction(database, async () => {
    for (const table of TABLES) await database.run(createTable(table));
    for (const table of TABLES) {
      const view = createView(table);
      if (view !== null) await database.run(view);
    }
    if (found === undefined) await database.run(`INSERT INTO case_format VALUES (${SCHEMA_VERSION})`);
  });
}

/** Runs `work` in one transaction: all of it or nothing. */
export async function inTransaction<Result>(database: Database, work: () => Promise<Result>): Promise<Result> {
  await database.run('BEGIN TRANSACTION');
  try {
    const result = await work();
    await database.run('COMMIT');
    return result;
  } catch (error) {
    await database.rollback();
    throw error;
  }
}
