/** Rows of a stage into the fact tables. */
import { storedIn, tableNamed } from '../facts/index.ts';
import { type Family, type Projection, projectionSelect, type Stage } from '../normalise/index.ts';
import { type Database, UNOPTIMISED } from '../store/index.ts';

/** Runs every projection of every family that reads `stage` over the rows of `table` (a temp table with its columns). */
export async function projectRows(
  database: Database,
  stage: Stage,
  table: string,
  families: readonly Family[],
): Promise<void> {
  await eachFamily(database, stage, table, families, async (projection, rows) => {
    await database.run(`INSERT INTO ${storedIn(tableNamed(projection.table))} ${projectionSelect(projection, rows)}`);
  });
}

/**
 * Calls `visit` for every projection of the families of a stage, with the relation of the rows it concerns. A family with
 * a gate is visited only where rows pass it; its expressions are long, and the engine's optimiser would take longer over
 * them than the few rows take without it.
 */
export async function eachFamily(
  database: Database,
  stage: Stage,
  table: string,
  families: readonly Family[],
  visit: (projection: Projection, rows: string) => Promise<void>,
): Promise<void> {
  const own = families.filter((family) => family.stages.includes(stage.name));
  const gated = await gatesPassed(database, table, own);
  for (const family of own) {
    if (family.gate === undefined) {
      for (const projection of family.facts) await visit(projection, table);
      continue;
    }
    if (!gated.has(family)) continue;
    await database.run(`CREATE OR REPLACE TEMP TABLE gated AS SELECT * FROM ${table} WHERE ${family.gate}`);
    await database.withSetting(UNOPTIMISED, async () => {
      for (const projection of family.facts) await visit(projection, 'gated');
    });
  }
}

/** Families with a gate that some row passes: all gates in one pass. */
async function gatesPassed(
  database: Database,
  table: string,
  families: readonly Family[],
): Promise<ReadonlySet<Family>> {
  const gated = families.filter(({ gate }) => gate !== undefined);
  if (gated.length === 0) return new Set();
  const counts = gated.map(({ gate }, index) => `count(*) FILTER (WHERE ${gate}) AS gate${index}`);
  const row = await database.one(`SELECT ${counts.join(', ')} FROM ${table}`);
  return new Set(gated.filter((_, index) => Number(row[`gate${index}`]) > 0));
}
