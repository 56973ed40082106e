/** Where splitters put what they found, and what they are to everyone else. */
import type { RejectCode } from '../../facts/index.ts';
import type { Window } from './bytes/window.ts';
import type { CollectLimits, CollectReject, CollectTruncation } from './contract.ts';
import { Judge } from './record.ts';

/** What a splitter counts its places in. `row` and `element` count records; `line` counts the lines of the text. */
export type PlaceWord = 'line' | 'row' | 'element';

/** Takes a source apart. Positions are those of the window; nothing is kept of it between two calls. */
export interface Splitter {
  readonly placeWord: PlaceWord;
  /** Records met so far, whatever became of them. */
  readonly read: number;
  /** Found so far; complete after the call with `final`. */
  readonly truncations: readonly CollectTruncation[];
  /**
   * Takes what is complete in `window[start..end)` and advances `start` over it; with `final` nothing follows, and it
   * takes everything. Where it takes nothing the window grows, so it must take or skip what is beyond the record limit.
   */
  consume(window: Window, final: boolean): void;
}

/** Takes records from a splitter: judges them, keeps the rejects, hands the rest to `keep`. */
export abstract class RecordSink {
  readonly judge: Judge;
  private readonly limits: CollectLimits;
  private kept: CollectReject[] = [];
  private rejectCount = 0;

  constructor(limits: CollectLimits) {
    this.limits = limits;
    this.judge = new Judge(limits);
  }

  /**
   * One record: `bytes[start..end)` without white space around it, the `ordinal`-th of its source, at `place` (a number
   * of the splitter's place word); `known` are bits of KNOWN. Rejects it itself where it is none.
   */
  record(
    ordinal: number,
    place: number,
    word: PlaceWord,
    bytes: Buffer,
    start: number,
    end: number,
    known: number,
  ): void {
    const verdict = this.judge.verdict(bytes, start, end, known);
    if (verdict === null) this.keep(ordinal, place, word, bytes, start, end, known);
    else this.reject(ordinal, place, word, verdict.code, verdict.detail);
  }

  reject(ordinal: number, place: number, word: PlaceWord, code: RejectCode, detail: string): void {
    this.rejectCount += 1;
    if (this.kept.length < this.limits.rejectsKept)
      this.kept.push({ ordinal, place: `${word} ${place}`, code, detail });
  }

  /** The rejects of the source that has ended; the next source begins with none. */
  takeRejects(): { readonly rejects: readonly CollectReject[]; readonly rejected: number } {
    const taken = { rejects: this.kept, rejected: this.rejectCount };
    this.kept = [];
    this.rejectCount = 0;
    return taken;
  }

  protected abstract keep(
    ordinal: number,
    place: number,
    word: PlaceWord,
    bytes: Buffer,
    start: number,
    end: number,
    known: number,
  ): void;
}
