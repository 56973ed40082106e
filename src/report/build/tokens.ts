/** What the ledgers of issued tokens say of every token that touched a mailbox (see `token_use`). */
import { LOG_KINDS, type LogKind } from '../../facts/index.ts';
import { countOf, textOf, textOrNull, timeOrNull } from '../../scope/index.ts';
import type { Database } from '../../store/index.ts';
import type { TokenLedger, TokenReconciliation } from '../model.ts';
import { utc } from './words.ts';

export interface TokenOutcomes {
  readonly reconciliation: TokenReconciliation;
  /** Accesses whose token was found, or could have been. */
  readonly evaluableAccesses: number;
}

const EVALUABLE = ['issued', 'seen-not-completed', 'no-issuance-record', 'contradictory'];

export async function tokenOutcomes(database: Database): Promise<TokenOutcomes> {
  const rows = await database.all(
    `SELECT outcome, reason, count(*) AS n, sum(accesses) AS accesses FROM token_use WHERE kind = 'token' GROUP BY outcome, reason ORDER BY outcome, reason`,
  );
  const tokensOf = (outcome: string): number =>
    rows.reduce((sum, row) => sum + (textOf(row, 'outcome') === outcome ? countOf(row, 'n') : 0), 0);
  return {
    reconciliation: {
      tokens: rows.reduce((sum, row) => sum + countOf(row, 'n'), 0),
      issued: tokensOf('issued'),
      seenNotCompleted: tokensOf('seen-not-completed'),
      notEvaluable: tokensOf('not-evaluable'),
      pending: tokensOf('pending'),
      noIssuanceRecord: tokensOf('no-issuance-record'),
      contradictory: tokensOf('contradictory'),
      reasons: rows.flatMap((row) => {
        const reason = textOrNull(row, 'reason');
        return reason === null ? [] : [{ outcome: textOf(row, 'outcome'), reason, tokens: countOf(row, 'n') }];
      }),
      ledgers: await tokenLedgers(database),
    },
    evaluableAccesses: rows.reduce(
      (sum, row) => sum + (EVALUABLE.includes(textOf(row, 'outcome')) ? countOf(row, 'accesses') : 0),
      0,
    ),
  };
}

/** Ledger kinds as facts name them, to kinds of logs. */
const LEDGER_LOGS: Readonly<Record<string, LogKind>> = {
  'interactive': 'signin-interactive',
  'noninteractive': 'signin-noninteractive',
  'service-principal': 'signin-service-principal',
  'managed-identity': 'signin-managed-identity',
  'adfs': 'signin-adfs',
  'ual': 'signin-ual',
  'google': 'google-login',
  'owa': 'owa-auth',
};

async function tokenLedgers(database: Database): Promise<readonly TokenLedger[]> {
  const rows = await database.all(
    `SELECT kind, min(time) AS first_at, max(time) AS last_at, count(*) AS n, count(token_id) AS tokens, count(session_id) AS sessions FROM (
       SELECT kind, time, token_id, session_id FROM sign_in UNION ALL SELECT 'owa', time, token_id, session_id FROM owa_issuance)
     WHERE kind IS NOT NULL GROUP BY kind`,
  );
  return rows
    .map((row): TokenLedger => {
      const kind = LEDGER_LOGS[textOf(row, 'kind')];
      if (kind === undefined) throw new TypeError(`no such ledger: ${textOf(row, 'kind')}`);
      return {
        kind,
        from: utc(timeOrNull(row, 'first_at')),
        to: utc(timeOrNull(row, 'last_at')),
        rows: countOf(row, 'n'),
        withTokenId: countOf(row, 'tokens'),
        withSession: countOf(row, 'sessions'),
      };
    })
    .sort((a, b) => LOG_KINDS.indexOf(a.kind) - LOG_KINDS.indexOf(b.kind));
}
