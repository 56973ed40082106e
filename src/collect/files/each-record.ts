/** Hands the records of a file over once more, exactly as they were spooled, for whoever needs their bytes. */
import { Window } from './bytes/window.ts';
import type { CollectLimits } from './contract.ts';
import type { FetchOptions } from './fetch.ts';
import { leavesOf } from './leaves.ts';
import { copyOnOneLine, oneLineBound } from './record.ts';
import { type PlaceWord, RecordSink } from './sink.ts';
import { openText, pump } from './text.ts';

/** What takes the records of one source after another. */
export interface RecordVisitor {
  /** A source begins: the file itself, or a member of the archive that it is. */
  begin(containerPath: string | null): void;
  /** One record; the buffer is the unwrapper's, and only good during the call. */
  record(ordinal: number, bytes: Buffer): void;
  /** The source has ended; `sha256` is that of its bytes as received. */
  end(sha256: string): void;
}

/** All sources of one file on disk, in the order in which ingest numbered them. Throws what opening the file throws. */
export async function eachRecord(absolutePath: string, visitor: RecordVisitor, options: FetchOptions): Promise<void> {
  const context = { limits: options.limits, spoolFolder: options.spoolFolder, window: new Window() };
  for await (const leaf of leavesOf({ absolutePath }, context)) {
    visitor.begin(leaf.containerPath);
    const sink = new VisitSink(options.limits, visitor);
    for await (const _ of pump(await openText(leaf, sink, options.limits))) {
      // The sink hands every record over.
    }
    visitor.end((await leaf.digest()).sha256);
  }
}

class VisitSink extends RecordSink {
  #line = Buffer.allocUnsafe(64 * 1024);
  readonly #visitor: RecordVisitor;

  constructor(limits: CollectLimits, visitor: RecordVisitor) {
    super(limits);
    this.#visitor = visitor;
  }

  protected keep(
    ordinal: number,
    _place: number,
    _word: PlaceWord,
    bytes: Buffer,
    start: number,
    end: number,
    known: number,
  ): void {
    const bound = oneLineBound(end - start, known);
    if (bound > this.#line.length) this.#line = Buffer.allocUnsafe(bound);
    this.#visitor.record(ordinal, this.#line.subarray(0, copyOnOneLine(bytes, start, end, known, this.#line, 0)));
  }
}
