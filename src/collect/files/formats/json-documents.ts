/**
 * JSON that is not one record a line: arrays, pages, objects one after another (pretty-printed or not), answers of Log
 * Analytics queries, also several of these in one file. A stack of frames says where in the envelope the reading is;
 * records themselves are only scanned for their end.
 */
import type { Window } from '../bytes/window.ts';
import type { CollectLimits, CollectTruncation } from '../contract.ts';
import { noteMember, openPage, type PageNotes, probeObject, readMember } from '../json/probe.ts';
import { FirstKeys, findByForm, findByKey, findRow, LOOK_AHEAD } from '../json/resync.ts';
import { isSpace, MALFORMED, NEED_MORE, Scan, Skipper } from '../json/scan.ts';
import { type ColumnKeys, columnKeys, rowToObject } from '../json/table-rows.ts';
import { inspectText, KNOWN, shape, tooLong, wholeCharacters } from '../record.ts';
import type { RecordSink, Splitter } from '../sink.ts';

type Frame =
  /** Elements are records; `pages`: whether they are pages instead (settled by the first one). */
  | { readonly kind: 'array'; pages: boolean | null }
  /** Inside an envelope object, between its members. `notes` are those of the page, kept by the outermost one. */
  | { readonly kind: 'page'; readonly notes: PageNotes; readonly outermost: boolean }
  /** The array of a query's tables, one table, and its rows. */
  | { readonly kind: 'tables' }
  | { readonly kind: 'table'; columns: ColumnKeys | null }
  | { readonly kind: 'rows'; readonly columns: ColumnKeys };

/** Envelopes in envelopes; beyond it brackets are content. */
const MOST_FRAMES = 16;

const PLAIN_ARRAY_KEY = 'array';

export class JsonDocumentsSplitter implements Splitter {
  readonly placeWord = 'element';
  readonly truncations: CollectTruncation[] = [];
  /** Pages met, for `next-page-absent`. */
  readonly pages: PageNotes[] = [];
  /** Kinds of envelope met, for the name of the format. */
  readonly shapes = new Set<string>();
  read = 0;
  private readonly sink: RecordSink;
  private readonly limits: CollectLimits;
  private readonly scan = new Scan();
  private readonly firstKeys = new FirstKeys();
  private readonly frames: Frame[] = [];
  private skipper: Skipper | null = null;
  private resyncing = false;
  /** Bits that hold for the whole block in the window. */
  private known = 0;

  constructor(sink: RecordSink, limits: CollectLimits) {
    this.sink = sink;
    this.limits = limits;
  }

  consume(window: Window, final: boolean): void {
    const whole = final ? window.end : wholeCharacters(window.bytes, window.start, window.end);
    this.known = inspectText(window.bytes, window.start, whole);
    while (window.start < window.end && this.step(window, final)) {
      // Every step takes something, or says that it needs more.
    }
    if (final) this.finish(window);
  }

  /** False where more bytes are needed. */
  private step(window: Window, final: boolean): boolean {
    if (this.skipper !== null) return this.skip(window, this.skipper);
    if (this.resyncing) return this.resync(window, final);
    const frame = this.frames.at(-1);
    switch (frame?.kind) {
      case undefined:
      case 'array':
      case 'rows':
      case 'tables':
        return this.item(window, final, frame);
      case 'page':
      case 'table':
        return this.member(window, final, frame);
      default:
        return frame satisfies never;
    }
  }

  /** Between the elements of an array, or between documents. */
  private item(window: Window, final: boolean, frame: Frame | undefined): boolean {
    const { bytes, end } = window;
    let at = window.start;
    while (at < end && isBetween(bytes[at] as number)) at += 1;
    window.start = at;
    if (at >= end) return false;
    const byte = bytes[at];
    if (byte === 0x5d && frame !== undefined) return this.pop(window);
    if (byte === 0x7b) {
      if (frame?.kind === 'tables') return this.push(window, at + 1, { kind: 'table', columns: null });
      if (frame === undefined || (frame.kind === 'array' && frame.pages !== false))
        return this.document(window, final, at, frame);
      return this.element(window, final, at);
    }
    if (byte === 0x5b) {
      if (frame?.kind === 'rows') return this.element(window, final, at, frame.columns);
      this.shapes.add(PLAIN_ARRAY_KEY);
      if (this.frames.length < MOST_FRAMES) return this.push(window, at + 1, { kind: 'array', pages: null });
      return this.element(window, final, at);
    }
    return this.scalar(window, final, at);
  }

  private push(window: Window, start: number, ...frames: readonly Frame[]): true {
    this.frames.push(...frames);
    window.start = start;
    return true;
  }

  private pop(window: Window): true {
    const frame = this.frames.pop();
    if (frame?.kind === 'page' && frame.outermost) this.pages.push(frame.notes);
    window.start += 1;
    return true;
  }

  /** An object that may be a page: at the top, or as the first element of an array. */
  private document(window: Window, final: boolean, at: number, frame: Frame | undefined): boolean {
    const probe = probeObject(this.scan, window.bytes, at, this.reach(window, at));
    switch (probe.kind) {
      case 'page': {
        if (frame?.kind === 'array') frame.pages = true;
        this.shapes.add(probe.tables ? 'tables' : 'page');
        for (let level = 1; level <= probe.depth; level += 1) {
          this.frames.push({ kind: 'page', notes: probe.notes, outermost: level === 1 });
        }
        return this.push(window, probe.at + 1, probe.tables ? { kind: 'tables' } : { kind: 'array', pages: false });
      }
      case 'record':
        if (frame?.kind === 'array') frame.pages ??= false;
        else this.shapes.add('object');
        this.emit(window, at, probe.end);
        return true;
      case 'malformed':
        this.scan.at = probe.at;
        return this.malformed(window, at);
      case 'need-more':
        return this.needMore(window, final, at);
      default:
        return probe satisfies never;
    }
  }

  /**
   * How far a value that starts at `at` may be followed: as far as a record may go. Nothing beyond it is looked at, even
   * if it is there, so that the outcome does not depend on how much is.
   */
  private reach(window: Window, at: number): number {
    return Math.min(window.end, at + this.limits.recordBytes + 1);
  }

  private element(window: Window, final: boolean, at: number, columns?: ColumnKeys): boolean {
    const after = this.scan.container(window.bytes, at, this.reach(window, at));
    if (after === NEED_MORE) return this.needMore(window, final, at);
    if (after === MALFORMED) return this.malformed(window, at);
    if (columns === undefined) this.emit(window, at, after);
    else this.emitRow(window, at, after, columns);
    return true;
  }

  private emit(window: Window, at: number, after: number): void {
    const { depth, lines } = this.scan;
    let known = this.known | KNOWN.scanned;
    if (!lines) known |= KNOWN.oneLine;
    if (depth > this.limits.depth) known |= KNOWN.deep;
    this.firstKeys.note(window.bytes, at, after);
    this.read += 1;
    this.sink.record(this.read, this.read, 'element', window.bytes, at, after, known);
    window.start = after;
  }

  private emitRow(window: Window, at: number, after: number, columns: ColumnKeys): void {
    const deep = this.scan.depth > this.limits.depth ? KNOWN.deep : 0;
    const object = rowToObject(this.scan, columns, window.bytes, at, after);
    this.read += 1;
    if (object === null) {
      // A row that lost its closing bracket holds those after it: the next one is looked for inside.
      this.sink.reject(this.read, this.read, 'element', 'bad-row', `the table has ${columns.length} columns`);
      const inside = findRow(this.scan, columns, window.bytes, { from: at + 1, to: after, end: after });
      window.start = inside === NEED_MORE ? after : inside;
      return;
    }
    window.start = after;
    this.sink.record(this.read, this.read, 'element', object, 0, object.length, deep);
  }

  /** A value that is no object: taken as a record, which the sink rejects with the reason. */
  private scalar(window: Window, final: boolean, at: number): boolean {
    const { bytes } = window;
    const end = this.reach(window, at);
    const after = this.scan.value(bytes, at, end);
    if (after === MALFORMED) return this.malformed(window, at);
    if (after === NEED_MORE) {
      if (!final && end - at <= this.limits.recordBytes) return false;
      this.read += 1;
      this.sink.record(this.read, this.read, 'element', bytes, at, end, this.known);
      window.start = end;
      this.resyncing = end < window.end || !final;
      return true;
    }
    this.read += 1;
    this.sink.record(this.read, this.read, 'element', bytes, at, after, this.known);
    window.start = after;
    return true;
  }

  private needMore(window: Window, final: boolean, at: number): boolean {
    if (!final && window.end - at <= this.limits.recordBytes) return false;
    this.read += 1;
    if (window.end - at > this.limits.recordBytes) {
      const { code, detail } = tooLong(this.limits);
      this.sink.reject(this.read, this.read, 'element', code, detail);
      this.skipper = new Skipper();
      return true;
    }
    this.sink.reject(this.read, this.read, 'element', 'unfinished', `${window.end - at} bytes of it are there`);
    if (this.frames.length === 0)
      this.truncations.push({ code: 'unfinished-record', detail: `element ${this.read} breaks off` });
    window.start = window.end;
    return true;
  }

  private malformed(window: Window, at: number): true {
    const noticed = this.scan.at;
    this.firstKeys.add(window.bytes, at, noticed + 1);
    this.read += 1;
    this.sink.reject(
      this.read,
      this.read,
      'element',
      'not-json',
      `malformed near byte ${noticed - at} of it: ${shape(window.bytes, Math.max(at, noticed - 20), noticed + 1)}`,
    );
    // After a stray closing brace the reading still stands between two elements.
    this.resyncing = window.bytes[at] !== 0x7d;
    window.start = at + 1;
    return true;
  }

  /** Looks for the next element, first by its first key, then by its form; see json/resync.ts. */
  private resync(window: Window, final: boolean): boolean {
    const { bytes, start: from } = window;
    // Searched in stretches of fixed length, whatever is in memory.
    const length = Math.max(this.limits.recordBytes, 4 * LOOK_AHEAD);
    const to = Math.min(window.end, from + length);
    const end = Math.min(window.end, to + LOOK_AHEAD);
    const stretch = { from, to, end };
    const frame = this.frames.at(-1);
    const columns = frame?.kind === 'rows' ? frame.columns : null;
    let next = columns === null ? findByKey(this.firstKeys, bytes, stretch, final) : NEED_MORE;
    if (next === NEED_MORE) {
      if (!final && end - from < length + LOOK_AHEAD) return false;
      next = columns === null ? findByForm(this.scan, bytes, stretch) : findRow(this.scan, columns, bytes, stretch);
    }
    this.resyncing = next === NEED_MORE && !(final && to === window.end);
    if (next !== NEED_MORE) {
      window.start = next;
      return true;
    }
    // Nothing in it can be told apart. Where the text still ends as arrays do, the array was closed.
    if (!this.resyncing && endsClosed(bytes, from, to)) this.frames.length = 0;
    window.start = to;
    return true;
  }

  private skip(window: Window, skipper: Skipper): boolean {
    const after = skipper.skip(window.bytes, window.start, window.end);
    window.start = after === NEED_MORE ? window.end : after;
    if (after !== NEED_MORE) this.skipper = null;
    return after !== NEED_MORE;
  }

  /** Inside an envelope, between its members. */
  private member(window: Window, final: boolean, frame: Extract<Frame, { kind: 'page' | 'table' }>): boolean {
    const { bytes } = window;
    let at = window.start;
    while (at < window.end && (isSpace(bytes[at]) || bytes[at] === 0x2c)) at += 1;
    window.start = at;
    if (at >= window.end) return false;
    const end = this.reach(window, at);
    if (bytes[at] === 0x7d) return this.pop(window);
    if (bytes[at] === 0x7b || bytes[at] === 0x5b) return this.closedTooEarly(window, frame);
    const member = readMember(this.scan, bytes, at, end);
    if (typeof member === 'number')
      return member === NEED_MORE ? this.envelopeNeedsMore(window, final, at) : this.malformed(window, at);
    const { key, value } = member;
    if (frame.kind === 'table') {
      if (frame.columns !== null && bytes[value] === 0x5b && /^rows$/i.test(key)) {
        return this.push(window, value + 1, { kind: 'rows', columns: frame.columns });
      }
    } else {
      const opened = openPage(this.scan, bytes, key, value, end, true);
      if (opened === 'need-more') return this.envelopeNeedsMore(window, final, value);
      if (opened !== null && opened.depth === 1 && !opened.tables) {
        return this.push(window, opened.at + 1, { kind: 'array', pages: false });
      }
    }
    const after = this.scan.value(bytes, value, end);
    if (after === MALFORMED) return this.malformed(window, at);
    if (after === NEED_MORE) return this.envelopeNeedsMore(window, final, value);
    if (frame.kind === 'page') noteMember(frame.notes, key, bytes, value, after);
    else if (/^columns$/i.test(key)) frame.columns = columnKeys(bytes.toString('utf8', value, after));
    window.start = after;
    return true;
  }

  /** Elements where a member should be: a closing bracket too many ended their array. It goes on. */
  private closedTooEarly(window: Window, frame: Extract<Frame, { kind: 'page' | 'table' }>): true {
    this.scan.at = window.start;
    if (frame.kind === 'table' && frame.columns === null) return this.malformed(window, window.start);
    this.read += 1;
    this.sink.reject(this.read, this.read, 'element', 'not-json', 'a closing bracket too many before an element');
    const again: Frame =
      frame.kind === 'table' && frame.columns !== null
        ? { kind: 'rows', columns: frame.columns }
        : { kind: 'array', pages: false };
    return this.push(window, window.start, again);
  }

  /** A member of the envelope that is not all there; where it is too long to keep it is passed over. */
  private envelopeNeedsMore(window: Window, final: boolean, value: number): boolean {
    const tooLong = window.end - window.start > this.limits.recordBytes;
    if (!final && !tooLong) return false;
    if (tooLong && (window.bytes[value] === 0x7b || window.bytes[value] === 0x5b)) {
      window.start = value;
      this.skipper = new Skipper();
      return true;
    }
    window.start = this.reach(window, window.start);
    this.resyncing = tooLong;
    return true;
  }

  private finish(window: Window): void {
    window.start = window.end;
    if (this.frames.length === 0) return;
    const innermost = this.frames.at(-1);
    const what =
      innermost?.kind === 'page' || innermost?.kind === 'table' ? 'the page around the records' : 'the array';
    this.truncations.push({
      code: 'unfinished-array',
      detail: `${what} is never closed; ${this.read} elements are there`,
    });
    for (const frame of this.frames) if (frame.kind === 'page' && frame.outermost) this.pages.push(frame.notes);
  }
}

/** White space, commas, byte order marks and record separators (RFC 7464) stand between documents and elements. */
function isBetween(byte: number): boolean {
  return isSpace(byte) || byte === 0x2c || byte === 0x1e || byte === 0xef || byte === 0xbb || byte === 0xbf;
}

function endsClosed(bytes: Buffer, start: number, end: number): boolean {
  let at = end - 1;
  while (at > start && isSpace(bytes[at])) at -= 1;
  if (bytes[at] === 0x7d) {
    at -= 1;
    while (at > start && isSpace(bytes[at])) at -= 1;
  }
  return bytes[at] === 0x5d;
}
