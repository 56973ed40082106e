/** What the ledger says of a log: sources that are cut off, and sources that should be there between others. */
import type { LogKind } from '../../facts/index.ts';
import { TRUNCATION_CODES, type TruncationCode } from '../../facts/index.ts';
import type { Database } from '../../store/index.ts';
import { flagOrNull, textOf, textOrNull, timeOf } from '../rows.ts';
import { HOUR, type Interval, type Micros, sentenceTime } from '../time.ts';
import { expectedOf, type HourSeries } from './holes.ts';

/** Time of one log of which the ledger says that records are missing. */
export interface Missing extends Interval {
  readonly reason: string;
}

/** One source, as far as it holds one log. */
export interface SourceSpan {
  readonly tenant: string | null;
  readonly logKind: LogKind;
  readonly name: string;
  readonly first: Micros;
  readonly last: Micros;
  readonly cuts: readonly { readonly code: TruncationCode; readonly proven: boolean }[];
}

/** By tenant, log, first record, name. */
export async function readSourceSpans(database: Database): Promise<readonly SourceSpan[]> {
  const rows = await database.all(
    `SELECT k.tenant, k.log_kind, coalesce(s.container_path, s.path) AS name, k.first_at, k.last_at, t.code, t.proven
     FROM source_kind AS k JOIN source AS s ON s.source_id = k.source_id LEFT JOIN truncation AS t ON t.source_id = k.source_id
     WHERE k.first_at IS NOT NULL ORDER BY k.tenant, k.log_kind, k.first_at, name, k.source_id, t.code`,
  );
  const spans: SourceSpan[] = [];
  for (const row of rows) {
    const code = textOrNull(row, 'code') as TruncationCode | null;
    const span: SourceSpan = {
      tenant: textOrNull(row, 'tenant'),
      logKind: textOf(row, 'log_kind') as LogKind,
      name: textOf(row, 'name'),
      first: timeOf(row, 'first_at'),
      last: timeOf(row, 'last_at'),
      cuts: code === null ? [] : [{ code, proven: flagOrNull(row, 'proven') ?? false }],
    };
    spans.push(span);
  }
  return spans;
}

/** What is missing of one log, from the spans of its sources. */
export function missingOf(sources: readonly SourceSpan[], series: HourSeries, window: Interval): readonly Missing[] {
  return [...betweenSources(sources), ...sources.flatMap((source) => cutOff(source, series, window))];
}

/** Sources from which a cadence is told, the share of steps that must keep it, and how near to it they must come. */
const CADENCE_SOURCES = 6;
const CADENCE_SHARE = 0.8;
const CADENCE_TOLERANCE = 0.25;

/** Files that begin at even steps, with one or more steps left out: a daily export of which a day is not here. */
export function betweenSources(sources: readonly SourceSpan[]): readonly Missing[] {
  const starts = [...sources].sort((a, b) => a.first - b.first);
  const steps = starts.slice(1).map((source, index) => source.first - (starts[index]?.first ?? 0));
  const sorted = steps.filter((step) => step > 0).sort((a, b) => a - b);
  const cadence = sorted[Math.floor(sorted.length / 2)] ?? 0;
  if (sorted.length < CADENCE_SOURCES - 1 || cadence < HOUR) return [];
  const even = sorted.filter((step) => Math.abs(step - cadence) <= CADENCE_TOLERANCE * cadence).length;
  if (even < CADENCE_SHARE * sorted.length) return [];
  const missing: Missing[] = [];
  let last = -Infinity;
  for (const [index, source] of starts.entries()) {
    const step = steps[index - 1] ?? 0;
    if (step >= (2 - CADENCE_TOLERANCE) * cadence && source.first > last) {
      const hours = Math.round(cadence / HOUR);
      missing.push({
        from: last,
        to: source.first,
        reason: `Sources of this log follow each other every ${hours === 1 ? 'hour' : `${hours} hours`}; between ${sentenceTime(last)} and ${sentenceTime(source.first)} (before ${source.name}) there should be one more.`,
      });
    }
    last = Math.max(last, source.last);
  }
  return missing;
}

const SECOND: Micros = 1_000_000;

/** Below this share of what the hour has otherwise, a log is not back behind a source that was cut off: records of other sources are late ones. */
const BACK_SHARE = 0.5;
/** Records come in disorder: of the last hour before the last record some were still to come when the source was cut off. */
const DISORDER: Micros = HOUR;

/**
 * Where the records that a cut-off source has lost would lie: next to it, until the log is back at its usual level. A loss
 * in its middle is anywhere in it. A mere suspicion counts only where no other source goes on behind it: pages of an export
 * often end at its limit and are whole.
 */
function cutOff(source: SourceSpan, series: HourSeries, window: Interval): readonly Missing[] {
  return source.cuts.flatMap(({ code, proven }): readonly Missing[] => {
    const reason = `${proven ? 'A source of this log is incomplete' : 'A source of this log may be incomplete'} (${source.name}): ${TRUNCATION_CODES[code].text}.`;
    if (code === 'result-index-gap') return [{ from: source.first, to: source.last, reason }];
    if (code === 'cell-limit') return [];
    const hourOf = (time: Micros): number => Math.floor((time - series.start) / HOUR);
    const end = hourOf(source.last) + 1;
    const begin = hourOf(source.first);
    const outer = [
      ...(end >= series.counts.length ? [{ from: source.last, to: window.to, reason }] : []),
      ...(begin <= 0 ? [{ from: window.from, to: source.first, reason }] : []),
    ].filter(({ from, to }) => to - from > SECOND);
    if (!proven) return outer;
    const expected = expectedOf(series);
    const isLow = (hour: number): boolean =>
      (series.counts[hour] ?? 0) === 0 || (series.counts[hour] ?? 0) < BACK_SHARE * (expected[hour] ?? 0);
    let to = end;
    while (to < series.counts.length && isLow(to)) to += 1;
    let from = begin;
    while (from > 0 && isLow(from - 1)) from -= 1;
    const late = Math.max(source.first, source.last - DISORDER);
    const early = Math.min(source.last, source.first + DISORDER);
    return [
      ...outer,
      ...(to > end ? [{ from: late, to: series.start + to * HOUR, reason }] : []),
      ...(from < begin ? [{ from: series.start + from * HOUR, to: early, reason }] : []),
    ];
  });
}
