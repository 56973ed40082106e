/**
 * What a case's report says, as types: one for each file under `report/`. `--json` prints them as one `ReportDocument`.
 *
 * Rules for every field: times are UTC; lists are sorted and total in order; what the logs do not state is `null`, never
 * `""` or `false`; mailboxes and users that are addresses are lower case. JSON numbers are exact integers unless said.
 */
import type { CoverageState, LogKind, RejectCode, Severity, TruncationCode, Verdict } from '../facts/vocabulary.ts';
import type { Exposure, ExposureTotals, Flow } from './document-exposure.ts';

export type * from './document-exposure.ts';

/** ISO 8601, UTC, with `Z`: `2023-06-16T05:12:09Z` (fractions only where the log has them). */
export type UtcTime = string;

/** An event id as shown: 16 lower-case hex digits (`eventIdText`). */
export type EventIdText = string;

/** Share or rate, 0 to 1; the only numbers that are not integers. */
export type Share = number;

/** The one object `--json` prints; each key is also a file of `report/`. */
export interface ReportDocument {
  /** `summary.json` */
  readonly summary: Summary;
  /** `findings.json`; by severity (highest first), first seen, id. */
  readonly findings: readonly Finding[];
  /** `exposure.json`; one for each incident and mailbox, in the order of the incidents, then by mailbox. */
  readonly exposure: readonly Exposure[];
  /** `coverage.json`; by mailbox (tenant-wide logs first), then log kind in the order of LOG_KINDS. */
  readonly coverage: readonly Coverage[];
  /** `sources.json`; by `sourceId`. */
  readonly sources: readonly SourceEntry[];
  /** `events.jsonl`, one a line; by `eventId`. */
  readonly events: readonly CitedEvent[];
}

/** `summary.json` */
export interface Summary {
  readonly schemaVersion: 1;
  readonly program: {
    readonly name: 'letterlock';
    /** Version of the program that wrote it. */
    readonly version: string;
  };
  /** Tenant (customer) ids seen in the logs, lower case. */
  readonly tenants: readonly string[];
  /** What the findings are about: `--since`/`--until` where given, else first and last event. Null where there is no event. */
  readonly window: { readonly from: UtcTime | null; readonly to: UtcTime | null };
  readonly verdict: Verdict;
  /** What the verdict rests on, one plain sentence each; never empty. */
  readonly verdictReasons: readonly string[];
  readonly sources: SourceTotals;
  readonly accesses: AccessTotals;
  readonly tokenReconciliation: TokenReconciliation;
  /** By severity (highest first), first seen, id. */
  readonly incidents: readonly Incident[];
  /** Every mailbox the logs or directories name; by address. */
  readonly mailboxes: readonly MailboxVerdict[];
  /** Detections that could not run, and why; by id. Never "clean". */
  readonly notRun: readonly NotRun[];
  /** Logs that are not here and would unblock checks; soonest to expire first, those that do not expire last. */
  readonly collectNext: readonly CollectNext[];
  readonly evidence: EvidenceStatement;
}

/** What a seal of the case proves. The seal covers this report as it stands, so the report cannot hold it. */
export interface EvidenceStatement {
  /** What a seal proves, in words that can be quoted. */
  readonly proves: string;
  /** What it does not, one sentence each. */
  readonly doesNotProve: readonly string[];
  /** Commands that make and check it; DIR, KEY and ID are to be filled in. */
  readonly how: readonly {
    readonly purpose: 'seal' | 'time-stamp' | 'verify' | 'prove-record';
    readonly command: string;
  }[];
  /** Sources with the SHA-256 of their bytes in the ledger: all of them. */
  readonly sourcesHashed: number;
  /** Of these, sources of which a copy is kept inside the case (`--keep-sources`). */
  readonly sourcesKept: number;
  /** Of these, sources of which `--custody` says something. */
  readonly sourcesWithCustody: number;
}

/** The ledger's totals: `records` = `stored` + `merged` + `duplicates` + `rejected`. */
export interface SourceTotals {
  readonly files: number;
  readonly bytes: number;
  readonly records: number;
  readonly stored: number;
  readonly merged: number;
  readonly duplicates: number;
  readonly rejected: number;
  /** Sources with at least one reason to think them incomplete. */
  readonly suspectTruncated: number;
}

export interface AccessTotals {
  /** Logged accesses to mailbox items. */
  readonly total: number;
  readonly withTokenId: number;
  readonly withSession: number;
  /** Accesses whose token can be looked for in a ledger that reaches back to its issue. */
  readonly evaluable: number;
}

/** Every token that touched a mailbox, looked for in the ledgers of issued tokens. The outcomes sum up to `tokens`. */
export interface TokenReconciliation {
  readonly tokens: number;
  /** Found as issued by a completed sign-in or by Exchange. */
  readonly issued: number;
  /** Its sign-in is there but was not completed: no token should have come out of it. */
  readonly seenNotCompleted: number;
  /** No identifier, or no ledger that reaches there. */
  readonly notEvaluable: number;
  /** Used so recently that its record may still arrive. */
  readonly pending: number;
  /** No issuance record where one should be. */
  readonly noIssuanceRecord: number;
  /** Contradicts itself or its ledger (wrong tenant, used before it was issued). */
  readonly contradictory: number;
  /** Why tokens contradict or cannot be judged: codes of TOKEN_REASONS, by outcome. */
  readonly reasons: readonly { readonly outcome: string; readonly reason: string; readonly tokens: number }[];
  /** The ledgers that are here. */
  readonly ledgers: readonly TokenLedger[];
}

export interface TokenLedger {
  readonly kind: LogKind;
  readonly from: UtcTime | null;
  readonly to: UtcTime | null;
  readonly rows: number;
  readonly withTokenId: number;
  readonly withSession: number;
}

/** Findings and accesses tied to one intruder, each tie with its ground. */
export interface Incident {
  /** `i-` and 16 hex digits over its earliest anchor. */
  readonly id: string;
  readonly severity: Severity;
  /** Why this severity, one sentence each. */
  readonly reasons: readonly string[];
  readonly title: string;
  /** Both null where nothing of it states a time, as with what merely stands in an export of settings. */
  readonly firstSeen: UtcTime | null;
  readonly lastSeen: UtcTime | null;
  /** Addresses (labels) of the mailboxes touched. */
  readonly mailboxes: readonly string[];
  readonly applications: readonly string[];
  readonly addresses: readonly string[];
  readonly sessions: readonly string[];
  readonly tokens: readonly string[];
  /** Ids of the findings behind it. */
  readonly findings: readonly string[];
  readonly links: readonly IncidentLink[];
  /** Over all its mailboxes. */
  readonly exposure: ExposureTotals;
  readonly flows: readonly IncidentFlow[];
  /** What contains it, then what preserves evidence; in the order in which to do it. */
  readonly response: readonly ResponseStep[];
  /** The newest judgement of a person, or null. */
  readonly decision: Decision | null;
}

/** By what accesses and findings are tied to an incident. */
export type LinkKind =
  | 'token'
  | 'session'
  | 'address'
  | 'network'
  | 'application'
  | 'client'
  | 'destination'
  | 'user'
  | 'message'
  | 'event';

export interface IncidentLink {
  readonly kind: LinkKind;
  readonly value: string;
  /** Why the tie is held to be one, in a sentence. */
  readonly ground: string;
  /** A judgement on the tie (`link:INCIDENT:KIND:VALUE`); `benign` cuts it. It stays listed. */
  readonly decision: Decision | null;
}

export interface IncidentFlow extends Flow {
  /** The mailbox; null where the flow is of the whole tenant. */
  readonly mailbox: string | null;
}

export interface ResponseStep {
  /** `contain` stops the intruder; `preserve` keeps evidence that would expire or be overwritten. */
  readonly kind: 'contain' | 'preserve';
  /** What to do, imperative, one sentence. */
  readonly action: string;
  readonly why: string;
  /** A command or a path through the portal; null where the action says it all. */
  readonly how: string | null;
  /** Before when; null where there is no date. */
  readonly before: UtcTime | null;
}

export interface MailboxVerdict {
  readonly mailbox: string;
  readonly mailboxId: string | null;
  readonly verdict: Verdict;
  readonly reasons: readonly string[];
  /** Share of the window in which its accesses would have been logged here; null where that cannot be told. */
  readonly observedShare: Share | null;
}

export interface NotRun {
  /** Id of the detection. */
  readonly detection: string;
  readonly reason: string;
  /** How far the logs it rests on were there; empty where it rests on none. */
  readonly observed: readonly LogShare[];
}

/** Share of the time of the mailboxes (of the tenant, for its own logs) in which one log was observed. */
export interface LogShare {
  readonly logKind: LogKind;
  readonly observed: Share;
}

export interface CollectNext {
  readonly log: LogKind;
  readonly why: string;
  /** Ids of the detections it would let run or complete. */
  readonly unblocks: readonly string[];
  /** When the vendor deletes the part that is needed first; null where that cannot be told. */
  readonly expiresAt: UtcTime | null;
  /** How to get it. */
  readonly how: string;
}

/** A person's judgement, kept over re-runs. */
export interface Decision {
  readonly state: 'confirmed' | 'benign' | 'unsure';
  readonly by: string;
  readonly at: UtcTime;
  readonly why: string;
}

/** `findings.json`: what one detection says of one subject. */
export interface Finding {
  /** `f-` and 16 hex digits over detection and subject. */
  readonly id: string;
  /** Id of the detection. */
  readonly detection: string;
  readonly version: number;
  readonly severity: Severity;
  /** How strongly it speaks, 0 to 1, and what that rests on. */
  readonly strength: { readonly value: Share; readonly basis: string };
  readonly title: string;
  readonly mailbox: string | null;
  readonly user: string | null;
  /** Both null where nothing of it states a time, as with what merely stands in an export of settings. */
  readonly firstSeen: UtcTime | null;
  readonly lastSeen: UtcTime | null;
  readonly applications: readonly string[];
  readonly addresses: readonly string[];
  readonly sessions: readonly string[];
  readonly tokens: readonly string[];
  readonly eventIds: readonly EventIdText[];
  readonly explanation: string;
  /** What else would look so. */
  readonly otherCauses: readonly string[];
  /** The tenant's own rate of matched tokens, where the finding rests on a match that failed. */
  readonly matchRate: MatchRate | null;
  readonly decision: Decision | null;
  /** Entries of `--known-good` that fit it. They annotate and never hide. */
  readonly knownGood: readonly KnownGood[];
}

/** Of `n` tokens of the same stratum, `rate` were found as issued; `low` and `high` bound it (95 %). */
export interface MatchRate {
  readonly rate: Share;
  readonly low: Share;
  readonly high: Share;
  readonly n: number;
  readonly stratum: string;
}

export interface KnownGood {
  readonly kind: 'user' | 'address' | 'session' | 'token' | 'application' | 'message';
  readonly value: string;
  readonly reason: string;
  readonly author: string;
}

/** `coverage.json`: could one log have seen it, for one mailbox (or the tenant), over time. */
export interface Coverage {
  readonly tenant: string | null;
  /** Null: a log of the whole tenant. */
  readonly mailbox: string | null;
  readonly mailboxId: string | null;
  readonly logKind: LogKind;
  /** Without gap or overlap, from the start of the window to its end. */
  readonly spans: readonly CoverageSpan[];
}

/** From `from` (inclusive) to `to` (exclusive). */
export interface CoverageSpan {
  readonly from: UtcTime;
  readonly to: UtcTime;
  readonly state: CoverageState;
  readonly reason: string;
}

/** `sources.json`: one row of the ledger. `records` = `stored` + `merged` + `duplicates` + `rejected`. */
export interface SourceEntry {
  /** Numbered from 1 in the order of ingest. */
  readonly sourceId: number;
  readonly path: string;
  readonly containerPath: string | null;
  /** What it was taken for; `not-recognised` and `empty` among them. */
  readonly format: string;
  /** Records of each log kind in it. */
  readonly kinds: Readonly<Partial<Record<LogKind, number>>>;
  readonly tenants: readonly string[];
  readonly sha256: string;
  readonly bytes: number;
  /** Records read. */
  readonly records: number;
  readonly stored: number;
  readonly merged: number;
  readonly duplicates: number;
  readonly rejected: number;
  readonly rejects: readonly RejectEntry[];
  readonly firstAt: UtcTime | null;
  readonly lastAt: UtcTime | null;
  readonly suspectTruncated: readonly TruncationEntry[];
  /** What a source that was not recognised looked like. */
  readonly lookedLike: string | null;
  /** Its token identifiers have lost their capitals: they cannot be compared. */
  readonly identifiersDamaged: boolean;
  /** Fields whose text did not convert or had another shape. */
  readonly fieldIssues: readonly FieldIssue[];
  /** Fields in which its records differ from another version of the same record. */
  readonly conflicts: number;
  /** From `--custody FILE`, like the four below. */
  readonly collectedBy: string | null;
  readonly collectedAt: UtcTime | null;
  readonly tool: string | null;
  readonly query: string | null;
  readonly receivedFrom: string | null;
}

export interface RejectEntry {
  /** `line 12`, `row 7`, `element 3` or `byte 1024`. */
  readonly place: string;
  readonly code: RejectCode;
  readonly message: string;
  /** How many records it stands for: more than 1 where the rest of many rejects was only counted. */
  readonly records: number;
}

export interface TruncationEntry {
  readonly code: TruncationCode;
  /** Whether it is certain. */
  readonly proven: boolean;
  readonly detail: string;
}

export interface FieldIssue {
  readonly family: string;
  readonly field: string;
  readonly issue: 'not-convertible' | 'other-shape';
  readonly records: number;
}

/** One line of `events.jsonl`: an event that a finding or an exposure cites. */
export interface CitedEvent {
  readonly eventId: EventIdText;
  /** The vendor's record id, verbatim. */
  readonly vendorId: string | null;
  /** The source that brought it first. */
  readonly sourceId: number;
  /** Where in that source, as for rejects. */
  readonly place: string;
  /** SHA-256 of the record's bytes as unwrapped, hex; null where the source is absent. */
  readonly recordSha256: string | null;
  readonly time: UtcTime | null;
  /** The record's text as unwrapped; null where the source is absent (moved or changed since it was taken in). */
  readonly raw: string | null;
}
