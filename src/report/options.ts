/** What the report is told beside scope and tables. */
import type { CollectLimits } from '../collect/files/contract.ts';
import type { CustodyEntry } from '../evidence/index.ts';
import type { DetectionInfo } from '../scope/index.ts';
import type { RawReader } from './build/raw-records.ts';

/** Bounds of the report (docs/limits.md). */
export interface ReportLimits {
  /** Raw records fetched from the sources again; events beyond are listed without. Default 5,000. */
  readonly rawEvents: number;
  /** Characters of raw records kept for `events.jsonl` in all. Default 67,108,864. */
  readonly rawCharacters: number;
  /** Characters of raw records in the page; `events.jsonl` holds the others. Default 8,388,608. */
  readonly viewRawCharacters: number;
  /** Rows of messages in the page; `messages.csv` holds all. Default 100,000. */
  readonly viewMessages: number;
  /** Events in the page; `events.jsonl` holds all. Default 50,000. */
  readonly viewEvents: number;
  /** Messages of one incident printed in a notification sheet; its CSV holds all. Default 20,000. */
  readonly sheetMessages: number;
  /** Rejects of one source in the page; `sources.json` holds all that were kept. Default 200. */
  readonly viewRejects: number;
}

export const DEFAULT_REPORT_LIMITS: ReportLimits = {
  rawEvents: 5000,
  rawCharacters: 64 * 1024 ** 2,
  viewRawCharacters: 8 * 1024 ** 2,
  viewMessages: 100_000,
  viewEvents: 50_000,
  sheetMessages: 20_000,
  viewRejects: 200,
};

export interface ReportOptions {
  /** Version of the program. */
  readonly version: string;
  /** The clock: when the report counts as written. */
  readonly now: Date;
  readonly detections?: readonly DetectionInfo[] | undefined;
  /** Folders in which sources are looked for, beside the place they were read from (`--sources`). */
  readonly sourceFolders?: readonly string[] | undefined;
  /** Folder for unpacking while raw records are fetched again; exists. Without it no raw record is fetched. */
  readonly spoolFolder?: string | undefined;
  readonly collectLimits?: CollectLimits | undefined;
  /** Raw records being read already (`readAhead`); whoever writes the report ends it. */
  readonly reader?: RawReader | undefined;
  /** Ends the reading of sources, and with it the report. */
  readonly signal?: AbortSignal | undefined;
  /** Folder of copies of sources inside the case (`--keep-sources`). */
  readonly keptFolder?: string | undefined;
  /** What `--custody FILE` says. */
  readonly custody?: readonly CustodyEntry[] | undefined;
  readonly limits?: Partial<ReportLimits> | undefined;
  /** Whether `--geo` was given: without it the report says that networks have no names. */
  readonly geo?: boolean | undefined;
  /** Text of the page's template; default: `dist/ui/report.html`. Without either no page is written. */
  readonly template?: string | undefined;
}
