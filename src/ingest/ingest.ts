/** Files into a case: unwrap, normalise, account. The only joiner of collect, normalise, store and evidence. */
import { rm } from 'node:fs/promises';
import type { InputFile, SpoolChunk, UnwrapOptions } from '../collect/files/index.ts';
import { LetterlockError } from '../errors.ts';
import { hashFile } from '../evidence/index.ts';
import { loadExportLimits } from '../facts/reference.ts';
import { NORMALISER, type Normaliser } from '../normalise/index.ts';
import type { Database } from '../store/index.ts';
import { judgeExportLimits } from './export-limits.ts';
import { recordLate, recordSources, settleLedger } from './ledger.ts';
import { loadStaged } from './load-chunk.ts';
import { locateRejects } from './locate-rejects.ts';
import { joinStaged, type StagedChunk, stageChunk } from './stage-chunk.ts';

/** The unwrapper: in a worker for real runs, in this thread for tests. */
export type Unwrapper = (files: readonly InputFile[], options: UnwrapOptions) => AsyncIterable<SpoolChunk>;

export interface IngestProgress {
  readonly bytesDone: number;
  readonly bytesTotal: number;
  readonly records: number;
}

export interface IngestOptions extends UnwrapOptions {
  readonly unwrap: Unwrapper;
  /** The clock: when the sources count as taken in. */
  readonly now: Date;
  readonly normaliser?: Normaliser;
  readonly onProgress?: (progress: IngestProgress) => void;
}

export interface IngestResult {
  /** Sources taken in by this run. */
  readonly sources: number;
  /** Files that this case already holds, byte for byte under the same path. */
  readonly alreadyThere: number;
  /** `source_id` of the first source of this run. */
  readonly firstSource: number;
}

/**
 * Takes files into the case. A file's facts and its ledger row commit together; an interrupted run goes on with the
 * files that are not yet there, and a file that is there is passed over.
 * Throws `ledger-mismatch` where a record is unaccounted for, `interrupted` when the signal came.
 */
export async function ingest(
  database: Database,
  files: readonly InputFile[],
  options: IngestOptions,
): Promise<IngestResult> {
  const fresh = await filesNotThere(database, files);
  const firstSource = await nextSource(database);
  const run = new IngestRun(database, fresh, options, firstSource);
  await run.takeAll(options.unwrap(fresh, unwrapOptions(options)));
  return { sources: run.sources, alreadyThere: files.length - fresh.length, firstSource };
}

/** The chunks of one run. */
class IngestRun {
  sources = 0;
  readonly #database: Database;
  readonly #files: readonly InputFile[];
  readonly #options: IngestOptions;
  readonly #normaliser: Normaliser;
  readonly #firstSource: number;
  readonly #bytesTotal: number;
  #records = 0;
  /** First source that no commit has settled yet. */
  #settledUpTo: number;
  /** Whether a transaction is open: a source has begun and not yet ended. */
  #open = false;

  constructor(database: Database, files: readonly InputFile[], options: IngestOptions, firstSource: number) {
    this.#database = database;
    this.#files = files;
    this.#options = options;
    this.#normaliser = options.normaliser ?? NORMALISER;
    this.#firstSource = firstSource;
    this.#settledUpTo = firstSource;
    this.#bytesTotal = files.reduce((sum, file) => sum + file.bytes, 0);
  }

  /** Three things go on at once: the unwrapper reads on, a chunk is staged, and the batch before it goes into the facts. */
  async takeAll(chunks: AsyncIterable<SpoolChunk>): Promise<void> {
    const fork = await this.#database.fork();
    let loading: Promise<void> = Promise.resolve();
    let batch: Staged[] = [];
    try {
      for await (const chunk of chunks) {
        this.#checkSignal();
        batch.push({ chunk, staged: await this.#stage(fork, chunk) });
        this.#records += chunk.records;
        this.#options.onProgress?.({
          bytesDone: chunk.bytesRead,
          bytesTotal: this.#bytesTotal,
          records: this.#records,
        });
        if (recordsOf(batch) < BATCH_RECORDS) continue;
        await loading;
        loading = this.#load(batch);
        // A failure is met when the next batch waits for this one; until then it must not count as unhandled.
        loading.catch(() => undefined);
        batch = [];
      }
      await loading;
      if (batch.length > 0) await this.#load(batch);
      this.#checkSignal();
      if (this.#open) throw new LetterlockError('internal', { what: 'the unwrapper ended inside a source' });
    } catch (error) {
      await loading.catch(() => undefined);
      if (this.#open) await this.#database.rollback();
      throw error;
    } finally {
      fork.close();
    }
  }

  async #stage(fork: Database, chunk: SpoolChunk): Promise<StagedChunk | null> {
    try {
      return chunk.records === 0
        ? null
        : await stageChunk(fork, { ...chunk, sourceBase: this.#firstSource }, this.#normaliser);
    } finally {
      await rm(chunk.spoolPath, { force: true });
    }
  }

  async #load(batch: readonly Staged[]): Promise<void> {
    this.#checkSignal();
    if (!this.#open) await this.#database.run('BEGIN TRANSACTION');
    this.#open = true;
    const staged = joinStaged(batch.flatMap((one) => (one.staged === null ? [] : [one.staged])));
    if (staged.files.length > 0) await loadStaged(this.#database, staged, this.#normaliser);
    const chunks = batch.map((one) => one.chunk);
    const finished = chunks.flatMap((chunk) => chunk.finished);
    await recordSources(this.#database, finished, this.#firstSource, this.#options.now);
    await recordLate(
      this.#database,
      chunks.flatMap((chunk) => chunk.late ?? []),
      this.#firstSource,
    );
    this.sources += finished.length;
    const last = chunks.at(-1);
    if (last?.open === null) {
      await settleLedger(this.#database, this.#settledUpTo);
      await judgeExportLimits(this.#database, this.#settledUpTo, loadExportLimits());
      await locateRejects(this.#database, this.#files, this.#settledUpTo, this.#options);
      await this.#database.run('COMMIT');
      this.#open = false;
      this.#settledUpTo = this.#firstSource + this.sources;
    }
    for (const file of staged.files) await rm(file, { force: true });
  }

  #checkSignal(): void {
    if (this.#options.signal?.aborted === true) throw new LetterlockError('interrupted', { phase: 'taking files in' });
  }
}

interface Staged {
  readonly chunk: SpoolChunk;
  readonly staged: StagedChunk | null;
}

/** Records that go into the facts at once: more than two of the engine's row groups (122,880), so that two threads have work. */
const BATCH_RECORDS = 250_000;

function recordsOf(batch: readonly Staged[]): number {
  return batch.reduce((sum, { chunk }) => sum + chunk.records, 0);
}

/** Only what the unwrapper needs: in a worker it must be data. */
function unwrapOptions({ limits, spoolFolder, signal, exportLimits }: IngestOptions): UnwrapOptions {
  return {
    limits,
    spoolFolder,
    ...(signal === undefined ? {} : { signal }),
    ...(exportLimits === undefined ? {} : { exportLimits }),
  };
}

async function nextSource(database: Database): Promise<number> {
  const row = await database.one('SELECT coalesce(max(source_id), 0) + 1 AS n FROM source');
  return Number(row['n']);
}

/** Leaves out the files whose bytes the case already holds under the same path. Only files of a path that is there are hashed. */
async function filesNotThere(database: Database, files: readonly InputFile[]): Promise<readonly InputFile[]> {
  const rows = await database.all('SELECT DISTINCT path, coalesce(container_sha256, sha256) AS sha256 FROM source');
  if (rows.length === 0) return files;
  const known = new Map<string, Set<string>>();
  for (const row of rows) {
    const hashes = known.get(String(row['path'])) ?? new Set<string>();
    known.set(String(row['path']), hashes.add(String(row['sha256'])));
  }
  const fresh: InputFile[] = [];
  for (const file of files) {
    const hashes = known.get(file.path);
    if (hashes === undefined || !hashes.has((await hashFile(file.absolutePath)).sha256)) fresh.push(file);
  }
  return fresh;
}
