/** Takes every record of a spool chunk apart: by a fast way where one fits, else through the router. */
import { literal } from '../facts/index.ts';
import {
  FAST_WAYS,
  type FastWay,
  type Normaliser,
  routeSelect,
  type Stage,
  type StageInput,
  stageSelect,
  unreadColumns,
  WRAP_DEPTH,
} from '../normalise/index.ts';
import type { Database } from '../store/index.ts';

export interface SpoolChunkFile {
  readonly spoolPath: string;
  readonly records: number;
  readonly longestLine: number;
  readonly dateOrders: readonly { readonly seq: number; readonly dateOrder: string | null }[];
  /** `source_id` = `seq` + this. */
  readonly sourceBase: number;
}

/** Files with rows of one stage. */
interface StagedFiles {
  readonly stage: Stage;
  readonly files: readonly string[];
  /** Rows without a time are among them, which are rejects: they are passed over. */
  readonly someTimeless: boolean;
}

/** A chunk taken apart: every record is in one of `rows` or in `rejects`. The ledger counts on it. */
export interface StagedChunk {
  readonly rows: readonly StagedFiles[];
  /** File with `source_id, ordinal, code, detail`. */
  readonly rejects: string;
  /** All files; the consumer deletes them when it is done. */
  readonly files: readonly string[];
}

/** Rows of one stage, as a relation that any connection to the database can read. */
export interface StagedRows {
  readonly stage: Stage;
  readonly relation: string;
}

/** Several chunks as one. */
export interface StagedBatch {
  readonly rows: readonly StagedRows[];
  readonly rejects: string;
  readonly files: readonly string[];
}

function parquet(files: readonly string[]): string {
  return `read_parquet([${files.map(literal).join(', ')}], union_by_name = true)`;
}

/** Lays chunks together. Large inserts are compressed by all threads while they run, small ones by one thread at the commit. */
export function joinStaged(chunks: readonly StagedChunk[]): StagedBatch {
  const byStage = new Map<Stage, StagedFiles[]>();
  for (const rows of chunks.flatMap((chunk) => chunk.rows))
    byStage.set(rows.stage, [...(byStage.get(rows.stage) ?? []), rows]);
  const rows = [...byStage].map(([stage, parts]) => {
    const files = parquet(parts.flatMap((part) => part.files));
    const relation = parts.some((part) => part.someTimeless)
      ? `(SELECT * FROM ${files} WHERE event_time IS NOT NULL)`
      : files;
    return { stage, relation };
  });
  return {
    rows,
    rejects: parquet(chunks.map((chunk) => chunk.rejects)),
    files: chunks.flatMap((chunk) => chunk.files),
  };
}

/**
 * Takes a chunk apart into files beside the spool. On a connection of its own it runs while the chunk before goes into the
 * facts: that is why the rows lie in files (a transaction does not see tables that were made after it began) and in small
 * row groups (the unit of the engine's parallel work: a chunk has some forty thousand rows). They live for seconds and are
 * smaller than the spool: to compress them costs more than it saves.
 */
export async function stageChunk(
  database: Database,
  chunk: SpoolChunkFile,
  normaliser: Normaliser,
): Promise<StagedChunk> {
  return await new ChunkStage(database, chunk, normaliser).run();
}

/** Rows of a row group. The engine's vectors have 2,048. */
const ROW_GROUP = 8192;

class ChunkStage {
  readonly #database: Database;
  readonly #chunk: SpoolChunkFile;
  readonly #normaliser: Normaliser;
  readonly #files: string[] = [];
  readonly #staged: Map<Stage, string[]> = new Map();
  /** Whether no text of the chunk was met that is no JSON. */
  #sound = true;
  /** SELECTs of the rejects. */
  readonly #rejects: string[] = [
    "SELECT 0 AS source_id, 0 AS ordinal, '' AS code, CAST(NULL AS VARCHAR) AS detail WHERE false",
  ];

  constructor(database: Database, chunk: SpoolChunkFile, normaliser: Normaliser) {
    this.#database = database;
    this.#chunk = chunk;
    this.#normaliser = normaliser;
  }

  async run(): Promise<StagedChunk> {
    const spool = await spoolRelation(this.#database, this.#chunk);
    const rest = await this.#takeFastWays(spool);
    if (rest !== null) await this.#takeRouted(rest);
    const rows: StagedFiles[] = [];
    for (const stage of this.#normaliser.stages) {
      const files = this.#staged.get(stage);
      if (files !== undefined) rows.push({ stage, files, someTimeless: await this.#rejectTimeless(stage) });
    }
    const rejects = await this.#write('rejected', this.#rejects.join(' UNION ALL '));
    return { rows, rejects: rejects.path, files: this.#files };
  }

  /** Gives the relation of the records that no way took, or null where none is left. */
  async #takeFastWays(spool: string): Promise<string | null> {
    let left = this.#chunk.records;
    let rest = spool;
    const take = async (way: FastWay, mended: boolean, guarded = true): Promise<void> => {
      const stage = this.#normaliser.stages.find((one) => one.name === way.stage);
      if (stage === undefined || (mended && !mayBeMended(stage))) return;
      const taken = await this.#addSound(stage, { ...wayInput(way, rest, guarded), mended });
      left -= taken;
      if (taken > 0)
        rest = `(SELECT * FROM ${rest} AS r ANTI JOIN ${this.#relation(stage)} USING (source_id, ordinal))`;
    };
    const likely = await likelyWay(this.#database, spool);
    if (likely !== undefined) await take(likely.way, false, !likely.alone);
    if (left === 0) return null;
    for (const way of FAST_WAYS) {
      if (!(await anyPasses(this.#database, way, rest))) continue;
      if (way !== likely?.way) await take(way, false);
      if (left > 0) await take(way, true);
      if (left === 0) return null;
    }
    return rest;
  }

  async #takeRouted(rest: string): Promise<void> {
    const database = this.#database;
    await database.run(`CREATE OR REPLACE TEMP TABLE wrapped AS SELECT * FROM ${rest}`);
    await routeRecords(database);
    for (const row of await database.all('SELECT DISTINCT kind FROM routed ORDER BY kind')) {
      const kind = literal(String(row['kind']));
      const stage = this.#normaliser.stages.find((one) =>
        (one.takes as readonly string[]).includes(String(row['kind'])),
      );
      if (stage === undefined)
        this.#rejects.push(
          `SELECT source_id, ordinal, 'not-recognised', 'no family takes ' || kind FROM routed WHERE kind = ${kind}`,
        );
      else await this.#add(stage, { relation: `(SELECT * FROM routed WHERE kind = ${kind})` });
    }
    this.#rejects.push(
      `SELECT source_id, ordinal, CASE WHEN valid THEN 'not-recognised' ELSE 'not-json' END, NULL FROM unknown_record`,
    );
    for (const table of ['wrapped', 'level']) await database.run(`DROP TABLE ${table}`);
  }

  /** A record of a log without a time cannot be placed: rejected, with the reason. Says whether there is one. */
  async #rejectTimeless(stage: Stage): Promise<boolean> {
    if (stage.time === null) return false;
    const relation = this.#relation(stage);
    const { n } = await this.#database.one(`SELECT count(*) AS n FROM ${relation} WHERE event_time IS NULL`);
    if (Number(n) === 0) return false;
    this.#rejects.push(
      `SELECT source_id, ordinal, CASE WHEN date_order = 'ambiguous' THEN 'ambiguous-date' ELSE 'no-time' END, NULL FROM ${relation} WHERE event_time IS NULL`,
    );
    return true;
  }

  #relation(stage: Stage): string {
    return parquet(this.#staged.get(stage) ?? []);
  }

  async #add(stage: Stage, input: StageInput): Promise<number> {
    const unread = unreadColumns(stage, this.#normaliser.families);
    const { path, rows } = await this.#write(stage.name, stageSelect(stage, { ...input, unread }));
    if (rows > 0) this.#staged.set(stage, [...(this.#staged.get(stage) ?? []), path]);
    return rows;
  }

  /** As `#add`, at first as if all of the chunk were JSON. */
  async #addSound(stage: Stage, input: StageInput): Promise<number> {
    if (this.#sound) {
      try {
        return await this.#add(stage, { ...input, sound: true });
      } catch (error) {
        if (!isMalformedJson(error)) throw error;
        this.#sound = false;
      }
    }
    return await this.#add(stage, input);
  }

  async #write(name: string, select: string): Promise<{ readonly path: string; readonly rows: number }> {
    const path = `${this.#chunk.spoolPath}.${this.#files.length}.${name}.parquet`;
    this.#files.push(path);
    const rows = await this.#database.run(
      `COPY (${select}) TO ${literal(path)} (FORMAT parquet, ROW_GROUP_SIZE ${ROW_GROUP}, COMPRESSION 'uncompressed')`,
    );
    return { path, rows };
  }
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
  await database.run(
    `CREATE OR REPLACE TEMP TABLE date_orders AS SELECT * FROM (VALUES ${rows}) AS t(seq, date_order)`,
  );
  return `(SELECT ${base}, date_order, record, CAST(NULL AS VARCHAR) AS envelope FROM ${read} LEFT JOIN date_orders USING (seq))`;
}

/** Records that are looked at to choose the way to begin with. */
const SAMPLE = 64;

/**
 * The way most of a few records pass, taken unasked: most chunks are all of one kind. Of equals the last, which is the
 * closest. `alone`: all of them pass it, and to search each text of the chunk would cost more than to parse the few others.
 */
async function likelyWay(
  database: Database,
  spool: string,
): Promise<{ readonly way: FastWay; readonly alone: boolean } | undefined> {
  const guards = FAST_WAYS.map((way, index) => `count(*) FILTER (WHERE ${way.guard}) AS way${index}`);
  const counts = await database.one(
    `SELECT count(*) AS n, ${guards.join(', ')} FROM (SELECT record FROM ${spool} LIMIT ${SAMPLE})`,
  );
  const hits = FAST_WAYS.map((_, index) => Number(counts[`way${index}`]));
  const most = Math.max(...hits);
  const way = most === 0 ? undefined : FAST_WAYS.findLast((_, index) => hits[index] === most);
  return way === undefined ? undefined : { way, alone: most === Number(counts['n']) };
}

/**
 * Whether a record passes a way's guard; it ends at the first. A pass over the text is dear, one that parses it dearer. (What
 * is not the same twice is not moved below the relation's own joins, where the guard would search the records that are taken.)
 */
async function anyPasses(database: Database, way: FastWay, relation: string): Promise<boolean> {
  const passes = `CASE WHEN random() >= 0 THEN ${way.guard} END`;
  return (await database.all(`SELECT 1 FROM ${relation} WHERE ${passes} LIMIT 1`)).length > 0;
}

/** Whether a statement ended because a text is no JSON, in the engine's words. */
function isMalformedJson(error: unknown): boolean {
  return error instanceof Error && error.cause instanceof Error && /malformed JSON/i.test(error.cause.message);
}

function mayBeMended(stage: Stage): boolean {
  return stage.form === 'shape' && stage.eitherForm !== undefined;
}

function wayInput(way: FastWay, rest: string, guarded: boolean): StageInput {
  const { guard, accept, within } = way;
  if (way.inner === undefined)
    return {
      relation: rest,
      accept,
      ...(guarded ? { guard } : {}),
      ...(within === undefined ? {} : { within }),
    };
  const relation = `(SELECT source_id, ordinal, date_order, TRY(json_extract_string(record, ${literal(way.inner)})) AS record, record AS envelope FROM ${rest} WHERE ${guard})`;
  return { relation, accept };
}

/** Takes wrappings off level by level, from the temp table `wrapped` into `routed` and `unknown_record`. */
async function routeRecords(database: Database): Promise<void> {
  await database.run(
    'CREATE OR REPLACE TEMP TABLE routed AS SELECT *, CAST(NULL AS VARCHAR) AS kind FROM wrapped LIMIT 0',
  );
  await database.run(
    'CREATE OR REPLACE TEMP TABLE unknown_record AS SELECT source_id, ordinal, true AS valid FROM wrapped LIMIT 0',
  );
  for (let depth = 0; depth <= WRAP_DEPTH; depth += 1) {
    await database.run(`CREATE OR REPLACE TEMP TABLE level AS ${routeSelect('wrapped')}`);
    await database.run(
      'INSERT INTO routed SELECT source_id, ordinal, date_order, record, envelope, kind FROM level WHERE kind IS NOT NULL',
    );
    const last = depth === WRAP_DEPTH ? '' : ' AND inner_record IS NULL';
    await database.run(
      `INSERT INTO unknown_record SELECT source_id, ordinal, valid FROM level WHERE kind IS NULL${last}`,
    );
    if (depth === WRAP_DEPTH) return;
    await database.run(
      'CREATE OR REPLACE TEMP TABLE wrapped AS SELECT source_id, ordinal, date_order, inner_record AS record, record AS envelope FROM level WHERE kind IS NULL AND inner_record IS NOT NULL',
    );
    if (Number((await database.one('SELECT count(*) AS n FROM wrapped'))['n']) === 0) return;
  }
}
