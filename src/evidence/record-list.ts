/**
 * The hashes of all records, in one file: 40 bytes each, the record's number in its source (8 bytes, big-endian) and
 * SHA-256 of its bytes as unwrapped. Source after source; the manifest says where each begins.
 */
import { createHash, type Hash } from 'node:crypto';
import { closeSync, createReadStream, openSync, writeSync } from 'node:fs';

export const RECORDS_FILE = 'record-hashes.bin';
export const ROW_BYTES = 40;
const ORDINAL_BYTES = 8;
const BUFFER_BYTES = ROW_BYTES * 16_384;

export interface RecordHash {
  readonly ordinal: number;
  /** 32 bytes. */
  readonly sha256: Buffer;
}

/** What of the list belongs to one source. */
export interface RecordRun {
  /** Rows before its first. */
  readonly first: number;
  readonly count: number;
  /** SHA-256 of its rows, hex. */
  readonly sha256: string;
}

/** Writes the list while records are being unwrapped, which is why it does not wait for anything. */
export class RecordListWriter {
  readonly #fd: number;
  readonly #buffer = Buffer.allocUnsafeSlow(BUFFER_BYTES);
  readonly #whole = createHash('sha256');
  #own: Hash = createHash('sha256');
  #used = 0;
  #first = 0;
  #count = 0;

  /** Makes the file; throws what the system says. */
  constructor(path: string) {
    this.#fd = openSync(path, 'w');
  }

  /** The rows that follow are of the next source. */
  begin(): void {
    this.#flush();
    this.#own = createHash('sha256');
    this.#first = this.#count;
  }

  add(ordinal: number, sha256: Buffer): void {
    if (this.#used === BUFFER_BYTES) this.#flush();
    this.#buffer.writeBigUInt64BE(BigInt(ordinal), this.#used);
    sha256.copy(this.#buffer, this.#used + ORDINAL_BYTES);
    this.#used += ROW_BYTES;
    this.#count += 1;
  }

  /** What was written of the source that has ended. */
  endSource(): RecordRun {
    this.#flush();
    return { first: this.#first, count: this.#count - this.#first, sha256: this.#own.digest('hex') };
  }

  /** Closes the file. */
  end(): { readonly count: number; readonly sha256: string } {
    this.#flush();
    closeSync(this.#fd);
    return { count: this.#count, sha256: this.#whole.digest('hex') };
  }

  #flush(): void {
    if (this.#used === 0) return;
    const rows = this.#buffer.subarray(0, this.#used);
    this.#own.update(rows);
    this.#whole.update(rows);
    for (let done = 0; done < rows.length; ) done += writeSync(this.#fd, rows, done, rows.length - done);
    this.#used = 0;
  }
}

/**
 * Pieces of the list, each of whole rows; a last row that is cut off is left out. The buffer is the reader's: take what you
 * need before you ask for the next.
 */
export async function* readRows(path: string, from = 0, count = Number.POSITIVE_INFINITY): AsyncGenerator<Buffer> {
  if (count <= 0) return;
  const end = count === Number.POSITIVE_INFINITY ? undefined : (from + count) * ROW_BYTES - 1;
  const stream = createReadStream(path, {
    start: from * ROW_BYTES,
    ...(end === undefined ? {} : { end }),
    highWaterMark: BUFFER_BYTES,
  });
  let rest: Buffer = Buffer.alloc(0);
  for await (const piece of stream) {
    const bytes = rest.length === 0 ? (piece as Buffer) : Buffer.concat([rest, piece as Buffer]);
    const whole = bytes.length - (bytes.length % ROW_BYTES);
    if (whole > 0) yield bytes.subarray(0, whole);
    rest = bytes.subarray(whole);
  }
}

/** The rows in a piece. */
export function* rowsOf(piece: Buffer): Generator<RecordHash> {
  for (let at = 0; at < piece.length; at += ROW_BYTES) {
    yield {
      ordinal: Number(piece.readBigUInt64BE(at)),
      sha256: piece.subarray(at + ORDINAL_BYTES, at + ROW_BYTES),
    };
  }
}
