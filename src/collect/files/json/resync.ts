/**
 * After a malformed element: where does the next one begin? The elements of one export begin with the same key, so the
 * next `{` after a comma or a line end whose first key is one that good elements had is taken. Only where there is none
 * does any object count that is well formed and followed by another or by the end of the array.
 */
import { isSpace, MALFORMED, NEED_MORE, type Scan, skipSpace } from './scan.ts';
import { type ColumnKeys, rowToObject } from './table-rows.ts';

/** How far before a brace its separator may be. Fixed, so that the answer does not depend on how bytes were read. */
const LOOK_BACK = 1024;
/** Longest first key that is compared, with the white space before it. */
export const LOOK_AHEAD = 256;
/** Keys remembered, and elements whose first key is looked at. */
const MOST_KEYS = 16;
const MOST_ELEMENTS = 256;
/** Well-formed objects tried where no key is known. */
const MOST_TRIES = 1_000;

export class FirstKeys {
  private readonly keys = new Set<string>();
  private looked = 0;

  /** Remembers the first key of a good element. */
  note(bytes: Buffer, start: number, end: number): void {
    if (this.looked >= MOST_ELEMENTS) return;
    this.looked += 1;
    this.add(bytes, start, end);
  }

  /** Remembers the first key of the object that starts at `start`, where it has one. */
  add(bytes: Buffer, start: number, end: number): void {
    const key = firstKey(bytes, start, end);
    if (key !== null && key !== '' && this.keys.size < MOST_KEYS) this.keys.add(key);
  }

  has(key: string): boolean {
    return this.keys.has(key);
  }
}

/** The first key of the object at `start` with its quotes; '' where it has none; null where the bytes do not reach. */
function firstKey(bytes: Buffer, start: number, end: number): string | null {
  const at = skipSpace(bytes, start + 1, Math.min(end, start + LOOK_AHEAD));
  if (at >= end) return null;
  if (bytes[at] !== 0x22) return '';
  const limit = Math.min(end, start + LOOK_AHEAD);
  for (let i = at + 1; i < limit; i += 1) if (bytes[i] === 0x22) return bytes.toString('latin1', at, i + 1);
  return limit === end ? null : '';
}

/** Whether `{` at `brace` can begin an element: a comma, an opening bracket or a line end is before it. */
function afterSeparator(bytes: Buffer, brace: number, floor: number): boolean {
  let i = brace - 1;
  const low = Math.max(floor, brace - LOOK_BACK);
  let newLine = false;
  while (i >= low && isSpace(bytes[i])) {
    if (bytes[i] === 0x0a || bytes[i] === 0x0d) newLine = true;
    i -= 1;
  }
  if (i < low) return newLine;
  // `}{` stands only between objects that follow one another without a separator.
  return bytes[i] === 0x2c || bytes[i] === 0x5b || bytes[i] === 0x7d || newLine;
}

/** The stretch of text that is searched: candidates in `[from, to)`, bytes up to `end`. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly end: number;
}

/** Position of the next element by its first key, or NEED_MORE. */
export function findByKey(keys: FirstKeys, bytes: Buffer, { from, to, end }: Stretch, final: boolean): number {
  for (let at = indexOfBrace(bytes, from, to); at >= 0; at = indexOfBrace(bytes, at + 1, to)) {
    if (!final && end - at < LOOK_AHEAD) return NEED_MORE;
    if (!afterSeparator(bytes, at, from)) continue;
    const key = firstKey(bytes, at, end);
    if (key !== null && keys.has(key)) return at;
  }
  return NEED_MORE;
}

/** Position of the next object that is well formed and stands like an element, or NEED_MORE. */
export function findByForm(scan: Scan, bytes: Buffer, { from, to, end }: Stretch): number {
  let tries = 0;
  for (let at = indexOfBrace(bytes, from, to); at >= 0 && tries < MOST_TRIES; at = indexOfBrace(bytes, at + 1, to)) {
    if (!afterSeparator(bytes, at, from)) continue;
    tries += 1;
    const after = scan.container(bytes, at, end);
    if (after === MALFORMED || after === NEED_MORE) continue;
    const next = skipSpace(bytes, after, end);
    if (next >= end || bytes[next] === 0x5d) return at;
    if (bytes[next] === 0x2c && bytes[skipSpace(bytes, next + 1, end)] === 0x7b) return at;
  }
  return NEED_MORE;
}

function indexOfBrace(bytes: Buffer, from: number, to: number): number {
  const at = bytes.indexOf(0x7b, from);
  return at >= 0 && at < to ? at : -1;
}

/** Position of the next row of a table: an array with a value for each of its columns, that stands like a row. */
export function findRow(scan: Scan, columns: ColumnKeys, bytes: Buffer, { from, to, end }: Stretch): number {
  let tries = 0;
  for (let at = bytes.indexOf(0x5b, from); at >= 0 && at < to && tries < MOST_TRIES; at = bytes.indexOf(0x5b, at + 1)) {
    if (!afterSeparator(bytes, at, from)) continue;
    tries += 1;
    const after = scan.container(bytes, at, end);
    if (after === MALFORMED || after === NEED_MORE) continue;
    const next = bytes[skipSpace(bytes, after, end)];
    if (next !== 0x2c && next !== 0x5d) continue;
    if (rowToObject(scan, columns, bytes, at, after) !== null) return at;
  }
  return NEED_MORE;
}
