/** Findings as data. */
import { createHash } from 'node:crypto';
import type { Severity } from '../facts/index.ts';
import type { SubjectKind } from './definition.ts';

/**
 * Kinds of anchors. `event` values are event ids in decimal; `mailbox` values are mailbox ids; `known-good` values say
 * which listed thing the finding touches, by whom and why: an annotation that hides nothing.
 */
export const ANCHOR_KINDS = [
  'application',
  'address',
  'session',
  'token',
  'event',
  'client',
  'destination',
  'mailbox',
  'known-good',
] as const;
export type AnchorKind = (typeof ANCHOR_KINDS)[number];

export interface Anchor {
  readonly kind: AnchorKind;
  readonly value: string;
}

/** Of `n` identifiers of the stratum, the share `rate` had its issuance; `low` and `high` bound it (95 %). */
export interface MatchRate {
  readonly rate: number;
  readonly low: number;
  readonly high: number;
  readonly n: number;
  readonly stratum: string;
}

/** What one detection says of one subject. */
export interface Finding {
  /** `f-` and 16 hex digits over detection, tenant and subject. */
  readonly id: string;
  readonly detection: string;
  readonly version: number;
  readonly tenant: string | null;
  readonly severity: Severity;
  /** 0 to 1. */
  readonly strength: number;
  readonly basis: string;
  /** The tenant's own rate, where it rests on a match that failed. */
  readonly matchRate: MatchRate | null;
  /** `<kind>:<key>`: what it is about, and which one. */
  readonly subject: `${SubjectKind}:${string}`;
  readonly mailboxId: string | null;
  readonly mailbox: string | null;
  readonly person: string | null;
  /** UTC, cut to milliseconds. */
  readonly firstSeen: Date | null;
  readonly lastSeen: Date | null;
  readonly explanation: string;
  /** Distinct events behind it; `anchors` names at most the limit of them. */
  readonly events: number;
  /** Sorted by kind and value; events by time. */
  readonly anchors: readonly Anchor[];
}

/** What became of one detection. */
export interface DetectionRun {
  readonly detection: string;
  readonly version: number;
  readonly ran: boolean;
  /** Why it did not run; where it ran, whom it could not judge or what it left out; else null. */
  readonly reason: string | null;
  /** Logs to collect so that it can run, in words; empty where it ran. */
  readonly missing: readonly string[];
  readonly findings: number;
  /** Rows of the facts it requires. */
  readonly lookedAt: number;
}

/** The id of a finding rests on what it is about, so that it survives re-runs and late data. */
export function findingId(detection: string, tenant: string | null, subject: string): string {
  const hash = createHash('sha256').update(JSON.stringify([detection, tenant, subject]), 'utf8');
  return `f-${hash.digest('hex').slice(0, 16)}`;
}

/** Total order of text, the same on every machine. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Total order of findings: detection, tenant, subject. */
export function compareFindings(a: Finding, b: Finding): number {
  return (
    compareText(a.detection, b.detection) ||
    compareText(a.tenant ?? '', b.tenant ?? '') ||
    compareText(a.subject, b.subject) ||
    compareText(a.id, b.id)
  );
}
