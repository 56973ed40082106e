/** UTF-16 to UTF-8, so that the splitters know one encoding only. */
import type { CollectTruncation } from '../contract.ts';
import type { ByteReader } from './reader.ts';

const READ_BYTES = 256 * 1024;

/** A byte that no UTF-8 text holds: marks half a surrogate pair, so that its record is rejected and not repaired. */
const INVALID = 0xff;

export class Utf16Reader implements ByteReader {
  private readonly inner: ByteReader;
  private readonly bigEndian: boolean;
  private readonly raw = Buffer.allocUnsafeSlow(READ_BYTES);
  /** Bytes at the front of `raw` that wait for their other half. */
  private kept = 0;
  private text: Buffer = Buffer.alloc(0);
  private ended = false;

  constructor(inner: ByteReader, bigEndian: boolean) {
    this.inner = inner;
    this.bigEndian = bigEndian;
  }

  get truncations(): readonly CollectTruncation[] {
    return this.inner.truncations;
  }

  async read(target: Buffer, offset: number, length: number): Promise<number> {
    while (this.text.length === 0 && !this.ended) await this.decode();
    const got = this.text.copy(target, offset, 0, Math.min(length, this.text.length));
    this.text = this.text.subarray(got);
    return got;
  }

  private async decode(): Promise<void> {
    const got = await this.inner.read(this.raw, this.kept, READ_BYTES - this.kept);
    const have = this.kept + got;
    this.ended = got === 0;
    let use = have - (have % 2);
    // A pair may straddle two reads: keep its first half for the next one.
    if (!this.ended && use >= 2 && isHighSurrogate(this.unit(use - 2))) use -= 2;
    const part = Buffer.from(this.raw.subarray(0, use));
    this.raw.copy(this.raw, 0, use, have);
    this.kept = have - use;
    if (this.bigEndian) part.swap16();
    this.text = encode(part.toString('utf16le'));
    if (this.ended && this.kept > 0) {
      this.text = Buffer.concat([this.text, Buffer.from([INVALID])]);
      this.kept = 0;
    }
  }

  private unit(at: number): number {
    return this.bigEndian ? this.raw.readUInt16BE(at) : this.raw.readUInt16LE(at);
  }

  close(): void {
    this.ended = true;
    this.inner.close();
  }
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

const LONE = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/;

function encode(text: string): Buffer {
  if (!LONE.test(text)) return Buffer.from(text, 'utf8');
  const parts: Buffer[] = [];
  for (const [index, piece] of text.split(LONE).entries()) {
    if (index > 0) parts.push(Buffer.from([INVALID]));
    parts.push(Buffer.from(piece, 'utf8'));
  }
  return Buffer.concat(parts);
}
