/**
 * Days on which a log has no record of anybody. In small tenants no single hour says anything; the mailboxes together may,
 * each with the share of such days on which it has records.
 */
import { DuckDBTimestampValue } from '@duckdb/node-api';
import { render, sql } from '../../sql/index.ts';
import type { Database } from '../../store/index.ts';
import { countOf, timeOf } from '../rows.ts';
import { DAY, dayStart, type Interval, type Micros } from '../time.ts';
import { appendAll } from '../work-tables.ts';
import { type LogReach, ofLog } from './reach.ts';

/** A run of whole days without a record, by start of the first and end of the last. */
export interface EmptyDays extends Interval {
  /** Chance that such a run comes up anywhere in the log by itself, 0 to 1. */
  readonly likelihood: number;
}

/** Empty days elsewhere from which on a tenant counts as one that rests. */
const RESTS = 3;
/** Days from which on the days of the week are told apart, and not only weekends. */
const TOLD_APART = 28;

/** Sundays 0 to Saturdays 6 where the log has four weeks; else weekends 1 and other days 0. */
export function dayClass(day: Micros, weeks: boolean): number {
  const weekday = (Math.floor(day / DAY) + 4) % 7;
  return weeks ? weekday : weekday === 0 || weekday === 6 ? 1 : 0;
}

/** Days (UTC) that an interval touches, as starts. */
export function daysOf({ from, to }: Interval): readonly Micros[] {
  const days: Micros[] = [];
  for (let day = dayStart(from); day < to; day += DAY) days.push(day);
  return days;
}

/** Runs of days without a record; the likelihood multiplies the chances of all mailboxes to have had nothing to log. */
export async function emptyDays(database: Database, reach: LogReach): Promise<readonly EmptyDays[]> {
  const days = daysOf({ from: reach.first, to: reach.last + 1 });
  const weeks = days.length >= TOLD_APART;
  const rows = await database.all(
    render(sql`SELECT DISTINCT ll_day(o.hour) AS day FROM observed AS o WHERE ${ofLog(reach)}`),
  );
  const seen = new Set(rows.map((row) => timeOf(row, 'day')));
  const empty = days.filter((day) => !seen.has(day));
  if (empty.length === 0) return [];
  await writeDays(database, days, weeks);
  const sizes = new Map<number, number>();
  for (const day of days.filter((entry) => seen.has(entry)))
    sizes.set(dayClass(day, weeks), (sizes.get(dayClass(day, weeks)) ?? 0) + 1);
  const chances = await database.all(
    render(sql`SELECT day_class, mailbox_days, count(*) AS mailboxes FROM (
             SELECT d.day_class, o.mailbox_id, count(DISTINCT ll_day(o.hour)) AS mailbox_days FROM observed AS o
             JOIN scope_day AS d ON d.day = ll_day(o.hour)
             WHERE ${ofLog(reach)} GROUP BY d.day_class, o.mailbox_id)
           GROUP BY day_class, mailbox_days ORDER BY day_class, mailbox_days`),
  );
  const logChance = new Map<number, number>();
  for (const row of chances) {
    const own = countOf(row, 'day_class');
    const quiet = Math.log(1 - countOf(row, 'mailbox_days') / ((sizes.get(own) ?? 0) + 1)) * countOf(row, 'mailboxes');
    logChance.set(own, (logChance.get(own) ?? 0) + quiet);
  }
  return runsOf(empty).map((run) => {
    const classes = daysOf(run).map((day) => dayClass(day, weeks));
    const apart = days.length * Math.exp(classes.reduce((sum, own) => sum + (logChance.get(own) ?? 0), 0));
    // Where other days are empty too, everybody rests together, and the mailboxes are no independent witnesses.
    const others = empty.length - classes.length;
    const together = others < RESTS ? 0 : (others / (days.length - classes.length)) ** classes.length;
    return { ...run, likelihood: Math.min(1, Math.max(apart, together)) };
  });
}

/** Consecutive days made one. */
function runsOf(days: readonly Micros[]): readonly Interval[] {
  const runs: Interval[] = [];
  for (const day of days) {
    const last = runs.at(-1);
    if (last !== undefined && last.to === day) runs[runs.length - 1] = { from: last.from, to: day + DAY };
    else runs.push({ from: day, to: day + DAY });
  }
  return runs;
}

async function writeDays(database: Database, days: readonly Micros[], weeks: boolean): Promise<void> {
  await database.run('CREATE OR REPLACE TEMP TABLE scope_day (day TIMESTAMP, day_class BIGINT)');
  const rows = days.map((day) => [new DuckDBTimestampValue(BigInt(day)), BigInt(dayClass(day, weeks))] as const);
  await appendAll(database, 'scope_day', rows);
}
