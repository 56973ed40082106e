/**
 * Holes of a log, hour by hour, against the log's own past. An empty run of hours is a hole where the chance that it comes
 * up anywhere in the log is below a limit. Expected is what the same hour of the week had otherwise, at the level of the
 * hours around. Counts come in bursts, so they are worth fewer independent witnesses than they number: how many fewer is
 * measured on blocks of the same length (their variance over their mean), as for a compound Poisson process.
 */
import { DAY, HOUR, type Interval, type Micros } from '../time.ts';

/** Counts of consecutive hours. */
export interface HourSeries {
  /** Start of the first hour. */
  readonly start: Micros;
  readonly counts: Float64Array;
  /** What is counted. */
  readonly unit: 'mailboxes' | 'records';
}

/** An empty run of hours that the rhythm does not explain. */
export interface Hole extends Interval {
  /** What would have been expected in it, in the unit of the series. */
  readonly expected: number;
  /** Chance that the log has such a run anywhere by itself. */
  readonly likelihood: number;
}

/** Hours of a week, and past without which hours of the week are not told apart. */
const WEEK = 168;
const WEEKS_NEEDED = 4;
/** Hours before and after a run by which the level of the time is judged. */
const AROUND = 12;
/** Weight of "as ever" against the hours around. */
const LEVEL_PRIOR = 3;
/** Blocks that must be there to measure how counts scatter. */
const BLOCKS = 8;
/** Weeks' worth of weight of the pooled hour against the hour of the week. */
const POOLED_WEIGHT = 2;

/** Indexes of empty runs, from inclusive to exclusive. */
export function emptyRunsOf({ counts }: HourSeries): readonly (readonly [number, number])[] {
  const runs: [number, number][] = [];
  let from = -1;
  for (let index = 0; index <= counts.length; index += 1) {
    const empty = index < counts.length && counts[index] === 0;
    if (empty && from < 0) from = index;
    if (!empty && from >= 0) {
      runs.push([from, index]);
      from = -1;
    }
  }
  return runs;
}

/** The holes of a series. `limit` is the chance of a false one in the whole series. By time. */
export function holesOf(series: HourSeries, limit: number): readonly Hole[] {
  const { counts, start } = series;
  const hours = counts.length;
  const expected = expectedOf(series);
  const rhythm = { expected: cumulated(expected), seen: cumulated(counts), hours };
  // No run can be a hole whose expectation is below this, however evenly the counts lie.
  const least = Math.log(hours / limit);
  const candidates = emptyRunsOf(series)
    .map((run) => ({ run, mean: meanOf(rhythm, run) }))
    .filter(({ mean }) => mean > least)
    .map(({ run, mean }) => ({ run, mean, witnesses: mean / scatterOf(rhythm, run) }))
    .filter(({ witnesses }) => witnesses > least)
    .sort((a, b) => b.witnesses - a.witnesses || a.run[0] - b.run[0]);
  const found: (readonly [number, number])[] = [];
  const holes: Hole[] = [];
  for (const { run, mean, witnesses } of candidates) {
    // A week earlier or later as empty: then it is the rhythm, unless that was a hole itself.
    if (isUsual(counts, run, found)) continue;
    found.push(run);
    holes.push({
      from: start + run[0] * HOUR,
      to: start + run[1] * HOUR,
      expected: mean,
      likelihood: Math.min(1, hours * Math.exp(-witnesses)),
    });
  }
  return holes.sort((a, b) => a.from - b.from);
}

/** Mean of the same hour of the week, drawn towards that of the same hour on working or resting days. */
function expectedOf({ counts, start }: HourSeries): Float64Array {
  const firstHour = start / HOUR;
  const pooled = meansBy(counts, 48, (index) => pooledClass(firstHour + index));
  if (counts.length < WEEKS_NEEDED * WEEK)
    return Float64Array.from(counts, (_, i) => pooled.means[pooledClass(firstHour + i)] ?? 0);
  const own = meansBy(counts, WEEK, (index) => (firstHour + index) % WEEK);
  return Float64Array.from(counts, (_, index) => {
    const week = (firstHour + index) % WEEK;
    const size = own.sizes[week] ?? 0;
    const shared = pooled.means[pooledClass(firstHour + index)] ?? 0;
    return ((own.means[week] ?? 0) * size + shared * POOLED_WEIGHT) / (size + POOLED_WEIGHT);
  });
}

/** Hour of the day (UTC), of Mondays to Fridays or of weekends. */
function pooledClass(hour: number): number {
  const weekday = (Math.floor((hour * HOUR) / DAY) + 4) % 7;
  return (weekday === 0 || weekday === 6 ? 24 : 0) + (hour % 24);
}

function meansBy(
  counts: Float64Array,
  classes: number,
  classOf: (index: number) => number,
): { readonly means: Float64Array; readonly sizes: Float64Array } {
  const sums = new Float64Array(classes);
  const sizes = new Float64Array(classes);
  for (const [index, count] of counts.entries()) {
    const own = classOf(index);
    sums[own] = (sums[own] ?? 0) + count;
    sizes[own] = (sizes[own] ?? 0) + 1;
  }
  return { means: sums.map((sum, own) => (sizes[own] === 0 ? 0 : sum / (sizes[own] ?? 1))), sizes };
}

interface Rhythm {
  /** Sums of the first n hours. */
  readonly expected: Float64Array;
  readonly seen: Float64Array;
  readonly hours: number;
}

function cumulated(values: Float64Array): Float64Array {
  const sums = new Float64Array(values.length + 1);
  for (const [index, value] of values.entries()) sums[index + 1] = (sums[index] ?? 0) + value;
  return sums;
}

function between(sums: Float64Array, from: number, to: number): number {
  return (sums[to] ?? 0) - (sums[from] ?? 0);
}

/** What is expected in a block, at the level of the hours around it, never above what is usual. */
function meanOf({ expected, seen, hours }: Rhythm, [from, to]: readonly [number, number]): number {
  const before = Math.max(0, from - AROUND);
  const after = Math.min(hours, to + AROUND);
  const usual = between(expected, before, from) + between(expected, to, after);
  const there = between(seen, before, from) + between(seen, to, after);
  const level = Math.min(1, (there + LEVEL_PRIOR) / (usual + LEVEL_PRIOR));
  return level * between(expected, from, to);
}

/** Variance over mean of blocks as long as the run, the run itself left out; at least 1. */
function scatterOf(rhythm: Rhythm, run: readonly [number, number]): number {
  const length = Math.max(1, Math.min(run[1] - run[0], Math.floor(rhythm.hours / BLOCKS)));
  let sum = 0;
  let blocks = 0;
  for (let from = 0; from + length <= rhythm.hours; from += length) {
    if (from < run[1] && run[0] < from + length) continue;
    const mean = meanOf(rhythm, [from, from + length]);
    if (mean < 1) continue;
    sum += (between(rhythm.seen, from, from + length) - mean) ** 2 / mean;
    blocks += 1;
  }
  return blocks < 2 ? Infinity : Math.max(1, sum / blocks);
}

/** Whether the same hours of another week are all empty too, in a week that is no hole. */
function isUsual(
  counts: Float64Array,
  [from, to]: readonly [number, number],
  holes: readonly (readonly [number, number])[],
): boolean {
  for (let shift = from % WEEK; shift + (to - from) <= counts.length; shift += WEEK) {
    const end = shift + to - from;
    if (shift < to && from < end) continue;
    if (holes.some((hole) => shift < hole[1] && hole[0] < end)) continue;
    if (counts.subarray(shift, end).every((count) => count === 0)) return true;
  }
  return false;
}
