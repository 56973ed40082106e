/** The ledgers of issued tokens: how far they reach, and where they have holes. */
import { loadKnownGaps } from '../../facts/reference.ts';
import { appendRows, type Database, type PlainRow } from '../../store/index.ts';
import type { ReconcileLimits } from './limits.ts';
import { dateOf, HOUR } from './micros.ts';

/** Fills `token_ledger` and `token_hole`. */
export async function readLedgers(database: Database, limits: ReconcileLimits): Promise<void> {
  await database.run('DELETE FROM token_ledger');
  await database.run(
    `INSERT INTO token_ledger
     SELECT tenant, kind, itemised, min(CASE WHEN completed THEN time END), max(CASE WHEN completed THEN time END), count(*),
       count(CASE WHEN completed THEN 1 END), count(CASE WHEN completed THEN token_id END), count(CASE WHEN completed THEN session_id END)
     FROM (SELECT tenant, kind, coalesce(itemised, false) AS itemised, time, coalesce(outcome = 'completed', false) AS completed, token_id, session_id FROM sign_in WHERE vendor = 'm365'
           UNION ALL SELECT tenant, 'owa', true, time, true, token_id, session_id FROM owa_issuance) AS l
     GROUP BY tenant, kind, itemised`,
  );
  await database.run('DELETE FROM token_hole');
  // Rows that stand for groups fill no silence of the ledger that counts.
  const rows = await database.all(
    `SELECT tenant, kind, epoch_us(ll_hour(time)) AS hour FROM sign_in WHERE vendor = 'm365' AND itemised AND time IS NOT NULL
     GROUP BY tenant, kind, ll_hour(time) ORDER BY tenant, kind, hour`,
  );
  const ledgers = new Map<string, { tenant: string; kind: string; hours: bigint[] }>();
  for (const row of rows) {
    const tenant = String(row['tenant']);
    const kind = String(row['kind']);
    const key = JSON.stringify([tenant, kind]);
    const ledger = ledgers.get(key) ?? { tenant, kind, hours: [] };
    ledger.hours.push(BigInt(String(row['hour'])));
    ledgers.set(key, ledger);
  }
  const gaps = loadKnownGaps();
  const holes: PlainRow[] = [];
  for (const { tenant, kind, hours } of ledgers.values()) {
    for (const [from, to] of silences(hours, limits))
      holes.push({ tenant, kind, from_at: dateOf(from), to_at: dateOf(to), reason: 'ledger-silent' });
    for (const gap of gaps) {
      if (!gap.logKinds.some((log) => log === `signin-${kind}`)) continue;
      holes.push({ tenant, kind, from_at: new Date(gap.from), to_at: new Date(gap.to), reason: 'known-loss' });
    }
  }
  await appendRows(database, 'token_hole', holes);
}

/**
 * Silences that are too long for this ledger, from the hours (microseconds, ascending) in which it has rows: longer than
 * `silenceFactor` times what 99 of 100 pauses stay below, so that the nights of a small firm are none.
 */
export function silences(
  hours: readonly bigint[],
  limits: Pick<ReconcileLimits, 'silenceFactor' | 'silenceHours'>,
): readonly (readonly [from: bigint, to: bigint])[] {
  const pauses = hours.slice(1).map((hour, index) => hour - (hours[index] ?? hour) - HOUR);
  const sorted = [...pauses].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const usual = sorted[Math.floor((sorted.length - 1) * 0.99)] ?? 0n;
  const least = BigInt(limits.silenceHours) * HOUR;
  const most = usual * BigInt(limits.silenceFactor) > least ? usual * BigInt(limits.silenceFactor) : least;
  return pauses.flatMap((pause, index) => {
    const from = (hours[index] ?? 0n) + HOUR;
    return pause > most ? [[from, from + pause] as const] : [];
  });
}
