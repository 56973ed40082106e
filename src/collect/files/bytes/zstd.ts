/** Zstandard, unpacked in JavaScript: Node 20 has no decoder of its own. */
import { Decompress } from 'fzstd';
import type { CollectTruncation } from '../contract.ts';
import type { UnpackBudget } from './bound.ts';
import type { ByteReader } from './reader.ts';

/** Packed bytes given at once: a block of 4 bytes may stand for 128 KiB, so this is at most 64 MiB in memory. */
const PIECE_BYTES = 2 * 1024;

class OverBudget extends Error {}

export class ZstdReader implements ByteReader {
  private readonly inner: ByteReader;
  private readonly judge: (unpacked: number) => CollectTruncation | null;
  private readonly found: CollectTruncation[] = [];
  private readonly engine: Decompress;
  private queue: Uint8Array[] = [];
  private packed = 0;
  private ended = false;

  constructor(inner: ByteReader, budget: UnpackBudget) {
    this.inner = inner;
    this.judge = budget.layer(() => this.packed);
    this.engine = new Decompress((chunk) => this.take(chunk));
  }

  get truncations(): readonly CollectTruncation[] {
    return [...this.inner.truncations, ...this.found];
  }

  private take(chunk: Uint8Array): void {
    const over = this.judge(chunk.length);
    if (over !== null) {
      this.found.push(over);
      throw new OverBudget();
    }
    if (chunk.length > 0) this.queue.push(chunk);
  }

  async read(target: Buffer, offset: number, length: number): Promise<number> {
    while (this.queue.length === 0 && !this.ended) await this.feed();
    const head = this.queue[0];
    if (head === undefined) return 0;
    const got = Math.min(length, head.length);
    target.set(got === head.length ? head : head.subarray(0, got), offset);
    if (got === head.length) this.queue.shift();
    else this.queue[0] = head.subarray(got);
    return got;
  }

  private async feed(): Promise<void> {
    // The decoder keeps parts of what it is given: every piece needs memory of its own.
    const piece = Buffer.allocUnsafeSlow(PIECE_BYTES);
    const got = await this.inner.read(piece, 0, PIECE_BYTES);
    this.packed += got;
    this.ended = got === 0;
    try {
      this.engine.push(piece.subarray(0, got), this.ended);
    } catch (error) {
      this.ended = true;
      if (!(error instanceof OverBudget))
        this.found.push({ code: 'cut-gzip', detail: 'the zstd data is damaged or ends too early' });
    }
  }

  close(): void {
    this.ended = true;
    this.queue = [];
    this.inner.close();
  }
}
