/** What the scope is told: limits, the clock, what is known of the detections. Every limit is a documented setting. */
import type { LogKind, Severity } from '../facts/index.ts';
import type { InventoryFolder } from './inventory/folder.ts';
import type { Micros } from './time.ts';

/** The figures on which attribution and coverage rest (docs/limits.md). */
export interface ScopeLimits {
  /** An address or application ties across mailboxes only where at most so many use it. Default 10. */
  readonly rareSubjects: number;
  /**
   * And at most this share of all mailboxes, more than two of them: in a small tenant everything is used by few. What
   * nobody used before the finding, in a log that goes back `rhythmDays` before it, is rare too. Default 0.2.
   */
  readonly rareShare: number;
  /** A mailbox that used the address or application so long before the incident has it as a habit. Hours, default 24. */
  readonly habitHours: number;
  /** Findings on one account whose beginnings lie so close belong together. Hours, default 24. */
  readonly sameAccountHours: number;
  /** How often tokens and sessions of the accesses found are followed to further accesses. Default 3. */
  readonly rounds: number;
  /** A network from which so many people signed in before the incident is the tenant's own way out. Default 3. */
  readonly egressPeople: number;
  /** How long the vendor stops logging after a throttled record. Hours, default 24. */
  readonly throttledHours: number;
  /** How late records still arrive, at least; of some vendors' logs longer. Hours, default 24. */
  readonly pendingHours: number;
  /**
   * How late single records have been seen to arrive: an upper bound of exposure waits so long. The vendor states no limit;
   * blobs were sent again five days later, and are kept for seven. Hours, default 168.
   */
  readonly lateHours: number;
  /** A hole of a log or a silence of a mailbox counts as one when the chance that it comes up anywhere in it is below this. Default 0.01. */
  readonly silenceLikelihood: number;
  /** Days of past without which a rhythm is not judged. Default 14. */
  readonly rhythmDays: number;
  /** Share of mailbox-days that must have been observed before "nothing found" may be said. Default 0.95. */
  readonly requiredShare: number;
}

export const DEFAULT_SCOPE_LIMITS: ScopeLimits = {
  rareSubjects: 10,
  rareShare: 0.2,
  habitHours: 24,
  sameAccountHours: 24,
  rounds: 3,
  egressPeople: 3,
  throttledHours: 24,
  pendingHours: 24,
  lateHours: 168,
  silenceLikelihood: 0.01,
  rhythmDays: 14,
  requiredShare: 0.95,
};

/** What the scope needs of a detection; `Detection` of detect/ fits. */
export interface DetectionInfo {
  /** `family/tactic-what`. */
  readonly id: string;
  readonly version: number;
  readonly title: string;
  readonly status: 'stable' | 'experimental';
  /** What its findings are about: `application` lets them tie by application. */
  readonly subject: string;
  readonly severity: Severity;
  readonly requires: readonly { readonly fact: string; readonly logs?: readonly LogKind[] | undefined }[];
  readonly falsePositives: readonly string[];
  readonly blindSpots: readonly string[];
  readonly response: readonly { readonly purpose: 'contain' | 'preserve'; readonly step: string }[];
}

export interface ScopeOptions {
  /** The clock: pending, retention and expiry are counted from it. */
  readonly now: Date;
  /** What is known of the detections; findings of others stand with their id as title. Default none. */
  readonly detections?: readonly DetectionInfo[] | undefined;
  /** `--since`, `--until`: the window of coverage and verdict. Default: the span of mailbox audit in the case. */
  readonly since?: Micros | undefined;
  readonly until?: Micros | undefined;
  readonly limits?: Partial<ScopeLimits> | undefined;
  /** Folders of mailboxes with their numbers of items, from `--inventory`. Default none. */
  readonly inventory?: readonly InventoryFolder[] | undefined;
}
