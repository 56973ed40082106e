/**
 * The records' own rhythm, asked of the engine: which days a log has records of the tenant, how likely a day without any
 * is, and which mailboxes are silent longer than their own rhythm explains. Set-based; nothing here walks over cells.
 */
import { DuckDBTimestampValue } from '@duckdb/node-api';
import type { LogKind } from '../../facts/index.ts';
import { double, type Fragment, int, render, sql, text } from '../../sql/index.ts';
import type { Database } from '../../store/index.ts';
import type { ScopeLimits } from '../options.ts';
import { countOf, numberOrNull, textOf, textOrNull, timeOf } from '../rows.ts';
import { DAY, dayStart, type Interval, type Micros } from '../time.ts';
import { appendAll } from '../work-tables.ts';

/** One log of one tenant, as far as records of it are here. */
export interface LogReach {
  readonly tenant: string | null;
  readonly logKind: LogKind;
  /** First and last record. */
  readonly first: Micros;
  readonly last: Micros;
  readonly records: number;
}

export async function readReach(database: Database): Promise<readonly LogReach[]> {
  const rows = await database.all(
    `SELECT tenant, log_kind, min(time) AS first_at, max(time) AS last_at, count(*) AS records FROM event
     WHERE time IS NOT NULL GROUP BY tenant, log_kind ORDER BY tenant, log_kind`,
  );
  return rows.map((row) => ({
    tenant: textOrNull(row, 'tenant'),
    logKind: textOf(row, 'log_kind') as LogKind,
    first: timeOf(row, 'first_at'),
    last: timeOf(row, 'last_at'),
    records: countOf(row, 'records'),
  }));
}

/** Rows of `observed AS o` of one log. */
function ofLog({ tenant, logKind }: LogReach): Fragment {
  return sql`o.log_kind = ${text(logKind)} AND ${tenant === null ? sql`o.tenant IS NULL` : sql`o.tenant = ${text(tenant)}`}`;
}

/** A run of whole days, by start of the first and end of the last. */
export interface EmptyRun extends Interval {
  /** How likely it is that nothing happened, 0 to 1. */
  readonly likelihood: number;
  /** Records of the poorest comparable day; null where too few days compare. */
  readonly leastElsewhere: number | null;
}

/** Sundays 0 to Saturdays 6 where the window has four weeks; else weekends 1 and other days 0. */
function dayClass(day: Micros, weeks: boolean): number {
  const weekday = (Math.floor(day / DAY) + 4) % 7;
  return weeks ? weekday : weekday === 0 || weekday === 6 ? 1 : 0;
}

/** Empty days elsewhere from which on a tenant counts as one that rests. */
const RESTS = 3;

/** Days (UTC) that an interval touches, as starts. */
export function daysOf({ from, to }: Interval): readonly Micros[] {
  const days: Micros[] = [];
  for (let day = dayStart(from); day < to; day += DAY) days.push(day);
  return days;
}

/**
 * Runs of days within the reach of a log on which no mailbox (for logs of the tenant: nobody) has a record. The
 * likelihood multiplies over mailboxes and days the chance that each had nothing to log on such a weekday.
 */
export async function emptyRuns(database: Database, reach: LogReach): Promise<readonly EmptyRun[]> {
  const days = daysOf({ from: reach.first, to: reach.last + 1 });
  const weeks = days.length >= 28;
  const rows = await database.all(
    render(
      sql`SELECT ll_day(o.hour) AS day, count(*) AS hours, sum(o.records) AS records FROM observed AS o WHERE ${ofLog(reach)} GROUP BY ll_day(o.hour)`,
    ),
  );
  const seen = new Map(rows.map((row) => [timeOf(row, 'day'), countOf(row, 'records')]));
  if (days.every((day) => seen.has(day))) return [];
  await writeDays(database, days, (day) => ({ number: 0, dayClass: dayClass(day, weeks) }));
  const classSizes = new Map<number, number>();
  const classCounts = new Map<number, number[]>();
  for (const day of days) {
    const records = seen.get(day);
    if (records === undefined) continue;
    const own = dayClass(day, weeks);
    classSizes.set(own, (classSizes.get(own) ?? 0) + 1);
    classCounts.set(own, [...(classCounts.get(own) ?? []), records]);
  }
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
    const quiet =
      Math.log(1 - countOf(row, 'mailbox_days') / ((classSizes.get(own) ?? 0) + 1)) * countOf(row, 'mailboxes');
    logChance.set(own, (logChance.get(own) ?? 0) + quiet);
  }
  const empty = days.filter((day) => !seen.has(day));
  return runsOf(empty).map((run) => {
    const classes = daysOf(run).map((day) => dayClass(day, weeks));
    const comparable = classes.flatMap((own) => classCounts.get(own) ?? []);
    const apart = Math.exp(classes.reduce((sum, own) => sum + (logChance.get(own) ?? 0), 0));
    // Where other days are empty too, everybody rests together, and the mailboxes are no independent witnesses.
    const others = empty.length - classes.length;
    const together = others < RESTS ? 0 : (others / (days.length - classes.length)) ** classes.length;
    return {
      ...run,
      likelihood: Math.max(apart, together),
      leastElsewhere:
        comparable.length >= 3 ? comparable.reduce((least, count) => Math.min(least, count), Infinity) : null,
    };
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

async function writeDays(
  database: Database,
  days: readonly Micros[],
  describe: (day: Micros, index: number) => { readonly number: number; readonly dayClass: number },
): Promise<void> {
  await database.run('CREATE OR REPLACE TEMP TABLE scope_day (day TIMESTAMP, number BIGINT, day_class BIGINT)');
  const rows = days.map((day, index) => {
    const { number, dayClass: own } = describe(day, index);
    return [new DuckDBTimestampValue(BigInt(day)), BigInt(number), BigInt(own)] as const;
  });
  await appendAll(database, 'scope_day', rows);
}

/** A mailbox without records for longer than its own rhythm explains. */
export interface Silence extends Interval {
  readonly mailboxId: string;
  readonly activeDays: number;
  readonly ofDays: number;
  readonly days: number;
  /** Null: too little past to say; the silence is longer than that past would have to be. */
  readonly likelihood: number | null;
}

/**
 * Silences of every mailbox in one log. `days` are those on which the log was there: days of the tenant's own gaps do not
 * count, for anybody. A silence before the first or after the last record counts like one between.
 */
export async function silences(
  database: Database,
  reach: LogReach,
  days: readonly Micros[],
  limits: ScopeLimits,
): Promise<readonly Silence[]> {
  if (days.length === 0) return [];
  await writeDays(database, days, (_, index) => ({ number: index + 1, dayClass: 0 }));
  const rows = await database.all(
    render(sql`WITH active AS (
        SELECT o.mailbox_id, d.number FROM observed AS o JOIN scope_day AS d ON d.day = ll_day(o.hour)
        WHERE o.mailbox_id IS NOT NULL AND ${ofLog(reach)} GROUP BY o.mailbox_id, d.number),
      own AS (SELECT mailbox_id, min(number) AS first_day, max(number) AS last_day, count(*) AS active_days FROM active GROUP BY mailbox_id),
      gaps AS (
        SELECT mailbox_id, number - 1 AS to_day, lag(number) OVER (PARTITION BY mailbox_id ORDER BY number) + 1 AS from_day, false AS edge FROM active
        UNION ALL SELECT mailbox_id, first_day - 1, 1, true FROM own
        UNION ALL SELECT mailbox_id, ${int(days.length)}, last_day + 1, true FROM own),
      sized AS (
        SELECT g.mailbox_id, g.from_day, g.to_day, g.to_day - g.from_day + 1 AS days, o.active_days,
          o.last_day - o.first_day + 1 - (CASE WHEN g.edge THEN 0 ELSE g.to_day - g.from_day + 1 END) AS of_days, g.edge
        FROM gaps AS g JOIN own AS o ON o.mailbox_id = g.mailbox_id WHERE g.from_day <= g.to_day),
      judged AS (
        SELECT *, CASE WHEN of_days >= ${int(limits.rhythmDays)} THEN exp(days * ln(1 - ll_ratio(active_days, of_days + 1))) END AS likelihood FROM sized)
      SELECT mailbox_id, from_day, to_day, days, active_days, of_days, likelihood FROM judged
      WHERE likelihood < ${double(limits.silenceLikelihood)} OR (likelihood IS NULL AND edge AND days >= ${int(limits.rhythmDays)}) ORDER BY mailbox_id, from_day`),
  );
  return rows.map((row) => ({
    mailboxId: textOf(row, 'mailbox_id'),
    from: days[countOf(row, 'from_day') - 1] ?? 0,
    to: (days[countOf(row, 'to_day') - 1] ?? 0) + DAY,
    days: countOf(row, 'days'),
    activeDays: countOf(row, 'active_days'),
    ofDays: countOf(row, 'of_days'),
    likelihood: numberOrNull(row, 'likelihood'),
  }));
}
