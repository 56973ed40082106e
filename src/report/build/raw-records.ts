/**
 * Raw records of cited events, read again from their sources as long as these are there and unchanged. Asks no database:
 * reading and hashing a gigabyte goes on in a thread of its own, beside the rest of the report, and Ctrl-C is heard.
 */
import { statSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { FileReader, HashingReader } from '../../collect/files/bytes/reader.ts';
import type { CollectLimits, FetchedRecord } from '../../collect/files/contract.ts';
import { fetchRecords, fetchUnhashed } from '../../collect/files/fetch.ts';
import { type SourcePlaces, sourceFiles } from '../source-files.ts';

/** A source with the numbers of the records that are wanted of it. */
export interface WantedSource {
  readonly id: number;
  readonly path: string;
  readonly containerPath: string | null;
  readonly sha256: string;
  /** Hash of the file on disk: of the archive where the source lies in one. */
  readonly fileSha256: string;
  readonly ordinals: ReadonlySet<number>;
}

export interface WantedRecords {
  /** In the order in which they share `characters`. */
  readonly sources: readonly WantedSource[];
  readonly places: SourcePlaces;
  readonly limits: CollectLimits;
  /** Length of all records together, at most. */
  readonly characters: number;
}

export interface FoundRecords {
  /** By `recordKey`. */
  readonly records: ReadonlyMap<string, FetchedRecord>;
  /** Sources that were moved or changed, by id. */
  readonly absent: ReadonlySet<number>;
}

export function recordKey(sourceId: number, ordinal: number): string {
  return `${sourceId} ${ordinal}`;
}

/** Hash of a file, and what the system told of it before and after. */
interface HashedFile {
  readonly sha256: string;
  readonly identity: string;
}

/** By absolute path. */
export type HashedFiles = ReadonlyMap<string, HashedFile>;

/** Files that cannot be read, or are written while they are read, are left out. */
export async function hashFiles(paths: readonly string[]): Promise<HashedFiles> {
  const hashed = new Map<string, HashedFile>();
  for (const path of paths) {
    const identity = identityOf(path);
    const sha256 = await hashOf(path).catch(() => null);
    if (sha256 !== null && identity !== null && identityOf(path) === identity) hashed.set(path, { sha256, identity });
  }
  return hashed;
}

async function hashOf(path: string): Promise<string> {
  const reader = new HashingReader(new FileReader(path));
  try {
    return (await reader.digest()).sha256;
  } finally {
    reader.close();
  }
}

/** What changes with every write of a file, and where another takes its place; null where it cannot be asked. */
function identityOf(path: string): string | null {
  try {
    const { dev, ino, size, mtimeNs, ctimeNs } = statSync(path, { bigint: true });
    return [dev, ino, size, mtimeNs, ctimeNs].join(' ');
  } catch {
    return null;
  }
}

/**
 * A source that is not there, has changed or cannot be read is absent; that is no fault. A file of `hashed` that is still
 * the same to the system is not hashed again.
 */
export async function findRecords(
  { sources, places, limits, characters }: WantedRecords,
  hashed: HashedFiles = new Map(),
): Promise<FoundRecords> {
  const records = new Map<string, FetchedRecord>();
  const absent = new Set<number>();
  let left = characters;
  for (const source of sources) {
    const fetched = await fetchFrom(source, places, limits, hashed);
    if (fetched === null) absent.add(source.id);
    for (const record of fetched ?? []) {
      if (record.record.length > left) continue;
      left -= record.record.length;
      records.set(recordKey(source.id, record.ordinal), record);
    }
  }
  return { records, absent };
}

/** Null where the source is not there or not the same. */
async function fetchFrom(
  { path, containerPath, sha256, fileSha256, ordinals }: WantedSource,
  places: SourcePlaces,
  limits: CollectLimits,
  hashed: HashedFiles,
): Promise<readonly FetchedRecord[] | null> {
  const options = { limits, spoolFolder: places.spoolFolder };
  for await (const absolutePath of sourceFiles(path, fileSha256, places)) {
    const known = containerPath === null ? hashed.get(absolutePath) : undefined;
    if (known?.sha256 === sha256 && identityOf(absolutePath) === known.identity) {
      const records = await fetchUnhashed(absolutePath, ordinals, options).catch(() => null);
      if (records !== null && identityOf(absolutePath) === known.identity) return records;
    }
    const fetched = await fetchRecords({ absolutePath, containerPath }, ordinals, options).catch(() => null);
    if (fetched !== null && fetched.sha256 === sha256) return fetched.records;
  }
  return null;
}

/** What the thread answers. An error does not survive the way between threads as it is; its code tells which it was. */
export type FromRawWorker = { readonly found: FoundRecords } | { readonly fault: string; readonly code: string | null };

/** Raw records being read: first files are hashed, then records are looked for in them. */
export class RawReader {
  readonly #paths: readonly string[];
  readonly #signal: AbortSignal | undefined;
  readonly #worker: Worker | null = null;
  readonly #answer: Promise<FoundRecords> | null = null;
  readonly #end = (): void => void this.#worker?.terminate();

  /**
   * Begins to hash the files, which are known before the records that are wanted of them. `signal` ends the reading. From
   * TypeScript sources (tests) it runs in this thread instead, because Node 20 cannot load them in a worker.
   */
  constructor(paths: readonly string[], signal: AbortSignal | undefined) {
    this.#paths = paths;
    this.#signal = signal;
    if (import.meta.url.endsWith('.ts')) return;
    const worker = new Worker(new URL('./raw-worker.js', import.meta.url), { workerData: paths });
    this.#worker = worker;
    this.#answer = new Promise((resolve, reject) => {
      worker.on('message', (answer: FromRawWorker) => {
        if ('found' in answer) resolve(answer.found);
        else reject(Object.assign(new Error(answer.fault), { code: answer.code }));
      });
      worker.on('error', reject);
      worker.on('exit', (code) => reject(new Error(`reading raw records ended with status ${code}`)));
    });
    // Whoever asks for records hears of a fault; until then it must not count as unhandled.
    this.#answer.catch(() => {});
    signal?.addEventListener('abort', this.#end);
    if (signal?.aborted === true) this.#end();
  }

  /** To be asked once. Fails where the reading was ended. */
  async find(wanted: WantedRecords): Promise<FoundRecords> {
    this.#worker?.postMessage(wanted);
    return await (this.#answer ?? findRecords(wanted, await hashFiles(this.#paths)));
  }

  /** Ends it, whether it is done or not. */
  stop(): void {
    this.#signal?.removeEventListener('abort', this.#end);
    this.#end();
  }
}
