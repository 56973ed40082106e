/**
 * CSV: of tables (record = row as an object) and of audit searches (record = the JSON in one cell). A quote that is
 * never closed, or closed in the middle of a cell, costs its row: the next line that parses to the right number of
 * cells is where the reading goes on.
 */
import { isUtf8 } from 'node:buffer';
import type { Window } from '../bytes/window.ts';
import type { CollectLimits, CollectTruncation } from '../contract.ts';
import { type CsvHeader, WRAPPER_COLUMNS } from '../csv/header.ts';
import { RowObject } from '../csv/object.ts';
import { ResultIndexes } from '../csv/result-index.ts';
import { cellBytes, ROW_NEED_MORE, RowParser } from '../csv/row.ts';
import { inspectText, KNOWN, tooLong, wholeCharacters } from '../record.ts';
import type { RecordSink, Splitter } from '../sink.ts';

/** Most characters of a cell in Excel: support.microsoft.com, "Excel specifications and limits". */
const CELL_LIMIT = 32_767;

/** Lines tried after a stray quote before the next one is simply taken. */
const MOST_TRIES = 10_000;

const LF = 0x0a;
const CR = 0x0d;

export class CsvSplitter implements Splitter {
  readonly placeWord = 'row';
  readonly truncations: CollectTruncation[] = [];
  read = 0;
  private readonly sink: RecordSink;
  private readonly header: CsvHeader;
  private readonly limits: CollectLimits;
  /** Longest row: quotes of a cell are doubled, so a record may take twice its bytes. */
  private readonly rowBytes: number;
  private readonly row: RowParser;
  private readonly trial: RowParser;
  private readonly object: RowObject;
  private readonly indexes = new ResultIndexes();
  private readonly visit: ((row: RowParser, bytes: Buffer) => void) | undefined;
  private started = false;
  private skipping = false;
  private cutCells = 0;
  private known = 0;

  /** `visit` sees every row that has the right number of cells (for the order of dates). */
  constructor(
    sink: RecordSink,
    limits: CollectLimits,
    header: CsvHeader,
    visit?: (row: RowParser, bytes: Buffer) => void,
  ) {
    this.sink = sink;
    this.limits = limits;
    this.header = header;
    this.rowBytes = limits.recordBytes * 2;
    this.row = new RowParser(header.delimiter, header.recordColumn);
    this.trial = new RowParser(header.delimiter, -1);
    this.object = new RowObject(header.columns);
    this.visit = visit;
  }

  consume(window: Window, final: boolean): void {
    if (!this.started) {
      if (window.end - window.start < this.header.length) return;
      window.start += this.header.length;
      this.started = true;
    }
    const whole = final ? window.end : wholeCharacters(window.bytes, window.start, window.end);
    this.known = inspectText(window.bytes, window.start, whole);
    while (window.start < window.end && this.step(window, final)) {
      // Every step takes a row or says that it needs more.
    }
    if (final) this.finish();
  }

  private step(window: Window, final: boolean): boolean {
    if (this.skipping) return this.skip(window);
    const { bytes, start } = window;
    const end = this.reach(window);
    const whole = final && end === window.end;
    const after = this.row.parse(bytes, start, end, whole);
    if (after === ROW_NEED_MORE && end - start <= this.rowBytes) return false;
    if (after < 0 || !this.takeRow(bytes, start, after)) return this.afterStray(window, whole, after === ROW_NEED_MORE);
    window.start = after;
    return true;
  }

  /** Nothing beyond the longest row is looked at, even if it is there, so that the outcome does not depend on it. */
  private reach(window: Window): number {
    return Math.min(window.end, window.start + this.rowBytes + 1);
  }

  /** False where the row has the wrong number of cells and runs over lines: then a quote went astray in it. */
  private takeRow(bytes: Buffer, start: number, after: number): boolean {
    const { row, header } = this;
    if (row.cells === 1 && isBlank(row, bytes)) {
      if (row.starts[0] === start) return true;
      if (header.columns.length > 1) return true;
    }
    if (row.cells !== header.columns.length && !this.dropEmptyTail(row)) {
      if (row.spansLines) return false;
      this.reject('bad-row', `${row.cells} cells; the header has ${header.columns.length}`);
      return true;
    }
    this.visit?.(row, bytes);
    this.noteCells(bytes);
    this.read += 1;
    if (header.recordColumn >= 0) this.takeRecordCell(bytes);
    else this.takeTableRow(bytes, start, after);
    return true;
  }

  /** Cells beyond the header that are empty are no fault: some tools end each row with a delimiter. */
  private dropEmptyTail(row: RowParser): boolean {
    while (row.cells > this.header.columns.length && row.starts[row.cells - 1] === row.ends[row.cells - 1])
      row.cells -= 1;
    return row.cells === this.header.columns.length;
  }

  private takeRecordCell(bytes: Buffer): void {
    const cell = this.row.wanted;
    let start = 0;
    let end = this.row.wantedLength;
    while (start < end && isWhite(cell[start])) start += 1;
    while (end > start && isWhite(cell[end - 1])) end -= 1;
    if (start === end) {
      this.takeOtherCell(bytes);
      return;
    }
    if (
      end - start >= CELL_LIMIT &&
      cell[end - 1] !== 0x7d &&
      this.isAtLimit(cell.toString('utf8', 0, this.row.wantedLength))
    ) {
      this.sink.reject(this.read, this.read, 'row', 'unfinished', 'a spreadsheet cut the cell at 32,767 characters');
      return;
    }
    this.sink.record(this.read, this.read, 'row', cell, start, end, this.known);
  }

  /** The usual column is empty: another cell may hold the record. Known wrapper columns first, then any. */
  private takeOtherCell(bytes: Buffer): void {
    const { row, header } = this;
    let found: Buffer | null = null;
    for (let pass = 0; pass < 2 && found === null; pass += 1) {
      for (let column = 0; column < row.cells && found === null; column += 1) {
        const wrapper = WRAPPER_COLUMNS.has((header.columns[column] ?? '').toLowerCase());
        if (wrapper !== (pass === 0)) continue;
        const cell = trim(cellBytes(row, bytes, column));
        if (cell[0] === 0x7b && cell[cell.length - 1] === 0x7d && cell.length > 2 && isJson(cell)) found = cell;
      }
    }
    const name = header.columns[header.recordColumn] ?? '';
    if (found === null)
      this.sink.reject(this.read, this.read, 'row', 'empty-row', `${name} is empty and no other cell holds a record`);
    else this.sink.record(this.read, this.read, 'row', found, 0, found.length, this.known);
  }

  private takeTableRow(bytes: Buffer, start: number, after: number): void {
    if ((this.known & KNOWN.clean) === 0) {
      // Escaping would hide what the judge looks for.
      const raw = bytes.subarray(start, after);
      if (!isUtf8(raw)) {
        this.sink.reject(this.read, this.read, 'row', 'not-utf8', `${raw.length} bytes`);
        return;
      }
      if (raw.indexOf(0) >= 0 || raw.indexOf(1) >= 0) {
        this.sink.reject(this.read, this.read, 'row', 'control-bytes', 'NUL or U+0001 in a cell');
        return;
      }
    }
    if (!this.object.build(this.row, bytes)) {
      this.sink.reject(this.read, this.read, 'row', 'empty-row', 'every cell is empty');
      return;
    }
    this.sink.record(
      this.read,
      this.read,
      'row',
      this.object.bytes,
      0,
      this.object.length,
      KNOWN.clean | KNOWN.oneLine,
    );
  }

  private noteCells(bytes: Buffer): void {
    const { row, header } = this;
    for (let column = 0; column < row.cells; column += 1) {
      const length = (row.ends[column] as number) - (row.starts[column] as number);
      if (length >= CELL_LIMIT && this.isAtLimit(cellBytes(row, bytes, column).toString('utf8'))) this.cutCells += 1;
    }
    if (header.resultIndex >= 0 && header.resultCount >= 0) {
      this.indexes.note(number(row, bytes, header.resultIndex), number(row, bytes, header.resultCount));
    }
  }

  private isAtLimit(text: string): boolean {
    return text.length === CELL_LIMIT;
  }

  /**
   * The row at `start` has a stray quote (or runs on beyond the limit). Goes on at the next line start from which a row
   * with the right number of cells can be read; where no line does, at the next line.
   */
  private afterStray(window: Window, whole: boolean, beyondLimit: boolean): boolean {
    const { bytes, start } = window;
    const end = this.reach(window);
    const atLimit = end - start > this.rowBytes;
    const line = lineAfter(bytes, start, end);
    if (line < 0 && !whole && !atLimit) return false;
    let next = -1;
    let tries = 0;
    for (let at = line; at >= 0 && at < end && next < 0 && tries < MOST_TRIES; at = lineAfter(bytes, at, end)) {
      tries += 1;
      const after = this.trial.parse(bytes, at, end, whole);
      if (after === ROW_NEED_MORE && !atLimit) return false;
      if (after >= 0 && this.trial.cells === this.header.columns.length && !this.trial.spansLines) next = at;
    }
    // The line that is sought may follow in what has not been read yet.
    if (next < 0 && tries < MOST_TRIES && !whole && !atLimit) return false;
    if (next < 0 && (beyondLimit || (line < 0 && atLimit))) {
      const { code, detail } = tooLong(this.limits);
      this.reject(code, detail);
      this.skipping = true;
      window.start = end;
      return true;
    }
    this.reject('stray-quote', 'the reading goes on at the next line that has the right number of cells');
    window.start = next >= 0 ? next : line >= 0 ? line : end;
    return true;
  }

  /** Passes over the rest of a row that is too long. */
  private skip(window: Window): boolean {
    const next = lineAfter(window.bytes, window.start, window.end);
    this.skipping = next < 0;
    window.start = next < 0 ? window.end : next;
    return next >= 0;
  }

  private reject(code: 'bad-row' | 'stray-quote' | ReturnType<typeof tooLong>['code'], detail: string): void {
    this.read += 1;
    this.sink.reject(this.read, this.read, 'row', code, detail);
  }

  private finish(): void {
    if (this.cutCells > 0) this.truncations.push({ code: 'cell-limit', detail: `${this.cutCells} cells` });
    const gap = this.indexes.gap();
    if (gap !== null) this.truncations.push({ code: 'result-index-gap', detail: gap });
  }
}

/** Position after the next line end; -1 where there is none. CR alone ends a line too. */
function lineAfter(bytes: Buffer, start: number, end: number): number {
  for (let at = start; at < end; at += 1) {
    if (bytes[at] === LF) return at + 1;
    if (bytes[at] === CR && at + 1 < end && bytes[at + 1] !== LF) return at + 1;
  }
  return -1;
}

function isWhite(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x09 || byte === LF || byte === CR;
}

function isBlank(row: RowParser, bytes: Buffer): boolean {
  for (let at = row.starts[0] as number; at < (row.ends[0] as number); at += 1) if (!isWhite(bytes[at])) return false;
  return true;
}

function trim(cell: Buffer): Buffer {
  let start = 0;
  let end = cell.length;
  while (start < end && isWhite(cell[start])) start += 1;
  while (end > start && isWhite(cell[end - 1])) end -= 1;
  return cell.subarray(start, end);
}

function isJson(cell: Buffer): boolean {
  try {
    JSON.parse(cell.toString('utf8'));
    return true;
  } catch {
    return false;
  }
}

/** A whole number in a cell, or -1. */
function number(row: RowParser, bytes: Buffer, column: number): number {
  let value = 0;
  const start = row.starts[column] as number;
  const end = row.ends[column] as number;
  if (end <= start || end - start > 9) return -1;
  for (let at = start; at < end; at += 1) {
    const digit = (bytes[at] as number) - 0x30;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}
