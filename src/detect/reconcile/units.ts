/** Conditions over `token_use` that several steps of reconciliation share, SQL. */
import type { ReconcileLimits } from './limits.ts';

/** Could be judged. */
export const JUDGED = `outcome IN ('issued', 'seen-not-completed', 'no-issuance-record')`;

export const MISSING = `outcome = 'no-issuance-record'`;

/** Sessions count where they stand for accesses without a token. */
export const UNIT = `(kind = 'token' OR accesses > 0)`;

/** When an identifier was issued, as far as its records say. */
export const ISSUED = 'coalesce(issued_at, first_seen)';

/** Since when it may have been issued. */
export function issuedSince({ toleranceMinutes, tokenLifeHours }: ReconcileLimits): string {
  return `coalesce(issued_at - interval '1' minute * ${toleranceMinutes}, first_seen - interval '1' hour * ${tokenLifeHours})`;
}
