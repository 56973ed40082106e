/** Random choices that a seed repeats on every machine. */

export class Random {
  private state: number;

  constructor(seed: number) {
    this.state = (seed ^ 0x9e3779b9) >>> 0;
    for (let round = 0; round < 8; round += 1) this.next();
  }

  /** A stream of its own for each number, so that leaving one input out changes no other. */
  static of(seed: number, ...path: readonly number[]): Random {
    return new Random(
      path.reduce(
        (mixed, part) => (Math.imul(mixed ^ (part + 0x7f4a7c15), 0x85ebca6b) ^ (mixed >>> 13)) >>> 0,
        seed >>> 0,
      ),
    );
  }

  /** mulberry32: 32 bits, period 2^32, public domain. */
  private next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = this.state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  }

  /** 0 to `below` - 1. */
  int(below: number): number {
    return below <= 1 ? 0 : this.next() % below;
  }

  /** `from` to `to`, both possible. */
  between(from: number, to: number): number {
    return from + this.int(to - from + 1);
  }

  chance(oneIn: number): boolean {
    return this.int(oneIn) === 0;
  }

  pick<T>(from: readonly T[]): T {
    const picked = from[this.int(from.length)];
    if (picked === undefined) throw new TypeError('nothing to pick from');
    return picked;
  }

  shuffled<T>(list: readonly T[]): readonly T[] {
    const copy = [...list];
    for (let index = copy.length - 1; index > 0; index -= 1) {
      const other = this.int(index + 1);
      [copy[index], copy[other]] = [copy[other] as T, copy[index] as T];
    }
    return copy;
  }

  hex(digits: number): string {
    let text = '';
    while (text.length < digits) text += this.next().toString(16).padStart(8, '0');
    return text.slice(0, digits);
  }

  guid(): string {
    const digits = this.hex(32);
    return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(13, 16)}-8${digits.slice(17, 20)}-${digits.slice(20)}`;
  }

  /** 22 characters of base64url, as token identifiers are. */
  token(): string {
    return Buffer.from(this.hex(32), 'hex').toString('base64url');
  }
}
