/** Which log, not yet here, would let which checks run, until when it can be had, and how. Soonest first. */

import { LOG_WORDS } from '../detect/requirements.ts';
import { LOG_KINDS, type LogKind } from '../facts/index.ts';
import { type CollectAdvice, loadCollectAdvice } from '../facts/reference.ts';
import { EXPECTED_LOGS } from './coverage/index.ts';
import { retentionOf } from './coverage/retention.ts';
import { union } from './coverage/spans.ts';
import { KNOWN_LOSS } from './coverage/tenant.ts';
import type { DetectionInfo } from './options.ts';
import { byText } from './rows.ts';
import { DAY, earliest, HOUR, type Interval, type Micros, sentenceDay, sentenceTime } from './time.ts';
import type { CheckRun, CollectNext, CoverageSpan, ScopeCoverage, ScopeIncident } from './types.ts';
import { logsOf, requiredChecks } from './verdict.ts';

export interface CollectInput {
  readonly checks: readonly CheckRun[];
  readonly detections: ReadonlyMap<string, DetectionInfo>;
  readonly coverage: ScopeCoverage;
  readonly incidents: readonly ScopeIncident[];
  /** Log kinds with records in the case. */
  readonly here: ReadonlySet<LogKind>;
  readonly now: Micros;
}

export function collectNext(input: CollectInput): readonly CollectNext[] {
  const needed = neededTime(input);
  const unblocks = unblockedBy(input);
  const missing = missingSpans(input.coverage);
  const kinds = new Set<LogKind>([...unblocks.keys(), ...missing.keys()]);
  const result = LOG_KINDS.filter((logKind) => kinds.has(logKind)).flatMap((log): readonly CollectNext[] => {
    const advice = adviceFor(log, input);
    const expiresAt = needed === null ? null : expiry(log, needed, input.now);
    if (advice === null || expiresAt === 'gone') return [];
    const checks = unblocks.get(log) ?? [];
    const passing = expiresAt === input.now ? ' Its older part is gone already, and more of it is lost every day.' : '';
    const why = `${whyOf(log, input.here.has(log), missing.get(log) ?? [], checks.length)}${passing}`;
    return [{ log, why, unblocks: checks, expiresAt, how: advice.how.join(' ') }];
  });
  return result.sort(
    (a, b) =>
      (a.expiresAt ?? Infinity) - (b.expiresAt ?? Infinity) || LOG_KINDS.indexOf(a.log) - LOG_KINDS.indexOf(b.log),
  );
}

/** From the first sign of an intruder where there is one, else the window. */
function neededTime({ coverage, incidents }: CollectInput): Interval | null {
  if (coverage.window === null) return null;
  const standing = incidents.filter(({ decision }) => decision?.state !== 'benign');
  const first = earliest(standing.map(({ firstSeen }) => firstSeen));
  return {
    from: first === null ? coverage.window.from : Math.min(first, coverage.window.to),
    to: coverage.window.to,
  };
}

/**
 * When the first needed part is deleted: under the poorest licence, as long as that day is to come; else under the
 * richest. `gone` where the last needed part is deleted even under that; null where it does not expire or none knows.
 */
function expiry(log: LogKind, needed: Interval, now: Micros): Micros | null | 'gone' {
  const kept = retentionOf(log);
  if (kept === null) return null;
  if (needed.to + kept.most * DAY < now) return 'gone';
  const soon = needed.from + kept.least * DAY;
  return soon >= now ? soon : Math.max(needed.from + kept.most * DAY, now);
}

function adviceFor(log: LogKind, { coverage }: CollectInput): CollectAdvice | null {
  const google = coverage.rows.some(({ logKind }) => logKind.startsWith('google-'));
  const m365 = coverage.rows.some(({ logKind }) => !logKind.startsWith('google-'));
  const advice = loadCollectAdvice().find(({ logKind }) => logKind === log) ?? null;
  if (advice === null || advice.vendor === null) return advice;
  return (advice.vendor === 'google' ? google : m365 || !google) ? advice : null;
}

/** Ids of the checks that wait for a log, for the logs that would be asked for first. */
function unblockedBy(input: CollectInput): ReadonlyMap<LogKind, readonly string[]> {
  const waiting = new Map<LogKind, string[]>();
  for (const { detection } of requiredChecks(input).filter(({ ran }) => !ran)) {
    for (const requirement of input.detections.get(detection)?.requires ?? []) {
      const logs = logsOf(requirement);
      if (logs.some((log) => input.here.has(log))) continue;
      const usual = logs.filter((log) => EXPECTED_LOGS.has(log));
      for (const log of usual.length > 0 ? usual : logs) {
        const list = waiting.get(log) ?? [];
        if (!list.includes(detection)) waiting.set(log, [...list, detection].sort(byText));
      }
    }
  }
  return waiting;
}

/** Time of the window for which a log is not here though it can be had. */
function missingSpans(coverage: ScopeCoverage): ReadonlyMap<LogKind, readonly CoverageSpan[]> {
  const missing = new Map<LogKind, CoverageSpan[]>();
  for (const { logKind, spans, mailboxId } of coverage.rows) {
    if (missing.has(logKind) && mailboxId !== null) continue;
    const own = spans.filter((span) => canBeHad(span, coverage.window));
    if (own.length > 0) missing.set(logKind, [...(missing.get(logKind) ?? []), ...own]);
  }
  return missing;
}

/**
 * A hole that another export may fill. A log that is not here at all is missed however short the window is; where it is here,
 * less than a day before its first or after its last record is rhythm. What the vendor has lost cannot be had.
 */
function canBeHad({ state, from, to, reason }: CoverageSpan, window: Interval | null): boolean {
  if (state === 'gap') return to - from >= HOUR && !reason.startsWith(KNOWN_LOSS);
  return state === 'not-collected' && (to - from >= DAY || (from === window?.from && to === window.to));
}

function whyOf(log: LogKind, here: boolean, missing: readonly CoverageSpan[], checks: number): string {
  const what = LOG_WORDS[log];
  const blocked = checks === 0 ? '' : `; ${checks === 1 ? 'one check waits' : `${checks} checks wait`} for it`;
  if (!here) return `${what}: nothing of it is here${blocked}.`;
  const holes = union(missing);
  const times = holes.slice(0, 3).map(({ from, to }) => {
    const word = to - from < DAY ? sentenceTime : sentenceDay;
    return `${word(from)} to ${word(to)}`;
  });
  const more = holes.length - times.length;
  return `${what}: not here for ${times.join(', ')}${more === 0 ? '' : more === 1 ? ' and one other time' : ` and ${more} other times`}${blocked}.`;
}
