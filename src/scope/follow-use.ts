/** What the ties hold: accesses behind each, and by which ways the intruder came. */
import type { Database } from '../store/index.ts';
import { countOf, textOf } from './rows.ts';
import { FOLLOW_RANKS } from './work-tables.ts';

export interface FollowUse {
  readonly kind: (typeof FOLLOW_RANKS)[number];
  readonly value: string;
  /** 0: a finding names it; higher: it came up while following. */
  readonly round: number;
  readonly accesses: number;
  readonly mailboxes: number;
}

/** By group. Asks the tables of `followAccesses`. */
export async function readFollowUse(database: Database): Promise<ReadonlyMap<string, readonly FollowUse[]>> {
  const rows = await database.all(
    `SELECT u.name, u.rank, u.value, k.round, u.accesses, u.mailboxes FROM (
       SELECT h.name, h.rank, h.value, count(*) AS accesses, count(DISTINCT h.box) AS mailboxes
       FROM (SELECT DISTINCT name, rank, value, event_id, part, box FROM scope_raw) AS h
       WHERE NOT EXISTS (SELECT 1 FROM scope_habit AS t WHERE t.name = h.name AND t.box = h.box AND t.rank = h.rank AND t.value = h.value)
       GROUP BY h.name, h.rank, h.value) AS u
     JOIN (SELECT name, follow, a, min(round) AS round FROM scope_key GROUP BY name, follow, a) AS k
       ON k.name = u.name AND k.a = u.value AND k.follow = (CASE u.rank ${FOLLOW_RANKS.map((word, rank) => `WHEN ${rank} THEN '${word}'`).join(' ')} END)
     ORDER BY u.name, u.rank, u.value`,
  );
  const result = new Map<string, FollowUse[]>();
  for (const row of rows) {
    const kind = FOLLOW_RANKS[countOf(row, 'rank')];
    if (kind === undefined) throw new TypeError(`no such rank: ${countOf(row, 'rank')}`);
    const list = result.get(textOf(row, 'name')) ?? [];
    list.push({
      kind,
      value: textOf(row, 'value'),
      round: countOf(row, 'round'),
      accesses: countOf(row, 'accesses'),
      mailboxes: countOf(row, 'mailboxes'),
    });
    result.set(textOf(row, 'name'), list);
  }
  return result;
}

/** By what the intruder's accesses came. Lists are sorted. */
export interface Ways {
  readonly applications: readonly string[];
  readonly addresses: readonly string[];
  readonly sessions: readonly string[];
  readonly tokens: readonly string[];
}

/** By group. Asks `scope_access`. */
export async function readWays(database: Database): Promise<ReadonlyMap<string, Ways>> {
  const one = (kind: string, value: string): string =>
    `SELECT DISTINCT i.name, '${kind}' AS kind, ${value} AS value FROM scope_access AS i JOIN access AS a ON a.event_id = i.event_id AND a.part = i.part
     WHERE i.attribution = 'intruder' AND ${value} IS NOT NULL`;
  const parts = [
    one('application', 'coalesce(a.client_app_id, a.app_id)'),
    one('address', 'a.address'),
    one('session', 'a.session_id'),
    one('token', 'a.token_id'),
  ];
  const rows = await database.all(
    `SELECT name, kind, value FROM (${parts.join(' UNION ALL ')}) ORDER BY name, kind, value`,
  );
  const found = new Map<string, Record<string, string[]>>();
  for (const row of rows) {
    const kinds = found.get(textOf(row, 'name')) ?? {};
    const values = kinds[textOf(row, 'kind')] ?? [];
    values.push(textOf(row, 'value'));
    kinds[textOf(row, 'kind')] = values;
    found.set(textOf(row, 'name'), kinds);
  }
  return new Map(
    [...found].map(([name, kinds]) => [
      name,
      {
        applications: kinds['application'] ?? [],
        addresses: kinds['address'] ?? [],
        sessions: kinds['session'] ?? [],
        tokens: kinds['token'] ?? [],
      },
    ]),
  );
}
