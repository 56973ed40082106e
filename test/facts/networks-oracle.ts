/** A second, independent reading of networks, against which the program's is held: whole numbers and a map a length. */
import { isIP } from 'node:net';

/** An address or network as number, with its family. */
export interface Prefix {
  readonly family: 4 | 6;
  /** First address. */
  readonly first: bigint;
  /** Number of leading bits that count. */
  readonly length: number;
}

const WIDTH = { 4: 32, 6: 128 } as const;

function fromIPv4(text: string): bigint {
  return text.split('.').reduce((value, part) => (value << 8n) | BigInt(part), 0n);
}

/** The eight groups of an IPv6 address; a dotted end stands for two. */
function fromIPv6(text: string): bigint {
  const dotted = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text);
  const low = dotted === null ? null : fromIPv4(dotted[2] ?? '');
  const plain = low === null ? text : `${dotted?.[1]}${(low >> 16n).toString(16)}:${(low & 0xffffn).toString(16)}`;
  const [head = '', tail] = plain.split('::');
  const groups = (part: string): string[] => (part === '' ? [] : part.split(':'));
  const before = groups(head);
  const after = tail === undefined ? [] : groups(tail);
  const zeros = new Array<string>(8 - before.length - after.length).fill('0');
  return [...before, ...zeros, ...after].reduce((value, group) => (value << 16n) | BigInt(`0x${group}`), 0n);
}

/** Number of an address, without port, brackets or zone; null for what is none. */
export function parseAddress(text: string): Prefix | null {
  const family = text.includes('%') ? 0 : isIP(text);
  if (family === 4) return { family, first: fromIPv4(text), length: 32 };
  if (family !== 6) return null;
  const first = fromIPv6(text);
  // ::ffff:a.b.c.d is the IPv4 address in another spelling.
  return first >> 32n === 0xffffn
    ? { family: 4, first: first & 0xffffffffn, length: 32 }
    : { family: 6, first, length: 128 };
}

/** A network in CIDR notation; null where it is none, or where bits beyond its length are set. */
export function parsePrefix(text: string): Prefix | null {
  const parts = /^([^/]+)\/(\d{1,3})$/.exec(text);
  const address = parseAddress(parts?.[1] ?? '');
  const length = Number(parts?.[2]);
  if (address === null || length > WIDTH[address.family]) return null;
  const host = BigInt(WIDTH[address.family] - length);
  return (address.first >> host) << host === address.first ? { ...address, length } : null;
}

/**
 * A function that finds the longest of these networks that holds an address; null where none does or the text is no
 * address. Throws for a prefix that is none (a fault of the list).
 */
export function networkMatcher<T extends { readonly prefix: string }>(
  networks: readonly T[],
): (address: string) => T | null {
  const byLength = new Map<number, Map<string, T>>();
  for (const network of networks) {
    const prefix = parsePrefix(network.prefix);
    if (prefix === null) throw new TypeError(`not a network: ${network.prefix}`);
    const sameLength = byLength.get(prefix.length) ?? new Map<string, T>();
    sameLength.set(`${prefix.family} ${prefix.first}`, network);
    byLength.set(prefix.length, sameLength);
  }
  const lengths = [...byLength.keys()].sort((a, b) => b - a);
  return (text) => {
    const address = parseAddress(text);
    if (address === null) return null;
    const width = WIDTH[address.family];
    for (const length of lengths) {
      if (length > width) continue;
      const host = BigInt(width - length);
      const found = byLength.get(length)?.get(`${address.family} ${(address.first >> host) << host}`);
      if (found !== undefined) return found;
    }
    return null;
  };
}
