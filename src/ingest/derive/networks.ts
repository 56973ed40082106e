/**
 * Networks of addresses: longest prefix of a list, for IPv4 and IPv6 alike. Prefixes nest or are apart, so they flatten
 * into segments without overlap, and a look-up is one binary search: a million addresses take well under a second.
 */

/** One published network. `label` is what an address in it is compared by; the prefix itself where none is given. */
export interface NetworkPrefix<Class extends string = string> {
  /** CIDR notation: `13.107.6.152/31`, `2603:1006::/40`; an address alone stands for itself. */
  readonly prefix: string;
  readonly class: Class;
}

/** Four 32-bit words, most significant first. IPv4 stands in ::ffff:0:0/96. */
export type Words = readonly [number, number, number, number];

const ALL_ONES = 0xffff_ffff;
const MAPPED = 0xffff;
const V4_BITS = 96;

/** The words of an address; null for text that is none. Zone ids (`%eth0`) are cut off, IPv4-mapped IPv6 is IPv4. */
export function parseAddress(text: string): Words | null {
  const bare = text.includes('%') ? text.slice(0, text.indexOf('%')) : text;
  if (!bare.includes(':')) {
    const v4 = parseV4(bare);
    return v4 === null ? null : [0, 0, MAPPED, v4];
  }
  return parseV6(bare);
}

function parseV4(text: string): number | null {
  const parts = text.split('.');
  if (parts.length !== 4) return null;
  let value = 0;
  for (const part of parts) {
    if (!/^\d{1,3}$/.test(part) || Number(part) > 255) return null;
    value = value * 256 + Number(part);
  }
  return value;
}

function parseV6(text: string): Words | null {
  const halves = text.split('::');
  if (halves.length > 2) return null;
  // A dotted quad may end an address, not the part before `::`.
  const head = groups(halves[0] ?? '', halves.length === 1);
  const tail = halves.length === 2 ? groups(halves[1] ?? '', true) : [];
  if (head === null || tail === null) return null;
  const missing = 8 - head.length - tail.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return null;
  const all = [...head, ...new Array<number>(missing).fill(0), ...tail];
  const word = (index: number): number => ((all[index * 2] ?? 0) * 65_536 + (all[index * 2 + 1] ?? 0)) >>> 0;
  return [word(0), word(1), word(2), word(3)];
}

/** Sixteen-bit groups of one side of `::`; a dotted quad at the end of an address is two of them. */
function groups(text: string, atEnd: boolean): number[] | null {
  if (text === '') return [];
  const result: number[] = [];
  const parts = text.split(':');
  for (const [index, part] of parts.entries()) {
    if (part.includes('.')) {
      const v4 = atEnd && index === parts.length - 1 ? parseV4(part) : null;
      if (v4 === null) return null;
      result.push(Math.floor(v4 / 65_536), v4 % 65_536);
    } else {
      if (!/^[0-9a-f]{1,4}$/i.test(part)) return null;
      result.push(Number.parseInt(part, 16));
    }
  }
  return result;
}

function isV4(words: Words): boolean {
  return words[0] === 0 && words[1] === 0 && words[2] === MAPPED;
}

function formatV4(value: number): string {
  return [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255].join('.');
}

/** Shortest spelling of an address (RFC 5952). */
export function formatAddress(words: Words): string {
  if (isV4(words)) return formatV4(words[3]);
  const all = words.flatMap((word) => [word >>> 16, word & 65_535]);
  let best = { from: -1, length: 1 };
  for (let from = 0; from < 8; from += 1) {
    let length = 0;
    while (from + length < 8 && all[from + length] === 0) length += 1;
    if (length > best.length) best = { from, length };
  }
  const hex = all.map((group) => group.toString(16));
  if (best.from < 0) return hex.join(':');
  return `${hex.slice(0, best.from).join(':')}::${hex.slice(best.from + best.length).join(':')}`;
}

/** First and last address of a prefix of `bits` (of 128) around `words`. */
function bounds(words: Words, bits: number): { readonly first: Words; readonly last: Words } {
  const side = (ones: boolean): Words => {
    const at = (index: number): number => {
      const kept = Math.min(32, Math.max(0, bits - index * 32));
      const mask = kept === 0 ? 0 : (ALL_ONES << (32 - kept)) >>> 0;
      const base = ((words[index] ?? 0) & mask) >>> 0;
      return ones ? (base | ~mask) >>> 0 : base;
    };
    return [at(0), at(1), at(2), at(3)];
  };
  return { first: side(false), last: side(true) };
}

interface ParsedPrefix {
  readonly first: Words;
  readonly last: Words;
  /** Of 128. */
  readonly bits: number;
}

/** A prefix in CIDR notation; null for text that is none. Bits behind the length are ignored. */
export function parsePrefix(text: string): ParsedPrefix | null {
  const [address = '', length, ...rest] = text.trim().split('/');
  const words = parseAddress(address);
  if (words === null || rest.length > 0) return null;
  const v4 = !address.includes(':');
  const most = v4 ? 32 : 128;
  if (length !== undefined && !/^\d{1,3}$/.test(length)) return null;
  const own = length === undefined ? most : Number(length);
  if (own > most) return null;
  const bits = v4 ? own + V4_BITS : own;
  return { ...bounds(words, bits), bits };
}

/** The network an address is compared by where nothing better is known: /24 of IPv4, /48 of IPv6. Null for text that is no address. */
export function defaultNetwork(text: string): string | null {
  const words = parseAddress(text);
  if (words === null) return null;
  if (isV4(words)) return `${formatV4((words[3] & 0xffff_ff00) >>> 0)}/24`;
  return `${formatAddress(bounds(words, 48).first)}/48`;
}

function compare(left: Words, right: Words): number {
  for (let index = 0; index < 4; index += 1) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** The address after `words`; null behind the last of all. */
function next(words: Words): Words | null {
  const result: [number, number, number, number] = [...words];
  for (let index = 3; index >= 0; index -= 1) {
    const value = result[index] ?? 0;
    if (value < ALL_ONES) {
      result[index] = value + 1;
      return result;
    }
    result[index] = 0;
  }
  return null;
}

/** A look-up over prefixes. Throws a TypeError for a prefix that is none: the lists are our own or checked before. */
export function networkTable<Entry extends { readonly prefix: string }>(
  entries: readonly Entry[],
): (address: string) => Entry | null {
  const ranges = entries.map((entry) => {
    const parsed = parsePrefix(entry.prefix);
    if (parsed === null) throw new TypeError(`no network: ${entry.prefix}`);
    return { ...parsed, entry };
  });
  ranges.sort((left, right) => compare(left.first, right.first) || left.bits - right.bits);
  const starts: Words[] = [];
  const owners: (Entry | null)[] = [];
  const begin = (at: Words | null, owner: Entry | null): void => {
    if (at === null) return;
    const previous = starts.at(-1);
    if (previous !== undefined && compare(previous, at) === 0) owners[owners.length - 1] = owner;
    else {
      starts.push(at);
      owners.push(owner);
    }
  };
  const open: typeof ranges = [];
  const closeBefore = (at: Words | null): void => {
    for (let top = open.at(-1); top !== undefined && (at === null || compare(top.last, at) < 0); top = open.at(-1)) {
      open.pop();
      begin(next(top.last), open.at(-1)?.entry ?? null);
    }
  };
  for (const range of ranges) {
    closeBefore(range.first);
    // The same prefix twice: the first of the list stands.
    if (open.at(-1)?.bits === range.bits) continue;
    begin(range.first, range.entry);
    open.push(range);
  }
  closeBefore(null);
  return (address) => {
    const words = parseAddress(address);
    if (words === null) return null;
    let low = 0;
    let high = starts.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const start = starts[middle];
      if (start !== undefined && compare(start, words) <= 0) low = middle + 1;
      else high = middle;
    }
    return low === 0 ? null : (owners[low - 1] ?? null);
  };
}

/** Networks that say nothing about who stands behind an address: loopback, link-local, RFC 1918, RFC 4193, RFC 6598. */
export const PRIVATE_NETWORKS: readonly NetworkPrefix<'private'>[] = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '::/127',
  'fc00::/7',
  'fe80::/10',
].map((prefix) => ({ prefix, class: 'private' }));
