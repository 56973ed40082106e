/** Opens what the user gave, through any layers of packing, down to the texts inside: one leaf a source of the ledger. */
import { randomUUID } from 'node:crypto';
import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { bounded, UnpackBudget } from './bytes/bound.ts';
import { InflateReader } from './bytes/inflate.ts';
import { type Packing, packingOf } from './bytes/magic.ts';
import {
  type ByteReader,
  type Digest,
  FileReader,
  HashingReader,
  type Progress,
  PushbackReader,
} from './bytes/reader.ts';
import type { Window } from './bytes/window.ts';
import { CheckedReader, listZip, type ZipListing, type ZipMember, ZipMemberReader } from './bytes/zip.ts';
import { ZstdReader } from './bytes/zstd.ts';
import type { CollectLimits, CollectTruncation, InputFile } from './contract.ts';
import { SNIFF_BYTES } from './sniff.ts';
import { spoolFault } from './spool.ts';

/** A text to be taken apart, opened at its start; or something that cannot be opened, with `trouble`. */
export interface Leaf {
  readonly containerPath: string | null;
  readonly compression: string | null;
  /** Holds the first bytes already. */
  readonly window: Window;
  /** Whether the window holds everything. */
  readonly ended: boolean;
  readonly reader: ByteReader;
  /** Why it cannot be taken apart, in words; null where it can. */
  readonly trouble: string | null;
  readonly format: 'unreadable' | 'not-recognised' | null;
  readonly truncations: readonly CollectTruncation[];
  /** Hash and size of the bytes as received; reads what is left of them first. */
  digest(): Promise<Digest>;
  /** Hash of the archive on disk, where it came out of one. */
  readonly containerSha256: string | null;
  /** Opens the text once more from its start, for a look over the whole of it. Null where that is not possible. */
  reopen(): Promise<ByteReader>;
}

export interface LeafContext {
  readonly limits: CollectLimits;
  /** Folder for archives that were inside something packed. */
  readonly spoolFolder: string;
  readonly progress?: Progress;
  /** Reused for every leaf: only one is open at a time. */
  readonly window: Window;
  /** False: a file that is no archive is passed on unhashed, and its leaf has no digest. Default true. */
  readonly hashed?: boolean;
}

/** Something with a name of its own: a file, or a member of an archive. */
interface Origin {
  readonly containerPath: string | null;
  readonly containerSha256: string | null;
  readonly packings: readonly string[];
  /** Its bytes as received. */
  open(progress?: Progress): ByteReader;
  /** Its path on disk where it is a file there. */
  readonly file: string | null;
  readonly depth: number;
  readonly budget: UnpackBudget;
}

const XLSX_PART = /^(xl\/workbook\.(xml|bin)|word\/document\.xml|ppt\/presentation\.xml)$/;
const OFFICE: Readonly<Record<string, string>> = {
  x: 'Excel workbook; save each sheet as CSV (UTF-8)',
  w: 'Word document',
  p: 'PowerPoint document',
};

/** The leaves of one input file, in order. Each must be done with before the next is asked for. */
export async function* leavesOf(
  file: InputFile | { readonly absolutePath: string },
  context: LeafContext,
): AsyncGenerator<Leaf> {
  const origin: Origin = {
    containerPath: null,
    containerSha256: null,
    packings: [],
    open: (progress) => new FileReader(file.absolutePath, progress),
    file: file.absolutePath,
    depth: 0,
    budget: new UnpackBudget(context.limits),
  };
  yield* openOrigin(origin, context);
}

async function* openOrigin(origin: Origin, context: LeafContext): AsyncGenerator<Leaf> {
  const { window } = context;
  window.reset();
  let received: HashingReader;
  try {
    received = new HashingReader(origin.open(context.progress), context.hashed ?? true);
  } catch (error) {
    yield unreadable(origin, window, error);
    return;
  }
  try {
    let reader: ByteReader = received;
    const packings = [...origin.packings];
    let ended = await fillHead(window, reader);
    for (let depth = origin.depth; ; depth += 1) {
      const packing = packingOf(window.bytes.subarray(window.start, window.end));
      if (packing === null) break;
      if (depth >= context.limits.archiveDepth) {
        yield leaf(
          origin,
          window,
          ended,
          reader,
          received,
          packings,
          context,
          `${packing} nested deeper than ${context.limits.archiveDepth} levels`,
        );
        return;
      }
      if (packing === 'zip') {
        const plain = packings.length === origin.packings.length;
        yield* openZip(origin, window, reader, received, plain, depth, context);
        return;
      }
      reader = unpack(packing, window, reader, origin.budget);
      packings.push(packing);
      ended = await fillHead(window, reader);
    }
    yield leaf(origin, window, ended, reader, received, packings, context, null);
  } catch (error) {
    if (!isReadFault(error)) throw error;
    yield unreadable(origin, window, error);
  } finally {
    received.close();
  }
}

async function fillHead(window: Window, reader: ByteReader): Promise<boolean> {
  return window.fillTo(reader, SNIFF_BYTES);
}

function unpack(
  packing: Exclude<Packing, 'zip'>,
  window: Window,
  reader: ByteReader,
  budget: UnpackBudget,
): ByteReader {
  const head = Buffer.from(window.bytes.subarray(window.start, window.end));
  window.reset();
  const whole = new PushbackReader(head, reader);
  return packing === 'gzip' ? new InflateReader(whole, 'gzip', budget) : new ZstdReader(whole, budget);
}

function leaf(
  origin: Origin,
  window: Window,
  ended: boolean,
  reader: ByteReader,
  received: HashingReader,
  packings: readonly string[],
  context: LeafContext,
  trouble: string | null,
  truncations: readonly CollectTruncation[] = [],
): Leaf {
  return {
    containerPath: origin.containerPath,
    containerSha256: origin.containerSha256,
    compression: packings.length === 0 ? null : packings.join('+'),
    window,
    ended,
    reader,
    trouble,
    format: trouble === null ? null : 'not-recognised',
    truncations,
    digest: () => received.digest(),
    reopen: () => reopen(origin, packings, context),
  };
}

/** Opens the same text once more, through the same packings. */
async function reopen(origin: Origin, packings: readonly string[], context: LeafContext): Promise<ByteReader> {
  let reader = origin.open();
  const budget = new UnpackBudget(context.limits);
  for (const packing of packings.slice(origin.packings.length)) {
    reader = packing === 'gzip' ? new InflateReader(reader, 'gzip', budget) : new ZstdReader(reader, budget);
  }
  return reader;
}

async function* openZip(
  origin: Origin,
  window: Window,
  reader: ByteReader,
  received: HashingReader,
  plain: boolean,
  depth: number,
  context: LeafContext,
): AsyncGenerator<Leaf> {
  // A zip archive is read from its end: one that is not a file on disk becomes one in the spool folder.
  const onDisk = plain && origin.file !== null ? origin.file : await spoolArchive(window, reader, context);
  try {
    window.reset();
    const digest = await received.digest();
    const listing = await list(onDisk, context.limits);
    if (typeof listing === 'string') {
      yield leaf(origin, window, true, reader, received, ['zip'], context, listing);
      return;
    }
    try {
      // What broke off around the archive is said once, beside its members: they may be all there.
      const whole = { ...listing, truncations: [...listing.truncations, ...reader.truncations] };
      yield* openMembers(origin, whole, origin.containerSha256 ?? digest.sha256, depth, received, context);
    } finally {
      listing.zip.close();
    }
  } finally {
    if (onDisk !== origin.file) rmSync(onDisk, { force: true });
  }
}

async function list(path: string, limits: CollectLimits): Promise<ZipListing | string> {
  try {
    const listing = await listZip(path, limits.archiveMembers);
    const office = listing.members.find((member) => XLSX_PART.test(member.label));
    if (office === undefined) return listing;
    listing.zip.close();
    return OFFICE[office.label.charAt(0)] ?? 'Office document';
  } catch (error) {
    return `damaged zip archive (${error instanceof Error ? error.message : 'unknown'})`;
  }
}

async function* openMembers(
  origin: Origin,
  listing: ZipListing,
  containerSha256: string,
  depth: number,
  received: HashingReader,
  context: LeafContext,
): AsyncGenerator<Leaf> {
  const truncations = [...listing.truncations];
  let done = 0;
  for (const member of listing.members) {
    if (origin.budget.spent) break;
    done += 1;
    yield* openOrigin(memberOrigin(origin, listing, member, containerSha256, depth), context);
  }
  if (done < listing.members.length)
    truncations.push(
      bounded(
        `${listing.members.length - done} members were not read: the archive unpacks to more than ${context.limits.unpackedBytes} bytes`,
      ),
    );
  if (listing.members.length > 0 && truncations.length === 0) return;
  context.window.reset();
  const trouble =
    listing.members.length === 0
      ? 'zip archive without members'
      : 'zip archive that is damaged, or of which not every member was read';
  yield leaf(
    origin,
    context.window,
    true,
    received,
    received,
    [...origin.packings, 'zip'],
    context,
    trouble,
    truncations,
  );
}

function memberOrigin(
  origin: Origin,
  listing: ZipListing,
  member: ZipMember,
  containerSha256: string,
  depth: number,
): Origin {
  return {
    containerPath: origin.containerPath === null ? member.label : `${origin.containerPath}!/${member.label}`,
    containerSha256,
    packings: [...origin.packings, 'zip'],
    file: null,
    depth: depth + 1,
    budget: origin.budget,
    open: () => new CheckedReader(openMember(listing, member, origin.budget), member.entry),
  };
}

function openMember(listing: ZipListing, member: ZipMember, budget: UnpackBudget): ByteReader {
  const packed = new ZipMemberReader(listing.zip, member.entry);
  switch (member.packing) {
    case 'deflate':
      return new InflateReader(packed, 'deflate', budget);
    case 'zstd':
      return new ZstdReader(packed, budget);
    case 'stored':
      return packed;
    case 'encrypted':
    case 'unsupported':
      throw new ClosedMember(member.trouble ?? 'member that cannot be unpacked');
    default:
      return member.packing satisfies never;
  }
}

/** A member that this program cannot unpack. */
class ClosedMember extends Error {}

async function spoolArchive(window: Window, reader: ByteReader, context: LeafContext): Promise<string> {
  const path = join(context.spoolFolder, `archive-${randomUUID()}.zip`);
  try {
    const fd = openSync(path, 'w');
    try {
      do {
        writeSync(fd, window.bytes, window.start, window.end - window.start);
        window.start = window.end;
      } while (await window.fill(reader));
    } finally {
      closeSync(fd);
    }
  } catch (error) {
    rmSync(path, { force: true });
    throw spoolFault(error, context.spoolFolder);
  }
  return path;
}

function isReadFault(error: unknown): boolean {
  return error instanceof Error && 'code' in error && 'syscall' in error && error.syscall === 'read';
}

/** A file or member that cannot be opened or read: a row in the ledger all the same. */
function unreadable(origin: Origin, window: Window, error: unknown): Leaf {
  const closed = error instanceof ClosedMember;
  const reason = error instanceof Error ? ('code' in error ? String(error.code) : error.message) : 'unknown';
  window.reset();
  const nothing: ByteReader = { read: () => 0, close: () => undefined, truncations: [] };
  const hashed = new HashingReader(nothing);
  return {
    containerPath: origin.containerPath,
    containerSha256: origin.containerSha256,
    compression: origin.packings.length === 0 ? null : origin.packings.join('+'),
    window,
    ended: true,
    reader: nothing,
    trouble: closed ? reason : `file that cannot be read (${reason})`,
    format: closed ? 'not-recognised' : 'unreadable',
    truncations: [],
    digest: () => hashed.digest(),
    reopen: async () => nothing,
  };
}
