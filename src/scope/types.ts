/** What the scope says. The report turns it into documents; times are microseconds, ids as the facts hold them. */
import type { CoverageState, LogKind, Severity, Verdict } from '../facts/index.ts';
import type { ScopeLimits } from './options.ts';
import type { Interval, Micros } from './time.ts';

/** A person's judgement, kept over re-runs. */
export interface Decision {
  readonly state: 'confirmed' | 'benign' | 'unsure';
  readonly author: string;
  readonly at: Micros;
  readonly why: string;
}

/** One row of `finding` with its anchors. Lists are sorted. */
export interface ScopeFinding {
  readonly id: string;
  readonly detection: string;
  readonly version: number;
  readonly tenant: string | null;
  readonly severity: Severity;
  readonly strength: number;
  readonly basis: string | null;
  /** The tenant's own rate of matches, where it rests on one that failed. */
  readonly matchRate: {
    readonly rate: number;
    readonly low: number;
    readonly high: number;
    readonly n: number;
    readonly stratum: string;
  } | null;
  readonly subject: string;
  readonly mailboxId: string | null;
  readonly mailbox: string | null;
  readonly person: string | null;
  readonly firstSeen: Micros;
  readonly lastSeen: Micros;
  readonly explanation: string;
  readonly applications: readonly string[];
  readonly addresses: readonly string[];
  readonly sessions: readonly string[];
  readonly tokens: readonly string[];
  readonly clients: readonly string[];
  readonly destinations: readonly string[];
  /** Mailboxes it touches beside `mailboxId`. */
  readonly mailboxIds: readonly string[];
  /** What the known-good list says of it, in words: annotates, never hides. */
  readonly knownGood: readonly string[];
  readonly events: readonly bigint[];
  /** Distinct events behind it; `events` may be cut at a limit of detection. */
  readonly eventCount: number;
  readonly decision: Decision | null;
}

export type LinkKind = 'token' | 'session' | 'address' | 'application' | 'user' | 'destination' | 'event';

/** By what findings and accesses are tied; `benign` cuts it, and it stays listed. */
export interface ScopeLink {
  readonly kind: LinkKind;
  readonly value: string;
  /** Why the tie is held to be one, in a sentence. */
  readonly ground: string;
  readonly decision: Decision | null;
}

/** Bounds of what could be reached. `upper` is null where none can be stated; then `upperReason` says why. */
export interface ScopeTotals {
  readonly distinctMessages: number;
  readonly mailboxMessagePairs: number;
  readonly lower: number;
  readonly upper: number | null;
  readonly upperReason: string | null;
  /** Accesses that may be the intruder's or the owner's. */
  readonly undecidable: number;
  readonly foldersPresumed: number;
  readonly hoursUnobservable: number;
}

export type FlowKind =
  | 'inbox-rule'
  | 'forwarding'
  | 'transport-rule'
  | 'connector'
  | 'mailbox-permission'
  | 'folder-permission'
  | 'send-as'
  | 'delegate'
  | 'consent'
  | 'app-permission'
  | 'compliance-search'
  | 'export';

/** A way by which mail leaves without being accessed. */
export interface ScopeFlow {
  readonly kind: FlowKind;
  /** Null: a flow of the whole tenant. */
  readonly mailboxId: string | null;
  readonly mailbox: string | null;
  readonly from: Micros | null;
  readonly to: Micros | null;
  readonly destination: string | null;
  readonly filter: string | null;
  readonly events: readonly bigint[];
}

export interface ResponseStep {
  readonly kind: 'contain' | 'preserve';
  readonly action: string;
  readonly why: string;
  readonly how: string | null;
  readonly before: Micros | null;
}

export interface ScopeIncident {
  /** `i-` and 16 hex digits over its earliest finding. */
  readonly id: string;
  readonly severity: Severity;
  readonly reasons: readonly string[];
  readonly title: string;
  readonly firstSeen: Micros;
  readonly lastSeen: Micros;
  readonly mailboxIds: readonly string[];
  /** Labels, sorted. */
  readonly mailboxes: readonly string[];
  readonly applications: readonly string[];
  readonly addresses: readonly string[];
  readonly sessions: readonly string[];
  readonly tokens: readonly string[];
  readonly findings: readonly string[];
  readonly links: readonly ScopeLink[];
  readonly totals: ScopeTotals;
  readonly flows: readonly ScopeFlow[];
  readonly response: readonly ResponseStep[];
  readonly decision: Decision | null;
}

/** What one incident could reach in one mailbox. Its messages are rows: see `messages.ts`. */
export interface ScopeExposure {
  readonly incident: string;
  readonly mailboxId: string;
  readonly mailbox: string;
  /** Accesses held to be the intruder's. */
  readonly intruderAccesses: number;
  readonly undecidableAccesses: number;
  /** First and last access of the intruder; null where there is none (flows only). */
  readonly firstSeen: Micros | null;
  readonly lastSeen: Micros | null;
  /** Folders that a sync of the intruder names. */
  readonly folders: readonly { readonly path: string; readonly reason: string }[];
  readonly wholeMailbox: boolean;
  readonly windows: readonly (Interval & { readonly state: CoverageState; readonly reason: string })[];
  readonly flows: readonly ScopeFlow[];
  readonly totals: ScopeTotals;
  readonly statement: string;
}

export interface CoverageSpan extends Interval {
  readonly state: CoverageState;
  readonly reason: string;
}

/** Could one log have seen it: spans without gap or overlap over the window. */
export interface MailboxCoverage {
  readonly tenant: string | null;
  /** Null: a log of the whole tenant. */
  readonly mailboxId: string | null;
  readonly mailbox: string | null;
  readonly logKind: LogKind;
  readonly spans: readonly CoverageSpan[];
}

export interface ScopeCoverage {
  readonly window: Interval | null;
  /** Tenant-wide logs first, then by mailbox label; within, in the order of LOG_KINDS. */
  readonly rows: readonly MailboxCoverage[];
  /** Share of mailbox-time (tenant-time for logs of the tenant) that was observed, per log kind. */
  readonly shares: ReadonlyMap<LogKind, number>;
}

export interface MailboxVerdict {
  readonly mailboxId: string;
  readonly mailbox: string;
  readonly verdict: Verdict;
  readonly reasons: readonly string[];
  readonly observedShare: number | null;
}

export interface CheckRun {
  readonly detection: string;
  readonly version: number;
  readonly ran: boolean;
  readonly reason: string | null;
  readonly findings: number;
  readonly lookedAt: number | null;
}

export interface CollectNext {
  readonly log: LogKind;
  readonly why: string;
  readonly unblocks: readonly string[];
  readonly expiresAt: Micros | null;
  readonly how: string;
}

/** All that the report needs beside the tables. Its temporary tables live in the connection it was computed on. */
export interface Scope {
  readonly limits: ScopeLimits;
  readonly now: Micros;
  readonly tenants: readonly string[];
  readonly window: Interval | null;
  /** By severity (highest first), first seen, id. */
  readonly findings: readonly ScopeFinding[];
  /** By severity (highest first), first seen, id. */
  readonly incidents: readonly ScopeIncident[];
  /** Incident id to its name in `scope_access` and `scope_message`. */
  readonly names: ReadonlyMap<string, string>;
  /** In the order of the incidents, then by mailbox. */
  readonly exposures: readonly ScopeExposure[];
  readonly coverage: ScopeCoverage;
  readonly verdict: Verdict;
  readonly verdictReasons: readonly string[];
  /** By label, then id. */
  readonly mailboxes: readonly MailboxVerdict[];
  /** By detection. */
  readonly checks: readonly CheckRun[];
  readonly collectNext: readonly CollectNext[];
}
