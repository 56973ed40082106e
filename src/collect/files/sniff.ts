/** Tells from the first bytes of a text which format it is. Nothing is decided by a file's name. */
import { knownBinary } from './bytes/magic.ts';
import { type CsvHeader, readHeader } from './csv/header.ts';
import { probeObject } from './json/probe.ts';
import { MALFORMED, NEED_MORE, Scan, skipSpace } from './json/scan.ts';
import { looksLike } from './looks-like.ts';

/** Bytes that are looked at. */
export const SNIFF_BYTES = 64 * 1024;

export type Recognised =
  | { readonly format: 'empty' }
  | { readonly format: 'json-lines'; readonly newline: 'lf' | 'cr' }
  | { readonly format: 'json' }
  | { readonly format: 'csv'; readonly header: CsvHeader }
  | { readonly format: 'not-recognised'; readonly lookedLike: string };

/** `head`: the first bytes, decoded to UTF-8, without byte order mark; `final`: they are all there is. */
export function recognise(head: Buffer, final: boolean): Recognised {
  const first = skipSpace(head, 0, head.length);
  if (first >= head.length && final) return { format: 'empty' };
  const json = recogniseJson(head, first, final);
  if (json !== null) return json;
  const known = knownBinary(head);
  if (known !== null) return { format: 'not-recognised', lookedLike: known };
  const header = readHeader(head, final);
  // In a small table one strange cell is a large part of it; the names of columns are never strange.
  if (isBinary(head) && (header === null || isBinary(head.subarray(0, header.length))))
    return { format: 'not-recognised', lookedLike: 'binary' };
  const damaged = recogniseDamagedLines(head, lineEnd(head));
  if (damaged !== null) return damaged;
  const list = looksLike(head);
  if (list !== null) return { format: 'not-recognised', lookedLike: list };
  if (header !== null) return { format: 'csv', header };
  return { format: 'not-recognised', lookedLike: 'text of no known form' };
}

/** Whether bytes that no text has are more than a twentieth of it. */
function isBinary(head: Buffer): boolean {
  let odd = 0;
  let length = Math.min(head.length, 4096);
  // What pads a file behind its text (zeros of a crash, CP/M's end mark) says nothing of the text.
  while (length > 1 && (head[length - 1] === 0 || head[length - 1] === 0x1a)) length -= 1;
  for (let at = 0; at < length; at += 1) {
    const byte = head[at] as number;
    if (byte === 0) odd += 8;
    else if (byte < 9 || (byte > 13 && byte < 32 && byte !== 27)) odd += 1;
  }
  return odd > length * 0.05;
}

const JSON_LF: Recognised = { format: 'json-lines', newline: 'lf' };
const JSON_CR: Recognised = { format: 'json-lines', newline: 'cr' };
const JSON_DOCUMENTS: Recognised = { format: 'json' };

function recogniseJson(head: Buffer, first: number, final: boolean): Recognised | null {
  const at = head[first] === 0x1e ? skipSpace(head, first + 1, head.length) : first;
  if (head[at] === 0x5b) return startsArray(head, at, final) ? JSON_DOCUMENTS : null;
  if (head[at] !== 0x7b) return null;
  const next = skipSpace(head, at + 1, head.length);
  if (next < head.length && head[next] !== 0x22 && head[next] !== 0x7d) return null;
  const scan = new Scan();
  const probe = probeObject(scan, head, at, head.length);
  const newline = lineEnd(head);
  switch (probe.kind) {
    case 'page':
      return JSON_DOCUMENTS;
    case 'record':
      if (isOneLine(head, at, probe.end, newline)) return newline;
      return goesOn(head, probe.end) ? JSON_DOCUMENTS : byNextLine(head, at, newline);
    case 'malformed':
    case 'need-more':
      return byNextLine(head, at, newline);
    default:
      return probe satisfies never;
  }
}

/** Whether what stands behind the first object is what may follow one: another, a comma, a mark, or nothing. */
function goesOn(head: Buffer, end: number): boolean {
  const next = head[skipSpace(head, end, head.length)];
  return next === undefined || next === 0x7b || next === 0x5b || next === 0x2c || next === 0x1e || next === 0xef;
}

/** The first record is damaged, cut or longer than what is looked at: lines tell whether each begins an object. */
function byNextLine(head: Buffer, at: number, newline: Recognised): Recognised {
  const line = head.indexOf(newline === JSON_LF ? 0x0a : 0x0d, at);
  if (line < 0) return JSON_LF;
  const next = skipSpace(head, line, head.length);
  if (next === head.length || head[next] === 0x7b) return newline;
  return recogniseDamagedLines(head, newline) ?? JSON_DOCUMENTS;
}

/** A first record without line end inside and with one (or the end of the file) after it: one record a line. */
function isOneLine(head: Buffer, start: number, end: number, newline: Recognised): boolean {
  const record = head.subarray(start, end);
  if (record.indexOf(newline === JSON_CR ? 0x0d : 0x0a) >= 0) return false;
  let at = end;
  while (at < head.length && (head[at] === 0x20 || head[at] === 0x09)) at += 1;
  return at >= head.length || head[at] === 0x0a || head[at] === 0x0d;
}

/** CR ends lines only where no LF is seen at all. */
function lineEnd(head: Buffer): Recognised {
  if (head.indexOf(0x0a) >= 0) return JSON_LF;
  const cr = head.indexOf(0x0d);
  return cr >= 0 && head[skipSpace(head, cr, head.length)] === 0x7b ? JSON_CR : JSON_LF;
}

/** An opening bracket begins JSON where a value follows that is followed by a comma or the closing bracket. */
function startsArray(head: Buffer, at: number, final: boolean): boolean {
  const next = skipSpace(head, at + 1, head.length);
  if (next >= head.length) return true;
  const byte = head[next];
  if (byte === 0x7b) {
    const inner = head[skipSpace(head, next + 1, head.length)];
    return inner === undefined || inner === 0x22 || inner === 0x7d;
  }
  if (byte === 0x5d || byte === 0x5b) return true;
  const scan = new Scan();
  const after = scan.value(head, next, head.length);
  if (after === NEED_MORE) return final || byte === 0x22;
  if (after === MALFORMED) return false;
  try {
    JSON.parse(head.toString('utf8', next, after));
  } catch {
    return false;
  }
  const follow = head[skipSpace(head, after, head.length)];
  return follow === 0x2c || follow === 0x5d;
}

/** The first line is no JSON, but most of the others are: lines with something lost in front. */
function recogniseDamagedLines(head: Buffer, newline: Recognised): Recognised | null {
  const byte = newline === JSON_LF ? 0x0a : 0x0d;
  let lines = 0;
  let objects = 0;
  for (let at = 0; at < head.length; ) {
    const end = head.indexOf(byte, at);
    const stop = end < 0 ? head.length : end;
    const start = skipSpace(head, at, stop);
    if (start < stop) {
      lines += 1;
      let last = stop - 1;
      while (last > start && (head[last] === 0x0d || head[last] === 0x20)) last -= 1;
      if (head[start] === 0x7b && head[skipSpace(head, start + 1, stop)] === 0x22 && (head[last] === 0x7d || end < 0))
        objects += 1;
    }
    at = stop + 1;
  }
  return objects >= 1 && objects * 2 >= lines ? newline : null;
}
