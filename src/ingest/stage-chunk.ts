/** Takes every record of a spool chunk apart: by a fast way where one fits, else through the router. */
import { literal } from '../facts/index.ts';
import { FAST_WAYS, type FastWay, routeSelect, type Stage, stagedTable, type StageInput, stageSelect, WRAP_DEPTH } from '../normalise/index.ts';
import type { Database } from '../store/index.ts';

export interface SpoolChunkFile {
  readonly spoolPath: string;
  readonly records: number;
  readonly longestLine: number;
  readonly dateOrders: readonly { readonly seq: number; readonly dateOrder: string | null }[];
  /** `source_id` = `seq` + this. */
  readonly sourceBase: number;
}

/**
 * Fills the temp tables `staged_*`; gives the stages that got records. What is of no kind becomes a reject.
 * The chunk's records are all in one of the two afterwards: the ledger counts on it.
 */
export async function stageChunk(database: Database, chunk: SpoolChunkFile, stages: readonly Stage[]): Promise<readonly Stage[]> {
  const spool = await spoolRelation(database, chunk);
  const filled = new Set<Stage>();
  const rest = await takeFastWays(database, spool, chunk.records, stages, filled);
  if (rest !== null) await takeRouted(database, rest, stages, filled);
  return stages.filter((stage) => filled.has(stage));
}

/** The spool as the engine reads it. The delimiter is the byte itself: written as an escape it would be four characters. */
async function spoolRelation(database: Database, chunk: SpoolChunkFile): Promise<string> {
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

/** Gives the relation of the records that no way took, or null where none is left. */
async function takeFastWays(database: Database, spool: string, records: number, stages: readonly Stage[], filled: Set<Stage>): Promise<string | null> {
  let left = records;
  let rest = spool;
  const take = async (way: FastWay): Promise<void> => {
    const stage = stages.find((one) => one.name === way.stage);
    if (stage === undefined) return;
    const taken = await addStaged(database, stage, wayInput(way, rest), filled);
    left -= taken;
    if (taken > 0) rest = `(SELECT * FROM ${rest} AS r ANTI JOIN ${stagedTable(stage.name)} USING (source_id, ordinal))`;
  };
  const likely = await likelyWay(database, spool);
  if (likely !== undefined) await take(likely);
  if (left === 0) return null;
  for (const way of await promisingWays(database, rest)) {
    if (way === likely) continue;
    await take(way);
    if (left === 0) return null;
  }
  return rest;
}

/** Records that are looked at to choose the way to begin with. */
const SAMPLE = 64;

/** The way most of a few records pass, taken unasked: most chunks are all of one kind. Of equals the last, which is the closest. */
async function likelyWay(database: Database, spool: string): Promise<FastWay | undefined> {
  const hits = await guardHits(database, `(SELECT record FROM ${spool} LIMIT ${SAMPLE})`);
  const most = Math.max(...hits);
  return most === 0 ? undefined : FAST_WAYS.findLast((_, index) => hits[index] === most);
}

/** The ways whose guard some record passes: a pass over the text is dear, a pass for nothing dearer. */
async function promisingWays(database: Database, relation: string): Promise<readonly FastWay[]> {
  const hits = await guardHits(database, relation);
  return FAST_WAYS.filter((_, index) => (hits[index] ?? 0) > 0);
}

async function guardHits(database: Database, relation: string): Promise<readonly number[]> {
  const guards = FAST_WAYS.map((way, index) => `count(*) FILTER (WHERE ${way.guard}) AS way${index}`);
  const counts = await database.one(`SELECT ${guards.join(', ')} FROM ${relation}`);
  return FAST_WAYS.map((_, index) => Number(counts[`way${index}`]));
}

function wayInput(way: FastWay, rest: string): StageInput {
  if (way.inner === undefined) return { relation: rest, guard: way.guard, accept: way.accept };
  const look = way.look === undefined ? way.guard : `${way.guard} AND ${way.look}`;
  const relation = `(SELECT source_id, ordinal, date_order, TRY(json_extract_string(record, ${literal(way.inner)})) AS record, record AS envelope FROM ${rest} WHERE ${look})`;
  return { relation, accept: way.accept };
}

async function takeRouted(database: Database, rest: string, stages: readonly Stage[], filled: Set<Stage>): Promise<void> {
  await database.run(`CREATE OR REPLACE TEMP TABLE wrapped AS SELECT * FROM ${rest}`);
  await routeRecords(database);
  for (const row of await database.all('SELECT DISTINCT kind FROM routed ORDER BY kind')) {
    const stage = stages.find((one) => (one.takes as readonly string[]).includes(String(row['kind'])));
    if (stage === undefined) continue;
    await addStaged(database, stage, { relation: `(SELECT * FROM routed WHERE kind = ${literal(String(row['kind']))})` }, filled);
  }
  await rejectUnknown(database, stages.flatMap((stage) => stage.takes));
  for (const table of ['routed', 'wrapped', 'level', 'unknown_record']) await database.run(`DROP TABLE ${table}`);
}

/** Takes wrappings off level by level, from the temp table `wrapped` into `routed` and `unknown_record`. */
async function routeRecords(database: Database): Promise<void> {
  await database.run('CREATE OR REPLACE TEMP TABLE routed AS SELECT *, CAST(NULL AS VARCHAR) AS kind FROM wrapped LIMIT 0');
  await database.run('CREATE OR REPLACE TEMP TABLE unknown_record AS SELECT source_id, ordinal, true AS valid FROM wrapped LIMIT 0');
  for (let depth = 0; depth <= WRAP_DEPTH; depth += 1) {
    await database.run(`CREATE OR REPLACE TEMP TABLE level AS ${routeSelect('wrapped')}`);
    await database.run('INSERT INTO routed SELECT source_id, ordinal, date_order, record, envelope, kind FROM level WHERE kind IS NOT NULL');
    const last = depth === WRAP_DEPTH ? '' : ' AND inner_record IS NULL';
    await database.run(`INSERT INTO unknown_record SELECT source_id, ordinal, valid FROM level WHERE kind IS NULL${last}`);
    if (depth === WRAP_DEPTH) return;
    await database.run(
      'CREATE OR REPLACE TEMP TABLE wrapped AS SELECT source_id, ordinal, date_order, inner_record AS record, record AS envelope FROM level WHERE kind IS NULL AND inner_record IS NOT NULL',
    );
    if (Number((await database.one('SELECT count(*) AS n FROM wrapped'))['n']) === 0) return;
  }
}

async function rejectUnknown(database: Database, taken: readonly string[]): Promise<void> {
  await database.run(
    `INSERT INTO reject SELECT source_id, ordinal, 'record ' || ordinal, CASE WHEN valid THEN 'not-recognised' ELSE 'not-json' END, 1, NULL FROM unknown_record`,
  );
  await database.run(
    `INSERT INTO reject SELECT source_id, ordinal, 'record ' || ordinal, 'not-recognised', 1, 'no family takes ' || kind FROM routed WHERE kind NOT IN (${taken.map(literal).join(', ')})`,
  );
}

async function addStaged(database: Database, stage: Stage, input: StageInput, filled: Set<Stage>): Promise<number> {
  const table = stagedTable(stage.name);
  const select = stageSelect(stage, input);
  if (filled.has(stage)) return await database.run(`INSERT INTO ${table} BY NAME ${select}`);
  await database.run(`CREATE OR REPLACE TEMP TABLE ${table} AS ${select}`);
  const rows = Number((await database.one(`SELECT count(*) AS n FROM ${table}`))['n']);
  if (rows === 0) await database.run(`DROP TABLE ${table}`);
  else filled.add(stage);
  return rows;
}
