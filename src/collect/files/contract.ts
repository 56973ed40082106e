/**
 * What the file collector gives to ingest. It recognises and unwraps; it does not interpret.
 *
 * Spool: one text file a chunk, one record a line, `seq 0x01 ordinal 0x01 record 0x0A`, UTF-8, where `seq` numbers the
 * sources of this run from 0 in the order of reading and `ordinal` the records of a source from 1. A record is one JSON
 * object on one line (CR and LF between its tokens are replaced by spaces). `ordinal` counts every record that was read,
 * rejected ones too, so `ordinal` of the last record = `read`.
 */
import type { RejectCode, TruncationCode } from '../../facts/index.ts';

/** Bounds of the reading. Every one is a documented setting (docs/limits.md). */
export interface CollectLimits {
  /** Longest single record, bytes. Default 16 MiB. A longer one is rejected (`too-long`), the rest goes on. */
  readonly recordBytes: number;
  /** Deepest nesting of one record. Default 128. In JSON Lines counted only in lines of 4 KiB and more. */
  readonly depth: number;
  /** Archive in archive in archive. Default 3. */
  readonly archiveDepth: number;
  /** Members of one archive. Default 100,000. */
  readonly archiveMembers: number;
  /** Unpacked bytes per packed byte, judged after the first 64 MiB unpacked. Default 200. */
  readonly ratio: number;
  /** Unpacked bytes of one archive or compressed file. Default 64 GiB. */
  readonly unpackedBytes: number;
  /** Rejects kept with place and reason for one source; beyond it they are counted under the last one kept. Default 10,000. */
  readonly rejectsKept: number;
  /** Size at which a spool chunk is handed over, bytes; the first at a quarter of it. Default 96 MiB. */
  readonly chunkBytes: number;
}

export const DEFAULT_COLLECT_LIMITS: CollectLimits = {
  recordBytes: 16 * 1024 ** 2,
  depth: 128,
  archiveDepth: 3,
  archiveMembers: 100_000,
  ratio: 200,
  unpackedBytes: 64 * 1024 ** 3,
  rejectsKept: 10_000,
  chunkBytes: 96 * 1024 ** 2,
};

/** One file to read, as `discover` found it. */
export interface InputFile {
  /** Absolute path on this machine; never shown, never stored. */
  readonly absolutePath: string;
  /** Path as the user gave it or below the folder given, `/` as separator; `-` for standard input. Stored and shown. */
  readonly path: string;
  readonly bytes: number;
}

/** One record that the unwrapper refused. `ordinal` is the number it would have had. */
export interface CollectReject {
  readonly ordinal: number;
  /** `line 12`, `row 7`, `element 3`, `byte 1024`. */
  readonly place: string;
  readonly code: RejectCode;
  /** What exactly; holds no content of the record beyond 40 characters of its shape. */
  readonly detail: string;
}

export interface CollectTruncation {
  readonly code: TruncationCode;
  readonly detail: string;
}

/** Everything about a source that only the reading can know. Sent when its last record is in the spool. */
export interface SourceReport {
  readonly seq: number;
  readonly path: string;
  readonly containerPath: string | null;
  readonly sha256: string;
  readonly containerSha256: string | null;
  readonly bytes: number;
  /** Name of the format (see `formats/`), or `not-recognised`, `empty`. */
  readonly format: string;
  readonly encoding: 'utf-8' | 'utf-16le' | 'utf-16be' | null;
  readonly compression: string | null;
  /** Records read, rejects included. Counted by the splitter, which does not know what becomes of them. */
  readonly read: number;
  readonly rejects: readonly CollectReject[];
  /** Rejects in all; more than `rejects.length` only where `rejectsKept` cut the list. */
  readonly rejected: number;
  readonly truncations: readonly CollectTruncation[];
  /** For an unrecognised source: what it looked like, in words ("binary", "HTML page", "CSV with columns a, b, c"). */
  readonly lookedLike: string | null;
  /** Order of day and month in dates such as 5/6/2021, settled over the whole file; null where no date needed it. */
  readonly dateOrder: 'mdy' | 'dmy' | 'ambiguous' | null;
}

/** A part of the spool. The consumer deletes `spoolPath` when it is done with it. */
export interface SpoolChunk {
  readonly spoolPath: string;
  readonly spoolBytes: number;
  readonly records: number;
  /** Length of the longest line of the spool file, bytes, its newline included: the engine's buffers are sized by it. */
  readonly longestLine: number;
  /** Sources with records in this chunk whose date order is settled (needed before the source ends). */
  readonly dateOrders: readonly { readonly seq: number; readonly dateOrder: 'mdy' | 'dmy' | 'ambiguous' | null }[];
  /** Sources that ended in this chunk, in order. A source without records ends here too. */
  readonly finished: readonly SourceReport[];
  /**
   * `seq` of the source that goes on in the next chunk, or null: only then may the consumer commit. A chunk ends between
   * two files or inside a source, never between two members of an archive. A file that spanned chunks ends its last chunk
   * (nothing of the next one is put behind it), so that every big file can commit.
   */
  readonly open: number | null;
  /** Bytes of input files consumed so far in this run, for the progress display. */
  readonly bytesRead: number;
  /**
   * Truncations that only the other files of the run could prove (a next page that is not among them), for sources
   * reported before. There only in the last chunk of a run: the consumer adds them to those sources.
   */
  readonly late?: readonly LateTruncation[];
}

/** A truncation of a source that was reported in this chunk or an earlier one. */
export interface LateTruncation {
  readonly seq: number;
  readonly truncation: CollectTruncation;
}

/** Row counts at which the vendors' exports end, used unless a list is given (`reference/export-limits.yml`). */
export const DEFAULT_EXPORT_LIMITS: readonly number[] = [5_000, 10_000, 30_000, 50_000, 100_000, 250_000, 500_000];

export interface UnwrapOptions {
  readonly limits: CollectLimits;
  /** Folder for spool chunks; exists. */
  readonly spoolFolder: string;
  /** Stops after the current chunk, with the error `interrupted`. */
  readonly signal?: AbortSignal;
  /** Row counts that are a limit of an export: a source with exactly so many records is suspected to be cut. */
  readonly exportLimits?: readonly number[];
}

/** One record fetched again from its source. */
export interface FetchedRecord {
  readonly ordinal: number;
  readonly place: string;
  /** The record's bytes as unwrapped. */
  readonly record: string;
}
