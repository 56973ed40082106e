/**
 * Every token that touched a mailbox, looked for in the ledgers of issued tokens. A token is only missed where the ledger
 * of non-interactive sign-ins (where nearly all access tokens are) reaches over the time of its issue, and where it was
 * a user's: tokens of the vendor's own services are not in any customer's log.
 */
import { countOf, HOUR, type Scope } from '../../scope/index.ts';
import { render, sql, time } from '../../sql/index.ts';
import type { Database } from '../../store/index.ts';
import type { TokenReconciliation } from '../model.ts';

export interface TokenOutcomes {
  readonly counts: Omit<TokenReconciliation, 'ledgers'>;
  /** Accesses whose token is found, or could have been. */
  readonly evaluableAccesses: number;
}

export async function reconcileTokens(database: Database, scope: Scope): Promise<TokenOutcomes> {
  const fresh = time(BigInt(scope.now - scope.limits.pendingHours * HOUR));
  const rows = await database.all(
    render(sql`WITH used AS (
        SELECT token_id, min(tenant) AS tenant, count(*) AS accesses, min(coalesce(issued_at, time)) AS issued, max(time) AS last_use,
          sum(CASE WHEN actor_type = 'user' AND (user_type IS NULL OR user_type IN (0, 2)) THEN 0 ELSE 1 END) AS of_services,
          sum(CASE WHEN issued_at > time OR token_tenant = '9188040d-6c67-4c5b-b112-36a304b66dad' THEN 1 ELSE 0 END) AS contradictions
        FROM access WHERE token_id IS NOT NULL GROUP BY token_id),
      given AS (SELECT DISTINCT token_id FROM issuance WHERE token_id IS NOT NULL),
      seen AS (SELECT DISTINCT token_id FROM sign_in WHERE token_id IS NOT NULL),
      reach AS (SELECT tenant, min(time) AS from_at, max(time) AS to_at FROM sign_in WHERE kind = 'noninteractive' AND token_id IS NOT NULL GROUP BY tenant),
      judged AS (
        SELECT u.accesses, CASE
          WHEN u.contradictions > 0 THEN 'contradictory'
          WHEN g.token_id IS NOT NULL THEN 'issued'
          WHEN s.token_id IS NOT NULL THEN 'seen-not-completed'
          WHEN u.of_services > 0 OR r.from_at IS NULL OR u.issued < r.from_at THEN 'not-evaluable'
          WHEN u.last_use >= ${fresh} OR u.issued > r.to_at THEN 'pending'
          ELSE 'no-issuance-record' END AS outcome
        FROM used AS u LEFT JOIN given AS g ON g.token_id = u.token_id LEFT JOIN seen AS s ON s.token_id = u.token_id LEFT JOIN reach AS r ON r.tenant = u.tenant)
      SELECT outcome, count(*) AS n, sum(accesses) AS accesses FROM judged GROUP BY outcome`),
  );
  const of = (outcome: string): { n: number; accesses: number } => {
    const row = rows.find((entry) => entry['outcome'] === outcome);
    return row === undefined ? { n: 0, accesses: 0 } : { n: countOf(row, 'n'), accesses: countOf(row, 'accesses') };
  };
  const counts = {
    tokens: rows.reduce((sum, row) => sum + countOf(row, 'n'), 0),
    issued: of('issued').n,
    seenNotCompleted: of('seen-not-completed').n,
    notEvaluable: of('not-evaluable').n,
    pending: of('pending').n,
    noIssuanceRecord: of('no-issuance-record').n,
    contradictory: of('contradictory').n,
  };
  const evaluable = ['issued', 'seen-not-completed', 'no-issuance-record', 'contradictory'].reduce(
    (sum, outcome) => sum + of(outcome).accesses,
    0,
  );
  return { counts, evaluableAccesses: evaluable };
}
