/** The Merkle tree of RFC 6962, section 2.1: `leaf = SHA-256(0x00 | data)`, `node = SHA-256(0x01 | left | right)`. */
import { hash } from 'node:crypto';

const HASH_BYTES = 32;
const LEAF = Buffer.from([0x00]);
const NODE = Buffer.from([0x01]);

export function leafHash(data: Buffer): Buffer {
  return hash('sha256', Buffer.concat([LEAF, data], 1 + data.length), 'buffer');
}

function nodeHash(left: Buffer, right: Buffer): Buffer {
  return hash('sha256', Buffer.concat([NODE, left, right], 1 + 2 * HASH_BYTES), 'buffer');
}

/** Adds leaves one after another and keeps one hash a level: memory grows with the logarithm of the tree. */
export class TreeHasher {
  /** Roots of the whole subtrees so far, the largest first, each with its number of leaves. */
  readonly #subtrees: { readonly root: Buffer; readonly leaves: number }[] = [];
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** `leaf` is a leaf's hash. */
  add(leaf: Buffer): void {
    let root = leaf;
    let leaves = 1;
    for (let last = this.#subtrees.at(-1); last?.leaves === leaves; last = this.#subtrees.at(-1)) {
      this.#subtrees.pop();
      root = nodeHash(last.root, root);
      leaves *= 2;
    }
    this.#subtrees.push({ root, leaves });
    this.#size += 1;
  }

  /** Of the leaves added so far; of none it is the hash of nothing. */
  root(): Buffer {
    const last = this.#subtrees.at(-1);
    if (last === undefined) return hash('sha256', '', 'buffer');
    return this.#subtrees.slice(0, -1).reduceRight((right, { root }) => nodeHash(root, right), last.root);
  }
}

/** Leaves `[from, to)` whose root stands in an audit path. */
interface Range {
  readonly from: number;
  readonly to: number;
}

/** The audit path of one leaf, taken from all leaves in their order, without holding them. */
export class PathBuilder {
  /** From the leaf up to the root, as RFC 6962 orders them. */
  readonly #ranges: readonly Range[];
  readonly #byStart: readonly Range[];
  readonly #roots = new Map<Range, Buffer>();
  #hasher = new TreeHasher();
  #next = 0;
  #at = 0;

  /** `index` from 0. Throws a RangeError for an index that the tree does not have. */
  constructor(index: number, size: number) {
    if (index < 0 || index >= size) throw new RangeError(`leaf ${index} of ${size}`);
    this.#ranges = siblings(index, 0, size);
    this.#byStart = [...this.#ranges].sort((a, b) => a.from - b.from);
  }

  add(leaf: Buffer): void {
    const range = this.#byStart[this.#next];
    const at = this.#at;
    this.#at += 1;
    if (range === undefined || at < range.from) return;
    this.#hasher.add(leaf);
    if (at + 1 < range.to) return;
    this.#roots.set(range, this.#hasher.root());
    this.#hasher = new TreeHasher();
    this.#next += 1;
  }

  path(): readonly Buffer[] {
    return this.#ranges.map((range) => {
      const root = this.#roots.get(range);
      if (root === undefined) throw new TypeError('not all leaves were added');
      return root;
    });
  }
}

function siblings(index: number, from: number, to: number): Range[] {
  const size = to - from;
  if (size === 1) return [];
  const middle = from + largestPowerBelow(size);
  return index < middle
    ? [...siblings(index, from, middle), { from: middle, to }]
    : [...siblings(index, middle, to), { from, to: middle }];
}

/** The largest power of two smaller than `size`, for sizes of 2 and more. */
function largestPowerBelow(size: number): number {
  let power = 1;
  while (power * 2 < size) power *= 2;
  return power;
}

/** The root that a leaf and its audit path lead to; null where the path does not fit the tree's size. */
export function rootFromPath(leaf: Buffer, index: number, size: number, path: readonly Buffer[]): Buffer | null {
  if (!Number.isSafeInteger(index) || !Number.isSafeInteger(size) || index < 0 || index >= size) return null;
  const ranges = siblings(index, 0, size);
  if (ranges.length !== path.length) return null;
  return path.reduce((root, sibling, step) => {
    const isLeft = (ranges[step]?.from ?? 0) < index;
    return isLeft ? nodeHash(sibling, root) : nodeHash(root, sibling);
  }, leaf);
}
