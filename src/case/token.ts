/** One token: where it was issued, and all that it touched. By facts alone; what it means is for the reader. */
import { eventIdText, TOKEN_REASONS, type TokenReason, tokenBase64, tokenGuid } from '../facts/index.ts';
import { render, sql, text } from '../sql/index.ts';
import type { Database, Row } from '../store/index.ts';
import { utcText } from './time.ts';

export interface TokenReport {
  /** The GUID, by which facts compare. */
  readonly token: string;
  /** As audit records and `uti` claims carry it. */
  readonly base64: string;
  /** `issued`; `seen-not-completed`: its sign-in is here and did not complete; `no-issuance-record`: no ledger here has it; `unknown`: no record at all names it. */
  readonly state: 'issued' | 'seen-not-completed' | 'no-issuance-record' | 'unknown';
  /** What reconciliation says of it; null before detections have run, or where no access names it. */
  readonly judged: TokenJudgement | null;
  /** Tokens of its sessions that accessed mail, by first use: its neighbours, this one among them. */
  readonly inSession: readonly {
    readonly token: string;
    readonly session: string;
    readonly outcome: string;
    readonly firstSeen: string | null;
    readonly accesses: number;
  }[];
  /** Sign-ins and Exchange's own issuances that name it, by time. */
  readonly ledger: readonly TokenIssue[];
  /** Which ledgers are here, and their reach. An absence outside it says nothing. */
  readonly ledgers: readonly {
    readonly kind: string;
    readonly from: string | null;
    readonly to: string | null;
    readonly rows: number;
    readonly withTokenId: number;
  }[];
  /** Everything that was done with it, by time. */
  readonly uses: readonly TokenUse[];
  /** By mailbox: what its accesses name. */
  readonly mailboxes: readonly {
    readonly mailbox: string | null;
    readonly mailboxId: string | null;
    readonly accesses: number;
    readonly syncs: number;
    readonly distinctMessages: number;
    readonly firstSeen: string | null;
    readonly lastSeen: string | null;
  }[];
}

/** A row of `token_use`, in words. */
export interface TokenJudgement {
  /** See TOKEN_OUTCOMES. */
  readonly outcome: string;
  /** Why, in a sentence part; null where the outcome says all. */
  readonly why: string | null;
  readonly pendingUntil: string | null;
  /** What the ledgers say of its session. */
  readonly sessionOutcome: string | null;
  /** What it shares with other tokens without issuance, and how likely chance does that. */
  readonly cluster: { readonly shared: string; readonly tokens: number; readonly probability: number } | null;
}

export interface TokenIssue {
  readonly eventId: string;
  readonly time: string | null;
  readonly ledger: string;
  /** `completed`, `interrupted` or `failed`; null where the ledger holds issuances only. */
  readonly outcome: string | null;
  readonly user: string | null;
  readonly application: string | null;
  readonly address: string | null;
  readonly session: string | null;
}

export interface TokenUse {
  readonly eventId: string;
  readonly time: string | null;
  readonly kind: 'access' | 'send' | 'search' | 'directory-read' | 'change';
  readonly mailbox: string | null;
  readonly user: string | null;
  readonly application: string | null;
  readonly address: string | null;
  readonly session: string | null;
  readonly detail: string | null;
}

/** The GUID of a token identifier in any of its spellings; null where it is none. */
export function tokenOf(given: string): string | null {
  return tokenGuid(given);
}

export async function traceToken(database: Database, guid: string): Promise<TokenReport> {
  const ledger = await issuesOf(database, guid);
  const uses = await usesOf(database, guid);
  return {
    token: guid,
    base64: tokenBase64(guid),
    state: stateOf(ledger, uses),
    judged: await judgementOf(database, guid),
    inSession: await neighboursOf(database, guid),
    ledger,
    ledgers: await ledgersOf(database),
    uses,
    mailboxes: await mailboxesOf(database, guid),
  };
}

function stateOf(ledger: readonly TokenIssue[], uses: readonly TokenUse[]): TokenReport['state'] {
  if (ledger.some(({ outcome }) => outcome === null || outcome === 'completed')) return 'issued';
  if (ledger.length > 0) return 'seen-not-completed';
  return uses.length > 0 ? 'no-issuance-record' : 'unknown';
}

async function judgementOf(database: Database, guid: string): Promise<TokenJudgement | null> {
  const [row] = await database.all(
    render(sql`SELECT u.outcome, u.reason, u.pending_until, u.session_outcome, c.cluster, c.identifiers, c.probability
      FROM token_use AS u LEFT JOIN token_cluster AS c ON c.tenant = u.tenant AND c.kind = u.kind AND c.cluster = u.cluster
      WHERE u.kind = 'token' AND u.identifier = ${text(guid)} ORDER BY u.tenant`),
  );
  if (row === undefined) return null;
  const reason = textOf(row.reason);
  return {
    outcome: String(row.outcome),
    why: reason === null ? null : (TOKEN_REASONS[reason as TokenReason] ?? reason),
    pendingUntil: utcText(row.pending_until),
    sessionOutcome: textOf(row.session_outcome),
    cluster:
      textOf(row.cluster) === null
        ? null
        : { shared: String(row.cluster), tokens: Number(row.identifiers), probability: Number(row.probability) },
  };
}

async function neighboursOf(database: Database, guid: string): Promise<TokenReport['inSession']> {
  const rows = await database.all(
    render(sql`SELECT u.identifier, u.session_id, u.outcome, u.first_seen, u.accesses FROM token_use AS u
      WHERE u.kind = 'token' AND u.session_id IN (SELECT session_id FROM access WHERE token_id = ${text(guid)} AND session_id IS NOT NULL)
      ORDER BY u.first_seen, u.identifier`),
  );
  return rows.map((row) => ({
    token: String(row.identifier),
    session: String(row.session_id),
    outcome: String(row.outcome),
    firstSeen: utcText(row.first_seen),
    accesses: Number(row.accesses),
  }));
}

async function issuesOf(database: Database, guid: string): Promise<readonly TokenIssue[]> {
  const rows = await database.all(
    render(sql`
      SELECT * FROM (
        SELECT event_id, time, kind AS ledger, outcome, actor, app_id, address, session_id FROM sign_in
        WHERE token_id = ${text(guid)} OR request_id = ${text(guid)}
        UNION ALL
        SELECT event_id, time, 'owa' AS ledger, CAST(NULL AS VARCHAR) AS outcome, actor, app_id, address, session_id FROM owa_issuance
        WHERE token_id = ${text(guid)}
      ) AS issued ORDER BY time, event_id, ledger`),
  );
  return rows.map((row) => ({ ...sharedOf(row), ledger: String(row.ledger), outcome: textOf(row.outcome) }));
}

async function usesOf(database: Database, guid: string): Promise<readonly TokenUse[]> {
  const rows = await database.all(
    render(sql`
      SELECT * FROM (
        SELECT event_id, part, time, 'access' AS kind, mailbox, actor, app_id, address, session_id,
          CASE access_type WHEN 'sync' THEN 'sync ' || coalesce(folder_path, '') ELSE access_type END AS detail
        FROM access WHERE token_id = ${text(guid)}
        UNION ALL SELECT event_id, part, time, 'send', mailbox, actor, app_id, address, session_id, message_id FROM send WHERE token_id = ${text(guid)}
        UNION ALL SELECT event_id, part, time, 'search', mailbox, actor, app_id, address, session_id, scope FROM search WHERE token_id = ${text(guid)}
        UNION ALL SELECT event_id, part, time, 'directory-read', NULL, actor_id, app_id, address, session_id, target FROM directory_read WHERE token_id = ${text(guid)}
        UNION ALL SELECT event_id, part, time, 'change', mailbox, actor, app_id, address, session_id, operation FROM change WHERE token_id = ${text(guid)}
      ) AS used ORDER BY time, event_id, kind, part`),
  );
  return rows.map((row) => ({
    ...sharedOf(row),
    kind: String(row.kind) as TokenUse['kind'],
    mailbox: textOf(row.mailbox),
    detail: textOf(row.detail),
  }));
}

async function mailboxesOf(database: Database, guid: string): Promise<TokenReport['mailboxes']> {
  const rows = await database.all(
    render(sql`
      WITH touched AS (SELECT event_id, part, mailbox_id, mailbox, access_type, time FROM access WHERE token_id = ${text(guid)}),
      named AS (SELECT t.mailbox_id, count(DISTINCT m.message_id) AS n FROM touched AS t JOIN message AS m ON m.event_id = t.event_id AND m.part = t.part GROUP BY t.mailbox_id)
      SELECT t.mailbox_id, max(t.mailbox) AS mailbox, count(*) AS accesses, count(CASE WHEN t.access_type = 'sync' THEN 1 END) AS syncs,
        max(coalesce(n.n, 0)) AS messages, min(t.time) AS first_at, max(t.time) AS last_at
      FROM touched AS t LEFT JOIN named AS n ON n.mailbox_id = t.mailbox_id GROUP BY t.mailbox_id ORDER BY mailbox, t.mailbox_id`),
  );
  return rows.map((row) => ({
    mailbox: textOf(row.mailbox),
    mailboxId: textOf(row.mailbox_id),
    accesses: Number(row.accesses),
    syncs: Number(row.syncs),
    distinctMessages: Number(row.messages),
    firstSeen: utcText(row.first_at),
    lastSeen: utcText(row.last_at),
  }));
}

async function ledgersOf(database: Database): Promise<TokenReport['ledgers']> {
  const rows = await database.all(
    `SELECT kind, min(time) AS first_at, max(time) AS last_at, count(*) AS n, count(token_id) AS with_token FROM (
       SELECT kind, time, token_id FROM sign_in UNION ALL SELECT 'owa', time, token_id FROM owa_issuance
     ) AS ledger GROUP BY kind ORDER BY kind`,
  );
  return rows.map((row) => ({
    kind: String(row.kind),
    from: utcText(row.first_at),
    to: utcText(row.last_at),
    rows: Number(row.n),
    withTokenId: Number(row.with_token),
  }));
}

function sharedOf(row: Row): Pick<TokenIssue, 'eventId' | 'time' | 'user' | 'application' | 'address' | 'session'> {
  if (typeof row.event_id !== 'bigint') throw new TypeError('an event has a number');
  return {
    eventId: eventIdText(row.event_id),
    time: utcText(row.time),
    user: textOf(row.actor),
    application: textOf(row.app_id),
    address: textOf(row.address),
    session: textOf(row.session_id),
  };
}

function textOf(value: Row[string] | undefined): string | null {
  return value === null || value === undefined ? null : String(value);
}
