/** JSON lines of our own making into a temporary table: what drills compare with. Never for a user's file. */
import { literal } from '../facts/index.ts';
import type { Database } from './database.ts';

/**
 * Makes the temporary table `name` from a file of JSON lines. `columns`: name -> engine type. Lines that lack a field have
 * null there. The path is one that this program made: the engine takes special characters of it for patterns.
 */
export async function jsonLinesTable(
  database: Database,
  name: string,
  path: string,
  columns: Readonly<Record<string, string>>,
): Promise<void> {
  const types = Object.entries(columns).map(([column, type]) => `${literal(column)}: ${literal(type)}`);
  await database.run(
    `CREATE OR REPLACE TEMP TABLE ${name} AS SELECT * FROM read_json(${literal(path.replaceAll('\\', '/'))}, format = 'newline_delimited', columns = {${types.join(', ')}})`,
  );
}
