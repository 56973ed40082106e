/** Where bytes come from: files and what is unpacked out of them, read on demand so that memory stays flat. */
import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import type { CollectTruncation } from '../contract.ts';

/** A stream of bytes that is asked for more; nothing is read ahead. */
export interface ByteReader {
  /**
   * Puts up to `length` bytes into `target` at `offset`; 0 means the end. Answers at once where it can (files), else by
   * a promise (decompression).
   */
  read(target: Buffer, offset: number, length: number): number | Promise<number>;
  /** Frees what it holds. May be called twice. */
  close(): void;
  /** Why the bytes may not be all; valid after the end was reached. */
  readonly truncations: readonly CollectTruncation[];
}

/** What a reader of received bytes can say about them when it has ended. */
export interface Digest {
  readonly sha256: string;
  readonly bytes: number;
}

/** Called with every number of bytes read from disk, for the progress display. */
export type Progress = (bytes: number) => void;

/** Reads a file from its start with synchronous reads, which in a worker are the fastest. */
export class FileReader implements ByteReader {
  readonly truncations: readonly CollectTruncation[] = [];
  private fd: number;
  private readonly progress: Progress | undefined;

  constructor(path: string, progress?: Progress) {
    this.fd = openSync(path, 'r');
    this.progress = progress;
  }

  read(target: Buffer, offset: number, length: number): number {
    if (this.fd < 0) return 0;
    const got = readSync(this.fd, target, offset, length, null);
    this.progress?.(got);
    return got;
  }

  close(): void {
    if (this.fd >= 0) closeSync(this.fd);
    this.fd = -1;
  }
}

/** Where bytes go that nobody wants but the hash. Written by any reader, read by none. */
const UNWANTED = Buffer.allocUnsafeSlow(256 * 1024);

/** Passes bytes on and hashes them on the way. */
export class HashingReader implements ByteReader {
  private readonly inner: ByteReader;
  private readonly hash = createHash('sha256');
  private readonly hashed: boolean;
  private count = 0;
  private done: Digest | undefined;

  /** With `hashed` false it only passes bytes on, and has no digest. */
  constructor(inner: ByteReader, hashed = true) {
    this.inner = inner;
    this.hashed = hashed;
  }

  get truncations(): readonly CollectTruncation[] {
    return this.inner.truncations;
  }

  read(target: Buffer, offset: number, length: number): number | Promise<number> {
    const got = this.inner.read(target, offset, length);
    return typeof got === 'number' ? this.take(target, offset, got) : got.then((n) => this.take(target, offset, n));
  }

  private take(target: Buffer, offset: number, got: number): number {
    if (got > 0 && this.hashed) {
      this.hash.update(target.subarray(offset, offset + got));
      this.count += got;
    }
    return got;
  }

  /** Reads what nobody wanted to read to its end, so that the hash covers everything that was received. */
  async digest(): Promise<Digest> {
    if (!this.hashed) throw new TypeError('these bytes were not to be hashed');
    if (this.done !== undefined) return this.done;
    for (;;) {
      const got = this.read(UNWANTED, 0, UNWANTED.length);
      if ((typeof got === 'number' ? got : await got) === 0) break;
    }
    this.done = { sha256: this.hash.digest('hex'), bytes: this.count };
    return this.done;
  }

  close(): void {
    this.inner.close();
  }
}

/** Gives some bytes that were read already once more, then goes on with the reader they came from. */
export class PushbackReader implements ByteReader {
  private readonly inner: ByteReader;
  private head: Buffer;

  constructor(head: Buffer, inner: ByteReader) {
    this.head = head;
    this.inner = inner;
  }

  get truncations(): readonly CollectTruncation[] {
    return this.inner.truncations;
  }

  read(target: Buffer, offset: number, length: number): number | Promise<number> {
    if (this.head.length === 0) return this.inner.read(target, offset, length);
    const got = this.head.copy(target, offset, 0, Math.min(length, this.head.length));
    this.head = this.head.subarray(got);
    return got;
  }

  close(): void {
    this.inner.close();
  }
}
