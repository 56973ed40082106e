/** How many messages went the way of each flow, by message trace and by the log of forwarded mail. */
import { DuckDBTimestampValue } from '@duckdb/node-api';
import type { Database } from '../store/index.ts';
import { countedExtent } from './flow-extent.ts';
import { addressesIn } from './flow-sends.ts';
import { countOf, textOf, timeOrNull } from './rows.ts';
import type { Interval, Micros } from './time.ts';
import type { ScopeFlow } from './types.ts';
import { appendAll } from './work-tables.ts';

/** Rows that say that mail went somewhere by itself. */
const KINDS = `('forward', 'auto-forward', 'trace')`;

/**
 * A row of a trace names the sender of the message: of what a rule redirects that is whoever wrote it. So a message counts
 * where the mailbox sent it, or where it was delivered to the mailbox too.
 */
const COUNTS = `WITH own AS (
    SELECT f.place, s.message_id FROM send AS s JOIN scope_flow AS f ON f.box IS NOT NULL
    JOIN account AS b ON b.mailbox_id = f.box AND b.tenant = s.tenant
    WHERE s.kind = 'trace' AND s.message_id IS NOT NULL AND strpos(';' || s.recipients || ';', ';' || b.label || ';') > 0 GROUP BY f.place, s.message_id)
  SELECT h.place, count(DISTINCT h.message) AS n, max(CASE WHEN h.kind = 'trace' THEN 1 ELSE 0 END) AS traced FROM (
    SELECT f.place, s.kind, coalesce(s.message_id, CAST(s.event_id AS VARCHAR)) AS message
    FROM send AS s JOIN scope_flow AS f ON strpos(';' || s.recipients || ';', ';' || f.destination || ';') > 0
    LEFT JOIN account AS m ON m.tenant = s.tenant AND m.label = coalesce(s.mailbox, s.actor)
    LEFT JOIN own AS d ON d.place = f.place AND d.message_id = s.message_id
    WHERE s.kind IN ${KINDS} AND (s.outcome IS NULL OR s.outcome <> 'failure')
      AND (f.from_at IS NULL OR s.time >= f.from_at) AND (f.to_at IS NULL OR s.time <= f.to_at)
      AND (f.box IS NULL OR f.box = coalesce(s.mailbox_id, m.mailbox_id) OR d.place IS NOT NULL)) AS h
  GROUP BY h.place`;

const REACH = `SELECT kind, min(time) AS first_at, max(time) AS last_at FROM (SELECT CASE WHEN kind = 'trace' THEN 'message-trace' ELSE 'forwards' END AS kind, time FROM send
  WHERE kind IN ${KINDS} AND time IS NOT NULL) GROUP BY kind ORDER BY kind DESC`;

type Counter = 'message-trace' | 'forwards';

/** The same flows with what is counted of them; others stay presumed. */
export async function countFlows(
  database: Database,
  flows: ReadonlyMap<string, readonly ScopeFlow[]>,
): Promise<ReadonlyMap<string, readonly ScopeFlow[]>> {
  const all = [...flows.values()].flat();
  if (all.every(({ destination }) => addressesIn(destination).length === 0)) return flows;
  const reach = await reachOf(database);
  if (reach.size === 0) return flows;
  await database.run(
    'CREATE OR REPLACE TEMP TABLE scope_flow (place BIGINT, destination VARCHAR, box VARCHAR, from_at TIMESTAMP, to_at TIMESTAMP)',
  );
  const places = new Map(all.map((flow, place) => [flow, place]));
  await appendAll(
    database,
    'scope_flow',
    all.flatMap((flow, place) =>
      addressesIn(flow.destination).map((address) => [
        BigInt(place),
        address,
        flow.mailboxId,
        stamp(flow.from),
        stamp(flow.to),
      ]),
    ),
  );
  const counts = new Map<number, { readonly messages: number; readonly by: Counter }>();
  for (const row of await database.all(COUNTS)) {
    const by = countOf(row, 'traced') === 1 ? 'message-trace' : 'forwards';
    counts.set(countOf(row, 'place'), { messages: countOf(row, 'n'), by });
  }
  const counted = (flow: ScopeFlow): ScopeFlow => {
    if (addressesIn(flow.destination).length === 0) return flow;
    const found = counts.get(places.get(flow) ?? -1) ?? { messages: 0, by: 'message-trace' as const };
    const time = reach.get(found.by);
    if (time === undefined || !overlap(flow, time)) return flow;
    const extent = countedExtent(flow, found.messages, found.by, time);
    return { ...flow, messages: found.messages, countedBy: found.by, extent };
  };
  return new Map([...flows].map(([name, list]) => [name, list.map(counted)]));
}

async function reachOf(database: Database): Promise<ReadonlyMap<Counter, Interval>> {
  const rows = await database.all(REACH);
  return new Map(
    rows.map((row) => [
      textOf(row, 'kind') as Counter,
      { from: timeOrNull(row, 'first_at') ?? 0, to: timeOrNull(row, 'last_at') ?? 0 },
    ]),
  );
}

function overlap({ from, to }: ScopeFlow, reach: Interval): boolean {
  return (to === null || reach.from <= to) && (from === null || reach.to >= from);
}

function stamp(time: Micros | null): DuckDBTimestampValue | null {
  return time === null ? null : new DuckDBTimestampValue(BigInt(time));
}
