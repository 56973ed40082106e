/** Conditions over `token_use` that several steps of reconciliation share, SQL. */

/** Could be judged. */
export const JUDGED = `outcome IN ('issued', 'seen-not-completed', 'no-issuance-record')`;

export const MISSING = `outcome = 'no-issuance-record'`;

/** Sessions count where they stand for accesses without a token. */
export const UNIT = `(kind = 'token' OR accesses > 0)`;
