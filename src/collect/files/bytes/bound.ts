/** The bounds of unpacking: what a zip bomb meets. */
import type { CollectLimits, CollectTruncation } from '../contract.ts';

/** Unpacked bytes before the ratio is judged: small files may be all zeros. */
const RATIO_FROM_BYTES = 64 * 1024 ** 2;

/** Counts what one archive or compressed file unpacks to, members and layers together. */
export class UnpackBudget {
  private readonly limits: CollectLimits;
  private total = 0;

  constructor(limits: CollectLimits) {
    this.limits = limits;
  }

  /** Whether nothing more may be unpacked at all. */
  get spent(): boolean {
    return this.total >= this.limits.unpackedBytes;
  }

  /** A counter for one layer of compression; `packed` says how many packed bytes went in so far. */
  layer(packed: () => number): (unpacked: number) => CollectTruncation | null {
    let own = 0;
    return (unpacked) => {
      own += unpacked;
      this.total += unpacked;
      if (this.total > this.limits.unpackedBytes)
        return bounded(`more than ${this.limits.unpackedBytes} bytes unpacked`);
      if (own > RATIO_FROM_BYTES && own > packed() * this.limits.ratio) {
        return bounded(`unpacks to more than ${this.limits.ratio} times its size, as a zip bomb does`);
      }
      return null;
    };
  }
}

export function bounded(detail: string): CollectTruncation {
  return { code: 'bounded', detail };
}
