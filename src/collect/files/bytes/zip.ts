/** Zip archives: members are streams, their names are labels, nothing is ever written to a path taken from an archive. */
import type { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import { type Entry, getFileNameLowLevel, openPromise, type ZipFile } from 'yauzl';
import type { CollectTruncation } from '../contract.ts';
import type { ByteReader } from './reader.ts';

const STORED = 0;
const DEFLATED = 8;
const ZSTD = 93;
const METHODS: Readonly<Record<number, string>> = {
  9: 'Deflate64',
  12: 'bzip2',
  14: 'LZMA',
  95: 'xz',
  98: 'PPMd',
  99: 'AES',
};

/** One file in an archive. */
export interface ZipMember {
  /** Its name as a label: `/` as separator, control characters replaced. Unique in the archive. */
  readonly label: string;
  readonly bytes: number;
  readonly packing: 'stored' | 'deflate' | 'zstd' | 'encrypted' | 'unsupported';
  /** Words for a packing that cannot be opened. */
  readonly trouble: string | null;
  readonly entry: Entry;
}

export interface ZipListing {
  readonly zip: ZipFile;
  readonly members: readonly ZipMember[];
  /** Members beyond the limit, and why the list may not be all. */
  readonly truncations: readonly CollectTruncation[];
}

/** Lists a zip archive on disk. Throws what yauzl throws where it is none. */
export async function listZip(path: string, maxMembers: number): Promise<ZipListing> {
  const zip = await openPromise(path, {
    decodeStrings: false,
    lazyEntries: true,
    autoClose: false,
    validateEntrySizes: false,
  });
  const members: ZipMember[] = [];
  const truncations: CollectTruncation[] = [];
  const labels = new Map<string, number>();
  try {
    for await (const entry of zip.eachEntry()) {
      const label = labelOf(entry, labels);
      if (label === null) continue;
      if (members.length >= maxMembers) {
        truncations.push({
          code: 'bounded',
          detail: `the archive has ${zip.entryCount} members; the limit is ${maxMembers}`,
        });
        break;
      }
      members.push({ label, bytes: entry.uncompressedSize, ...packingOfMember(entry), entry });
    }
  } catch (error) {
    truncations.push({
      code: 'cut-gzip',
      detail: `the archive's list of members is damaged (${error instanceof Error ? error.message : 'unknown'})`,
    });
  }
  return { zip, members, truncations };
}

/** Null for a folder. Two members of one name are told apart by a number. */
function labelOf(entry: Entry, labels: Map<string, number>): string | null {
  const raw = Buffer.isBuffer(entry.fileName) ? entry.fileName : Buffer.from(String(entry.fileName));
  let name: string;
  try {
    name = getFileNameLowLevel(entry.generalPurposeBitFlag, raw, [], false);
  } catch {
    name = raw.toString('latin1');
  }
  if (name.endsWith('/')) return null;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is replaced
  const clean = name.replace(/[\u0000-\u001f\u007f]/g, '\ufffd');
  const seen = (labels.get(clean) ?? 0) + 1;
  labels.set(clean, seen);
  return seen === 1 ? clean : `${clean} #${seen}`;
}

function packingOfMember(entry: Entry): Pick<ZipMember, 'packing' | 'trouble'> {
  if (entry.isEncrypted())
    return { packing: 'encrypted', trouble: 'encrypted member of a zip archive; unpack it with its password first' };
  if (entry.compressionMethod === STORED) return { packing: 'stored', trouble: null };
  if (entry.compressionMethod === DEFLATED) return { packing: 'deflate', trouble: null };
  if (entry.compressionMethod === ZSTD) return { packing: 'zstd', trouble: null };
  const method = METHODS[entry.compressionMethod] ?? `method ${entry.compressionMethod}`;
  return { packing: 'unsupported', trouble: `member of a zip archive packed with ${method}; unpack it first` };
}

/** The packed bytes of a member as a reader. */
export class ZipMemberReader implements ByteReader {
  private readonly zip: ZipFile;
  private readonly entry: Entry;
  private readonly found: CollectTruncation[] = [];
  private stream: Readable | null = null;
  private chunks: AsyncIterator<Buffer> | null = null;
  private rest: Buffer = Buffer.alloc(0);
  private ended = false;

  constructor(zip: ZipFile, entry: Entry) {
    this.zip = zip;
    this.entry = entry;
  }

  get truncations(): readonly CollectTruncation[] {
    return this.found;
  }

  async read(target: Buffer, offset: number, length: number): Promise<number> {
    while (this.rest.length === 0 && !this.ended) await this.next();
    const got = this.rest.copy(target, offset, 0, Math.min(length, this.rest.length));
    this.rest = this.rest.subarray(got);
    return got;
  }

  private async next(): Promise<void> {
    try {
      if (this.chunks === null) {
        this.stream = await this.zip.openReadStreamPromise(this.entry, { decodeFileData: false });
        this.chunks = this.stream[Symbol.asyncIterator]();
      }
      const { value, done } = await this.chunks.next();
      if (done === true) this.ended = true;
      else this.rest = value;
    } catch (error) {
      this.ended = true;
      this.found.push({
        code: 'cut-gzip',
        detail: `the member is damaged (${error instanceof Error ? error.message : 'unknown'})`,
      });
    }
  }

  close(): void {
    this.ended = true;
    this.stream?.destroy();
  }
}

/**
 * Passes the unpacked bytes of a member on, and holds them against the checksum and the size that the archive's list states:
 * bytes that changed on the way unpack without any complaint where they were only stored.
 */
export class CheckedReader implements ByteReader {
  private readonly inner: ByteReader;
  private readonly entry: Entry;
  private readonly found: CollectTruncation[] = [];
  private checksum = 0;
  private bytes = 0;
  private ended = false;

  constructor(inner: ByteReader, entry: Entry) {
    this.inner = inner;
    this.entry = entry;
  }

  get truncations(): readonly CollectTruncation[] {
    return [...this.inner.truncations, ...this.found];
  }

  read(target: Buffer, offset: number, length: number): number | Promise<number> {
    const got = this.inner.read(target, offset, length);
    return typeof got === 'number' ? this.take(target, offset, got) : got.then((n) => this.take(target, offset, n));
  }

  private take(target: Buffer, offset: number, got: number): number {
    this.checksum = crc32(target.subarray(offset, offset + got), this.checksum);
    this.bytes += got;
    if (got === 0 && !this.ended) this.judge();
    return got;
  }

  /** At the end; what broke off has been said already. */
  private judge(): void {
    this.ended = true;
    const { crc32: stated, uncompressedSize } = this.entry;
    if (this.inner.truncations.length > 0) return;
    if (this.bytes !== uncompressedSize)
      this.found.push({
        code: 'cut-gzip',
        detail: `the archive says ${uncompressedSize} bytes, it holds ${this.bytes}`,
      });
    else if (this.checksum !== stated)
      this.found.push({ code: 'cut-gzip', detail: "the bytes do not match the archive's checksum" });
  }

  close(): void {
    this.ended = true;
    this.inner.close();
  }
}
