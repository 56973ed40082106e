/** Coverage rows: runs of days in one state, and the order in which they are shown. */
import type { CoverageGrid, CoverageState, ReportView } from '../../../src/report/model.ts';
import { day } from './format.ts';
import { COVERAGE, COVERAGE_ORDER, STATE_OF_LETTER } from './words.ts';

export interface Run {
  readonly state: CoverageState;
  /** First day, counted from the grid's first. */
  readonly start: number;
  readonly length: number;
}

/** Consecutive days in one state. */
export function runs(days: string): readonly Run[] {
  const found: Run[] = [];
  let start = 0;
  for (let index = 1; index <= days.length; index += 1) {
    if (index < days.length && days[index] === days[start]) continue;
    // A letter that is not known says nothing: not collected is what may be claimed of it.
    found.push({ state: STATE_OF_LETTER.get(days[start] ?? '') ?? 'not-collected', start, length: index - start });
    start = index;
  }
  return found;
}

/** Days in each state, worst first. */
function tallies(days: string): ReadonlyMap<CoverageState, number> {
  const tally = new Map<CoverageState, number>();
  for (const run of runs(days)) tally.set(run.state, (tally.get(run.state) ?? 0) + run.length);
  return new Map(
    COVERAGE_ORDER.flatMap((state) => (tally.has(state) ? [[state, tally.get(state) ?? 0] as const] : [])),
  );
}

/** `27 observed, 2 throttled`: a row in words. */
export function inWords(days: string): string {
  return [...tallies(days)].map(([state, length]) => `${length} ${COVERAGE[state].word.toLowerCase()}`).join(', ');
}

/** How bad a row is: unseen days count, and worse states count a little more. */
function badness(days: string): number {
  let sum = 0;
  for (const [state, length] of tallies(days)) {
    if (state === 'observed') continue;
    sum +=
      state === 'silent'
        ? length * 0.01
        : length * (1 + 0.01 * (COVERAGE_ORDER.length - COVERAGE_ORDER.indexOf(state)));
  }
  return sum;
}

/** Rows of a grid, worst first, then in the order of the report. */
export function worstFirst(grid: CoverageGrid): readonly number[] {
  const scores = grid.days.map(badness);
  return grid.rows.map((_, row) => row).toSorted((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || a - b);
}

export function rowName(view: ReportView, grid: CoverageGrid, row: number): string {
  const mailbox = grid.rows[row] ?? null;
  return mailbox === null ? 'Whole tenant' : (view.mailboxes.mailbox[mailbox] ?? '');
}

export function dayName(view: ReportView, index: number): string {
  return day(view.coverage.firstDay + index * 86_400_000, 'utc');
}

/** `2023-06-03 to 2023-06-04`, or one day. */
export function runName(view: ReportView, run: Run): string {
  const first = dayName(view, run.start);
  return run.length === 1 ? first : `${first} to ${dayName(view, run.start + run.length - 1)}`;
}

const DAY = 86_400_000;
const HOUR = 3_600_000;

/** Indexes of the spans of each row. */
export function spansByRow({ spans }: CoverageGrid): ReadonlyMap<number, readonly number[]> {
  const rows = new Map<number, number[]>();
  for (const [index, row] of spans.row.entries()) {
    const own = rows.get(row);
    if (own === undefined) rows.set(row, [index]);
    else own.push(index);
  }
  return rows;
}

/** `5 of 24 hours not observed`: how much of a run of days is what its colour says, or worse than observed at all. */
export function unseenHours(view: ReportView, { spans }: CoverageGrid, own: readonly number[], run: Run): string {
  const from = view.coverage.firstDay + run.start * DAY;
  const to = from + run.length * DAY;
  let length = 0;
  for (const index of own)
    length += Math.max(0, Math.min(spans.to[index] ?? 0, to) - Math.max(spans.from[index] ?? 0, from));
  return `${Math.ceil(length / HOUR)} of ${run.length * 24} hours not observed`;
}
