/**
 * Holes of a log, hour by hour, against the log's own past. An empty run of hours is a hole where the chance that it comes
 * up anywhere in the log is below a limit. Expected is what the same hour of the week had otherwise, at the level of the
 * hours around. Counts come in bursts, so they are worth fewer independent witnesses than they number: how many fewer is
 * measured on blocks of the same length (variance over mean, as for a compound Poisson process). What is empty as often as in
 * one block of a hundred, or in every fourth week, is the rhythm and no hole.
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
/** Strange runs up to this share of all blocks are losses; more are the rhythm. */
const RARE = 0.01;
/** Weeks' worth of weight of the pooled hour against the hour of the week. */
const POOLED_WEIGHT = 2;

/** Indexes of hours, from inclusive to exclusive. */
export type Run = readonly [from: number, to: number];

/** Runs of hours without anything, in order. */
export function emptyRunsOf({ counts }: HourSeries): readonly Run[] {
  const runs: Run[] = [];
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
  // A mailbox counts once an hour, whatever its number of records: those do not come in bursts.
  const burst = series.unit === 'mailboxes' ? 1 : burstOf(counts, expected);
  const rhythm = { expected: cumulated(expected), seen: cumulated(counts), hours };
  // No run can be a hole whose expectation is below this, however evenly the counts lie.
  const least = Math.log(hours / limit);
  const strange = emptyRunsOf(series)
    .map((run) => ({ run, mean: meanOf(rhythm, run) }))
    .filter(({ mean }) => mean > least);
  const runs = strange.map(({ run }) => run);
  const candidates = strange
    .map(({ run, mean }) => ({ run, mean, witnesses: mean / Math.max(burst, scatterOf(rhythm, run, runs)) }))
    .filter(({ witnesses }) => witnesses > least)
    .sort((a, b) => b.witnesses - a.witnesses || a.run[0] - b.run[0]);
  const found: Run[] = [];
  const holes: Hole[] = [];
  for (const { run, mean, witnesses } of candidates) {
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
export function expectedOf({ counts, start }: HourSeries): Float64Array {
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

/** Variance over mean of single hours, all together: what comes in bursts of ten is worth a tenth. */
function burstOf(counts: Float64Array, expected: Float64Array): number {
  let squares = 0;
  let mean = 0;
  for (const [hour, count] of counts.entries()) {
    squares += (count - (expected[hour] ?? 0)) ** 2;
    mean += expected[hour] ?? 0;
  }
  return mean === 0 ? 1 : Math.max(1, squares / mean);
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

function between(sums: Float64Array, [from, to]: Run): number {
  return (sums[to] ?? 0) - (sums[from] ?? 0);
}

/** What is expected in a block, at the level of the hours around it, never above what is usual. */
function meanOf({ expected, seen, hours }: Rhythm, [from, to]: Run): number {
  const before: Run = [Math.max(0, from - AROUND), from];
  const after: Run = [to, Math.min(hours, to + AROUND)];
  const usual = between(expected, before) + between(expected, after);
  const there = between(seen, before) + between(seen, after);
  const level = Math.min(1, (there + LEVEL_PRIOR) / (usual + LEVEL_PRIOR));
  return level * between(expected, [from, to]);
}

/**
 * Variance over mean of blocks as long as the run, from those that fall short; at least 1. The run itself is left out, and
 * so are the others that are strange, unless they are so many that they must be held to be the rhythm.
 */
function scatterOf(rhythm: Rhythm, run: Run, strange: readonly Run[]): number {
  const length = Math.max(1, Math.min(run[1] - run[0], Math.floor(rhythm.hours / BLOCKS)));
  let sum = 0;
  let blocks = 0;
  let strangeSum = 0;
  let strangeBlocks = 0;
  let next = 0;
  for (let from = 0; from + length <= rhythm.hours; from += length) {
    const block: Run = [from, from + length];
    if (overlap(block, run)) continue;
    const mean = meanOf(rhythm, block);
    if (mean < 1) continue;
    while ((strange[next]?.[1] ?? Infinity) <= from) next += 1;
    const isStrange = overlap(block, strange[next] ?? [Infinity, Infinity]);
    const short = Math.max(0, mean - between(rhythm.seen, block));
    // A deviation to one side stands for both.
    const square = (2 * short ** 2) / mean;
    sum += square;
    blocks += 1;
    if (!isStrange) continue;
    strangeSum += square;
    strangeBlocks += 1;
  }
  if (strangeBlocks <= RARE * blocks) {
    sum -= strangeSum;
    blocks -= strangeBlocks;
  }
  return blocks < 2 ? Infinity : Math.max(1, sum / blocks);
}

/** Whether the same hours of other weeks are all empty too, more often than once, or than in every fourth; found holes do not count. */
function isUsual(counts: Float64Array, run: Run, holes: readonly Run[]): boolean {
  const [from, to] = run;
  let weeks = 0;
  let empty = 0;
  for (let start = from % WEEK; start + to - from <= counts.length; start += WEEK) {
    const other: Run = [start, start + to - from];
    if (overlap(other, run) || holes.some((hole) => overlap(other, hole))) continue;
    weeks += 1;
    if (counts.subarray(other[0], other[1]).every((count) => count === 0)) empty += 1;
  }
  return empty > 1 || empty * 4 > weeks;
}

function overlap(a: Run, b: Run): boolean {
  return a[0] < b[1] && b[0] < a[1];
}
