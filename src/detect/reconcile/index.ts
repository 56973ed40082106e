/**
 * Access without issuance: every token and session that touched a mailbox, looked for in the ledgers of issued tokens, and
 * how likely it is that those which are missing are missing by chance. How to read it: docs/reconciliation.md.
 */
import { appendRows, type Database, inTransaction } from '../../store/index.ts';
import { findClusters, setAsideAbsentApplications } from './clusters.ts';
import { readLedgers } from './ledgers.ts';
import { DEFAULT_RECONCILE_LIMITS, type ReconcileLimits } from './limits.ts';
import { judgeIdentifiers } from './outcomes.ts';

/** Fills `token_ledger`, `token_use` and `token_cluster` from the facts, all of it or nothing. Needs derived facts. */
export async function reconcile(database: Database, given: Partial<ReconcileLimits> = {}): Promise<void> {
  const limits = { ...DEFAULT_RECONCILE_LIMITS, ...given };
  await inTransaction(database, async () => {
    await readLedgers(database, limits);
    await judgeIdentifiers(database, limits);
    await setAsideAbsentApplications(database, limits);
    for (const table of ['token_cluster', 'token_cluster_member']) await database.run(`DELETE FROM ${table}`);
    const members = await findClusters(database, limits);
    if (members.length === 0) return;
    await appendRows(database, 'token_cluster_member', members);
    await database.run(
      `UPDATE token_use SET cluster = m.cluster FROM token_cluster_member AS m
       WHERE m.tenant = token_use.tenant AND m.kind = token_use.kind AND m.identifier = token_use.identifier AND token_use.outcome = 'no-issuance-record'`,
    );
    await database.run(
      `INSERT INTO token_cluster
       SELECT u.tenant, u.cluster, u.kind, count(*), max(m.of_identifiers), count(DISTINCT u.mailbox_id), min(u.first_seen), max(u.last_seen), min(m.probability), 1 - min(m.probability),
         min(m.match_rate), min(m.match_low), min(m.match_high), min(m.match_n), min(m.stratum), bool_and(m.history), bool_and(coalesce(u.final, false))
       FROM token_use AS u JOIN token_cluster_member AS m ON m.tenant = u.tenant AND m.kind = u.kind AND m.identifier = u.identifier
       WHERE u.cluster IS NOT NULL GROUP BY u.tenant, u.cluster, u.kind`,
    );
  });
}
