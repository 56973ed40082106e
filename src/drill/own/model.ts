/** What a drill in somebody's own logs says: types alone, so that the page can share them. `schema.ts` has the same for others. */
import type { LogKind, Severity } from '../../facts/vocabulary.ts';
import type { CutOff, IntrusionScore } from '../model.ts';

/**
 * `alarm`: an incident of high or critical severity rests on records of the intruder, or they are tied to one; `review`: a
 * finding rests on them, and no such incident; `missed`: none does; `no-record`: these logs hold nothing of it; `not-possible`: it cannot be laid into them.
 */
export type Outcome = 'alarm' | 'review' | 'missed' | 'no-record' | 'not-possible';

/** Checks that need a log which is not here. */
export interface NotRun {
  /** What to collect, in words. */
  readonly missing: string;
  /** Detections, sorted. */
  readonly checks: readonly string[];
}

export interface OwnFound {
  /** Records of the intruder, by kind of log. */
  readonly records: Readonly<Partial<Record<LogKind, number>>>;
  /** Records that logs which are not here would hold, and what to collect for them. */
  readonly uncollected: readonly {
    readonly log: LogKind;
    readonly records: number;
    /** The log in words. */
    readonly collect: string;
    /** There is such a log, but not of that time, or only as downloads that group sign-ins. */
    readonly here: boolean;
  }[];
  /** Accesses and messages in truth; first and last access, ISO 8601, UTC. */
  readonly truth: {
    readonly first: string | null;
    readonly last: string | null;
    readonly mailboxes: number;
    readonly messages: number;
    readonly messagesLogged: number;
  } | null;
  /** Findings that rest on records of the intruder, by detection, the gravest first. */
  readonly seenBy: readonly { readonly detection: string; readonly severity: Severity; readonly findings: number }[];
  /** Every alarm was there before, and the intrusion has become part of it. */
  readonly joins: boolean;
  /** Findings that came with the intrusion and rest on none of its records. */
  readonly besides: number;
  /** What alarms cover; null where nothing was accessed that a record shows. */
  readonly score: IntrusionScore | null;
}

/** What became of one intrusion. */
export interface OwnIntrusionScore extends OwnFound {
  readonly intrusion: string;
  readonly title: string;
  readonly outcome: Outcome;
  /** Why it is not possible; null where it was laid. */
  readonly reason: string | null;
}

/** What is found in the logs alone, the gravest first. Incidents of high and critical severity are alarms. */
export interface AlreadyThere {
  readonly alarms: number;
  readonly review: number;
  readonly incidents: readonly {
    readonly id: string;
    readonly severity: Severity;
    readonly title: string;
    readonly mailboxes: number;
    readonly findings: number;
  }[];
}

export interface OwnScore {
  readonly schemaVersion: 1;
  readonly kind: 'own';
  /** There after an interrupt: the score is of the intrusions that were laid by then, and of no others. */
  readonly cutOff?: CutOff;
  readonly seed: number;
  readonly tenant: {
    readonly vendor: 'm365' | 'google';
    readonly id: string;
    /** First and last access in the logs; ISO 8601, UTC. */
    readonly from: string;
    readonly to: string;
    /** People with a mailbox, 200 at most. */
    readonly people: number;
    /** Kinds of logs, each with the time it covers. */
    readonly logs: readonly { readonly log: LogKind; readonly from: string; readonly to: string }[];
  };
  /** What is found in the logs alone. It is not counted as false: a real intrusion may be among it. */
  readonly alreadyThere: AlreadyThere;
  /** Checks that did not run on these logs, whatever is laid into them, by what they need. */
  readonly notRun: readonly NotRun[];
  readonly intrusions: readonly OwnIntrusionScore[];
}
