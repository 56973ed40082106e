/**
 * Hours whose sign-ins the ledger has lost, read from the ordinary tokens of those hours: where tokens of several
 * applications, used by several people at their own addresses, are all missing at once, the ledger lost them and nobody
 * forged them. A silence need not show: the nights of a small firm are longer than most losses.
 */
import { appendRows, type Database, type PlainRow } from '../../store/index.ts';
import type { ReconcileLimits } from './limits.ts';
import { dateOf, HOUR } from './micros.ts';
import { ISSUED, issuedSince, JUDGED, MISSING, UNIT } from './units.ts';

/** The hour by which an identifier was issued. */
const ISSUED_IN = `ll_hour(${ISSUED})`;

/** Ordinary identifiers that one ledger should hold: not those at addresses foreign to their users. */
const ORDINARY = `${UNIT} AND ${JUDGED} AND NOT foreign_address AND judge IS NOT NULL`;

/** Ordinary identifiers of one hour: all, and the missing ones by application. */
interface Hour {
  readonly start: bigint;
  readonly of: number;
  readonly missing: ReadonlyMap<string, number>;
}

/** Adds the hours that were lost to `token_hole`, and takes back what was missed in them. Needs `token_use`. */
export async function setAsideLostHours(database: Database, limits: ReconcileLimits): Promise<void> {
  const holes: PlainRow[] = [];
  for (const { tenant, kind, hours } of await ledgersThatMiss(database)) {
    for (const run of runs(hours, limits.lostShare)) {
      const [from, to] = [run[0]?.start ?? 0n, (run.at(-1)?.start ?? 0n) + HOUR];
      if (!ofSeveralApplications(run, limits.lostShare)) continue;
      if ((await peopleOf(database, tenant, kind, from, to)) < limits.lostPeople) continue;
      holes.push({ tenant, kind, from_at: dateOf(from), to_at: dateOf(to), reason: 'ledger-lost' });
    }
  }
  if (holes.length === 0) return;
  await appendRows(database, 'token_hole', holes);
  const tolerance = `interval '1' minute * ${limits.toleranceMinutes}`;
  await database.run(
    `UPDATE token_use SET outcome = 'not-evaluable', reason = 'ledger-lost', pending_until = NULL FROM token_hole AS h
     WHERE h.reason = 'ledger-lost' AND h.tenant = token_use.tenant AND h.kind = token_use.judge AND token_use.outcome IN ('no-issuance-record', 'pending')
       AND h.from_at < ${ISSUED} + ${tolerance}
       AND h.to_at > ${issuedSince(limits)}`,
  );
  await database.run(
    `UPDATE token_use SET session_outcome = 'not-evaluable' FROM token_use AS s
     WHERE token_use.kind = 'token' AND token_use.session_outcome = 'no-issuance-record' AND s.kind = 'session' AND s.tenant = token_use.tenant
       AND s.identifier = token_use.session_id AND s.reason = 'ledger-lost'`,
  );
}

async function ledgersThatMiss(
  database: Database,
): Promise<readonly { readonly tenant: string; readonly kind: string; readonly hours: readonly Hour[] }[]> {
  const rows = await database.all(
    `WITH own AS (SELECT tenant, judge, ${ISSUED_IN} AS hour, coalesce(application, '') AS application, outcome FROM token_use WHERE ${ORDINARY}),
       total AS (SELECT tenant, judge, hour, count(*) AS n FROM own GROUP BY tenant, judge, hour)
     SELECT t.tenant, t.judge, epoch_us(t.hour) AS hour, t.n, o.application, count(o.outcome) AS missing
     FROM total AS t LEFT JOIN own AS o ON o.tenant = t.tenant AND o.judge = t.judge AND o.hour = t.hour AND o.${MISSING}
     GROUP BY t.tenant, t.judge, t.hour, t.n, o.application ORDER BY t.tenant, t.judge, t.hour, o.application`,
  );
  const ledgers = new Map<string, { tenant: string; kind: string; hours: Map<bigint, Hour> }>();
  for (const row of rows) {
    const tenant = String(row['tenant']);
    const kind = String(row['judge']);
    const key = JSON.stringify([tenant, kind]);
    const ledger = ledgers.get(key) ?? { tenant, kind, hours: new Map() };
    ledgers.set(key, ledger);
    const start = BigInt(String(row['hour']));
    const missing = new Map(ledger.hours.get(start)?.missing);
    if (row['application'] !== null) missing.set(String(row['application']), Number(row['missing']));
    ledger.hours.set(start, { start, of: Number(row['n']), missing });
  }
  return [...ledgers.values()].map(({ hours, ...ledger }) => ({ ...ledger, hours: [...hours.values()] }));
}

/**
 * Stretches of hours, each of which misses at least `share` of its ordinary identifiers, and with them the hour before and
 * after where that misses any: a loss begins and ends within an hour. Hours without ordinary identifiers do not part them.
 */
export function runs(hours: readonly Hour[], share: number): readonly (readonly Hour[])[] {
  const found: (readonly Hour[])[] = [];
  for (let index = 0; index < hours.length; index += 1) {
    if (!isLost(hours[index], share)) continue;
    const first = index;
    while (isLost(hours[index + 1], share)) index += 1;
    const before = hours[first - 1];
    const after = hours[index + 1];
    found.push([
      ...(before !== undefined && before.start + HOUR === hours[first]?.start && countOf(before) > 0 ? [before] : []),
      ...hours.slice(first, index + 1),
      ...(after !== undefined && after.start - HOUR === hours[index]?.start && countOf(after) > 0 ? [after] : []),
    ]);
  }
  return found;
}

function isLost(hour: Hour | undefined, share: number): boolean {
  return hour !== undefined && countOf(hour) > 0 && countOf(hour) >= share * hour.of;
}

function countOf({ missing }: Hour): number {
  return [...missing.values()].reduce((sum, count) => sum + count, 0);
}

/** Whether most is missing even without the application that misses most: a forger's is one, a loss takes what comes. */
function ofSeveralApplications(run: readonly Hour[], share: number): boolean {
  const byApplication = new Map<string, number>();
  for (const { missing } of run)
    for (const [application, count] of missing)
      byApplication.set(application, (byApplication.get(application) ?? 0) + count);
  const missing = run.reduce((sum, hour) => sum + countOf(hour), 0);
  const of = run.reduce((sum, hour) => sum + hour.of, 0);
  const most = Math.max(...byApplication.values());
  return missing > most && missing - most >= share * (of - most);
}

async function peopleOf(database: Database, tenant: string, kind: string, from: bigint, to: bigint): Promise<number> {
  const row = await database.one({
    text: `SELECT count(DISTINCT person) AS n FROM token_use
     WHERE ${ORDINARY} AND ${MISSING} AND tenant = $1 AND judge = $2 AND epoch_us(${ISSUED_IN}) >= $3 AND epoch_us(${ISSUED_IN}) < $4`,
    values: [tenant, kind, from, to],
  });
  return Number(row['n']);
}
