/** One case: a folder, held by one process, with its database open or closed. */
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, rmdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { CaseFile } from '../detect/index.ts';
import { LetterlockError } from '../errors.ts';
import { SCHEMA_VERSION } from '../facts/index.ts';
import { createTables, Database, mustHoldOwnViews } from '../store/index.ts';
import { caseFault, ifAbsent, isUnwritable, systemCode } from './faults.ts';
import { mustHoldNoLinks } from './links.ts';
import { type Lock, takeLock } from './lock.ts';
import { DEFAULT_MEMORY, engineMemory } from './memory.ts';
import { type CasePaths, casePaths } from './paths.ts';
import { orInterrupted } from './phase.ts';
import { createPhaseTable } from './state.ts';

export interface OpenCase {
  /** Folder of the case, absolute or relative to the working folder. */
  readonly folder: string;
  /** `make`: a folder without a case becomes one. `write`: the case must be there. `read`: likewise, and nothing is written. */
  readonly mode: 'make' | 'write' | 'read';
  /** The clock: when the run began. */
  readonly now: Date;
  /** Version of the program, for the log of the case. */
  readonly version?: string | undefined;
  /** Bytes the whole process is meant to stay within. Default 2 GiB, least 512 MiB. */
  readonly memoryBytes?: number | undefined;
  /** Whether subjects and search texts are kept in facts. Default false. */
  readonly keepSubjects?: boolean | undefined;
  /** Ends the running statement, and with it the step. */
  readonly signal?: AbortSignal | undefined;
}

export class Case {
  readonly paths: CasePaths;
  /** This run's own folder for temporary files; gone after `close`. Null where the case is read only. */
  readonly #scratch: string | null;
  readonly #lock: Lock | null;
  readonly #options: OpenCase;
  /** Whether the database was not there before. */
  readonly #made: boolean;
  readonly #interrupt = (): void => this.#database?.interrupt();
  #database: Database | null = null;
  /** Whether the database holds no code of somebody else: it was made in this run, or looked at. */
  #known: boolean;

  private constructor(paths: CasePaths, { lock, scratch, made }: Held, options: OpenCase) {
    this.paths = paths;
    this.#lock = lock;
    this.#scratch = scratch;
    this.#made = made;
    this.#known = made;
    this.#options = options;
    options.signal?.addEventListener('abort', this.#interrupt);
  }

  /**
   * Opens a case, or makes one. Throws `case-not-found`, `case-locked`, `case-not-writable`, `case-damaged`,
   * `case-foreign`, `case-version`, `disk-full`, `usage`.
   */
  static async open(options: OpenCase): Promise<Case> {
    const engine = engineMemory(options.memoryBytes ?? DEFAULT_MEMORY);
    const paths = casePaths(options.folder);
    if (options.mode !== 'make') await mustHoldCase(paths);
    const held = await holdFolder(paths, options).catch((error: unknown) => {
      throw caseFault(error, paths.shown);
    });
    const opened = new Case(paths, held, options);
    try {
      await orInterrupted(options.signal, 'opening the case', () => opened.#openDatabase(engine));
    } catch (error) {
      await opened.close();
      throw atCase(error, paths);
    }
    return opened;
  }

  get now(): Date {
    return this.#options.now;
  }

  /** Version of the program; null where it was not told. */
  get version(): string | null {
    return this.#options.version ?? null;
  }

  get signal(): AbortSignal | undefined {
    return this.#options.signal;
  }

  /** Bytes for the engine. */
  get engineMemory(): number {
    return engineMemory(this.#options.memoryBytes ?? DEFAULT_MEMORY);
  }

  /** The open database; asking while it is closed is a programmer's fault. */
  get database(): Database {
    if (this.#database === null) throw new TypeError('the database of the case is closed');
    return this.#database;
  }

  /** An empty folder below this run's temporary folder. */
  async scratch(name: string): Promise<string> {
    if (this.#scratch === null) throw new TypeError('a case that is read only has no temporary folder');
    const folder = join(this.#scratch, name);
    await mkdir(folder, { recursive: true });
    return folder;
  }

  /** Runs `work` while the database is closed, for parts that open the file themselves, and opens it again. */
  async withDatabaseClosed<Result>(work: (file: CaseFile) => Promise<Result>): Promise<Result> {
    const file = { path: this.paths.database, spillFolder: await this.scratch('detect'), known: this.#known };
    this.#closeDatabase();
    const result = await work(file);
    await this.#openDatabase(this.engineMemory);
    return result;
  }

  /** Removes the last report: facts have changed, and an old report beside them would look whole. */
  async discardReport(): Promise<void> {
    await rm(this.paths.report, { recursive: true, force: true });
  }

  /** Undoes the making of a case into which nothing came: its database goes, and what of the folder is empty. */
  async takeBack(): Promise<void> {
    if (!this.#made) return;
    this.#closeDatabase();
    await rm(this.paths.database, { force: true });
    await this.close();
    for (const folder of [this.paths.evidence, this.paths.temporary, this.paths.folder])
      await rmdir(folder).catch(() => {});
  }

  /** Closes the database, removes the temporary files, gives the lock back. May be called more than once. */
  async close(): Promise<void> {
    this.#options.signal?.removeEventListener('abort', this.#interrupt);
    this.#closeDatabase();
    if (this.#scratch !== null) await rm(this.#scratch, { recursive: true, force: true });
    await this.#lock?.release();
  }

  async #openDatabase(memoryBytes: number): Promise<void> {
    const readOnly = this.#scratch === null;
    const spillFolder = readOnly ? null : await this.scratch('spill');
    const keepSubjects = this.#options.keepSubjects ?? false;
    this.#database = await Database.open({
      path: this.paths.database,
      memoryBytes,
      spillFolder,
      readOnly,
      keepSubjects,
      vacuum: !this.#made,
      known: this.#known,
    });
    if (readOnly) await mustBeOfThisVersion(this.#database, this.paths);
    else {
      await createTables(this.#database, this.paths.shown);
      await createPhaseTable(this.#database);
    }
    if (!this.#known) await mustHoldOwnViews(this.#database, this.paths.shown);
    this.#known = true;
  }

  #closeDatabase(): void {
    this.#database?.close();
    this.#database = null;
  }
}

async function mustHoldCase(paths: CasePaths): Promise<void> {
  const found = await stat(paths.database)
    .catch(ifAbsent(null))
    .catch((error: unknown) => {
      throw new LetterlockError('path-not-readable', { path: paths.shown, reason: 'no permission' }, { cause: error });
    });
  if (found === null) throw new LetterlockError('case-not-found', { path: paths.shown });
}

interface Held {
  readonly lock: Lock | null;
  readonly scratch: string | null;
  readonly made: boolean;
}

/** Makes what is missing of the folder and takes its lock; a case on a medium that cannot be written is read without one. */
async function holdFolder(paths: CasePaths, options: OpenCase): Promise<Held> {
  if (options.mode === 'make') {
    await mustNotMeetOthers(paths);
    await makeFolder(paths.folder);
  }
  await mustHoldNoLinks(paths);
  let lock: Lock;
  try {
    lock = await takeLock(paths, options.now);
  } catch (error) {
    if (options.mode === 'read' && isUnwritable(error)) return { lock: null, scratch: null, made: false };
    throw error;
  }
  try {
    await removeLeftovers(paths);
    for (const folder of [paths.evidence, paths.temporary]) await mkdir(folder, { recursive: true });
    return { lock, scratch: await mkdtemp(join(paths.temporary, 'run-')), made: !existsSync(paths.database) };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/** For its owner alone: what a case holds of mail is secret. The spool, too, lies in it. */
const OWNER_ONLY = 0o700;

/** With its parents where they are missing. Asked for plainly first: a recursive call hides why the system refuses. */
async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, OWNER_ONLY);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') {
      await mkdir(dirname(folder), { recursive: true });
      await mkdir(folder, { recursive: true, mode: OWNER_ONLY });
    } else if (systemCode(error) !== 'EEXIST' || !(await stat(folder)).isDirectory()) throw error;
  }
}

/** A folder `report` that stands where no case is may be the user's own work; it is not ours to replace. */
async function mustNotMeetOthers(paths: CasePaths): Promise<void> {
  if (existsSync(paths.database) || !existsSync(paths.report)) return;
  throw new LetterlockError('usage', {
    what: `${paths.shown}: holds a folder "report", but no case; name another folder with --case DIR`,
    command: 'investigate',
  });
}

/** What runs that were killed have left; only names that this program gives. */
async function removeLeftovers(paths: CasePaths): Promise<void> {
  const names = await readdir(paths.temporary).catch(() => []);
  for (const name of names.filter((entry) => entry.startsWith('run-'))) {
    await rm(join(paths.temporary, name), { recursive: true, force: true });
  }
}

async function mustBeOfThisVersion(database: Database, paths: CasePaths): Promise<void> {
  const rows = await database.all('SELECT version FROM case_format');
  const found = Number(rows[0]?.['version'] ?? 0);
  if (found !== SCHEMA_VERSION) {
    throw new LetterlockError('case-version', { path: paths.shown, found, expected: SCHEMA_VERSION });
  }
}

/**
 * Says the folder that the person named, where the engine knew only its own file or none. What the engine says while it
 * opens a file, and nobody knows, is damage of the file.
 */
function atCase(error: unknown, paths: CasePaths): unknown {
  if (error instanceof Error && error.name === 'EngineError') {
    const reason = error.message.split('\n', 1)[0] ?? '';
    return new LetterlockError('case-damaged', { path: paths.shown, reason }, { cause: error });
  }
  if (!(error instanceof LetterlockError)) return caseFault(error, paths.shown);
  switch (error.code) {
    case 'case-not-writable':
    case 'case-foreign':
    case 'case-damaged':
    case 'disk-full':
      return new LetterlockError(error.code, { ...error.details, path: paths.shown }, { cause: error });
    case 'case-locked':
      return new LetterlockError(
        error.code,
        { ...error.details, path: paths.shown, lock: paths.lock },
        { cause: error },
      );
    default:
      return error;
  }
}
