/**
 * Records with an id that is there already but with other bytes: the portal, the API and Graph write the same record in
 * different shapes. Null yields to a value; where two values differ, the first stands and the ledger keeps the other;
 * a sign-in sent again with a later state replaces the earlier one, whose values are kept as history.
 */
import { literal, storedIn, type Table, tableNamed, UNCOMPARED_COLUMNS } from '../facts/index.ts';
import { type Family, projectionSelect } from '../normalise/index.ts';
import type { Database } from '../store/index.ts';
import { eachFamily, projectRows } from './project.ts';
import type { StagedRows } from './stage-chunk.ts';

/**
 * Reads the temp table `verdict` and the staged rows of the chunk. All versions of an event are laid beside one another at
 * once, so that a thousand of them cost no more statements than two.
 */
export async function mergeRecords(
  database: Database,
  staged: readonly StagedRows[],
  families: readonly Family[],
): Promise<void> {
  // A first version may stand in this very chunk: it goes in before the others are laid beside it.
  for (const rows of staged) await storeFirstVersions(database, rows, families);
  // Placed: they are not stored again with the rest of the chunk.
  await database.run(
    `UPDATE verdict SET status = 'placed' WHERE status = 'stored' AND event_id IN (SELECT event_id FROM verdict WHERE status = 'merged')`,
  );
  const merging = `SELECT source_id, ordinal FROM verdict WHERE status = 'merged'`;
  const incoming = new Set<string>();
  for (const { stage, relation } of staged) {
    const select = `SELECT s.* FROM ${relation} AS s SEMI JOIN (${merging}) AS m USING (source_id, ordinal)`;
    await database.run(`CREATE OR REPLACE TEMP TABLE merging AS ${select}`);
    await eachFamily(database, stage, 'merging', families, async (projection, rows) => {
      const table = `incoming_${projection.table}`;
      const versions = projectionSelect(projection, rows, ['source_id', 'ordinal']);
      await database.run(
        incoming.has(table)
          ? `INSERT INTO ${table} ${versions}`
          : `CREATE OR REPLACE TEMP TABLE ${table} AS ${versions}`,
      );
      incoming.add(table);
    });
  }
  for (const table of incoming) {
    await mergeTable(database, tableNamed(table.slice('incoming_'.length)), table);
    await database.run(`DROP TABLE ${table}`);
  }
}

/** Events whose first version and another one arrive in the same chunk: the first is stored now, and not again later. */
async function storeFirstVersions(
  database: Database,
  { stage, relation }: StagedRows,
  families: readonly Family[],
): Promise<void> {
  const first = `SELECT v.source_id, v.ordinal FROM verdict AS v WHERE v.status = 'stored' AND v.event_id IN (SELECT event_id FROM verdict WHERE status = 'merged')`;
  await database.run(
    `CREATE OR REPLACE TEMP TABLE first_version AS SELECT s.* FROM ${relation} AS s SEMI JOIN (${first}) AS f USING (source_id, ordinal)`,
  );
  if (Number((await database.one('SELECT count(*) AS n FROM first_version'))['n']) === 0) return;
  await projectRows(database, stage, 'first_version', families);
}

async function mergeTable(database: Database, table: Table, incoming: string): Promise<void> {
  if (Number((await database.one(`SELECT count(*) AS n FROM ${incoming}`))['n']) === 0) return;
  const key = ['event_id', ...table.within];
  if (table.within.every((name) => name === 'part')) await mergeFields(database, table, incoming, key);
  const columns = table.columns.map((column) => column.name);
  const same = key.map((name) => `t.${name} IS NOT DISTINCT FROM i.${name}`).join(' AND ');
  // What no row stands for yet: a message more, a second part. Of several versions the first gives it.
  await database.run(
    `INSERT INTO ${storedIn(table)} SELECT ${columns.join(', ')} FROM (
       SELECT *, row_number() OVER (PARTITION BY ${key.join(', ')} ORDER BY source_id, ordinal) AS version FROM ${incoming}) AS i
     WHERE version = 1 AND NOT EXISTS (SELECT 1 FROM ${storedIn(table)} AS t WHERE ${same})`,
  );
}

/** Fields of rows that are there already: gaps are filled, differences go to the ledger. */
async function mergeFields(database: Database, table: Table, incoming: string, key: readonly string[]): Promise<void> {
  const names = table.columns.map((column) => column.name);
  const compared = names.filter((name) => !UNCOMPARED_COLUMNS.has(name));
  const hasState = names.includes('emitted_at');
  const order = hasState ? 'emitted_at DESC NULLS LAST, arrival, source_id, ordinal' : 'arrival, source_id, ordinal';
  const keys = key.join(', ');
  await database.run(
    `CREATE OR REPLACE TEMP TABLE version AS
     SELECT *, row_number() OVER (PARTITION BY ${keys} ORDER BY ${order}) AS rank FROM (
       SELECT ${names.map((name) => `t.${name}`).join(', ')}, es.source_id, es.ordinal, 0 AS arrival FROM ${storedIn(table)} AS t
       SEMI JOIN ${incoming} AS i USING (event_id) LEFT JOIN (SELECT * FROM event_source WHERE status = 'stored') AS es USING (event_id)
       UNION ALL SELECT ${names.join(', ')}, source_id, ordinal, 1 AS arrival FROM ${incoming})`,
  );
  const best = names.filter((name) => !key.includes(name)).map((name) => `arg_min(${name}, rank) AS ${name}`);
  await database.run(
    `CREATE OR REPLACE TEMP TABLE merged AS SELECT ${[keys, ...best].join(', ')} FROM version GROUP BY ${keys}`,
  );
  const same = (left: string, right: string): string =>
    key.map((name) => `${left}.${name} = ${right}.${name}`).join(' AND ');
  const pairs = compared.map(
    (name) => `{'field': ${literal(name)}, 'kept': CAST(m.${name} AS VARCHAR), 'other': CAST(v.${name} AS VARCHAR)}`,
  );
  const newest = hasState
    ? `max(v.emitted_at) OVER (PARTITION BY ${key.map((name) => `v.${name}`).join(', ')})`
    : 'CAST(NULL AS TIMESTAMP)';
  const older = hasState ? `coalesce(v.emitted_at < ${newest}, false)` : 'false';
  await database.run(
    `INSERT INTO conflict SELECT event_id, source_id, ordinal, ${literal(table.name)}, p.field, p.kept, p.other,
       CASE WHEN older THEN 'superseded' ELSE 'conflict' END
     FROM (SELECT event_id, source_id, ordinal, older, unnest(pairs) AS p FROM (
       SELECT v.event_id, v.source_id, v.ordinal, ${older} AS older, [${pairs.join(', ')}] AS pairs
       FROM version AS v JOIN merged AS m ON ${same('m', 'v')}))
     WHERE p.kept <> p.other`,
  );
  const filled = names.filter((name) => !key.includes(name)).map((name) => `${name} = m.${name}`);
  await database.run(
    `UPDATE ${storedIn(table)} AS t SET ${filled.join(', ')} FROM merged AS m WHERE ${same('m', 't')}`,
  );
}
