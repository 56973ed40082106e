/**
 * What is embedded in `index.html`: the report document, made small for a page with 60,000 messages and 5,000 mailboxes.
 * Long lists are columns (arrays of equal length, one entry a row) and refer to each other by index; nothing else is lost:
 * what is left out for size is named in `omitted` with the file that holds it.
 */
import type { CoverageState, LogKind, Verdict } from '../facts/vocabulary.ts';
import type {
  Attribution,
  CitedEvent,
  Evidence,
  Exposure,
  Finding,
  LogShare,
  SourceEntry,
  Summary,
  UtcTime,
} from './document.ts';

/** Milliseconds since 1970-01-01T00:00Z: times in columns. */
export type EpochMs = number;

/** The object in the page's one `application/json` script. */
export interface ReportView {
  readonly viewVersion: 1;
  /** When the report was written (the clock is passed in). */
  readonly generatedAt: UtcTime;
  /** `summary.json` without `mailboxes`, which stand in columns below. */
  readonly summary: Omit<Summary, 'mailboxes'>;
  readonly mailboxes: MailboxTable;
  readonly applications: readonly ApplicationLabel[];
  /** The addresses that findings and incidents name. */
  readonly addresses: readonly AddressLabel[];
  readonly findings: readonly Finding[];
  /** `exposure.json` without `messages`, which stand in columns below. */
  readonly exposure: readonly Omit<Exposure, 'messages'>[];
  readonly messages: MessageTable;
  readonly timeline: Timeline;
  readonly matrix: AccessMatrix;
  readonly coverage: CoverageView;
  /** `sources.json`; `rejects` of one source may be capped (see `omitted`). */
  readonly sources: readonly SourceEntry[];
  /** `events.jsonl`, by `eventId`; raw text may be left out (see `rawState`). */
  readonly events: readonly EventView[];
  /** Every detection, run or not; by id. */
  readonly checks: readonly Check[];
  /** Sentences a person must know to read the report rightly, such as "without --geo, networks have no names". */
  readonly notes: readonly string[];
  readonly omitted: readonly Omission[];
}

/** Mailboxes, one a row, by address. Other tables refer to rows by index. */
export interface MailboxTable {
  readonly mailbox: readonly string[];
  readonly mailboxId: readonly (string | null)[];
  readonly verdict: readonly Verdict[];
  readonly observedShare: readonly (number | null)[];
  /** Indexes into `reasonTexts`. */
  readonly reasons: readonly (readonly number[])[];
  readonly reasonTexts: readonly string[];
}

/** An application that touched a mailbox or is named by a finding. */
export interface ApplicationLabel {
  /** Null: accesses without an application id. */
  readonly appId: string | null;
  readonly name: string | null;
  /** The vendor's own; null where unknown. */
  readonly firstParty: boolean | null;
}

export interface AddressLabel {
  readonly address: string;
  readonly network: string | null;
  readonly networkClass: string | null;
  readonly asnName: string | null;
  readonly country: string | null;
}

/** Accessed messages, one a row: pairs of incident and mailbox message, by incident, mailbox, first seen. */
export interface MessageTable {
  /** Rows in `messages.csv`; more than here where the page holds only the first. */
  readonly total: number;
  /** Index into `summary.incidents`. */
  readonly incident: readonly number[];
  /** Index into `mailboxes`. */
  readonly mailbox: readonly number[];
  /** Internet message id, verbatim. */
  readonly messageId: readonly (string | null)[];
  /** Item id, only where there is no message id (others: `messages.csv`). */
  readonly itemId: readonly (string | null)[];
  /** Index into `folderTexts`. */
  readonly folders: readonly number[];
  /** Lists of folders that occur. */
  readonly folderTexts: readonly (readonly string[])[];
  readonly size: readonly (number | null)[];
  /** Null as a whole without `--subjects`. */
  readonly subject: readonly (string | null)[] | null;
  readonly firstSeen: readonly EpochMs[];
  readonly lastSeen: readonly EpochMs[];
  readonly evidence: readonly Evidence[];
  readonly attribution: readonly Attribution[];
  /** Index into `groundTexts`. */
  readonly ground: readonly number[];
  readonly groundTexts: readonly string[];
  /** Indexes into `events`: the accesses that name it. */
  readonly events: readonly (readonly number[])[];
}

/** Accesses over time. */
export interface Timeline {
  /** Starts of hours (UTC) in which at least one series has an access, ascending. */
  readonly hours: readonly EpochMs[];
  readonly series: readonly TimelineSeries[];
}

/** Counts for each of `hours`. */
export interface TimelineSeries {
  /** Index into `summary.incidents`; null: accesses in no incident. */
  readonly incident: number | null;
  readonly attribution: Attribution | null;
  readonly accesses: readonly number[];
}

/** Mailboxes by applications; only pairs that occur. */
export interface AccessMatrix {
  /** Index into `mailboxes`. */
  readonly mailbox: readonly number[];
  /** Index into `applications`. */
  readonly application: readonly number[];
  readonly accesses: readonly number[];
  /** How many of them stand in an incident. */
  readonly inIncident: readonly number[];
  readonly firstSeen: readonly EpochMs[];
  readonly lastSeen: readonly EpochMs[];
}

/** One letter a state in `CoverageGrid.days`. */
export interface CoverageLetters {
  readonly observed: 'o';
  readonly silent: 's';
  readonly throttled: 't';
  readonly bypassed: 'b';
  readonly gap: 'g';
  readonly pending: 'p';
  readonly 'beyond-retention': 'r';
  readonly 'not-collected': 'n';
}

export interface CoverageView {
  /** First day (00:00Z). */
  readonly firstDay: EpochMs;
  readonly dayCount: number;
  /** One for each log kind, in the order of LOG_KINDS. */
  readonly grids: readonly CoverageGrid[];
}

/** Coverage by one log kind. */
export interface CoverageGrid {
  readonly logKind: LogKind;
  /** Index into `mailboxes`; null: the log is of the whole tenant. */
  readonly rows: readonly (number | null)[];
  /** For each row `dayCount` letters (`CoverageLetters`): the worst state of that day. */
  readonly days: readonly string[];
  /** Share of the rows' time in each state; they sum up to 1. A state that does not occur may be absent. */
  readonly shares: Readonly<Partial<Record<CoverageState, number>>>;
  readonly spans: CoverageSpanTable;
}

/** Spans in any state but `observed`, by row and time. */
export interface CoverageSpanTable {
  /** Index into `CoverageGrid.rows`. */
  readonly row: readonly number[];
  readonly from: readonly EpochMs[];
  readonly to: readonly EpochMs[];
  readonly state: readonly CoverageState[];
  /** Index into `reasonTexts`. */
  readonly reason: readonly number[];
  readonly reasonTexts: readonly string[];
}

export interface EventView extends CitedEvent {
  /** `here`; `source-absent` (moved or changed); `left-out` for size: it stands in `events.jsonl`. */
  readonly rawState: 'here' | 'source-absent' | 'left-out';
}

/** One detection and what became of it. */
export interface Check {
  /** Id of the detection. */
  readonly detection: string;
  readonly version: number;
  readonly title: string;
  readonly ran: boolean;
  /** Why it did not run; null where it ran. */
  readonly reason: string | null;
  readonly findings: number;
  /** Rows of facts it looked at; null where it did not run. */
  readonly lookedAt: number | null;
  /** How far the logs it rests on were there: what "no finding" is worth. */
  readonly observed: readonly LogShare[];
  /** What it cannot see. */
  readonly blindSpots: readonly string[];
}

/** Something the page holds only in part. */
export interface Omission {
  /** What, in plain words, plural: `messages`, `raw records`. */
  readonly what: string;
  readonly shown: number;
  readonly total: number;
  /** File of the report folder that holds all of it. */
  readonly file: string;
}
