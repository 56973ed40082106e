/** Opens DuckDB with limits, runs statements, and gives rows as plain objects. The only door to the engine. */
import { type DuckDBConnection, DuckDBInstance, type DuckDBType, type DuckDBValue } from '@duckdb/node-api';
import { LetterlockError } from '../errors.ts';
import { preludeStatements } from './prelude.ts';
import { mustHoldRowsAlone } from './stored-code.ts';

export interface DatabaseOptions {
  /** File of the database, or `:memory:`. */
  readonly path: string;
  /** Memory limit of the engine, bytes. Default 1.4 GB: with the worker and Node the process stays below 2 GB. */
  readonly memoryBytes?: number;
  /** Folder for spilling; null forbids it. */
  readonly spillFolder: string | null;
  readonly readOnly?: boolean;
  readonly threads?: number;
  /**
   * Whether checkpoints merge row groups and give back the space of deleted rows. Default true: a case that grows by little
   * runs would be many times as large. One that is being made has little to merge, and it takes a tenth of the time.
   */
  readonly vacuum?: boolean;
  /** Whether subjects and search texts are kept in facts. Default false. */
  readonly keepSubjects?: boolean;
  /** Whether the file is known to hold no code, because this process made it or has looked (see stored-code.ts). Default false. */
  readonly known?: boolean;
}

export type Row = Readonly<Record<string, DuckDBValue>>;

/** Values of a statement: typed by the caller, numbered from 1. */
export interface Statement {
  readonly text: string;
  readonly values?: readonly DuckDBValue[];
  readonly types?: readonly DuckDBType[];
}

/** Statements that change how the engine works, and that change it back. */
export interface Setting {
  readonly on: string;
  readonly off: string;
}

/** The engine's optimiser without these of its rules. Holds for all connections of a database. */
export function withoutRules(...rules: readonly string[]): Setting {
  return { on: `SET disabled_optimizers = '${rules.join(',')}'`, off: 'RESET disabled_optimizers' };
}

/** This connection without the engine's optimiser. */
export const UNOPTIMISED: Setting = { on: 'PRAGMA disable_optimizer', off: 'PRAGMA enable_optimizer' };

export const DEFAULT_ENGINE_MEMORY: number = 1400 * 1024 ** 2;

export class Database {
  readonly connection: DuckDBConnection;
  readonly #instance: DuckDBInstance;
  /** Forks share the instance; only the one that opened it closes it. */
  readonly #owner: boolean;
  readonly #keepSubjects: boolean;
  readonly #forks: Set<Database> = new Set();
  /** What the engine is to be told as soon as the broken transaction is rolled back. */
  readonly #owed: Set<string> = new Set();

  private constructor(instance: DuckDBInstance, connection: DuckDBConnection, owner: boolean, keepSubjects: boolean) {
    this.#instance = instance;
    this.connection = connection;
    this.#owner = owner;
    this.#keepSubjects = keepSubjects;
  }

  static async open(options: DatabaseOptions): Promise<Database> {
    const config: Record<string, string> = {
      memory_limit: `${Math.floor((options.memoryBytes ?? DEFAULT_ENGINE_MEMORY) / 1024)}KiB`,
      preserve_insertion_order: 'false',
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
    };
    if (options.spillFolder !== null) config['temp_directory'] = options.spillFolder;
    if (options.threads !== undefined) config['threads'] = String(options.threads);
    if (options.vacuum === false) config['max_vacuum_tasks'] = '0';
    const keepSubjects = options.keepSubjects ?? false;
    const instance = await DuckDBInstance.create(':memory:', config).catch((cause: unknown) => {
      throw engineError(cause, options.path);
    });
    try {
      await attach(instance, options);
      return await Database.#connect(instance, true, keepSubjects);
    } catch (error) {
      instance.closeSync();
      throw error;
    }
  }

  /** Another connection to the same database, for work that runs beside this one. Temporary tables are not shared. */
  async fork(): Promise<Database> {
    const fork = await Database.#connect(this.#instance, false, this.#keepSubjects);
    this.#forks.add(fork);
    return fork;
  }

  static async #connect(instance: DuckDBInstance, owner: boolean, keepSubjects: boolean): Promise<Database> {
    const connection = await instance.connect();
    const database = new Database(instance, connection, owner, keepSubjects);
    await database.run(`USE ${CATALOG}`);
    await database.run(`SET TimeZone = 'UTC'`);
    // Message ids and tokens hold nothing that repeats: to squeeze them halves the file and takes a third of the time of an
    // insert. What repeats is kept once by the dictionary.
    await database.run(`SET disabled_compression_methods = 'fsst'`);
    for (const statement of preludeStatements(keepSubjects)) await database.run(statement);
    return database;
  }

  /** Runs one statement; the number of rows it changed. */
  async run(statement: string | Statement): Promise<number> {
    const { text, values, types } = typeof statement === 'string' ? ({ text: statement } as Statement) : statement;
    try {
      const result = await this.connection.run(text, values?.slice(), types?.slice());
      return result.rowsChanged;
    } catch (cause) {
      throw engineError(cause, '', text);
    }
  }

  /** Rows of a query, in its order. BIGINT comes as bigint. */
  async all(statement: string | Statement): Promise<readonly Row[]> {
    const { text, values, types } = typeof statement === 'string' ? ({ text: statement } as Statement) : statement;
    try {
      const reader = await this.connection.runAndReadAll(text, values?.slice(), types?.slice());
      return reader.getRowObjects();
    } catch (cause) {
      throw engineError(cause, '', text);
    }
  }

  /** Rows of a query one after another, without holding them all. No other statement may run until the last is taken. */
  async *stream(statement: string | Statement): AsyncGenerator<Row> {
    const { text, values, types }: Statement = typeof statement === 'string' ? { text: statement } : statement;
    try {
      const result = await this.connection.stream(text, values?.slice(), types?.slice());
      for await (const rows of result.yieldRowObjects()) yield* rows;
    } catch (cause) {
      throw engineError(cause, '', text);
    }
  }

  /** The one row of a query that gives exactly one. */
  async one(statement: string | Statement): Promise<Row> {
    const rows = await this.all(statement);
    const [row] = rows;
    if (row === undefined || rows.length !== 1) throw new TypeError(`expected one row, got ${rows.length}`);
    return row;
  }

  /**
   * Runs `work` with the engine told `on`, and tells it `off` afterwards. A broken transaction takes no statement: there
   * `rollback` tells it, and what is thrown is what broke.
   */
  async withSetting<Result>({ on, off }: Setting, work: () => Promise<Result>): Promise<Result> {
    await this.run(on);
    let result: Result;
    try {
      result = await work();
    } catch (error) {
      await this.run(off).catch(() => this.#owed.add(off));
      throw error;
    }
    await this.run(off);
    return result;
  }

  /** Ends the open transaction without keeping anything. Never throws: an engine that has given up is no further fault. */
  async rollback(): Promise<void> {
    await this.run('ROLLBACK').catch(() => 0);
    for (const off of this.#owed) await this.run(off).catch(() => 0);
    this.#owed.clear();
  }

  /** Ends the running queries, those of forks too, as soon as the engine can. */
  interrupt(): void {
    this.connection.interrupt();
    for (const fork of this.#forks) fork.interrupt();
  }

  /** Closes the connection; the one that was opened first closes its forks and the database. */
  close(): void {
    for (const fork of this.#forks) fork.close();
    this.#forks.clear();
    this.connection.closeSync();
    if (this.#owner) this.#instance.closeSync();
  }
}

/** Name of the case's database within the engine. */
const CATALOG = 'case_facts';

/**
 * Rows of a row group, the unit in which the engine works in parallel and compresses. A third of its own default: the rest
 * of an insert that fills no group is compressed by one thread at the commit, and there is less of it.
 */
const ROW_GROUP = 40_960;

/**
 * The oldest engine that can read the file. From this version on it keeps texts that repeat in another way (DICT_FSST),
 * which takes a fifth less of the time of an insert.
 */
const STORAGE_VERSION = 'v1.3.0';

async function attach(instance: DuckDBInstance, { path, readOnly, known = false }: DatabaseOptions): Promise<void> {
  const connection = await instance.connect();
  const mode = readOnly === true ? 'READ_ONLY' : `ROW_GROUP_SIZE ${ROW_GROUP}, STORAGE_VERSION '${STORAGE_VERSION}'`;
  try {
    await connection.run(`ATTACH '${path.replaceAll("'", "''")}' AS ${CATALOG} (${mode})`);
    if (!known && path !== ':memory:') await mustHoldRowsAlone(connection, CATALOG, path);
  } catch (cause) {
    throw cause instanceof LetterlockError ? cause : engineError(cause, path);
  } finally {
    connection.closeSync();
  }
}

/** Turns the engine's message into an error a person understands; anything else stays a programmer's fault with its SQL. */
function engineError(cause: unknown, path: string, text = ''): Error {
  const message = cause instanceof Error ? cause.message : String(cause);
  const place = { path: path === '' ? 'the case folder' : path };
  if (/No space left on device|disk full/i.test(message)) return new LetterlockError('disk-full', place, { cause });
  if (/Out of Memory|failed to allocate|could not allocate/i.test(message)) {
    return new LetterlockError('out-of-memory', { limit: 'the engine', reason: firstLine(message) }, { cause });
  }
  if (/Conflicting lock|Could not set lock/i.test(message)) {
    return new LetterlockError(
      'case-locked',
      { ...place, pid: 'another', since: 'unknown', lock: 'its lock file' },
      { cause },
    );
  }
  if (/Permission denied|read-only file system|Cannot open file|Cannot launch in-memory/i.test(message)) {
    return new LetterlockError('case-not-writable', { ...place, reason: firstLine(message) }, { cause });
  }
  if (/not a valid DuckDB database|Corrupt|checksum|older version|newer version/i.test(message)) {
    return new LetterlockError('case-damaged', { ...place, reason: firstLine(message) }, { cause });
  }
  const error = new Error(text === '' ? message : `${message}\nin: ${text.slice(0, 4000)}`, { cause });
  error.name = 'EngineError';
  return error;
}

function firstLine(message: string): string {
  return message.split('\n', 1)[0] ?? '';
}
