/**
 * Chance that comes out the same everywhere: 32-bit integer arithmetic only, no clock, no `Math.random`.
 *
 * Every draw belongs to a key: the seed, a purpose, and a few numbers (person, day, hour, which one). Two keys share
 * nothing, so that what is added to a world (an intrusion, a trouble) changes no draw of the rest.
 */

/** Murmur3's finaliser: every bit of the input reaches every bit of the output. */
function mix(word: number): number {
  let h = word;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

const purposes = new Map<string, number>();

/** A purpose as a number (FNV-1a over its UTF-16 units), remembered. */
function purposeNumber(purpose: string): number {
  const known = purposes.get(purpose);
  if (known !== undefined) return known;
  let h = 0x811c9dc5;
  for (let index = 0; index < purpose.length; index += 1) h = Math.imul(h ^ purpose.charCodeAt(index), 0x01000193);
  const number = h >>> 0;
  purposes.set(purpose, number);
  return number;
}

/** 32 bits for a key. */
export function hashOf(seed: number, purpose: string, a = 0, b = 0, c = 0): number {
  let h = mix(seed ^ 0x9e3779b9);
  h = mix(h ^ purposeNumber(purpose));
  h = mix((h + Math.imul(a, 0x9e3779b1)) | 0);
  h = mix((h + Math.imul(b, 0x85ebca77)) | 0);
  return mix((h + Math.imul(c, 0xc2b2ae3d)) | 0);
}

/** A share (0 to below 1) for a key. */
export function shareOf(seed: number, purpose: string, a = 0, b = 0, c = 0): number {
  return hashOf(seed, purpose, a, b, c) / 0x1_0000_0000;
}

/** Values with weights, in a fixed order. */
export type Weighted<Value> = readonly (readonly [value: Value, weight: number])[];

/** A stream of draws (sfc32, Chris Doty-Humphrey, public domain; written anew). */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  constructor(seed: number, purpose: string, a = 0, b = 0, c = 0) {
    this.#a = hashOf(seed, purpose, a, b, c);
    this.#b = mix(this.#a ^ 0x6a09e667);
    this.#c = mix(this.#b ^ 0xbb67ae85);
    for (let round = 0; round < 4; round += 1) this.word();
  }

  /** 32 bits. */
  word(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + sum;
    this.#c |= 0;
    return sum >>> 0;
  }

  /** 0 to below 1. */
  share(): number {
    return this.word() / 0x1_0000_0000;
  }

  /** Whole, 0 to below `count`; 0 where there is nothing to choose from. */
  below(count: number): number {
    return count <= 1 ? 0 : Math.floor(this.share() * count);
  }

  /** Whole, both ends included. */
  between(low: number, high: number): number {
    return low + this.below(high - low + 1);
  }

  chance(share: number): boolean {
    return this.share() < share;
  }

  pick<Value>(values: readonly Value[]): Value {
    const value = values[this.below(values.length)];
    if (value === undefined) throw new RangeError('nothing to pick from');
    return value;
  }

  weighted<Value>(values: Weighted<Value>): Value {
    let left = this.share() * values.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [value, weight] of values) {
      left -= weight;
      if (left < 0) return value;
    }
    const last = values.at(-1);
    if (last === undefined) throw new RangeError('nothing to pick from');
    return last[0];
  }

  /** Around `middle`, never further than `spread`: the sum of two draws (a triangle). Whole. */
  around(middle: number, spread: number): number {
    return Math.round(middle + (this.share() + this.share() - 1) * spread);
  }

  /** Whole, 0 upwards, mean `mean`: how often a thing happens that each time may be the last. At most 40 times the mean. */
  often(mean: number): number {
    const goOn = mean / (1 + mean);
    const most = Math.ceil(mean * 40);
    let count = 0;
    while (count < most && this.share() < goOn) count += 1;
    return count;
  }

  /** Whole, about `mean` with little spread: one draw for each of twice as many chances. For counts that are summed up. */
  count(mean: number): number {
    const tries = Math.max(2, Math.ceil(mean * 2));
    const each = mean / tries;
    let count = 0;
    for (let one = 0; one < tries; one += 1) if (this.share() < each) count += 1;
    return count;
  }
}
