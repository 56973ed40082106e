/** Reads records again from their source, for the report's evidence. */
import { Window } from './bytes/window.ts';
import type { CollectLimits, FetchedRecord } from './contract.ts';
import { type Leaf, leavesOf } from './leaves.ts';
import { copyOnOneLine, oneLineBound } from './record.ts';
import { type PlaceWord, RecordSink } from './sink.ts';
import { openText, pump } from './text.ts';

export interface FetchOptions {
  readonly limits: CollectLimits;
  /** Folder for archives inside something packed; exists. */
  readonly spoolFolder: string;
}

export interface Fetched {
  /** SHA-256 of the source as it is now; null where the archive has no such member any more. */
  readonly sha256: string | null;
  /** In the order of ordinals; fewer than wanted where the source has changed. */
  readonly records: readonly FetchedRecord[];
}

/**
 * The records with the ordinals `wanted` of one source (a file, or the member `containerPath` of an archive), byte for
 * byte as they were spooled. Reads the whole source, because its hash has to be compared. Throws what opening the file
 * throws.
 */
export async function fetchRecords(
  file: { readonly absolutePath: string; readonly containerPath: string | null },
  wanted: ReadonlySet<number>,
  options: FetchOptions,
): Promise<Fetched> {
  const context = { limits: options.limits, spoolFolder: options.spoolFolder, window: new Window() };
  for await (const leaf of leavesOf(file, context)) {
    if (leaf.containerPath !== file.containerPath) continue;
    const records = await takeWanted(leaf, wanted, options.limits);
    return { sha256: (await leaf.digest()).sha256, records };
  }
  return { sha256: null, records: [] };
}

/**
 * As `fetchRecords`, of a file that is no archive and whose hash is known: reads only as far as the last wanted record.
 * Throws what opening the file throws.
 */
export async function fetchUnhashed(
  absolutePath: string,
  wanted: ReadonlySet<number>,
  { limits, spoolFolder }: FetchOptions,
): Promise<readonly FetchedRecord[]> {
  for await (const leaf of leavesOf({ absolutePath }, { limits, spoolFolder, window: new Window(), hashed: false }))
    return leaf.containerPath === null ? await takeWanted(leaf, wanted, limits) : [];
  return [];
}

async function takeWanted(
  leaf: Leaf,
  wanted: ReadonlySet<number>,
  limits: CollectLimits,
): Promise<readonly FetchedRecord[]> {
  const sink = new FetchSink(limits, wanted);
  const text = await openText(leaf, sink, limits);
  for await (const _ of pump(text)) if (sink.records.length === wanted.size) break;
  return sink.records;
}

class FetchSink extends RecordSink {
  readonly records: FetchedRecord[] = [];
  private readonly wanted: ReadonlySet<number>;

  constructor(limits: CollectLimits, wanted: ReadonlySet<number>) {
    super(limits);
    this.wanted = wanted;
  }

  protected keep(
    ordinal: number,
    place: number,
    word: PlaceWord,
    bytes: Buffer,
    start: number,
    end: number,
    known: number,
  ): void {
    if (!this.wanted.has(ordinal)) return;
    const line = Buffer.allocUnsafe(oneLineBound(end - start, known));
    const length = copyOnOneLine(bytes, start, end, known, line, 0);
    this.records.push({ ordinal, place: `${word} ${place}`, record: line.toString('utf8', 0, length) });
  }
}
