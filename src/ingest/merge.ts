/**
 * Records with an id that is there already but with other bytes: the portal, the API and Graph write the same record in
 * different shapes. Null yields to a value; where two values differ, the first stands and the ledger keeps the other;
 * a sign-in sent again with a later state replaces the earlier one, whose values are kept as history.
 */
import { literal, tableNamed, UNCOMPARED_COLUMNS, type Table } from '../facts/index.ts';
import { type Family, type Projection, projectionSelect, type Stage, stagedTable } from '../normalise/index.ts';
import type { Database } from '../store/index.ts';

interface MergeNormaliser {
  readonly families: readonly Family[];
}

/** Reads the temp tables `verdict` and `staged_*` of the chunk; several versions of one event are merged in order. */
export async function mergeRecords(database: Database, staged: readonly Stage[], normaliser: MergeNormaliser): Promise<void> {
  // A first version may stand in this very chunk: it goes in before the others are laid beside it.
  await database.run(
    `CREATE OR REPLACE TEMP TABLE merging AS SELECT source_id, ordinal, row_number() OVER (PARTITION BY event_id ORDER BY source_id, ordinal) AS round FROM verdict WHERE status = 'merged'`,
  );
  const rounds = Number((await database.one('SELECT coalesce(max(round), 0) AS n FROM merging'))['n']);
  const facts = (stage: Stage): readonly Projection[] =>
    normaliser.families.filter((family) => family.stages.includes(stage.name)).flatMap((family) => family.facts);
  for (const stage of staged) await storeFirstVersions(database, stage, facts(stage));
  for (let round = 1; round <= rounds; round += 1) {
    for (const stage of staged) {
      const rows = `(SELECT s.* FROM ${stagedTable(stage.name)} AS s SEMI JOIN (SELECT source_id, ordinal FROM merging WHERE round = ${round}) AS m USING (source_id, ordinal))`;
      for (const projection of facts(stage)) await mergeProjection(database, projection, rows);
    }
  }
}

/** Events whose first version and another one arrive in the same chunk: the first is stored now, and not again later. */
async function storeFirstVersions(database: Database, stage: Stage, projections: readonly Projection[]): Promise<void> {
  const first = `SELECT v.source_id, v.ordinal FROM verdict AS v WHERE v.status = 'stored' AND v.event_id IN (SELECT event_id FROM verdict WHERE status = 'merged')`;
  const rows = `(SELECT s.* FROM ${stagedTable(stage.name)} AS s SEMI JOIN (${first}) AS f USING (source_id, ordinal))`;
  for (const projection of projections) await database.run(`INSERT INTO ${projection.table} ${projectionSelect(projection, rows)}`);
  await database.run(`DELETE FROM ${stagedTable(stage.name)} WHERE (source_id, ordinal) IN (${first})`);
}

async function mergeProjection(database: Database, projection: Projection, rows: string): Promise<void> {
  const table = tableNamed(projection.table);
  await database.run(`CREATE OR REPLACE TEMP TABLE incoming AS ${projectionSelect(projection, rows, ['source_id', 'ordinal'])}`);
  if (Number((await database.one('SELECT count(*) AS n FROM incoming'))['n']) === 0) return;
  const key = ['event_id', ...table.within];
  const same = key.map((name) => `t.${name} IS NOT DISTINCT FROM i.${name}`).join(' AND ');
  const single = table.within.every((name) => name === 'part');
  if (single) await mergeFields(database, table, same);
  const columns = table.columns.map((column) => column.name).join(', ');
  await database.run(
    `INSERT INTO ${table.name} SELECT ${columns} FROM incoming AS i WHERE NOT EXISTS (SELECT 1 FROM ${table.name} AS t WHERE ${same})`,
  );
}

/** Fields of rows that are there already: gaps are filled, differences go to the ledger. */
async function mergeFields(database: Database, table: Table, same: string): Promise<void> {
  const compared = table.columns.map((column) => column.name).filter((name) => !UNCOMPARED_COLUMNS.has(name));
  const hasState = table.columns.some((column) => column.name === 'emitted_at');
  const newer = hasState ? 'coalesce(i.emitted_at > t.emitted_at, false)' : 'false';
  const pairs = compared.map((name) => `{'field': ${literal(name)}, 'there': CAST(t.${name} AS VARCHAR), 'incoming': CAST(i.${name} AS VARCHAR)}`);
  await database.run(
    `INSERT INTO conflict SELECT event_id, source_id, ordinal, ${literal(table.name)}, p.field,
       CASE WHEN newer THEN p.incoming ELSE p.there END, CASE WHEN newer THEN p.there ELSE p.incoming END,
       CASE WHEN newer THEN 'superseded' ELSE 'conflict' END
     FROM (SELECT event_id, source_id, ordinal, newer, unnest(pairs) AS p FROM (
       SELECT i.event_id, i.source_id, i.ordinal, ${newer} AS newer, [${pairs.join(', ')}] AS pairs
       FROM incoming AS i JOIN ${table.name} AS t ON ${same}))
     WHERE p.there <> p.incoming`,
  );
  const filled = compared.map((name) => `${name} = CASE WHEN ${newer} THEN coalesce(i.${name}, t.${name}) ELSE coalesce(t.${name}, i.${name}) END`);
  if (hasState) filled.push(`emitted_at = CASE WHEN ${newer} THEN i.emitted_at ELSE coalesce(t.emitted_at, i.emitted_at) END`);
  await database.run(`UPDATE ${table.name} AS t SET ${filled.join(', ')} FROM incoming AS i WHERE ${same}`);
}
