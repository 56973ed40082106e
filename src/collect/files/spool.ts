/** Writes chunks of the spool: `seq 0x01 ordinal 0x01 record 0x0A`. */
import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { LetterlockError } from '../../errors.ts';
import type { UnwrapOptions } from './contract.ts';
import { copyOnOneLine, oneLineBound } from './record.ts';
import { type PlaceWord, RecordSink } from './sink.ts';

/** Written to disk in pieces of about this size. */
const BUFFER_BYTES = 2 * 1024 ** 2;
const SEPARATOR = 0x01;
const LINE_FEED = 0x0a;
/** Room for `seq 0x01 ordinal 0x01` and the line feed. */
const FRAME_BYTES = 48;

export interface ChunkFile {
  readonly spoolPath: string;
  readonly spoolBytes: number;
  readonly records: number;
  /** Bytes of the longest line in it, its line feed included. */
  readonly longestLine: number;
}

export class SpoolSink extends RecordSink {
  private readonly folder: string;
  private readonly chunkBytes: number;
  private readonly buffer = Buffer.allocUnsafeSlow(BUFFER_BYTES);
  private used = 0;
  private fd = -1;
  private path = '';
  private chunk = 0;
  private flushed = 0;
  private records = 0;
  private longest = 0;
  private prefix = '';
  /** Records of the source now being read that went into the spool. */
  spooled = 0;

  constructor(options: UnwrapOptions) {
    super(options.limits);
    this.folder = options.spoolFolder;
    this.chunkBytes = options.limits.chunkBytes;
  }

  /** Records that follow belong to source `seq`. */
  begin(seq: number): void {
    this.prefix = String(seq);
    this.spooled = 0;
  }

  get bytes(): number {
    return this.flushed + this.used;
  }

  /** The first chunk is a small one: until it is there the engine has nothing to do. */
  get full(): boolean {
    return this.bytes >= (this.chunk <= 1 ? this.chunkBytes / 4 : this.chunkBytes);
  }

  protected keep(
    ordinal: number,
    _place: number,
    _word: PlaceWord,
    bytes: Buffer,
    start: number,
    end: number,
    known: number,
  ): void {
    const bound = oneLineBound(end - start, known) + FRAME_BYTES;
    if (this.used + bound > BUFFER_BYTES) this.flush();
    this.records += 1;
    this.spooled += 1;
    if (bound > BUFFER_BYTES) {
      const large = Buffer.allocUnsafeSlow(bound);
      this.write(large, this.put(large, 0, ordinal, bytes, start, end, known));
      return;
    }
    this.used = this.put(this.buffer, this.used, ordinal, bytes, start, end, known);
  }

  private put(
    target: Buffer,
    from: number,
    ordinal: number,
    bytes: Buffer,
    start: number,
    end: number,
    known: number,
  ): number {
    let at = from + target.write(this.prefix, from, 'latin1');
    target[at++] = SEPARATOR;
    at = putNumber(target, at, ordinal);
    target[at++] = SEPARATOR;
    at = copyOnOneLine(bytes, start, end, known, target, at);
    target[at++] = LINE_FEED;
    if (at - from > this.longest) this.longest = at - from;
    return at;
  }

  private flush(): void {
    if (this.used > 0) this.write(this.buffer, this.used);
    this.used = 0;
  }

  private write(bytes: Buffer, length: number): void {
    this.open();
    try {
      let done = 0;
      while (done < length) done += writeSync(this.fd, bytes, done, length - done);
    } catch (error) {
      throw spoolFault(error, this.folder);
    }
    this.flushed += length;
  }

  private open(): void {
    if (this.fd >= 0) return;
    this.chunk += 1;
    this.path = join(this.folder, `chunk-${String(this.chunk).padStart(6, '0')}.spool`);
    try {
      this.fd = openSync(this.path, 'w');
    } catch (error) {
      throw spoolFault(error, this.folder);
    }
  }

  /** Ends the chunk; the next record begins another. A chunk without records is an empty file. */
  cut(): ChunkFile {
    this.open();
    this.flush();
    this.close();
    const done = { spoolPath: this.path, spoolBytes: this.flushed, records: this.records, longestLine: this.longest };
    this.flushed = 0;
    this.records = 0;
    this.longest = 0;
    return done;
  }

  private close(): void {
    if (this.fd >= 0) closeSync(this.fd);
    this.fd = -1;
  }

  /** Throws away the chunk that was not handed over. */
  discard(): void {
    if (this.fd < 0) return;
    this.close();
    rmSync(this.path, { force: true });
  }
}

/** Decimal digits of a whole number, without a string for each record. */
function putNumber(target: Buffer, at: number, value: number): number {
  let size = 1;
  for (let rest = value; rest >= 10; rest = Math.floor(rest / 10)) size += 1;
  let left = value;
  for (let i = at + size - 1; i >= at; i -= 1) {
    const next = Math.floor(left / 10);
    target[i] = 0x30 + (left - next * 10);
    left = next;
  }
  return at + size;
}

/** Faults of the place we write to stop the run: what was written so far is whole chunks or nothing. */
export function spoolFault(error: unknown, folder: string): Error {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return new LetterlockError('disk-full', { path: folder }, { cause: error });
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS' || code === 'ENOENT') {
    return new LetterlockError('case-not-writable', { path: folder, reason: code }, { cause: error });
  }
  return error instanceof Error ? error : new Error(String(error));
}
