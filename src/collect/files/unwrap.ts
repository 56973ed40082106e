/** Reads the inputs in order and writes their records into the spool, a chunk at a time. */

import { LetterlockError } from '../../errors.ts';
import type { Progress } from './bytes/reader.ts';
import { Window } from './bytes/window.ts';
import {
  type CollectTruncation,
  DEFAULT_EXPORT_LIMITS,
  type InputFile,
  type SourceReport,
  type SpoolChunk,
  type UnwrapOptions,
} from './contract.ts';
import type { DateOrder } from './dates.ts';
import { JsonDocumentsSplitter } from './formats/json-documents.ts';
import { type Leaf, leavesOf } from './leaves.ts';
import { PageSeries } from './pages.ts';
import { SpoolSink } from './spool.ts';
import { formatName, openText, pump, settleDates, type Text } from './text.ts';

/**
 * Unwraps `files` in the order given. Every file gives at least one source, whatever is in it. Small files share a chunk,
 * large ones span several. The consumer deletes each chunk's file; one that was not handed over is deleted here.
 *
 * Throws LetterlockError: `disk-full`, `case-not-writable` (the spool folder), `interrupted` (the signal). Faults of the
 * input never throw: they are in the sources' reports.
 */
export async function* unwrap(files: readonly InputFile[], options: UnwrapOptions): AsyncGenerator<SpoolChunk> {
  const run = new Run(options);
  try {
    for (const file of files) {
      let spans = false;
      for await (const leaf of leavesOf(file, run.context)) spans = (yield* run.take(file, leaf)) || spans;
      yield* run.endFile(spans);
    }
    yield* run.end();
  } finally {
    run.sink.discard();
  }
}

class Run {
  readonly sink: SpoolSink;
  private readonly options: UnwrapOptions;
  private readonly limits: ReadonlySet<number>;
  private readonly pages = new PageSeries();
  private readonly progress: Progress = (bytes) => {
    this.bytesRead += bytes;
  };
  readonly context;
  private bytesRead = 0;
  private seq = -1;
  private finished: SourceReport[] = [];
  private readonly dateOrders = new Map<number, DateOrder | null>();

  constructor(options: UnwrapOptions) {
    this.options = options;
    this.limits = new Set(options.exportLimits ?? DEFAULT_EXPORT_LIMITS);
    this.sink = new SpoolSink(options);
    this.context = {
      limits: options.limits,
      spoolFolder: options.spoolFolder,
      progress: this.progress,
      window: new Window(),
    };
  }

  /** One source. Gives whether it goes over several chunks. */
  async *take(file: InputFile, leaf: Leaf): AsyncGenerator<SpoolChunk, boolean> {
    this.seq += 1;
    const { limits } = this.options;
    this.sink.begin(this.seq);
    const text = await openText(leaf, this.sink, limits);
    const dateOrder = await settleDates(text, leaf, limits);
    if (text.splitter !== null) this.dateOrders.set(this.seq, dateOrder);
    let spans = false;
    for await (const _ of pump(text)) {
      if (this.sink.full) {
        spans = true;
        yield this.chunk(this.seq);
      }
      this.checkSignal();
    }
    this.finished.push(await this.report(file, leaf, text, dateOrder));
    this.checkSignal();
    return spans;
  }

  /**
   * Only a chunk that ends with a file can be committed: an archive is there whole or not at all, since a file counts as
   * there once any of its members is. What goes over several chunks ends its last one, and a chunk of small files rather
   * ends early than in the middle of the next large one.
   */
  *endFile(spans: boolean): Generator<SpoolChunk> {
    if (spans || this.sink.bytes * 2 >= this.options.limits.chunkBytes) yield this.chunk(null);
    this.checkSignal();
  }

  *end(): Generator<SpoolChunk> {
    const late = this.pages.findings();
    if (this.finished.length === 0 && this.sink.bytes === 0 && late.length === 0) return;
    yield { ...this.chunk(null), late };
  }

  private checkSignal(): void {
    if (this.options.signal?.aborted === true) throw new LetterlockError('interrupted', { phase: 'reading files' });
  }

  private chunk(open: number | null): SpoolChunk {
    const dateOrders = [...this.dateOrders].map(([seq, dateOrder]) => ({ seq, dateOrder }));
    for (const seq of [...this.dateOrders.keys()]) if (seq !== open) this.dateOrders.delete(seq);
    const finished = this.finished;
    this.finished = [];
    return { ...this.sink.cut(), dateOrders, finished, open, bytesRead: this.bytesRead };
  }

  private async report(file: InputFile, leaf: Leaf, text: Text, dateOrder: DateOrder | null): Promise<SourceReport> {
    const { splitter, recognised } = text;
    const read = splitter?.read ?? 0;
    // Reads what nobody wanted to read, which may meet the bounds of unpacking: before the truncations are asked for.
    const digest = await leaf.digest();
    const truncations = [...leaf.truncations, ...text.reader.truncations, ...(splitter?.truncations ?? [])];
    if (read > 0 && this.limits.has(read)) truncations.push({ code: 'export-limit', detail: `${read} records` });
    if (splitter instanceof JsonDocumentsSplitter)
      this.pages.note(this.seq, file.path, leaf.containerPath, splitter.pages);
    const empty = splitter !== null && read === 0 && truncations.length === 0;
    return {
      seq: this.seq,
      path: file.path,
      containerPath: leaf.containerPath,
      sha256: digest.sha256,
      containerSha256: leaf.containerSha256,
      bytes: digest.bytes,
      format: leaf.format ?? (empty ? 'empty' : formatName(text)),
      encoding: text.encoding,
      compression: leaf.compression,
      read,
      ...this.sink.takeRejects(),
      truncations: distinct(truncations),
      lookedLike: lookedLike(text, empty),
      dateOrder: recognised.format === 'empty' ? null : dateOrder,
    };
  }
}

function lookedLike(text: Text, empty: boolean): string | null {
  const { recognised } = text;
  if (recognised.format === 'not-recognised') return recognised.lookedLike;
  if (!empty) return null;
  return recognised.format === 'csv'
    ? `CSV with a header only (${recognised.header.columns.slice(0, 5).join(', ')})`
    : 'JSON without records';
}

function distinct(truncations: readonly CollectTruncation[]): readonly CollectTruncation[] {
  const seen = new Set<string>();
  return truncations.filter(({ code, detail }) => {
    const key = `${code} ${detail}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
