/** gzip and raw deflate, on Node's zlib, so that whatever can be unpacked of a cut stream is still given out. */
import { createGunzip, createInflateRaw, type Gunzip, type InflateRaw } from 'node:zlib';
import type { CollectTruncation } from '../contract.ts';
import type { UnpackBudget } from './bound.ts';
import type { ByteReader } from './reader.ts';

/** Packed bytes given to zlib at once: at the highest ratio of deflate (1,032) they unpack to 34 MB. */
const PIECE_BYTES = 32 * 1024;

/**
 * Unpacks `inner`. zlib is fed a piece at a time and what it gives is collected before the next piece, because an error
 * at the end of a pipeline would drop output that is already there. While one piece is being consumed by the splitter,
 * zlib's own thread unpacks the next.
 */
export class InflateReader implements ByteReader {
  private readonly inner: ByteReader;
  private readonly engine: Gunzip | InflateRaw;
  private readonly judge: (unpacked: number) => CollectTruncation | null;
  private readonly found: CollectTruncation[] = [];
  private readonly piece = Buffer.allocUnsafeSlow(PIECE_BYTES);
  private queue: Buffer[] = [];
  private packed = 0;
  private pending: Promise<void> | null = null;
  private settle: (() => void) | null = null;
  private ended = false;

  constructor(inner: ByteReader, kind: 'gzip' | 'deflate', budget: UnpackBudget) {
    this.inner = inner;
    this.judge = budget.layer(() => this.packed);
    this.engine =
      kind === 'gzip' ? createGunzip({ chunkSize: 256 * 1024 }) : createInflateRaw({ chunkSize: 256 * 1024 });
    this.engine.on('data', (chunk: Buffer) => this.take(chunk));
    this.engine.on('end', () => this.finish(null));
    this.engine.on('error', (error) => this.finish({ code: 'cut-gzip', detail: describe(error) }));
  }

  get truncations(): readonly CollectTruncation[] {
    return [...this.inner.truncations, ...this.found];
  }

  read(target: Buffer, offset: number, length: number): number | Promise<number> {
    const head = this.queue[0];
    if (head === undefined) return this.ended ? 0 : this.more(target, offset, length);
    // The last piece in the queue: let zlib work on the next one meanwhile.
    if (this.queue.length === 1 && !this.ended) void this.feed();
    const got = head.copy(target, offset, 0, Math.min(length, head.length));
    if (got === head.length) this.queue.shift();
    else this.queue[0] = head.subarray(got);
    return got;
  }

  private async more(target: Buffer, offset: number, length: number): Promise<number> {
    while (this.queue.length === 0 && !this.ended) await this.feed();
    return this.read(target, offset, length);
  }

  /** Gives zlib one more piece and waits until it is used up. */
  private feed(): Promise<void> {
    this.pending ??= this.feedOnce().finally(() => {
      this.pending = null;
    });
    return this.pending;
  }

  private async feedOnce(): Promise<void> {
    const got = await this.inner.read(this.piece, 0, PIECE_BYTES);
    if (this.ended) return;
    this.packed += got;
    await new Promise<void>((resolve) => {
      this.settle = resolve;
      if (got === 0) this.engine.end();
      else this.engine.write(this.piece.subarray(0, got), () => resolve());
    });
    this.settle = null;
  }

  private take(chunk: Buffer): void {
    if (this.ended) return;
    const over = this.judge(chunk.length);
    if (over === null) this.queue.push(chunk);
    else this.finish(over);
  }

  private finish(why: CollectTruncation | null): void {
    if (this.ended) return;
    this.ended = true;
    if (why !== null) this.found.push(why);
    this.engine.destroy();
    this.settle?.();
  }

  close(): void {
    this.finish(null);
    this.queue = [];
    this.inner.close();
  }
}

function describe(error: Error): string {
  return error.message === 'unexpected end of file'
    ? 'the compressed data ends too early'
    : `the compressed data is damaged (${error.message})`;
}
