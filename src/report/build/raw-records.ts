/**
 * Raw records of cited events, read again from their sources as long as these are there and unchanged. Asks no database:
 * reading and hashing a gigabyte goes on in a thread of its own, beside the rest of the report, and Ctrl-C is heard.
 */
import { Worker } from 'node:worker_threads';
import type { CollectLimits, FetchedRecord } from '../../collect/files/contract.ts';
import { fetchRecords } from '../../collect/files/fetch.ts';
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

/** A source that is not there, has changed or cannot be read is absent; that is no fault. */
export async function findRecords({ sources, places, limits, characters }: WantedRecords): Promise<FoundRecords> {
  const records = new Map<string, FetchedRecord>();
  const absent = new Set<number>();
  let left = characters;
  for (const source of sources) {
    const fetched = await fetchFrom(source, places, limits);
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
): Promise<readonly FetchedRecord[] | null> {
  const { spoolFolder } = places;
  for await (const absolutePath of sourceFiles(path, fileSha256, places)) {
    const file = { absolutePath, containerPath };
    const fetched = await fetchRecords(file, ordinals, { limits, spoolFolder }).catch(() => null);
    if (fetched !== null && fetched.sha256 === sha256) return fetched.records;
  }
  return null;
}

/** `findRecords` while it runs elsewhere. */
export interface Reading {
  readonly found: Promise<FoundRecords>;
  /** Ends it; `found` fails where it has not come yet. */
  stop(): void;
}

/** What the thread answers. An error does not survive the way between threads as it is; its code tells which it was. */
export type FromRawWorker = { readonly found: FoundRecords } | { readonly fault: string; readonly code: string | null };

/**
 * `signal` ends the reading. From TypeScript sources (tests) it runs in this thread instead, because Node 20 cannot load
 * them in a worker.
 */
export function findRecordsInWorker(wanted: WantedRecords, signal: AbortSignal | undefined): Reading {
  if (import.meta.url.endsWith('.ts') || wanted.sources.length === 0) {
    return { found: findRecords(wanted), stop: () => {} };
  }
  const worker = new Worker(new URL('./raw-worker.js', import.meta.url), { workerData: wanted });
  const end = (): void => void worker.terminate();
  signal?.addEventListener('abort', end);
  if (signal?.aborted === true) end();
  const found = new Promise<FoundRecords>((resolve, reject) => {
    worker.on('message', (answer: FromRawWorker) => {
      if ('found' in answer) resolve(answer.found);
      else reject(Object.assign(new Error(answer.fault), { code: answer.code }));
    });
    worker.on('error', reject);
    worker.on('exit', (code) => reject(new Error(`reading raw records ended with status ${code}`)));
  });
  // Whoever waits for the records hears of it all the same; until then it must not count as unhandled.
  found.catch(() => {});
  const stop = (): void => {
    signal?.removeEventListener('abort', end);
    end();
  };
  return { found, stop };
}
