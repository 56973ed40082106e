/** What a drill says: types alone, so that the page can share them. `schema.ts` has the same for others. */

export const SUITES = ['quick', 'full', 'held-out'] as const;
export type Suite = (typeof SUITES)[number];

/** So many of so many. */
export interface Part {
  readonly found: number;
  readonly of: number;
}

/** One intrusion, or null figures on a benign world. */
export interface IntrusionScore {
  readonly intrusion: string;
  /** Tokens that records carry: covered by an alarm; by an alarm or a finding for review. */
  readonly tokens: Part;
  readonly tokensReviewed: Part;
  /** Mailboxes with a record of the intruder. */
  readonly mailboxes: Part;
  /** Pairs of mailbox and message that records name. */
  readonly messages: Part;
  /** Bounds that the report states for the incidents of this intrusion, and what is true. Null bound: none could be stated. */
  readonly interval: {
    readonly lower: number;
    readonly upper: number | null;
    readonly truth: number;
    readonly holds: boolean;
  };
  /** When the intruder first accessed something: ISO 8601, UTC. */
  readonly firstAccess: string;
  /** Hours from then until an investigation raises an alarm; null: never. Not there where it was not asked for. */
  readonly hoursToAlarm?: number | null;
}

export interface DrillScore {
  readonly intrusions: readonly IntrusionScore[];
  /** Of what alarms attribute to an intruder: what is one's. */
  readonly precision: { readonly tokens: Part; readonly mailboxes: Part; readonly messages: Part };
  /** Incidents of high or critical severity that touch no intrusion. */
  readonly falseAlarms: number;
  /** Findings for review outside of intrusions: of medium severity and above, and of low. */
  readonly falseFindings: number;
  readonly falseHints: number;
  /** Their detections, each with its number. */
  readonly falseDetections: readonly (readonly [detection: string, findings: number])[];
  readonly mailboxes: number;
  readonly days: number;
  readonly published: readonly PublishedScore[];
}

/** How an idea that others have published fares on the same logs. */
export interface PublishedScore {
  readonly idea: string;
  /** Intrusions with an alert on a record of theirs. */
  readonly intrusions: Part;
  readonly mailboxes: Part;
  readonly falseAlerts: number;
}

/** One world over all its seeds. */
export interface WorldScore {
  readonly world: string;
  readonly title: string;
  readonly runs: number;
  /** Every intrusion by itself, in the order of the seeds. */
  readonly intrusions: readonly (IntrusionScore & { readonly seed: number })[];
  /** Mailbox-weeks of traffic in all. */
  readonly mailboxWeeks: number;
  readonly tokens: Part;
  readonly tokensReviewed: Part;
  readonly mailboxes: Part;
  readonly messages: Part;
  readonly precision: { readonly tokens: Part; readonly mailboxes: Part; readonly messages: Part };
  /** Intervals that hold the truth. */
  readonly intervals: Part;
  /** Of those with an upper bound: mean width as a share of the truth; null where none has one. */
  readonly width: number | null;
  readonly falseAlarms: number;
  readonly falseFindings: number;
  readonly falseHints: number;
  readonly falseDetections: readonly (readonly [detection: string, findings: number])[];
  readonly published: readonly PublishedScore[];
}

/** An interrupt came when so many of so many were done. */
export interface CutOff {
  readonly done: number;
  readonly of: number;
}

export interface SuiteScore {
  readonly schemaVersion: 1;
  /** There after an interrupt: the score is of the runs that were finished by then, and of no others. */
  readonly cutOff?: CutOff;
  readonly suite: Suite;
  readonly seeds: readonly number[];
  readonly mailboxes: number;
  readonly days: number;
  readonly worlds: readonly WorldScore[];
}
