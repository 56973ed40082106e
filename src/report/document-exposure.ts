/** What the report says of exposure: the interval, its reasons, the flows, and `exposure.json`. */
import type { ChangeCategory, CoverageState } from '../facts/vocabulary.ts';
import type { EventIdText, UtcTime } from './document.ts';

/** What could be reached: an interval, never a bare number. */
export interface ExposureTotals {
  /** Different messages named by the intruder's accesses, over all mailboxes (one message in two mailboxes counts once). */
  readonly distinctMessages: number;
  /** Pairs of mailbox and message. */
  readonly mailboxMessagePairs: number;
  /** At least so many messages were accessed. */
  readonly lower: number;
  /** At most so many, or null where no upper bound can be stated. */
  readonly upper: number | null;
  /** Why there is no upper bound; null where there is one. */
  readonly upperReason: string | null;
  /** The upper bound if the intruder was not there before the first trace: unseen hours before it do not count. */
  readonly upperSinceFirst: number | null;
  /** At most so many pairs of mailbox and message; null where no upper bound can be stated. */
  readonly pairsUpper: number | null;
  /** What the upper bound rests on beside the log (a folder inventory); null where on the log alone. */
  readonly upperBasis: string | null;
  /** Why lower and upper bound differ, reason by reason; empty where they are the same. */
  readonly reasons: readonly ExposureWidth[];
  /** Accesses that may be the intruder's or the owner's; not counted in `lower`. */
  readonly undecidable: number;
  /** Folders presumed taken whole. */
  readonly foldersPresumed: number;
  /** Mailbox-hours in which an access would have left no record here. */
  readonly hoursUnobservable: number;
  /**
   * Mailboxes beside those counted here in which no access of the intruder is seen, though for so many mailbox-hours none
   * would have been: no total speaks of them. Null in the totals of one mailbox.
   */
  readonly elsewhere: { readonly mailboxes: number; readonly hours: number } | null;
}

/**
 * Why the bounds differ: a state of coverage in which an access would have left no record; `no-log` (nowhere here);
 * `synchronised` (the whole mailbox is presumed); `undecidable-sync` and `undecidable` (may be the intruder's or the
 * owner's); `not-named` (records stand for more than they name); `shared-context` (the intruder shares address, client and
 * session with others, and the vendor logs no repeat apart).
 */
export type WidthReason =
  | Exclude<CoverageState, 'observed'>
  | 'no-log'
  | 'synchronised'
  | 'undecidable'
  | 'undecidable-sync'
  | 'shared-context'
  | 'not-named';

/** One reason for the width of an interval. */
export interface ExposureWidth {
  readonly reason: WidthReason;
  /** Mailboxes in which it holds. */
  readonly mailboxes: number;
  /** Mailbox-hours; 0 for reasons that are no times. */
  readonly hours: number;
  /** Of these hours: since the first trace of the intruder. */
  readonly hoursSinceFirst: number;
  /** What it alone can add at most; null where that cannot be said. */
  readonly messages: number | null;
  readonly why: string;
}

export type FlowKind = Extract<
  ChangeCategory,
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
  | 'export'
>;

/** A way by which mail leaves without being accessed. */
export interface Flow {
  readonly kind: FlowKind;
  /** Since when; null where it was there before the logs begin. */
  readonly from: UtcTime | null;
  /** Until when; null where nothing shows that it ended. */
  readonly to: UtcTime | null;
  /** Where mail goes: address, delegate, application, export name. */
  readonly destination: string | null;
  /** Which mail, in the vendor's words; null where all of it. */
  readonly filter: string | null;
  readonly eventIds: readonly EventIdText[];
  /** Messages seen to have gone that way; null where no log counts them. */
  readonly messages: number | null;
  /** The log that counts them. */
  readonly countedBy: 'message-trace' | 'forwards' | null;
  /** What is counted and what is to be presumed, in a sentence. */
  readonly extent: string;
}

/** `exposure.json`: what one incident could reach in one mailbox. */
export interface Exposure {
  /** Id of the incident. */
  readonly incident: string;
  readonly mailbox: string;
  readonly mailboxId: string | null;
  /** By first seen, then message id. */
  readonly messages: readonly ExposedMessage[];
  /** Folders presumed taken whole; `items` by the inventory, where one was given and knows the folder. */
  readonly folders: readonly { readonly path: string; readonly reason: string; readonly items: number | null }[];
  /** The whole mailbox is presumed taken: a client of the intruder synchronised folders. */
  readonly wholeMailbox: boolean;
  /** The mailbox by `--inventory`; null where none was given. */
  readonly inventory: { readonly items: number; readonly folders: number; readonly file: string } | null;
  /** Accesses around the incident by whose they are held to be, each with its ground; those of the owner too. */
  readonly attributions: readonly {
    readonly attribution: Attribution;
    readonly ground: string;
    readonly accesses: number;
  }[];
  /** How far the log of accesses was there over the window; null where it is nowhere here. */
  readonly observed: {
    readonly from: UtcTime;
    readonly to: UtcTime;
    readonly hours: number;
    readonly ofHours: number;
  } | null;
  /** Time in which an access would have left no record here. */
  readonly windows: readonly {
    readonly from: UtcTime;
    readonly to: UtcTime;
    readonly state: CoverageState;
    readonly reason: string;
  }[];
  readonly flows: readonly Flow[];
  readonly totals: ExposureTotals;
  /** The exposure in one sentence that can be quoted. */
  readonly statement: string;
  /** What belongs to the sentence, one each. */
  readonly details: readonly string[];
  /** The notification sheet of the mailbox below `report/`; null where there is none (the incident was judged benign). */
  readonly sheet: string | null;
}

/** How the message came to be listed: the log names it, or its folder or mailbox is presumed taken whole. */
export type Evidence = 'named' | 'folder' | 'mailbox';

/** Whose access it was held to be. */
export type Attribution = 'intruder' | 'undecidable' | 'owner';

export interface ExposedMessage {
  /** Internet message id, verbatim. */
  readonly messageId: string | null;
  readonly itemId: string | null;
  readonly immutableId: string | null;
  /** Folders in which it was accessed, as the log names them. */
  readonly folders: readonly string[];
  /** Bytes. */
  readonly size: number | null;
  /** Only with `--subjects`. */
  readonly subject: string | null;
  readonly firstSeen: UtcTime;
  readonly lastSeen: UtcTime;
  readonly evidence: Evidence;
  readonly attribution: Attribution;
  /** On what the attribution rests. */
  readonly ground: string;
  readonly eventIds: readonly EventIdText[];
}
