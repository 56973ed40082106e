/** Coverage of one log of one tenant: where its records begin and end, and where they have holes. */

import type { LogKind } from '../../facts/index.ts';
import { loadKnownGaps } from '../../facts/reference.ts';
import type { ScopeLimits } from '../options.ts';
import { HOUR, type Interval, isoTime, type Micros, sentenceDay, sentenceTime } from '../time.ts';
import type { CoverageSpan } from '../types.ts';
import { goneBefore, retentionOf } from './retention.ts';
import type { EmptyRun, LogReach } from './rhythm.ts';
import { merged, paint } from './spans.ts';

/** A day on which others have at least so many records is no quiet day. */
const BUSY_DAY = 20;

export const OBSERVED = 'The log is here for this time.';

/** Whether a run of days without any record is a hole rather than a quiet time. */
export function isHole(run: EmptyRun, limits: ScopeLimits): boolean {
  return run.likelihood < limits.silenceLikelihood || (run.leastElsewhere !== null && run.leastElsewhere >= BUSY_DAY);
}

/** Spans of a log over the window; `reach` null where no record of it is here. */
export function tenantSpans(
  logKind: LogKind,
  reach: LogReach | null,
  runs: readonly EmptyRun[],
  window: Interval,
  now: Micros,
  limits: ScopeLimits,
): readonly CoverageSpan[] {
  if (reach === null) return absent(window, logKind, now, 'No record of this log is here');
  let spans: readonly CoverageSpan[] = [{ ...window, state: 'observed', reason: OBSERVED }];
  for (const run of runs) {
    if (isHole(run, limits)) spans = paint(spans, run, 'gap', holeReason(run));
  }
  if (sentenceDay(reach.first) !== sentenceDay(window.from)) {
    spans = replace(
      spans,
      { from: window.from, to: reach.first },
      absent(
        { from: window.from, to: reach.first },
        logKind,
        now,
        `The first record of this log that is here is of ${sentenceTime(reach.first)}`,
      ),
    );
  }
  spans = afterLast(spans, reach, window, logKind, now);
  for (const gap of loadKnownGaps()) {
    if (!gap.logKinds.includes(logKind)) continue;
    spans = paint(
      spans,
      { from: Date.parse(gap.from) * 1000, to: Date.parse(gap.to) * 1000 },
      'gap',
      `Known loss at the vendor (${gap.id}): ${gap.what}`,
    );
  }
  const pending = { from: now - limits.pendingHours * HOUR, to: window.to };
  return paint(
    spans,
    pending,
    'pending',
    `Records of the last ${limits.pendingHours} hours before ${isoTime(now)} may still arrive.`,
    new Set(['observed', 'silent']),
  );
}

/** Behind the last record: a day is rhythm; more is the end of what was collected. */
function afterLast(
  spans: readonly CoverageSpan[],
  reach: LogReach,
  window: Interval,
  logKind: LogKind,
  now: Micros,
): readonly CoverageSpan[] {
  const rest = { from: reach.last + 1, to: window.to };
  if (rest.to - rest.from <= 24 * HOUR) return spans;
  return replace(
    spans,
    rest,
    absent(rest, logKind, now, `The last record of this log that is here is of ${sentenceTime(reach.last)}`),
  );
}

function holeReason({ likelihood, leastElsewhere }: EmptyRun): string {
  const rhythm = likelihood < 1e-6 ? 'less than one in a million' : `about ${likelihood.toPrecision(1)}`;
  const least = leastElsewhere === null ? '' : `; the poorest comparable day has ${leastElsewhere}`;
  return `No record of anybody in the tenant${least}. By the rhythm of the other days the chance of such a silence is ${rhythm}.`;
}

/** Not here: still to be had, or gone. */
function absent(interval: Interval, logKind: LogKind, now: Micros, why: string): readonly CoverageSpan[] {
  const gone = goneBefore(logKind, now);
  const kept = retentionOf(logKind);
  const border = gone === null ? interval.from : Math.min(Math.max(gone, interval.from), interval.to);
  return [
    {
      from: interval.from,
      to: border,
      state: 'beyond-retention' as const,
      reason: `${why}; the vendor keeps it for at most ${kept?.most ?? 0} days, so it can no longer be had from there.`,
    },
    { from: border, to: interval.to, state: 'not-collected' as const, reason: `${why}; it was not collected.` },
  ].filter((span) => span.from < span.to);
}

function replace(
  spans: readonly CoverageSpan[],
  interval: Interval,
  by: readonly CoverageSpan[],
): readonly CoverageSpan[] {
  return merged(
    by.reduce<readonly CoverageSpan[]>(
      (all, span) =>
        paint(
          all,
          { from: Math.max(span.from, interval.from), to: Math.min(span.to, interval.to) },
          span.state,
          span.reason,
        ),
      spans,
    ),
  );
}
