/** A row of a table as a JSON object: header -> cell. Empty cells are left out. */
import { cellBytes, type RowParser } from './row.ts';

const SHORT_ESCAPES: Readonly<Record<number, number>> = {
  8: 0x62,
  9: 0x74,
  10: 0x6e,
  12: 0x66,
  13: 0x72,
  34: 0x22,
  92: 0x5c,
};

/** 1 for bytes that JSON escapes in a string. */
const ESCAPED = new Uint8Array(256);
for (let code = 0; code < 0x20; code += 1) ESCAPED[code] = 1;
ESCAPED[0x22] = 1;
ESCAPED[0x5c] = 1;

export class RowObject {
  /** The object is in `bytes[0..length)`. */
  bytes: Buffer = Buffer.allocUnsafeSlow(64 * 1024);
  length = 0;
  private readonly keys: readonly Buffer[];

  constructor(columns: readonly string[]) {
    this.keys = columns.map((name) => Buffer.from(`${JSON.stringify(name)}:`));
  }

  /** Writes the row; false where every cell is empty. */
  build(row: RowParser, source: Buffer): boolean {
    this.length = 0;
    const cells = Math.min(row.cells, this.keys.length);
    for (let column = 0; column < cells; column += 1) {
      const start = row.starts[column] as number;
      const end = row.ends[column] as number;
      const key = this.keys[column];
      if (start >= end || key === undefined) continue;
      // A byte becomes six at most (`\u001f`).
      this.room(this.length + key.length + (end - start) * 6 + 8);
      this.bytes[this.length] = this.length === 0 ? 0x7b : 0x2c;
      this.length += 1;
      this.putKey(key);
      const first = source[start];
      if ((first === 0x7b || first === 0x5b) && this.embed(cellBytes(row, source, column))) continue;
      this.length = quote(this.bytes, this.length, source, start, end, row.doubled[column] === 1);
    }
    if (this.length === 0) return false;
    this.bytes[this.length] = 0x7d;
    this.length += 1;
    return true;
  }

  /** Keys are short: a loop is faster than a native copy. */
  private putKey(key: Buffer): void {
    const target = this.bytes;
    let to = this.length;
    for (let at = 0; at < key.length; at += 1) target[to++] = key[at] as number;
    this.length = to;
  }

  /** A cell that is a JSON object or array (a nested column) is put in as such. */
  private embed(cell: Buffer): boolean {
    const last = cell[cell.length - 1];
    if (last !== 0x7d && last !== 0x5d) return false;
    try {
      JSON.parse(cell.toString('utf8'));
    } catch {
      return false;
    }
    const from = this.length;
    this.length += cell.copy(this.bytes, from);
    // It is valid JSON, so line ends stand only between its tokens.
    for (let at = from; at < this.length; at += 1) {
      if (this.bytes[at] === 0x0a || this.bytes[at] === 0x0d) this.bytes[at] = 0x20;
    }
    return true;
  }

  private room(bytes: number): void {
    if (this.bytes.length >= bytes) return;
    const grown = Buffer.allocUnsafeSlow(bytes * 2);
    this.bytes.copy(grown, 0, 0, this.length);
    this.bytes = grown;
  }
}

/** Writes a cell as a JSON string; the position after it. */
function quote(target: Buffer, from: number, source: Buffer, start: number, end: number, doubled: boolean): number {
  let to = from;
  let at = start;
  target[to++] = 0x22;
  for (;;) {
    // Most cells need no escape at all.
    while (at < end) {
      const byte = source[at] as number;
      if (ESCAPED[byte] !== 0) break;
      target[to++] = byte;
      at += 1;
    }
    if (at >= end) break;
    to = escapeByte(target, to, source[at] as number);
    at += doubled && source[at] === 0x22 ? 2 : 1;
  }
  target[to++] = 0x22;
  return to;
}

function escapeByte(target: Buffer, from: number, byte: number): number {
  const short = SHORT_ESCAPES[byte];
  target[from] = 0x5c;
  if (short === undefined) return from + 1 + target.write(`u${byte.toString(16).padStart(4, '0')}`, from + 1, 'latin1');
  target[from + 1] = short;
  return from + 2;
}
