/**
 * Access without issuance: every token and session that touched a mailbox, looked for in the ledgers of issued tokens, and
 * how likely it is that those which are missing are missing by chance. How to read it: docs/reconciliation.md.
 */
import { appendRows, type Database, inTransaction } from '../../store/index.ts';
import { findClusters, setAsideAbsentApplications } from './clusters.ts';
import { readLedgers } from './ledgers.ts';
import { DEFAULT_RECONCILE_LIMITS, type ReconcileLimits } from './limits.ts';
import { setAsideLostHours } from './lost-hours.ts';
import { judgeIdentifiers } from './outcomes.ts';

/** Fills `token_ledger`, `token_use` and `token_cluster` from the facts, all of it or nothing. Needs derived facts. */
export async function reconcile(database: Database, given: Partial<ReconcileLimits> = {}): Promise<void> {
  const limits = { ...DEFAULT_RECONCILE_LIMITS, ...given };
  await inTransaction(database, async () => {
    await readLedgers(database, limits);
    await judgeIdentifiers(database, limits);
    await setAsideAbsentApplications(database, limits);
    await setAsideLostHours(database, limits);
    for (const table of ['token_cluster', 'token_cluster_member']) await database.run(`DELETE FROM ${table}`);
    const { clusters, members } = await findClusters(database, limits);
    if (clusters.length === 0) return;
    await appendRows(database, 'token_cluster', clusters);
    await appendRows(database, 'token_cluster_member', members);
    await database.run(
      `UPDATE token_use SET cluster = m.cluster FROM token_cluster_member AS m
       WHERE m.tenant = token_use.tenant AND m.kind = token_use.kind AND m.identifier = token_use.identifier AND token_use.outcome = 'no-issuance-record'`,
    );
    await database.run(
      `UPDATE token_cluster SET identifiers = u.identifiers, mailboxes = u.mailboxes, first_seen = u.first_seen, last_seen = u.last_seen, final = u.final
       FROM (SELECT tenant, cluster, kind, count(*) AS identifiers, count(DISTINCT mailbox_id) AS mailboxes, min(first_seen) AS first_seen, max(last_seen) AS last_seen,
               bool_and(coalesce(final, false)) AS final FROM token_use WHERE cluster IS NOT NULL GROUP BY tenant, cluster, kind) AS u
       WHERE u.tenant = token_cluster.tenant AND u.cluster = token_cluster.cluster AND u.kind = token_cluster.kind`,
    );
  });
}
