/** What makes bytes a record that can go into the spool, and how they get onto one line. */
import { isUtf8 } from 'node:buffer';
import type { RejectCode } from '../../facts/index.ts';
import type { CollectLimits } from './contract.ts';
import { NEED_MORE, Scan } from './json/scan.ts';

/** What a splitter knows of a record already, as bits, so that nothing is looked at twice. */
export const KNOWN = {
  /** Valid UTF-8, no NUL, no U+0001. */
  clean: 1,
  /** No CR, no LF. */
  oneLine: 2,
  /** Scanned: brackets match, and CR and LF stand only between tokens. */
  scanned: 4,
  /** Scanned, and nested deeper than the limit. */
  deep: 8,
} as const;

/** Looks at a whole block of records at once, natively: a block without fault needs no look at each record. */
export function inspectText(bytes: Buffer, start: number, end: number): number {
  if (start >= end) return KNOWN.clean;
  const block = bytes.subarray(start, end);
  return isUtf8(block) && block.indexOf(0) < 0 && block.indexOf(1) < 0 ? KNOWN.clean : 0;
}

/** Cuts a character in two at most at its end: the end of a block without the bytes of a character that goes on. */
export function wholeCharacters(bytes: Buffer, start: number, end: number): number {
  for (let back = 1; back <= 3 && end - back >= start; back += 1) {
    const byte = bytes[end - back] as number;
    if (byte < 0x80) return end;
    if (byte >= 0xc0) {
      const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return length > back ? end - back : end;
    }
  }
  return end;
}

export interface Verdict {
  readonly code: RejectCode;
  readonly detail: string;
}

/**
 * Where the splitter needed no scan (JSON Lines), records below this size are not looked at for their depth: it can be
 * 2,047 at most, which harms nothing that comes after, and counting brackets in every line would cost a quarter of the
 * speed.
 */
const DEPTH_FROM_BYTES = 4 * 1024;

const OPENS = new Uint8Array(256);
OPENS[0x7b] = 1;
OPENS[0x5b] = 1;

/** Judges records. One instance a run; holds no state between records. */
export class Judge {
  private readonly limits: CollectLimits;
  private readonly scan = new Scan();

  constructor(limits: CollectLimits) {
    this.limits = limits;
  }

  /** Why `bytes[start..end)` (white space taken off both ends) is no record, or null where it is one. */
  verdict(bytes: Buffer, start: number, end: number, known: number): Verdict | null {
    if (end - start > this.limits.recordBytes) return tooLong(this.limits);
    if ((known & KNOWN.clean) === 0) {
      const record = bytes.subarray(start, end);
      if (!isUtf8(record)) return { code: 'not-utf8', detail: `${end - start} bytes` };
      if (record.indexOf(0) >= 0) return { code: 'control-bytes', detail: `NUL at byte ${record.indexOf(0)}` };
      if (record.indexOf(1) >= 0) return { code: 'control-bytes', detail: `U+0001 at byte ${record.indexOf(1)}` };
    }
    if (bytes[start] !== 0x7b) return this.noObject(bytes, start, end);
    if (bytes[end - 1] !== 0x7d)
      return { code: 'not-json', detail: `does not end with }, but: ${shape(bytes, Math.max(start, end - 20), end)}` };
    if ((known & KNOWN.deep) !== 0) return tooDeep(this.limits);
    if ((known & KNOWN.scanned) === 0 && end - start >= DEPTH_FROM_BYTES && this.isDeep(bytes, start, end))
      return tooDeep(this.limits);
    return null;
  }

  /** Counts opening brackets first: few records have more of them than levels are allowed. */
  private isDeep(bytes: Buffer, start: number, end: number): boolean {
    let opened = 0;
    for (let at = start; at < end; at += 1) opened += OPENS[bytes[at] as number] as number;
    if (opened <= this.limits.depth) return false;
    return this.scan.container(bytes, start, end) === end && this.scan.depth > this.limits.depth;
  }

  /** Whether an object that starts at `start` breaks off before `end`. */
  breaksOff(bytes: Buffer, start: number, end: number): boolean {
    return bytes[start] === 0x7b && this.scan.container(bytes, start, end) === NEED_MORE;
  }

  private noObject(bytes: Buffer, start: number, end: number): Verdict {
    const detail = shape(bytes, start, end);
    if (end - start > 1024 * 1024) return { code: bytes[start] === 0x5b ? 'not-an-object' : 'not-json', detail };
    try {
      JSON.parse(bytes.toString('utf8', start, end));
      return { code: 'not-an-object', detail };
    } catch {
      return { code: 'not-json', detail };
    }
  }
}

export function tooLong(limits: CollectLimits): Verdict {
  return { code: 'too-long', detail: `more than ${limits.recordBytes} bytes` };
}

export function tooDeep(limits: CollectLimits): Verdict {
  return { code: 'too-deep', detail: `more than ${limits.depth} levels` };
}

/** At most 40 characters that show the form of a text without its content: letters as `a`, digits as `0`. */
export function shape(bytes: Buffer, start: number, end: number): string {
  const from = Math.max(0, start);
  const text = bytes.toString('latin1', from, Math.min(end, from + 40));
  return text
    .replace(/[A-Z]/g, 'A')
    .replace(/[a-z\u0080-\u00ff]/g, 'a')
    .replace(/[0-9]/g, '0')
    .replace(/[^ -~]/g, '?');
}

/** Most bytes that `copyOnOneLine` can write for a record of `length` bytes. */
export function oneLineBound(length: number, known: number): number {
  return (known & (KNOWN.oneLine | KNOWN.scanned)) === 0 ? length * 2 : length;
}

/**
 * Copies a record so that it stands on one line: CR and LF between tokens become spaces, inside strings (where JSON
 * forbids them, but a spreadsheet puts them) the escapes `\r` and `\n`. Returns the position after the copy.
 */
export function copyOnOneLine(
  bytes: Buffer,
  start: number,
  end: number,
  known: number,
  target: Buffer,
  at: number,
): number {
  const oneLine = (known & KNOWN.oneLine) !== 0 || isOneLine(bytes, start, end, known);
  if (!oneLine && (known & KNOWN.scanned) === 0) return copyEscaping(bytes, start, end, target, at);
  bytes.copy(target, at, start, end);
  const after = at + end - start;
  if (!oneLine) {
    for (let i = at; i < after; i += 1) {
      const byte = target[i];
      if (byte === 0x0a || byte === 0x0d) target[i] = 0x20;
    }
  }
  return after;
}

/** A scan has said already whether there are line ends; without one they are searched natively. */
function isOneLine(bytes: Buffer, start: number, end: number, known: number): boolean {
  if ((known & KNOWN.scanned) !== 0) return false;
  const record = bytes.subarray(start, end);
  return record.indexOf(0x0a) < 0 && record.indexOf(0x0d) < 0;
}

function copyEscaping(bytes: Buffer, start: number, end: number, target: Buffer, at: number): number {
  let to = at;
  let inString = false;
  for (let i = start; i < end; i += 1) {
    const byte = bytes[i] as number;
    if (byte === 0x0a || byte === 0x0d) {
      if (inString) {
        target[to++] = 0x5c;
        target[to++] = byte === 0x0a ? 0x6e : 0x72;
      } else target[to++] = 0x20;
      continue;
    }
    if (byte === 0x22) inString = !inString;
    target[to++] = byte;
    if (inString && byte === 0x5c && i + 1 < end) {
      i += 1;
      const next = bytes[i] as number;
      if (next === 0x0a || next === 0x0d) i -= 1;
      else target[to++] = next;
    }
  }
  return to;
}
