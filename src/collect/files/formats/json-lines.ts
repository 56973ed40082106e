/**
 * JSON Lines: one record a line. The fast path: line ends are searched natively, each block is checked once, records
 * are copied. Lines end with LF, CRLF or (old Macs) CR; blank lines are no records.
 */
import type { Window } from '../bytes/window.ts';
import type { CollectLimits, CollectTruncation } from '../contract.ts';
import { isSpace } from '../json/scan.ts';
import { inspectText, KNOWN, tooLong } from '../record.ts';
import type { RecordSink, Splitter } from '../sink.ts';

const LF = 0x0a;
const CR = 0x0d;

export class JsonLinesSplitter implements Splitter {
  readonly placeWord = 'line';
  readonly truncations: CollectTruncation[] = [];
  read = 0;
  private readonly sink: RecordSink;
  private readonly limits: CollectLimits;
  /** The byte that ends lines in this file, and the other one, which may stand inside them. */
  private readonly newline: number;
  private readonly other: number;
  private line = 0;
  /** Inside a line that is too long and has been rejected. */
  private skipping = false;

  constructor(sink: RecordSink, limits: CollectLimits, newline: 'lf' | 'cr') {
    this.sink = sink;
    this.limits = limits;
    this.newline = newline === 'lf' ? LF : CR;
    this.other = newline === 'lf' ? CR : LF;
  }

  consume(window: Window, final: boolean): void {
    const bytes = window.bytes;
    let at = window.start;
    if (this.skipping) {
      const end = find(bytes, this.newline, at, window.end);
      at = end < 0 ? window.end : end + 1;
      this.skipping = end < 0 && !final;
    }
    const last = at < window.end ? bytes.subarray(at, window.end).lastIndexOf(this.newline) : -1;
    const whole = at + last + 1;
    const known = inspectText(bytes, at, whole) | (find(bytes, this.other, at, whole) < 0 ? KNOWN.oneLine : 0);
    while (at < whole) {
      const end = bytes.indexOf(this.newline, at);
      this.take(bytes, at, end, known);
      at = end + 1;
    }
    if (final && at < window.end) {
      this.takeLast(bytes, at, window.end);
      at = window.end;
    } else if (window.end - at > this.limits.recordBytes + 2) {
      this.startSkipping();
      at = window.end;
    }
    window.start = at;
  }

  private startSkipping(): void {
    this.line += 1;
    this.read += 1;
    this.skipping = true;
    const { code, detail } = tooLong(this.limits);
    this.sink.reject(this.read, this.line, 'line', code, detail);
  }

  private take(bytes: Buffer, from: number, to: number, known: number): void {
    this.line += 1;
    let start = from;
    let end = to;
    while (start < end && isSpace(bytes[start])) start += 1;
    while (end > start && isSpace(bytes[end - 1])) end -= 1;
    if (bytes[start] === 0xef && bytes[start + 1] === 0xbb && bytes[start + 2] === 0xbf) start += 3;
    if (start >= end) return;
    if (to - from > this.limits.recordBytes + 2) {
      // Judged by the length of the whole line, so that it does not matter how much of it was in memory.
      const { code, detail } = tooLong(this.limits);
      this.read += 1;
      this.sink.reject(this.read, this.line, 'line', code, detail);
      return;
    }
    let bits = known;
    if ((known & KNOWN.oneLine) === 0) {
      if (find(bytes, this.other, start, end) < 0) bits |= KNOWN.oneLine;
      else if (this.takeParts(bytes, start, end, known)) return;
    }
    this.read += 1;
    this.sink.record(this.read, this.line, 'line', bytes, start, end, bits);
  }

  /**
   * A line with the other line end inside: where it stands between `}` and `{` it ends a record (the file was put
   * together from two systems); elsewhere it is white space.
   */
  private takeParts(bytes: Buffer, start: number, end: number, known: number): boolean {
    const cuts: number[] = [];
    for (let at = find(bytes, this.other, start, end); at >= 0; at = find(bytes, this.other, at + 1, end)) {
      let before = at - 1;
      while (before > start && isSpace(bytes[before])) before -= 1;
      let after = at + 1;
      while (after < end && isSpace(bytes[after])) after += 1;
      if (bytes[before] === 0x7d && bytes[after] === 0x7b) cuts.push(at);
    }
    if (cuts.length === 0) return false;
    this.line -= 1;
    let from = start;
    for (const cut of [...cuts, end]) {
      if (cut > from) this.take(bytes, from, cut, known);
      from = cut + 1;
    }
    return true;
  }

  /** What stands after the last line end: whole, or cut off. */
  private takeLast(bytes: Buffer, from: number, to: number): void {
    let start = from;
    while (start < to && isSpace(bytes[start])) start += 1;
    if (
      start < to &&
      bytes[start] === 0x7b &&
      this.sink.judge.breaksOff(bytes, start, to) &&
      to - start <= this.limits.recordBytes
    ) {
      this.line += 1;
      this.read += 1;
      this.sink.reject(this.read, this.line, 'line', 'unfinished', `${to - start} bytes of it are there`);
      this.truncations.push({ code: 'unfinished-record', detail: `line ${this.line} breaks off` });
      return;
    }
    const known = inspectText(bytes, from, to);
    this.take(bytes, from, to, known);
  }
}

function find(bytes: Buffer, byte: number, from: number, end: number): number {
  if (from >= end) return -1;
  const at = bytes.subarray(from, end).indexOf(byte);
  return at < 0 ? -1 : from + at;
}
