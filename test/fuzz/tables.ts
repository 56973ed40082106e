/** The facts of a case as text in a total order, to hold two runs against each other. */
import { LEDGER_TABLES, RECORD_TABLES, UNCOMPARED_COLUMNS } from '../../src/facts/index.ts';
import type { Database } from '../../src/store/index.ts';

/** Every row of every table that ingest fills; times of the run are the same in every run. */
export async function everything(database: Database): Promise<ReadonlyMap<string, readonly string[]>> {
  const tables = new Map<string, readonly string[]>();
  for (const { name } of [...LEDGER_TABLES, ...RECORD_TABLES]) {
    const rows = await database.all(`SELECT CAST(to_json(t) AS VARCHAR) AS row FROM ${name} AS t ORDER BY row`);
    tables.set(
      name,
      rows.map((row) => String(row['row'])),
    );
  }
  return tables;
}

/** Facts of events that came in one version only: those do not depend on which source came first. */
export async function factsOfSingleVersions(database: Database): Promise<ReadonlyMap<string, readonly string[]>> {
  const tables = new Map<string, readonly string[]>();
  for (const { name, columns } of RECORD_TABLES) {
    const chosen = columns
      .filter((column) => !UNCOMPARED_COLUMNS.has(column.name) || column.name === 'event_id' || column.name === 'part')
      .map((column) => column.name);
    const rows = await database.all(
      `SELECT CAST(to_json(t) AS VARCHAR) AS row FROM (SELECT ${chosen.join(', ')} FROM ${name}) AS t
       WHERE event_id NOT IN (SELECT event_id FROM event_source WHERE status = 'merged') ORDER BY row`,
    );
    tables.set(
      name,
      rows.map((row) => String(row['row'])),
    );
  }
  const accounts = await database.all(
    `SELECT s.path || ' ' || coalesce(s.container_path, '') || ' ' || s.format || ' ' || s.read || ' ' || s.rejected || ' ' || coalesce((SELECT string_agg(r.ordinal || r.code || r.place, ',' ORDER BY r.ordinal) FROM reject AS r WHERE r.source_id = s.source_id), '') AS row FROM source AS s ORDER BY row`,
  );
  tables.set(
    'accounts',
    accounts.map((row) => String(row['row'])),
  );
  return tables;
}

/** Sentences on the rows in which two runs differ; none where they are alike. */
export function differences(
  what: string,
  left: ReadonlyMap<string, readonly string[]>,
  right: ReadonlyMap<string, readonly string[]>,
): readonly string[] {
  return [...left].flatMap(([table, rows]) => {
    const others = right.get(table) ?? [];
    const there = new Set(rows);
    const here = new Set(others);
    const missing = rows.filter((row) => !here.has(row)).slice(0, 3);
    const extra = others.filter((row) => !there.has(row)).slice(0, 3);
    if (missing.length + extra.length === 0 && rows.length === others.length) return [];
    return [
      `${what}: ${table} differs (${rows.length} and ${others.length} rows); only first: ${missing.join(' | ')}; only second: ${extra.join(' | ')}`,
    ];
  });
}
