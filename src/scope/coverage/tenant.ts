/** Coverage of one log of one tenant: where it begins and ends, where it has holes, what is still to come. */
import type { LogKind } from '../../facts/index.ts';
import { loadKnownGaps } from '../../facts/reference.ts';
import type { ScopeLimits } from '../options.ts';
import { DAY, HOUR, type Interval, isoTime, type Micros, sentenceDay, sentenceTime } from '../time.ts';
import type { CoverageSpan } from '../types.ts';
import type { EmptyDays } from './days.ts';
import { emptyRunsOf, type HourSeries, holesOf } from './holes.ts';
import type { Missing } from './ledger.ts';
import type { LogReach } from './reach.ts';
import { goneBefore, retentionOf } from './retention.ts';
import { merged, paint } from './spans.ts';
import { chanceText } from './words.ts';

/** How the reason of a loss begins that nothing can be collected for. */
export const KNOWN_LOSS = 'Known loss at the vendor';

export const OBSERVED = 'The log is here for this time.';

/** What is known of one log of which records are here. */
export interface TenantLog {
  readonly reach: LogReach;
  readonly series: HourSeries;
  readonly emptyDays: readonly EmptyDays[];
  readonly missing: readonly Missing[];
  /** Other logs of the tenant, by which a hole is told to be in this one alone. */
  readonly others: readonly { readonly logKind: LogKind; readonly series: HourSeries }[];
}

export interface TenantInput {
  readonly logKind: LogKind;
  /** Null where no record of it is here. */
  readonly log: TenantLog | null;
  readonly window: Interval;
  readonly now: Micros;
  readonly limits: ScopeLimits;
}

/** Spans of a log over the window. */
export function tenantSpans({ logKind, log, window, now, limits }: TenantInput): readonly CoverageSpan[] {
  if (log === null) return absent(window, logKind, now, 'No record of this log is here');
  const { reach } = log;
  let spans: readonly CoverageSpan[] = [{ ...window, state: 'observed', reason: OBSERVED }];
  for (const hole of rhythmHoles(log, limits)) spans = paint(spans, hole, 'gap', hole.reason);
  for (const missing of log.missing) spans = paint(spans, missing, 'gap', missing.reason, ONLY_OBSERVED);
  if (sentenceDay(reach.first) !== sentenceDay(window.from)) {
    const before = { from: window.from, to: reach.first };
    const why = `The first record of this log that is here is of ${sentenceTime(reach.first)}`;
    spans = replace(spans, before, absent(before, logKind, now, why));
  }
  spans = afterLast(spans, reach, window, logKind, now);
  for (const gap of loadKnownGaps()) {
    if (!gap.logKinds.includes(logKind)) continue;
    const time = { from: Date.parse(gap.from) * 1000, to: Date.parse(gap.to) * 1000 };
    spans = paint(spans, time, 'gap', `${KNOWN_LOSS} (${gap.id}): ${gap.what}`);
  }
  const hours = pendingHoursOf(logKind, limits);
  return paint(
    spans,
    { from: now - hours * HOUR, to: window.to },
    'pending',
    `Records of the last ${hours} hours before ${isoTime(now)} may still arrive.`,
    PENDING_OVER,
  );
}

const ONLY_OBSERVED = new Set(['observed'] as const);
const PENDING_OVER = new Set(['observed', 'silent'] as const);

/**
 * Hours for which a vendor's records may still be on their way, where that is longer than for others. Google: minutes to
 * three days (support.google.com/a/answer/7061566, and Elastic's integration, which quotes Google). Microsoft states no
 * limit: typically 60 to 90 minutes for Exchange, up to 24 hours otherwise (learn.microsoft.com/purview/audit-search).
 */
const PENDING_HOURS: Readonly<Partial<Record<LogKind, number>>> = {
  'google-login': 72,
  'google-token': 72,
  'google-gmail': 72,
  'google-admin': 72,
};

export function pendingHoursOf(logKind: LogKind, { pendingHours }: Pick<ScopeLimits, 'pendingHours'>): number {
  return Math.max(pendingHours, PENDING_HOURS[logKind] ?? 0);
}

/** Holes by hours and by days; each as wide as the log is empty around it, for where in that a hole begins nothing tells. */
function rhythmHoles(log: TenantLog, limits: ScopeLimits): readonly Missing[] {
  const { series, emptyDays } = log;
  const limit = limits.silenceLikelihood;
  const holes: Missing[] = holesOf(series, limit).map((hole) => ({
    from: hole.from,
    to: hole.to,
    reason: `No record of anybody in the tenant from ${sentenceTime(hole.from)} to ${sentenceTime(hole.to)}, where about ${Math.round(hole.expected)} ${series.unit === 'mailboxes' ? 'hours of mailboxes with records' : 'records'} would be usual; ${chanceText(hole.likelihood)}.${elsewhere(log, hole)}`,
  }));
  for (const run of emptyRunsOf(series)) {
    const span = { from: series.start + run[0] * HOUR, to: series.start + run[1] * HOUR };
    if (holes.some(({ from, to }) => from < span.to && span.from < to)) continue;
    const day = emptyDays.find(({ from, to, likelihood }) => likelihood < limit && from < span.to && span.from < to);
    if (day === undefined) continue;
    const days = Math.round((day.to - day.from) / DAY);
    holes.push({
      ...span,
      reason: `No record of anybody in the tenant on ${days === 1 ? sentenceDay(day.from) : `${days} days from ${sentenceDay(day.from)}`}, nor from ${sentenceTime(span.from)} to ${sentenceTime(span.to)}; ${chanceText(day.likelihood)}.${elsewhere(log, span)}`,
    });
  }
  return holes;
}

/** Whether the hole is in this log alone: then it is not that nothing happened. */
function elsewhere({ others }: TenantLog, { from, to }: Interval): string {
  const seen = others.filter(({ series }) => {
    const start = Math.max(0, Math.floor((from - series.start) / HOUR));
    const end = Math.max(0, Math.ceil((to - series.start) / HOUR));
    return series.counts.subarray(start, end).some((count) => count > 0);
  });
  if (others.length === 0) return '';
  if (seen.length === 0) return ' No other log of the tenant has a record of that time either.';
  return ` Other logs have records of that time (${seen.map(({ logKind }) => logKind).join(', ')}).`;
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
  if (rest.to - rest.from <= DAY) return spans;
  return replace(
    spans,
    rest,
    absent(rest, logKind, now, `The last record of this log that is here is of ${sentenceTime(reach.last)}`),
  );
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
