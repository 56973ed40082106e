/** Staged records into the facts. */
import { literal } from '../facts/index.ts';
import { NORMALISER, type Normaliser } from '../normalise/index.ts';
import type { Database } from '../store/index.ts';
import { mergeRecords } from './merge.ts';
import { projectRows } from './project.ts';
import type { StagedBatch, StagedRows } from './stage-chunk.ts';

/** Puts staged chunks into the facts and the ledger, within the caller's transaction. */
export async function loadStaged(
  database: Database,
  batch: StagedBatch,
  normaliser: Normaliser = NORMALISER,
): Promise<void> {
  await database.run(
    `INSERT INTO reject SELECT source_id, ordinal, 'record ' || ordinal, code, 1, detail FROM ${batch.rejects}`,
  );
  await countFieldIssues(database, batch.rows);
  const outcome = await judge(database, batch.rows);
  if (outcome.merged > 0) await mergeRecords(database, batch.rows, normaliser.families);
  if (outcome.stored === 0) return;
  const again = outcome.merged + outcome.duplicates > 0;
  if (again) await settleAgain(database);
  for (const { stage, relation } of batch.rows)
    await projectRows(database, stage, again ? notAgain(relation) : relation, normaliser.families);
}

/** Counts, per source and field, text that did not convert and fields of another shape. */
async function countFieldIssues(database: Database, staged: readonly StagedRows[]): Promise<void> {
  for (const { stage, relation } of staged) {
    const checks = stage.conversions ?? [];
    const failed = checks.map((check) => `(${check.raw}) IS NOT NULL AND (${check.converted}) IS NULL`);
    const any = [...failed, 'misshapen IS NOT NULL'].map((condition) => `(${condition})`).join(' OR ');
    if ((await count(database, `SELECT count(*) AS n FROM ${relation} WHERE ${any}`)) === 0) continue;
    for (const [index, check] of checks.entries()) {
      await database.run(
        `INSERT INTO field_issue SELECT source_id, ${literal(stage.name)}, ${literal(check.field)}, 'not-convertible', count(*) FROM ${relation} WHERE ${failed[index]} GROUP BY source_id`,
      );
    }
    await database.run(
      `INSERT INTO field_issue SELECT source_id, ${literal(stage.name)}, field, 'other-shape', count(*) FROM (SELECT source_id, unnest(string_split(rtrim(misshapen, ';'), ';')) AS field FROM ${relation} WHERE misshapen IS NOT NULL) GROUP BY source_id, field`,
    );
  }
}

interface Judgement {
  readonly stored: number;
  readonly merged: number;
  readonly duplicates: number;
}

/**
 * Decides for each record: stored (the first of its id), duplicate (same id, same bytes as one before) or merged (same
 * id, other bytes), and writes it to the ledger.
 */
async function judge(database: Database, staged: readonly StagedRows[]): Promise<Judgement> {
  if (staged.length === 0) return { stored: 0, merged: 0, duplicates: 0 };
  const arrivals = staged.map(
    ({ relation }) => `SELECT source_id, ordinal, event_id, CAST(content >> 1 AS BIGINT) AS content FROM ${relation}`,
  );
  await database.run(`CREATE OR REPLACE TEMP TABLE arrival AS ${arrivals.join(' UNION ALL ')}`);
  if (!(await anyIdAgain(database))) {
    const stored = await database.run(
      "INSERT INTO event_source SELECT event_id, source_id, ordinal, 'stored', content FROM arrival",
    );
    return { stored, merged: 0, duplicates: 0 };
  }
  await database.run(
    `CREATE OR REPLACE TEMP TABLE verdict AS
     SELECT a.source_id, a.ordinal, a.event_id, a.content,
       CASE WHEN same.event_id IS NOT NULL OR a.same_content > 1 THEN 'duplicate'
            WHEN there.event_id IS NOT NULL OR a.same_id > 1 THEN 'merged' ELSE 'stored' END AS status
     FROM (SELECT *, row_number() OVER (PARTITION BY event_id ORDER BY source_id, ordinal) AS same_id,
             row_number() OVER (PARTITION BY event_id, content ORDER BY source_id, ordinal) AS same_content FROM arrival) AS a
     LEFT JOIN known AS same ON same.event_id = a.event_id AND same.content = a.content
     LEFT JOIN (SELECT DISTINCT event_id FROM known) AS there ON there.event_id = a.event_id`,
  );
  await database.run('INSERT INTO event_source SELECT event_id, source_id, ordinal, status, content FROM verdict');
  const row = await database.one(
    `SELECT count(*) FILTER (WHERE status = 'stored') AS stored, count(*) FILTER (WHERE status = 'merged') AS merged, count(*) FILTER (WHERE status = 'duplicate') AS duplicates FROM verdict`,
  );
  return { stored: Number(row['stored']), merged: Number(row['merged']), duplicates: Number(row['duplicates']) };
}

/**
 * Whether any id of `arrival` is there already or comes twice; fills `known` with those that are there. Most batches bring
 * none, and to number the versions of ids that have one version takes ten times as long as to see that.
 */
async function anyIdAgain(database: Database): Promise<boolean> {
  await database.run(
    'CREATE OR REPLACE TEMP TABLE known AS SELECT DISTINCT event_id, content FROM event_source SEMI JOIN arrival USING (event_id)',
  );
  const known = await count(database, 'SELECT count(*) AS n FROM known');
  if (known > 0) return true;
  return (await count(database, 'SELECT count(*) - count(DISTINCT event_id) AS n FROM arrival')) > 0;
}

/** `again`: records that are duplicates, or were placed by a merge. They are few, and to pass over them copies none of the others. */
async function settleAgain(database: Database): Promise<void> {
  await database.run(
    "CREATE OR REPLACE TEMP TABLE again AS SELECT source_id, ordinal FROM verdict WHERE status <> 'stored'",
  );
}

/** The rows whose records are new and not yet placed by a merge. */
function notAgain(relation: string): string {
  return `(SELECT s.* FROM ${relation} AS s ANTI JOIN again USING (source_id, ordinal))`;
}

async function count(database: Database, query: string): Promise<number> {
  const row = await database.one(query);
  return Number(row['n']);
}
