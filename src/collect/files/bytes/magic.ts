/** What the first bytes of a file say it is. Names are not asked: exports get renamed. */

export type Packing = 'gzip' | 'zstd' | 'zip';

function starts(head: Buffer, ...bytes: readonly number[]): boolean {
  return head.length >= bytes.length && bytes.every((byte, index) => head[index] === byte);
}

/** Which packing this program opens, or null. gzip: RFC 1952; zstd: RFC 8878 (also skippable frames); zip: APPNOTE 4.3. */
export function packingOf(head: Buffer): Packing | null {
  if (starts(head, 0x1f, 0x8b, 0x08)) return 'gzip';
  if (starts(head, 0x28, 0xb5, 0x2f, 0xfd)) return 'zstd';
  if (head.length >= 4 && ((head[0] ?? 0) & 0xf0) === 0x50 && starts(head.subarray(1), 0x2a, 0x4d, 0x18)) return 'zstd';
  if (starts(head, 0x50, 0x4b, 0x03, 0x04) || starts(head, 0x50, 0x4b, 0x05, 0x06)) return 'zip';
  return null;
}

interface Signature {
  readonly offset: number;
  readonly bytes: string;
  readonly what: string;
}

/** Files that responders' folders hold beside logs; named so that nobody wonders what became of them. */
const SIGNATURES: readonly Signature[] = [
  { offset: 0, bytes: '%PDF-', what: 'PDF document' },
  { offset: 0, bytes: 'ElfFile\0', what: 'Windows event log (EVTX); this program takes cloud logs only' },
  { offset: 0, bytes: '!BDN', what: 'Outlook data file (PST or OST)' },
  { offset: 0, bytes: 'PAR1', what: 'Parquet file; export it as JSON or CSV' },
  { offset: 0, bytes: 'Obj\x01', what: 'Avro file; export it as JSON (an Event Hub capture can be converted)' },
  { offset: 0, bytes: 'ORC', what: 'ORC file; export it as JSON or CSV' },
  { offset: 0, bytes: 'SQLite format 3\0', what: 'SQLite database; export its tables as CSV' },
  { offset: 8, bytes: 'DUCK', what: 'DuckDB database' },
  {
    offset: 0,
    bytes: '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1',
    what: 'old Office document or Outlook message; save a workbook as CSV (UTF-8)',
  },
  { offset: 0, bytes: '7z\xbc\xaf\x27\x1c', what: '7-Zip archive; unpack it and name the folder' },
  { offset: 0, bytes: 'Rar!\x1a\x07', what: 'RAR archive; unpack it and name the folder' },
  { offset: 0, bytes: 'BZh', what: 'bzip2 file; unpack it first' },
  { offset: 0, bytes: '\xfd7zXZ\0', what: 'xz file; unpack it first' },
  { offset: 0, bytes: 'MSCF', what: 'Windows cabinet; unpack it and name the folder' },
  { offset: 257, bytes: 'ustar', what: 'tar archive; unpack it and name the folder' },
  { offset: 0, bytes: '\x89PNG', what: 'PNG picture' },
  { offset: 0, bytes: '\xff\xd8\xff', what: 'JPEG picture' },
  { offset: 0, bytes: 'GIF8', what: 'GIF picture' },
  { offset: 0, bytes: 'MZ', what: 'Windows program' },
  { offset: 0, bytes: '\x7fELF', what: 'Linux program' },
  { offset: 0, bytes: 'PK', what: 'part of a zip archive' },
];

/** Name of a well-known binary format, or null. */
export function knownBinary(head: Buffer): string | null {
  for (const { offset, bytes, what } of SIGNATURES) {
    if (head.toString('latin1', offset, offset + bytes.length) === bytes) return what;
  }
  return null;
}

export type TextEncoding = 'utf-8' | 'utf-16le' | 'utf-16be';

/** Encoding of the text and how many bytes its mark takes. Without a mark, zero bytes at odd or even places tell. */
export function encodingOf(head: Buffer): { readonly encoding: TextEncoding; readonly mark: number } {
  if (starts(head, 0xef, 0xbb, 0xbf)) return { encoding: 'utf-8', mark: 3 };
  if (starts(head, 0xff, 0xfe)) return { encoding: 'utf-16le', mark: 2 };
  if (starts(head, 0xfe, 0xff)) return { encoding: 'utf-16be', mark: 2 };
  let even = 0;
  let odd = 0;
  const length = Math.min(head.length, 1024) & ~1;
  for (let at = 0; at < length; at += 2) {
    if (head[at] === 0) even += 1;
    if (head[at + 1] === 0) odd += 1;
  }
  const half = length / 2;
  if (half >= 2 && odd > half * 0.7 && even === 0) return { encoding: 'utf-16le', mark: 0 };
  if (half >= 2 && even > half * 0.7 && odd === 0) return { encoding: 'utf-16be', mark: 0 };
  return { encoding: 'utf-8', mark: 0 };
}
