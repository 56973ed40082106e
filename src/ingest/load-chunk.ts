/** One spool chunk into the facts, within the caller's transaction. */
import { literal } from '../facts/index.ts';
import { FAMILIES, projectionSelect, routeSelect, STAGES, stagedTable, stageSelect, WRAP_DEPTH, type Family, type Stage, type StageInput } from '../normalise/index.ts';
import type { Database } from '../store/index.ts';
import { mergeRecords } from './merge.ts';

export interface ChunkInput {
  readonly spoolPath: string;
  readonly records: number;
  readonly longestLine: number;
  readonly dateOrders: readonly { readonly seq: number; readonly dateOrder: string | null }[];
  /** `source_id` = `seq` + this. */
  readonly sourceBase: number;
}

/** What turns records into facts. A test passes families that lose records, to see the ledger catch it. */
export interface Normaliser {
  readonly stages: readonly Stage[];
  readonly families: readonly Family[];
}

export const NORMALISER: Normaliser = { stages: STAGES, families: FAMILIES };

interface FastStage {
  readonly stage: string;
  /** Cheap search of the text, before any parsing. */
  readonly guard: string;
  /** Over the parsed struct: the record is truly of this stage. */
  readonly accept: string;
}

const IS_UAL = `s."CreationTime" IS NOT NULL AND s."Operation" IS NOT NULL AND (s."RecordType" IS NOT NULL OR s."Workload" IS NOT NULL)`;

/** Stages that are tried on the spool itself, before any routing: nearly all records of a tenant are theirs. */
const FAST_STAGES: readonly FastStage[] = [
  {
    stage: 'ual-access',
    guard: `contains(record, '"MailItemsAccessed"') AND contains(record, '"CreationTime"')`,
    accept: `${IS_UAL} AND s."Operation" = 'MailItemsAccessed'`,
  },
  {
    stage: 'ual',
    guard: `contains(record, '"CreationTime"') AND contains(record, '"Operation"')`,
    accept: `${IS_UAL} AND s."Operation" <> 'MailItemsAccessed'`,
  },
];

export async function loadChunk(database: Database, chunk: ChunkInput, normaliser: Normaliser = NORMALISER): Promise<void> {
  if (chunk.records === 0) return;
  const spool = await spoolRelation(database, chunk);
  const staged = await stageRecords(database, spool, chunk.records, normaliser);
  await rejectTimeless(database, staged);
  await countFieldIssues(database, staged);
  const outcome = await judge(database, staged);
  if (outcome.merged > 0) await mergeRecords(database, staged, normaliser);
  if (outcome.merged + outcome.duplicates > 0) await dropAllButStored(database, staged);
  if (outcome.stored > 0) await project(database, staged, normaliser);
  for (const stage of staged) await database.run(`DROP TABLE ${stagedTable(stage.name)}`);
}

/** The spool as the engine reads it. The delimiter is the byte itself: written as an escape it would be four characters. */
async function spoolRelation(database: Database, chunk: ChunkInput): Promise<string> {
  const maxLine = Math.max(chunk.longestLine + 64, 2 * 1024 ** 2);
  const read =
    `read_csv(${literal(chunk.spoolPath)}, delim = chr(1), quote = '', escape = '', header = false, auto_detect = false, ` +
    `strict_mode = false, parallel = true, null_padding = false, new_line = '\\n', nullstr = chr(2), max_line_size = ${maxLine}, buffer_size = ${maxLine * 4}, ` +
    `columns = {'seq': 'BIGINT', 'ordinal': 'BIGINT', 'record': 'VARCHAR'})`;
  const base = `seq + ${chunk.sourceBase} AS source_id, ordinal`;
  const orders = chunk.dateOrders.filter((entry) => entry.dateOrder !== null);
  if (orders.length === 0) {
    return `(SELECT ${base}, CAST(NULL AS VARCHAR) AS date_order, record, CAST(NULL AS VARCHAR) AS envelope FROM ${read})`;
  }
  const rows = orders.map((entry) => `(${entry.seq}, ${literal(entry.dateOrder ?? '')})`).join(', ');
  await database.run(`CREATE OR REPLACE TEMP TABLE date_orders AS SELECT * FROM (VALUES ${rows}) AS t(seq, date_order)`);
  return `(SELECT ${base}, date_order, record, CAST(NULL AS VARCHAR) AS envelope FROM ${read} LEFT JOIN date_orders USING (seq))`;
}

/** Takes every record apart; gives the stages that got any. What fits nowhere becomes a reject. */
async function stageRecords(database: Database, spool: string, records: number, normaliser: Normaliser): Promise<readonly Stage[]> {
  const filled = new Set<Stage>();
  let taken = 0;
  let rest = spool;
  for (const fast of FAST_STAGES) {
    if (taken === records) break;
    const stage = normaliser.stages.find((one) => one.name === fast.stage);
    if (stage === undefined) continue;
    const added = await createStaged(database, stage, { relation: rest, guard: fast.guard, accept: fast.accept });
    if (added === 0) continue;
    filled.add(stage);
    taken += added;
    rest = `(SELECT * FROM ${rest} AS r ANTI JOIN ${stagedTable(stage.name)} USING (source_id, ordinal))`;
  }
  if (taken < records) {
    await database.run(`CREATE OR REPLACE TEMP TABLE unrouted AS SELECT * FROM ${rest}`);
    await routeRecords(database);
    for (const stage of normaliser.stages.filter((one) => one.takes.length > 0)) {
      const kinds = stage.takes.map(literal).join(', ');
      const input: StageInput = { relation: `(SELECT * FROM routed WHERE kind IN (${kinds}))` };
      const added = filled.has(stage) ? await insertStaged(database, stage, input) : await createStaged(database, stage, input);
      if (added > 0) filled.add(stage);
    }
    await rejectUnknown(database, normaliser);
    await database.run('DROP TABLE routed');
    await database.run('DROP TABLE unrouted');
  }
  return normaliser.stages.filter((stage) => filled.has(stage));
}

async function createStaged(database: Database, stage: Stage, input: StageInput): Promise<number> {
  const table = stagedTable(stage.name);
  await database.run(`CREATE OR REPLACE TEMP TABLE ${table} AS ${stageSelect(stage, input)}`);
  const rows = await count(database, `SELECT count(*) AS n FROM ${table}`);
  return rows;
}

async function insertStaged(database: Database, stage: Stage, input: StageInput): Promise<number> {
  return await database.run(`INSERT INTO ${stagedTable(stage.name)} BY NAME ${stageSelect(stage, input)}`);
}

/** Takes wrappings off level by level. `unrouted` is left with what fits no kind. */
async function routeRecords(database: Database): Promise<void> {
  await database.run('CREATE OR REPLACE TEMP TABLE routed AS SELECT *, CAST(NULL AS VARCHAR) AS kind FROM unrouted LIMIT 0');
  await database.run('CREATE OR REPLACE TEMP TABLE wrapped AS SELECT * FROM unrouted');
  await database.run('CREATE OR REPLACE TEMP TABLE unknown_record AS SELECT source_id, ordinal, true AS valid FROM unrouted LIMIT 0');
  for (let level = 0; level <= WRAP_DEPTH; level += 1) {
    await database.run(`CREATE OR REPLACE TEMP TABLE level AS ${routeSelect('wrapped')}`);
    await database.run('INSERT INTO routed SELECT source_id, ordinal, date_order, record, envelope, kind FROM level WHERE kind IS NOT NULL');
    await database.run(
      level === WRAP_DEPTH
        ? 'INSERT INTO unknown_record SELECT source_id, ordinal, valid FROM level WHERE kind IS NULL'
        : 'INSERT INTO unknown_record SELECT source_id, ordinal, valid FROM level WHERE kind IS NULL AND inner_record IS NULL',
    );
    const next = 'SELECT source_id, ordinal, date_order, inner_record AS record, record AS envelope FROM level WHERE kind IS NULL AND inner_record IS NOT NULL';
    await database.run(`CREATE OR REPLACE TEMP TABLE wrapped AS ${next}`);
    if ((await count(database, 'SELECT count(*) AS n FROM wrapped')) === 0) break;
  }
}

async function rejectUnknown(database: Database, normaliser: Normaliser): Promise<void> {
  const kinds = normaliser.stages.flatMap((stage) => stage.takes).map(literal).join(', ');
  await database.run(
    `INSERT INTO reject SELECT source_id, ordinal, 'record ' || ordinal, CASE WHEN valid THEN 'not-recognised' ELSE 'not-json' END, 1, NULL FROM unknown_record`,
  );
  await database.run(
    `INSERT INTO reject SELECT source_id, ordinal, 'record ' || ordinal, 'not-recognised', 1, 'kind ' || kind FROM routed WHERE kind NOT IN (${kinds})`,
  );
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

async function project(database: Database, staged: readonly Stage[], normaliser: Normaliser): Promise<void> {
  for (const stage of staged) {
    for (const family of normaliser.families) {
      if (!family.stages.includes(stage.name)) continue;
      for (const projection of family.facts) {
        await database.run(`INSERT INTO ${projection.table} ${projectionSelect(projection, stagedTable(stage.name))}`);
      }
    }
  }
}

async function count(database: Database, query: string): Promise<number> {
  const row = await database.one(query);
  return Number(row['n']);
}
