/** Sums the hours of the time line into days or hours of a range. */
import type { ReportView, Timeline } from '../../../src/report/model.ts';
import { instant } from './format.ts';

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

/** What is drawn as one strip: the accesses of an incident, or all others. */
export interface Lane {
  /** Index into `summary.incidents`; null: accesses in no incident. */
  readonly incident: number | null;
  /** Accesses held to be the intruder's (others' lane: all of them), a bucket each. */
  readonly sure: readonly number[];
  /** Accesses that cannot be attributed. */
  readonly undecidable: readonly number[];
  /** Highest sum of both in a bucket. */
  readonly peak: number;
}

export interface Buckets {
  readonly from: number;
  /** Milliseconds of one bucket. */
  readonly size: number;
  readonly length: number;
  readonly lanes: readonly Lane[];
}

export interface Range {
  readonly from: number;
  readonly to: number;
}

/** More than this many are no longer told apart on a screen. */
export const MOST_BUCKETS = 1_000;

/** Everything that the page has times for; null without any. */
export function wholeRange(view: ReportView): Range | null {
  const times = [
    view.timeline.hours[0],
    view.timeline.hours.at(-1),
    ...view.summary.incidents.flatMap((incident) => [instant(incident.firstSeen), instant(incident.lastSeen)]),
    instant(view.summary.window.from),
    instant(view.summary.window.to),
  ].filter((time) => time !== undefined && Number.isFinite(time)) as number[];
  return times.length === 0 ? null : { from: Math.min(...times), to: Math.max(...times) };
}

function lane(timeline: Timeline, incident: number | null, place: (hour: number) => number, length: number): Lane {
  const sure = new Array<number>(length).fill(0);
  const undecidable = new Array<number>(length).fill(0);
  for (const series of timeline.series) {
    if (series.incident !== incident) continue;
    const target = series.attribution === 'undecidable' ? undecidable : sure;
    timeline.hours.forEach((hour, index) => {
      const at = place(hour);
      if (at >= 0 && at < length) target[at] = (target[at] ?? 0) + (series.accesses[index] ?? 0);
    });
  }
  const peak = sure.reduce((most, value, index) => Math.max(most, value + (undecidable[index] ?? 0)), 0);
  return { incident, sure, undecidable, peak };
}

/** Buckets of `size` over a range, aligned to UTC. */
export function bucketise(view: ReportView, range: Range, size: number): Buckets {
  const from = Math.floor(range.from / size) * size;
  const length = Math.floor((range.to - from) / size) + 1;
  const place = (time: number): number => Math.floor((time - from) / size);
  const incidents = view.summary.incidents.map((_, index) => lane(view.timeline, index, place, length));
  return { from, size, length, lanes: [...incidents, lane(view.timeline, null, place, length)] };
}
