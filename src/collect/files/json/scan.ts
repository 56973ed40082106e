/**
 * Finds where a JSON value ends, in bytes, without building it. It checks as much of the grammar as costs nothing: what
 * may stand outside strings, what may follow a string, that brackets match. That is enough to notice a lost or an added
 * quote within a few bytes of it, so that one bad element does not swallow its neighbours.
 */

/** The value goes on beyond the bytes that are there. */
export const NEED_MORE = -1;
/** The bytes are no JSON value; see `Scan.at`. */
export const MALFORMED = -2;

const PLAIN = 0;
const QUOTE = 1;
const OPEN = 2;
const CLOSE = 3;
const BAD = 4;
const LINE_END = 5;

const LBRACE = 0x7b;
const RBRACE = 0x7d;
const LBRACKET = 0x5b;
const RBRACKET = 0x5d;

/** Class of each byte outside strings: white space, separators, numbers and literals are PLAIN. */
const OUTSIDE = table(BAD, (set) => {
  for (const char of ' \t:,+-.0123456789eEtrufalsn') set(char, PLAIN);
  set('\n', LINE_END);
  set('\r', LINE_END);
  set('"', QUOTE);
  set('{', OPEN);
  set('[', OPEN);
  set('}', CLOSE);
  set(']', CLOSE);
});

/** 1 for the bytes that end the run of ordinary bytes in a string: quote, backslash, control characters but TAB. */
const STRING_STOP = table(0, (set) => {
  for (let code = 0; code < 0x20; code += 1) if (code !== 9) set(String.fromCharCode(code), 1);
  set('"', 1);
  set('\\', 1);
});

/** 1 for what may follow a string. */
const AFTER_STRING = table(0, (set) => {
  for (const char of ' \t\r\n:,}]') set(char, 1);
});

function table(fill: number, build: (set: (char: string, value: number) => void) => void): Uint8Array {
  const bytes = new Uint8Array(256).fill(fill);
  build((char, value) => {
    bytes[char.charCodeAt(0)] = value;
  });
  return bytes;
}

export function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

/** Position of the first byte at or after `at` that is no white space; `end` where there is none. */
export function skipSpace(bytes: Uint8Array, at: number, end: number): number {
  let i = at;
  while (i < end && isSpace(bytes[i])) i += 1;
  return i;
}

/** Reusable scanner; after `object` its fields tell more. */
export class Scan {
  /** Deepest nesting of the value scanned last. */
  depth = 0;
  /** Whether CR or LF stands in it. */
  lines = false;
  /** Where a malformed value was noticed. */
  at = 0;
  private readonly stack = new Uint8Array(1024);

  /**
   * End (exclusive) of the object or array that starts at `start`, or NEED_MORE, or MALFORMED. Nesting beyond 1,024 is
   * followed too, but there brackets are only counted, not matched.
   */
  container(bytes: Uint8Array, start: number, end: number): number {
    const stack = this.stack;
    let depth = 0;
    let deepest = 0;
    let lines = false;
    let i = start;
    while (i < end) {
      const byte = bytes[i] as number;
      const kind = OUTSIDE[byte] as number;
      if (kind === PLAIN) {
        i += 1;
      } else if (kind === QUOTE) {
        i += 1;
        for (;;) {
          // Four at a time: strings are most of a record.
          while (
            i + 3 < end &&
            ((STRING_STOP[bytes[i] as number] as number) |
              (STRING_STOP[bytes[i + 1] as number] as number) |
              (STRING_STOP[bytes[i + 2] as number] as number) |
              (STRING_STOP[bytes[i + 3] as number] as number)) ===
              0
          )
            i += 4;
          while (i < end && STRING_STOP[bytes[i] as number] === 0) i += 1;
          if (i >= end) return NEED_MORE;
          if (bytes[i] === 0x22) break;
          if (bytes[i] !== 0x5c) return this.malformed(i);
          i += 2;
        }
        i += 1;
        if (i < end && AFTER_STRING[bytes[i] as number] === 0) return this.malformed(i);
      } else if (kind === OPEN) {
        if (depth > 0 && !this.mayOpen(bytes, start, i, stack[(depth - 1) & 1023] as number, depth))
          return this.malformed(i);
        if (depth < 1024) stack[depth] = byte;
        depth += 1;
        if (depth > deepest) deepest = depth;
        i += 1;
      } else if (kind === CLOSE) {
        depth -= 1;
        // '{' + 2 = '}' and '[' + 2 = ']'.
        if (depth < 1024 && stack[depth] !== byte - 2) return this.malformed(i);
        i += 1;
        if (depth === 0) {
          this.depth = deepest;
          this.lines = lines;
          return i;
        }
      } else if (kind === LINE_END) {
        lines = true;
        i += 1;
        while (i < end && bytes[i] === 0x20) i += 1;
      } else {
        return this.malformed(i);
      }
    }
    return NEED_MORE;
  }

  /** In an object a value comes after a colon: an opening bracket elsewhere means that a closing one was lost. */
  private mayOpen(bytes: Uint8Array, start: number, at: number, parent: number, depth: number): boolean {
    if (depth > 1024) return true;
    let i = at - 1;
    while (i > start && isSpace(bytes[i])) i -= 1;
    const before = bytes[i];
    return parent === LBRACE ? before === 0x3a : before === 0x2c || before === LBRACKET;
  }

  private malformed(at: number): typeof MALFORMED {
    this.at = at;
    return MALFORMED;
  }

  /** End of a string that starts at `start` (a quote). */
  string(bytes: Uint8Array, start: number, end: number): number {
    let i = start + 1;
    for (;;) {
      while (i < end && STRING_STOP[bytes[i] as number] === 0) i += 1;
      if (i >= end) return NEED_MORE;
      if (bytes[i] === 0x22) return i + 1;
      if (bytes[i] !== 0x5c) return this.malformed(i);
      i += 2;
    }
  }

  /** End of any value. Numbers and literals end at the first byte that cannot be theirs, which must be there. */
  value(bytes: Uint8Array, start: number, end: number): number {
    if (start >= end) return NEED_MORE;
    const first = bytes[start];
    if (first === LBRACE || first === LBRACKET) return this.container(bytes, start, end);
    if (first === 0x22) return this.string(bytes, start, end);
    let i = start;
    while (
      i < end &&
      OUTSIDE[bytes[i] as number] === PLAIN &&
      !isSpace(bytes[i]) &&
      bytes[i] !== 0x2c &&
      bytes[i] !== 0x3a
    )
      i += 1;
    if (i >= end) return NEED_MORE;
    return i > start ? i : this.malformed(i);
  }
}

/** Follows a value that is too long to keep, over any number of windows, until its brackets close. */
export class Skipper {
  private depth = 0;
  private inString = false;
  private escaped = false;

  /** Goes on at `start`; the end of the value, or NEED_MORE (everything up to `end` belongs to it). */
  skip(bytes: Uint8Array, start: number, end: number): number {
    for (let i = start; i < end; i += 1) {
      const byte = bytes[i];
      if (this.inString) {
        if (this.escaped) this.escaped = false;
        else if (byte === 0x5c) this.escaped = true;
        else if (byte === 0x22) this.inString = false;
      } else if (byte === 0x22) this.inString = true;
      else if (byte === LBRACE || byte === LBRACKET) this.depth += 1;
      else if (byte === RBRACE || byte === RBRACKET) {
        this.depth -= 1;
        if (this.depth <= 0) return i + 1;
      }
    }
    return NEED_MORE;
  }
}
