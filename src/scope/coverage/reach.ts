/** How far the records of each log reach, and how many there are, hour by hour. */
import type { LogKind } from '../../facts/index.ts';
import { type Fragment, render, sql, text } from '../../sql/index.ts';
import type { Database } from '../../store/index.ts';
import { countOf, textOf, textOrNull, timeOf } from '../rows.ts';
import { HOUR, type Micros } from '../time.ts';
import type { HourSeries } from './holes.ts';
import { MAILBOX_LOGS } from './logs.ts';

/** One log of one tenant, as far as it is here. */
export interface LogReach {
  readonly tenant: string | null;
  readonly logKind: LogKind;
  /**
   * First and last record; of logs that come in one export together, of the sources that hold this one: a log with few
   * records was there as long as its export was.
   */
  readonly first: Micros;
  readonly last: Micros;
  readonly records: number;
}

/** Logs that one search of the unified audit log gives together. */
const EXPORTED_TOGETHER: readonly LogKind[] = [
  'mailbox-audit',
  'exchange-admin',
  'signin-ual',
  'owa-auth',
  'other-audit',
];

export async function readReach(database: Database): Promise<readonly LogReach[]> {
  const rows = await database.all(
    `SELECT tenant, log_kind, min(time) AS first_at, max(time) AS last_at, count(*) AS records FROM event
     WHERE time IS NOT NULL GROUP BY tenant, log_kind ORDER BY tenant, log_kind`,
  );
  const together = EXPORTED_TOGETHER.map((logKind) => `'${logKind}'`).join(', ');
  const exports = await database.all(
    `SELECT own.tenant, own.log_kind, min(other.first_at) AS first_at, max(other.last_at) AS last_at
     FROM source_kind AS own JOIN source_kind AS other ON other.source_id = own.source_id AND other.tenant = own.tenant
     WHERE own.log_kind IN (${together}) AND other.log_kind IN (${together}) AND other.first_at IS NOT NULL
     GROUP BY own.tenant, own.log_kind`,
  );
  const spans = new Map(
    exports.map((row) => [
      `${textOrNull(row, 'tenant')} ${textOf(row, 'log_kind')}`,
      { first: timeOf(row, 'first_at'), last: timeOf(row, 'last_at') },
    ]),
  );
  return rows.map((row) => {
    const span = spans.get(`${textOrNull(row, 'tenant')} ${textOf(row, 'log_kind')}`);
    return {
      tenant: textOrNull(row, 'tenant'),
      logKind: textOf(row, 'log_kind') as LogKind,
      first: Math.min(timeOf(row, 'first_at'), span?.first ?? Infinity),
      last: Math.max(timeOf(row, 'last_at'), span?.last ?? -Infinity),
      records: countOf(row, 'records'),
    };
  });
}

/** Rows of `observed AS o` of one log. */
export function ofLog({ tenant, logKind }: Pick<LogReach, 'tenant' | 'logKind'>): Fragment {
  return sql`o.log_kind = ${text(logKind)} AND ${tenant === null ? sql`o.tenant IS NULL` : sql`o.tenant = ${text(tenant)}`}`;
}

/**
 * The log hour by hour over its reach: mailboxes with records where it names them, for they are witnesses
 * that do not know of each other; records elsewhere.
 */
export async function readHours(database: Database, reach: LogReach): Promise<HourSeries> {
  const rows = await database.all(
    render(
      sql`SELECT o.hour, sum(o.records) AS records, count(DISTINCT coalesce(o.mailbox_id, '')) AS mailboxes
          FROM observed AS o WHERE ${ofLog(reach)} GROUP BY o.hour ORDER BY o.hour`,
    ),
  );
  const start = Math.floor(reach.first / HOUR) * HOUR;
  const counts = new Float64Array(Math.floor(reach.last / HOUR) - start / HOUR + 1);
  const unit = MAILBOX_LOGS.includes(reach.logKind) ? 'mailboxes' : 'records';
  for (const row of rows) counts[(timeOf(row, 'hour') - start) / HOUR] = countOf(row, unit);
  return { start, counts, unit };
}
