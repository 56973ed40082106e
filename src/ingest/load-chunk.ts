/** One spool chunk into the facts, within the caller's transaction. */
import { literal } from '../facts/index.ts';
import { FAMILIES, type Family, STAGES, type Stage, stagedTable } from '../normalise/index.ts';
import type { Database } from '../store/index.ts';
import { mergeRecords } from './merge.ts';
import { projectRows } from './project.ts';
import { type SpoolChunkFile, stageChunk } from './stage-chunk.ts';

/** What turns records into facts. A test passes families that lose records, to see the ledger catch it. */
export interface Normaliser {
  readonly stages: readonly Stage[];
  readonly families: readonly Family[];
}

export const NORMALISER: Normaliser = { stages: STAGES, families: FAMILIES };

export async function loadChunk(database: Database, chunk: SpoolChunkFile, normaliser: Normaliser = NORMALISER): Promise<void> {
  if (chunk.records === 0) return;
  const staged = await stageChunk(database, chunk, normaliser.stages);
  await rejectTimeless(database, staged);
  await countFieldIssues(database, staged);
  const outcome = await judge(database, staged);
  if (outcome.merged > 0) await mergeRecords(database, staged, normaliser.families);
  if (outcome.merged + outcome.duplicates > 0) await dropAllButStored(database, staged);
  if (outcome.stored > 0) await project(database, staged, normaliser.families);
  for (const stage of staged) await database.run(`DROP TABLE ${stagedTable(stage.name)}`);
}

/** A record of a log without a time cannot be placed: rejected, with the reason. */
async function rejectTimeless(database: Database, staged: readonly Stage[]): Promise<void> {
  for (const stage of staged) {
    if (stage.time === null) continue;
    const table = stagedTable(stage.name);
    if ((await count(database, `SELECT count(*) AS n FROM ${table} WHERE event_time IS NULL`)) === 0) continue;
    await database.run(
      `INSERT INTO reject SELECT source_id, ordinal, 'record ' || ordinal, CASE WHEN date_order = 'ambiguous' THEN 'ambiguous-date' ELSE 'no-time' END, 1, NULL FROM ${table} WHERE event_time IS NULL`,
    );
    await database.run(`DELETE FROM ${table} WHERE event_time IS NULL`);
  }
}

/** Counts, per source and field, text that did not convert and fields of another shape. */
async function countFieldIssues(database: Database, staged: readonly Stage[]): Promise<void> {
  for (const stage of staged) {
    const checks = stage.conversions ?? [];
    const table = stagedTable(stage.name);
    const failed = checks.map((check) => `(${check.raw}) IS NOT NULL AND (${check.converted}) IS NULL`);
    const any = [...failed, 'misshapen IS NOT NULL'].map((condition) => `(${condition})`).join(' OR ');
    if ((await count(database, `SELECT count(*) AS n FROM ${table} WHERE ${any}`)) === 0) continue;
    for (const [index, check] of checks.entries()) {
      await database.run(
        `INSERT INTO field_issue SELECT source_id, ${literal(stage.name)}, ${literal(check.field)}, 'not-convertible', count(*) FROM ${table} WHERE ${failed[index]} GROUP BY source_id`,
      );
    }
    await database.run(
      `INSERT INTO field_issue SELECT source_id, ${literal(stage.name)}, field, 'other-shape', count(*) FROM (SELECT source_id, unnest(string_split(rtrim(misshapen, ';'), ';')) AS field FROM ${table} WHERE misshapen IS NOT NULL) GROUP BY source_id, field`,
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
async function judge(database: Database, staged: readonly Stage[]): Promise<Judgement> {
  if (staged.length === 0) return { stored: 0, merged: 0, duplicates: 0 };
  const arrivals = staged.map((stage) => `SELECT source_id, ordinal, event_id, CAST(content >> 1 AS BIGINT) AS content FROM ${stagedTable(stage.name)}`);
  await database.run(`CREATE OR REPLACE TEMP TABLE arrival AS ${arrivals.join(' UNION ALL ')}`);
  await database.run('CREATE OR REPLACE TEMP TABLE known AS SELECT DISTINCT event_id, content FROM event_source SEMI JOIN arrival USING (event_id)');
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

async function dropAllButStored(database: Database, staged: readonly Stage[]): Promise<void> {
  for (const stage of staged) {
    const table = stagedTable(stage.name);
    await database.run(
      `CREATE OR REPLACE TEMP TABLE ${table} AS SELECT s.* FROM ${table} AS s SEMI JOIN (SELECT source_id, ordinal FROM verdict WHERE status = 'stored') AS v USING (source_id, ordinal)`,
    );
  }
}

async function project(database: Database, staged: readonly Stage[], families: readonly Family[]): Promise<void> {
  for (const stage of staged) await projectRows(database, stage, stagedTable(stage.name), families);
}

async function count(database: Database, query: string): Promise<number> {
  const row = await database.one(query);
  return Number(row['n']);
}
