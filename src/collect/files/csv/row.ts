/**
 * Splits one row of CSV in bytes (RFC 4180, with any delimiter and any line end). A quote may stand inside an unquoted
 * cell, where it is only a character; after the quote that closes a cell nothing but a delimiter or a line end may come.
 */

export const ROW_NEED_MORE = -1;
/** A quoted cell is followed by something else: its quote, or one before it, is stray. */
export const ROW_STRAY = -2;

const QUOTE = 0x22;
const LF = 0x0a;
const CR = 0x0d;

/** Reusable parser; its fields describe the row parsed last. */
export class RowParser {
  /** Number of cells. */
  cells = 0;
  /** Content of each cell, without its outer quotes. */
  readonly starts: number[] = [];
  readonly ends: number[] = [];
  /** 1 where the cell holds doubled quotes. */
  readonly doubled: number[] = [];
  /** Whether a quoted cell holds a line end. */
  spansLines = false;
  /** Whether the row broke off inside a quoted cell (only with `final`). */
  openQuote = false;
  /** Unquoted bytes of the wanted cell are in `wanted[0..wantedLength)`; -1 where the row has no such cell. */
  wanted: Buffer = Buffer.allocUnsafeSlow(64 * 1024);
  wantedLength = -1;
  private readonly delimiter: number;
  private readonly wantedColumn: number;

  /** `wantedColumn`: the cell that is unquoted while it is searched for its end; -1 for none. */
  constructor(delimiter: number, wantedColumn: number) {
    this.delimiter = delimiter;
    this.wantedColumn = wantedColumn;
  }

  /** Position after the line end of the row that starts at `start`, or a code. With `final` the end of bytes ends it. */
  parse(bytes: Buffer, start: number, end: number, final: boolean): number {
    this.cells = 0;
    this.spansLines = false;
    this.openQuote = false;
    this.wantedLength = -1;
    let at = start;
    for (;;) {
      const column = this.cells;
      if (at < end && bytes[at] === QUOTE)
        at =
          column === this.wantedColumn
            ? this.copyQuoted(bytes, at + 1, end, final)
            : this.quoted(bytes, at + 1, end, final);
      else at = this.bare(bytes, at, end, final);
      if (at < 0) return at;
      this.cells = column + 1;
      if (at >= end) return end;
      const byte = bytes[at];
      at += 1;
      if (byte === this.delimiter) continue;
      if (byte === CR) {
        if (at >= end) return final ? end : ROW_NEED_MORE;
        if (bytes[at] === LF) at += 1;
      }
      return at;
    }
  }

  private bare(bytes: Buffer, start: number, end: number, final: boolean): number {
    const delimiter = this.delimiter;
    let at = start;
    while (at < end) {
      const byte = bytes[at] as number;
      if (byte === delimiter || byte === LF || byte === CR) break;
      at += 1;
    }
    if (at >= end && !final) return ROW_NEED_MORE;
    this.cell(start, at, 0);
    if (this.cells === this.wantedColumn) {
      this.room(at - start);
      this.wantedLength = bytes.copy(this.wanted, 0, start, at);
    }
    return at;
  }

  private quoted(bytes: Buffer, start: number, end: number, final: boolean): number {
    let at = start;
    let doubled = 0;
    for (;;) {
      while (at < end && bytes[at] !== QUOTE) {
        if (bytes[at] === LF) this.spansLines = true;
        at += 1;
      }
      if (at >= end) return this.unclosed(final);
      if (at + 1 >= end && !final) return ROW_NEED_MORE;
      if (at + 1 >= end || bytes[at + 1] !== QUOTE) break;
      doubled = 1;
      at += 2;
    }
    this.cell(start, at, doubled);
    return this.afterQuote(bytes, at + 1, end);
  }

  /** As `quoted`, and unquotes on the way: the cell that holds the record is most of the file. */
  private copyQuoted(bytes: Buffer, start: number, end: number, final: boolean): number {
    let target = this.wanted;
    let room = target.length;
    let at = start;
    let to = 0;
    for (;;) {
      // One byte is copied at a time: runs between quotes are too short for a native copy.
      const stop = Math.min(end, at + room - to);
      let byte = 0;
      while (at < stop) {
        byte = bytes[at] as number;
        if (byte === QUOTE) break;
        target[to++] = byte;
        at += 1;
      }
      if (at >= end) return this.unclosed(final);
      if (at >= stop) {
        this.wantedLength = to;
        this.room(room * 2);
        target = this.wanted;
        room = target.length;
        continue;
      }
      if (at + 1 >= end && !final) return ROW_NEED_MORE;
      if (at + 1 >= end || bytes[at + 1] !== QUOTE) break;
      target[to++] = QUOTE;
      at += 2;
    }
    this.wantedLength = to;
    this.cell(start, at, at - start === to ? 0 : 1);
    return this.afterQuote(bytes, at + 1, end);
  }

  /** Makes `wanted` hold at least `bytes`, keeping what is in it. */
  private room(bytes: number): void {
    if (this.wanted.length > bytes) return;
    const grown = Buffer.allocUnsafeSlow(Math.max(bytes + 1, this.wanted.length * 2));
    this.wanted.copy(grown, 0, 0, Math.max(0, this.wantedLength));
    this.wanted = grown;
  }

  private cell(start: number, end: number, doubled: number): void {
    this.starts[this.cells] = start;
    this.ends[this.cells] = end;
    this.doubled[this.cells] = doubled;
  }

  private unclosed(final: boolean): number {
    this.openQuote = true;
    return final ? ROW_STRAY : ROW_NEED_MORE;
  }

  private afterQuote(bytes: Buffer, at: number, end: number): number {
    if (at >= end) return at;
    const byte = bytes[at];
    return byte === this.delimiter || byte === LF || byte === CR ? at : ROW_STRAY;
  }
}

/** Content of a cell with doubled quotes made single. */
export function cellBytes(row: RowParser, bytes: Buffer, column: number): Buffer {
  const start = row.starts[column] as number;
  const end = row.ends[column] as number;
  if (row.doubled[column] === 0) return bytes.subarray(start, end);
  const target = Buffer.allocUnsafe(end - start);
  let to = 0;
  for (let at = start; at < end; at += 1) {
    const byte = bytes[at] as number;
    target[to++] = byte;
    if (byte === QUOTE && bytes[at + 1] === QUOTE) at += 1;
  }
  return target.subarray(0, to);
}

/** Content of a cell as text. */
export function cellText(row: RowParser, bytes: Buffer, column: number): string {
  const start = row.starts[column] as number;
  const text = bytes.toString('utf8', start, row.ends[column]);
  return row.doubled[column] === 0 ? text : text.replaceAll('""', '"');
}
