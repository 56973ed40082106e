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
  /** Both null where no event of it states a time: an export of settings says what stands, not since when. */
  readonly firstSeen: Micros | null;
  readonly lastSeen: Micros | null;
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

/**
 * Why lower and upper bound differ. Blind states of the log of accesses stand under their own name; `no-log` is a mailbox
 * whose log is nowhere here; the others are accesses that are logged and leave something open.
 */
export type WidthReason =
  | Exclude<CoverageState, 'observed'>
  | 'no-log'
  | 'synchronised'
  | 'undecidable'
  | 'undecidable-sync'
  | 'shared-context'
  | 'not-named';

/** One reason for the width of an interval. There is a row only where the reason holds. */
export interface ScopeWidth {
  readonly reason: WidthReason;
  /** Mailboxes in which it holds. */
  readonly mailboxes: number;
  /** Mailbox-hours of the window; 0 for reasons that are no times. */
  readonly hours: number;
  /** Of these hours: since the first trace of the intruder. */
  readonly hoursSinceFirst: number;
  /** What it alone can add at most; null where that cannot be said. */
  readonly messages: number | null;
  /** What it means, in a sentence. */
  readonly why: string;
}

/** Bounds of what could be reached. `upper` is null where none can be stated; then `upperReason` says why. */
export interface ScopeTotals {
  readonly distinctMessages: number;
  readonly mailboxMessagePairs: number;
  readonly lower: number;
  readonly upper: number | null;
  readonly upperReason: string | null;
  /** The upper bound if the intruder was not there before the first trace: blind hours before it do not count. */
  readonly upperSinceFirst: number | null;
  /** Upper bound of pairs of mailbox and message; null where there is none. */
  readonly pairsUpper: number | null;
  /** What an upper bound rests on beside the log, such as an inventory; null where on the log alone. */
  readonly upperBasis: string | null;
  /** In the order of WIDTH_REASONS; empty where lower and upper bound are the same. */
  readonly reasons: readonly ScopeWidth[];
  /** Accesses that may be the intruder's or the owner's. */
  readonly undecidable: number;
  readonly foldersPresumed: number;
  readonly hoursUnobservable: number;
  /** Mailboxes in which no access of the intruder is seen and, for so many hours, none would have been; null for one mailbox. */
  readonly elsewhere: { readonly mailboxes: number; readonly hours: number } | null;
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
  /** Messages seen to have gone that way; null where no log counts them. */
  readonly messages: number | null;
  /** By what they are counted. */
  readonly countedBy: 'message-trace' | 'forwards' | null;
  /** What is counted and what is to be presumed, in a sentence. */
  readonly extent: string;
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
  /** Of its findings and accesses as far as they state a time; both null where none does. */
  readonly firstSeen: Micros | null;
  readonly lastSeen: Micros | null;
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
  /** Folders that a sync of the intruder names; `items` where an inventory was given and knows the folder. */
  readonly folders: readonly { readonly path: string; readonly reason: string; readonly items: number | null }[];
  readonly wholeMailbox: boolean;
  /** Items of the whole mailbox by the inventory; null where none was given. */
  readonly inventory: { readonly items: number; readonly folders: number; readonly file: string } | null;
  /** Whose the accesses to it are held to be around the incident, each with its ground. */
  readonly attributions: readonly ScopeAttribution[];
  /** How far the log of accesses was there over the window; null where it is nowhere here. */
  readonly observed: (Interval & { readonly hours: number; readonly ofHours: number }) | null;
  readonly windows: readonly (Interval & { readonly state: CoverageState; readonly reason: string })[];
  readonly flows: readonly ScopeFlow[];
  readonly totals: ScopeTotals;
  /** One sentence that the evidence licenses. */
  readonly statement: string;
  /** What belongs to it, a sentence each. */
  readonly details: readonly string[];
}

/** Accesses to one mailbox that are held to be one's on one ground. */
export interface ScopeAttribution {
  readonly attribution: 'intruder' | 'undecidable' | 'owner';
  readonly ground: string;
  readonly accesses: number;
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
  /** What of `--inventory` fits no mailbox of the case: file, line and the mailbox it names. Sorted. */
  readonly inventoryUnmatched: readonly string[];
  readonly collectNext: readonly CollectNext[];
}
