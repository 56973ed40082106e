/** The part of a stream that is in memory: records are split inside it, and what is left over moves to its front. */
import type { ByteReader } from './reader.ts';

/** First size of a window, and about how much is read at once. */
const READ_BYTES = 1024 * 1024;

/**
 * `bytes[start..end)` are read and not yet consumed. A splitter advances `start`. A window grows only while its splitter
 * cannot consume anything, which every splitter bounds by the limit for one record.
 */
export class Window {
  bytes: Buffer;
  start = 0;
  end = 0;

  constructor(capacity: number = READ_BYTES) {
    this.bytes = Buffer.allocUnsafeSlow(capacity);
  }

  /** Empties it for the next source; keeps its memory unless a long record made it large. */
  reset(): void {
    this.start = 0;
    this.end = 0;
    if (this.bytes.length > 8 * READ_BYTES) this.bytes = Buffer.allocUnsafeSlow(READ_BYTES);
  }

  /** Moves what is left to the front and makes room for at least a quarter of the window. */
  private makeRoom(): void {
    const rest = this.end - this.start;
    if (rest > this.bytes.length * 0.75) {
      const grown = Buffer.allocUnsafeSlow(this.bytes.length * 2);
      this.bytes.copy(grown, 0, this.start, this.end);
      this.bytes = grown;
    } else if (this.start > 0 && rest > 0) {
      this.bytes.copyWithin(0, this.start, this.end);
    }
    this.start = 0;
    this.end = rest;
  }

  /** Reads once; false at the end of the stream. */
  fill(reader: ByteReader): boolean | Promise<boolean> {
    this.makeRoom();
    const got = reader.read(this.bytes, this.end, this.bytes.length - this.end);
    if (typeof got === 'number') return this.took(got);
    return got.then((n) => this.took(n));
  }

  private took(got: number): boolean {
    this.end += got;
    return got > 0;
  }

  /** Reads until `bytes` are there or the stream ends; true where it ended. */
  async fillTo(reader: ByteReader, bytes: number): Promise<boolean> {
    while (this.end - this.start < bytes) {
      if (!(await this.fill(reader))) return true;
    }
    return false;
  }
}
