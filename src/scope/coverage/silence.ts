/**
 * Mailboxes that are silent longer than their own past explains, asked of the engine in one query over all of them: by days
 * of the week for people, by hours for mailboxes that have records around the clock. Nothing here walks over cells.
 */
import { DuckDBTimestampValue } from '@duckdb/node-api';
import { double, int, render, sql } from '../../sql/index.ts';
import type { Database } from '../../store/index.ts';
import type { ScopeLimits } from '../options.ts';
import { countOf, numberOrNull, textOf, timeOf, timeOrNull } from '../rows.ts';
import { DAY, HOUR, type Interval, type Micros } from '../time.ts';
import { appendAll } from '../work-tables.ts';
import { dayClass } from './days.ts';
import { type LogReach, ofLog } from './reach.ts';

/** A mailbox without records for longer than its own rhythm explains: from its last record before to its first after. */
export interface Silence extends Interval {
  readonly mailboxId: string;
  /** Days (or hours) with records, of how many of its own outside the silence. */
  readonly active: number;
  readonly of: number;
  /** Length of the silence, in the same unit. */
  readonly length: number;
  readonly unit: 'day' | 'hour';
  /** Chance that the mailbox is silent so long anywhere; null: too little past to say, and the silence is longer than it. */
  readonly likelihood: number | null;
}

/** Days from which on each day of the week has a rate of its own, and not only working days and weekends. */
const TOLD_APART = 56;
const CLASSES = 7;

/**
 * Silences of every mailbox in one log. `days` are those on which the log was there: days of the tenant's own holes do not
 * count, for anybody. A silence before the first or after the last record counts like one between. Of mailboxes with an
 * ordinary rhythm at most the share `silenceLikelihood` has a silence.
 */
export async function silences(
  database: Database,
  reach: LogReach,
  days: readonly Micros[],
  limits: ScopeLimits,
): Promise<readonly Silence[]> {
  if (days.length === 0) return [];
  const byDay = await silentDays(database, reach, days, limits);
  return [...byDay, ...(await silentHours(database, reach, limits))];
}

/**
 * The days numbered, with how many of each class there are up to each: the classes of any stretch are a difference of two
 * rows. Row 0 stands before the first day.
 */
async function writeDays(database: Database, days: readonly Micros[]): Promise<void> {
  const columns = Array.from({ length: CLASSES }, (_, own) => `n${own} BIGINT`).join(', ');
  await database.run(
    `CREATE OR REPLACE TEMP TABLE scope_silence_day (day TIMESTAMP, number BIGINT, day_class BIGINT, ${columns})`,
  );
  const weeks = days.length >= TOLD_APART;
  const sums = new Array<bigint>(CLASSES).fill(0n);
  const rows = [
    [null, 0n, -1n, ...sums],
    ...days.map((day, index) => {
      const own = dayClass(day, weeks);
      sums[own] = (sums[own] ?? 0n) + 1n;
      return [new DuckDBTimestampValue(BigInt(day)), BigInt(index + 1), BigInt(own), ...sums];
    }),
  ];
  await appendAll(database, 'scope_silence_day', rows);
}

async function silentDays(
  database: Database,
  reach: LogReach,
  days: readonly Micros[],
  limits: ScopeLimits,
): Promise<readonly Silence[]> {
  await writeDays(database, days);
  const classes = Array.from({ length: CLASSES }, (_, own) => own);
  // Statements of fixed text: only numbers of classes are put into them.
  const active = classes.map((own) => `count(CASE WHEN day_class = ${own} THEN 1 END) AS a${own}`).join(', ');
  const carried = classes.map((own) => `o.a${own}`).join(', ');
  const stretch = classes.map((own) => `gap_end.n${own} - gap_start.n${own} AS d${own}`).join(', ');
  const life = classes
    .map(
      (own) =>
        `life_end.n${own} - life_start.n${own} - (CASE WHEN g.edge THEN 0 ELSE gap_end.n${own} - gap_start.n${own} END) AS o${own}`,
    )
    .join(', ');
  // Days without records after days without records: each makes the next more likely. The middle one stands for all, which
  // is never less than their product.
  const logChance = classes
    .map((own) => `d${own} * ln(ll_ratio(o${own} - a${own} + 0.5 + 0.5 * d${own}, o${own} + 0.5 + 0.5 * d${own}))`)
    .join(' + ');
  const rendered =
    render(sql`SELECT o.mailbox_id, d.number, d.day_class, min(o.hour) AS first_hour, max(o.hour) AS last_hour
    FROM observed AS o JOIN scope_silence_day AS d ON d.day = ll_day(o.hour)
    WHERE o.mailbox_id IS NOT NULL AND ${ofLog(reach)} GROUP BY o.mailbox_id, d.number, d.day_class`);
  await database.run({ ...rendered, text: `CREATE OR REPLACE TEMP TABLE scope_active AS ${rendered.text}` });
  // A single day is never strange, whatever the past: it is left out before anything is worked out of it.
  const rows = await database.all(
    `WITH own AS (
       SELECT mailbox_id, min(number) AS first_day, max(number) AS last_day, min(first_hour) AS first_hour, max(last_hour) AS last_hour,
         count(*) AS active_days, ${active} FROM scope_active GROUP BY mailbox_id),
     gaps AS (
       SELECT mailbox_id, lag(number) OVER (PARTITION BY mailbox_id ORDER BY number) + 1 AS from_day, number - 1 AS to_day,
         lag(last_hour) OVER (PARTITION BY mailbox_id ORDER BY number) AS before_hour, first_hour AS after_hour, false AS edge FROM scope_active
       UNION ALL SELECT mailbox_id, 1, first_day - 1, CAST(NULL AS TIMESTAMP), first_hour, true FROM own
       UNION ALL SELECT mailbox_id, last_day + 1, ${days.length}, last_hour, CAST(NULL AS TIMESTAMP), true FROM own),
     sized AS (
       SELECT g.mailbox_id, g.from_day, g.to_day, g.before_hour, g.after_hour, g.edge, g.to_day - g.from_day + 1 AS days, o.active_days,
         o.last_day - o.first_day + 1 - (CASE WHEN g.edge THEN 0 ELSE g.to_day - g.from_day + 1 END) AS of_days, ${carried}, ${stretch}, ${life}
       FROM gaps AS g JOIN own AS o ON o.mailbox_id = g.mailbox_id
       JOIN scope_silence_day AS gap_start ON gap_start.number = g.from_day - 1
       JOIN scope_silence_day AS gap_end ON gap_end.number = g.to_day
       JOIN scope_silence_day AS life_start ON life_start.number = o.first_day - 1
       JOIN scope_silence_day AS life_end ON life_end.number = o.last_day
       WHERE g.from_day < g.to_day),
     judged AS (
       SELECT *, CASE WHEN of_days >= ${limits.rhythmDays} THEN active_days * exp(${logChance}) END AS likelihood FROM sized)
     SELECT mailbox_id, from_day, to_day, before_hour, after_hour, days, active_days, of_days, likelihood FROM judged
     WHERE likelihood < ${limits.silenceLikelihood} OR (likelihood IS NULL AND edge AND days >= ${limits.rhythmDays}) ORDER BY mailbox_id, from_day`,
  );
  return rows.map((row) => {
    const before = timeOrNull(row, 'before_hour');
    const from = before === null ? (days[countOf(row, 'from_day') - 1] ?? 0) : before + HOUR;
    const to = timeOrNull(row, 'after_hour') ?? (days[countOf(row, 'to_day') - 1] ?? 0) + DAY;
    return {
      mailboxId: textOf(row, 'mailbox_id'),
      from,
      to,
      length: countOf(row, 'days'),
      active: countOf(row, 'active_days'),
      of: countOf(row, 'of_days'),
      unit: 'day',
      likelihood: numberOrNull(row, 'likelihood'),
    };
  });
}

/** Hours with records a mailbox must have, and their share of its hours, before single hours without are judged. */
const CONSTANT_HOURS = 24 * 7;
const CONSTANT_SHARE = 0.75;

/** Mailboxes that something accesses around the clock: for them some hours of silence say as much as days for others. */
async function silentHours(database: Database, reach: LogReach, limits: ScopeLimits): Promise<readonly Silence[]> {
  const rows = await database.all(
    render(sql`WITH active AS (SELECT o.mailbox_id, o.hour FROM observed AS o WHERE o.mailbox_id IS NOT NULL AND ${ofLog(reach)}),
      own AS (
        SELECT mailbox_id, hours, life FROM (
          SELECT mailbox_id, count(DISTINCT hour) AS hours, ll_ratio(ll_seconds_between(min(hour), max(hour)), 3600) + 1 AS life FROM active GROUP BY mailbox_id)
        WHERE hours >= ${int(CONSTANT_HOURS)} AND hours >= ${double(CONSTANT_SHARE)} * life),
      gaps AS (
        SELECT a.mailbox_id, lag(a.hour) OVER (PARTITION BY a.mailbox_id ORDER BY a.hour) AS before_hour, a.hour AS after_hour, o.hours, o.life
        FROM active AS a JOIN own AS o ON o.mailbox_id = a.mailbox_id),
      sized AS (
        SELECT *, ll_ratio(ll_seconds_between(before_hour, after_hour), 3600) - 1 AS silent FROM gaps WHERE before_hour IS NOT NULL),
      judged AS (SELECT *, hours * exp(silent * ln(1 - ll_ratio(hours, life - silent + 1))) AS likelihood FROM sized WHERE silent >= 1)
      SELECT mailbox_id, before_hour, after_hour, silent, hours, life - silent AS of_hours, likelihood FROM judged
      WHERE likelihood < ${double(limits.silenceLikelihood)} ORDER BY mailbox_id, before_hour`),
  );
  return rows.map((row) => ({
    mailboxId: textOf(row, 'mailbox_id'),
    from: timeOf(row, 'before_hour') + HOUR,
    to: timeOf(row, 'after_hour'),
    length: Math.round(countOf(row, 'silent')),
    active: countOf(row, 'hours'),
    of: Math.round(countOf(row, 'of_hours')),
    unit: 'hour',
    likelihood: numberOrNull(row, 'likelihood'),
  }));
}
