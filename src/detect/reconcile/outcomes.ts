/** Every token and session of accesses, looked up in the ledgers: fills `token_use`. All of it by the engine, by sets. */
import type { TokenReason } from '../../facts/index.ts';
import { type Database, withoutRules } from '../../store/index.ts';
import type { ReconcileLimits } from './limits.ts';
import { ISSUED, issuedSince } from './units.ts';

/** Tenant of personal Microsoft accounts. */
const CONSUMER_TENANT = '9188040d-6c67-4c5b-b112-36a304b66dad';

const hours = (n: number): string => `interval '1' hour * ${n}`;
const minutes = (n: number): string => `interval '1' minute * ${n}`;
const reason = (code: TokenReason): string => `'${code}'`;

/** Needs `token_ledger` and `token_hole`. */
export async function judgeIdentifiers(database: Database, limits: ReconcileLimits): Promise<void> {
  await database.run('DELETE FROM token_use');
  await holders(database);
  await judges(database, limits);
  await judgeSessions(database, limits);
  await judgeTokens(database, limits);
  await database.run(
    `INSERT INTO token_use (tenant, kind, identifier, outcome, reason, first_seen, last_seen, accesses, mailboxes, mailbox_id)
     SELECT tenant, 'token', coalesce(token_raw, 'not stated'), 'not-evaluable', token_state, min(time), max(time), count(*), count(DISTINCT mailbox_id), min(mailbox_id)
     FROM access WHERE token_state IN ('malformed', 'damaged') AND token_id IS NULL GROUP BY tenant, token_raw, token_state`,
  );
}

/** `holder_token`, `holder_session`: which ledgers hold an identifier, completed or not. Of whatever tenant: a GUID is one. */
async function holders(database: Database): Promise<void> {
  const rows = `SELECT token_id, request_id, session_id, kind, coalesce(outcome = 'completed', false) AS completed FROM sign_in WHERE vendor = 'm365'
    UNION ALL SELECT token_id, NULL, session_id, 'owa', true FROM owa_issuance`;
  const fold = (from: string): string =>
    `SELECT identifier, max(CASE WHEN completed THEN 1 ELSE 0 END) AS completed, max(CASE WHEN completed AND kind <> 'owa' THEN 1 ELSE 0 END) AS signed_in,
       min(kind) AS first_kind, max(kind) AS last_kind FROM (${from}) AS h WHERE identifier IS NOT NULL GROUP BY identifier`;
  await database.run(
    `CREATE OR REPLACE TEMP TABLE holder_token AS ${fold(
      `SELECT token_id AS identifier, kind, completed FROM (${rows}) AS r
       UNION ALL SELECT request_id, kind, completed FROM (${rows}) AS r WHERE request_id <> token_id`,
    )}`,
  );
  await database.run(
    `CREATE OR REPLACE TEMP TABLE holder_session AS ${fold(`SELECT session_id AS identifier, kind, completed FROM (${rows}) AS r WHERE kind <> 'owa'`)}`,
  );
}

/** `judge_token`, `judge_session`: per tenant the ledger whose silence counts, the fullest first. */
async function judges(database: Database, limits: ReconcileLimits): Promise<void> {
  const best = (condition: string): string =>
    `SELECT tenant, kind, from_at, to_at FROM (
       SELECT *, row_number() OVER (PARTITION BY tenant ORDER BY CASE kind WHEN 'noninteractive' THEN 1 ELSE 2 END) AS place
       FROM token_ledger WHERE kind IN ('noninteractive', 'ual') AND itemised AND rows_completed > 0 AND ${condition}) AS l WHERE place = 1`;
  await database.run(`CREATE OR REPLACE TEMP TABLE judge_token AS ${best('with_token > 0')}`);
  await database.run(
    `CREATE OR REPLACE TEMP TABLE judge_session AS ${best(`with_session >= ${limits.sessionShare} * rows_completed`)}`,
  );
  await database.run(
    `CREATE OR REPLACE TEMP TABLE judge_application AS SELECT tenant, kind, from_at, to_at FROM token_ledger WHERE kind = 'service-principal' AND itemised AND rows_completed > 0`,
  );
  await database.run(
    `CREATE OR REPLACE TEMP TABLE judge_grouped AS SELECT kind = 'service-principal' AS of_application, tenant, to_at FROM token_ledger
     WHERE kind IN ('noninteractive', 'service-principal') AND NOT itemised AND rows_completed > 0`,
  );
}

/** Figures of an identifier. Texts are told apart as numbers, and stand as its first event has them. */
const FIGURES = `min(event_id) AS first_event, min(time) AS first_seen, max(time) AS last_seen, min(ll_hash(mailbox_id)) AS a_mailbox, max(ll_hash(mailbox_id)) AS z_mailbox,
  min(ll_hash(actor)) AS a_actor, max(ll_hash(actor)) AS z_actor,
  max(CASE WHEN coalesce(actor_type, 'user') = 'user' AND coalesce(user_type, 0) IN (0, 2, 3) THEN 0 ELSE 1 END) AS of_service,
  max(CASE WHEN external OR user_type = 9 OR contains(actor, '#ext#') THEN 1 ELSE 0 END) AS of_guest`;

/** Lays over `figures` (identifiers of `column`) what their first event says. */
function withFirst(column: 'token_id' | 'session_id'): string {
  return `SELECT f.*, a.session_id, a.mailbox_id, a.actor, coalesce(a.client_app_id, a.app_id) AS application, a.client_family, a.token_type, a.address,
      CASE WHEN f.a_mailbox < f.z_mailbox THEN d.mailboxes ELSE 1 END AS mailboxes
    FROM access AS a JOIN figures AS f ON f.first_event = a.event_id AND a.part = 0
    LEFT JOIN (SELECT tenant, ${column} AS identifier, count(DISTINCT mailbox_id) AS mailboxes FROM access
        WHERE ${column} IN (SELECT identifier FROM figures WHERE a_mailbox < z_mailbox) GROUP BY tenant, ${column}) AS d
      ON d.tenant = a.tenant AND d.identifier = a.${column}`;
}

/**
 * The engine guesses the sizes of joins badly here, and puts the identifiers on the side from which one thread alone goes
 * on. The figures lie beside, since three steps need them.
 */
async function judgeFigures(database: Database, figures: string, statement: string): Promise<void> {
  await database.run(`CREATE OR REPLACE TEMP TABLE figures AS ${figures}`);
  await database.withSetting(withoutRules('join_order', 'build_side_probe_side'), async () => {
    await database.run(statement);
  });
  await database.run('DROP TABLE figures');
}

/**
 * Person and network of each row of `from`, and whether its address is foreign to its user. What the identifier's own
 * issuance says does not count: else every token whose row was lost would look foreign, and chance like an intruder.
 */
function placed(from: string, identifier: 'token_id' | 'session_id'): string {
  return `SELECT u.*, coalesce(a.person, u.actor) AS who, n.network, n.network_class,
      coalesce(n.network_class IN ('other', 'vendor-cloud') AND coalesce(h.others, 0) <= CASE WHEN o.address = u.address THEN 1 ELSE 0 END, false) AS foreign_address
    FROM (${from}) AS u
    LEFT JOIN account AS a ON a.tenant = u.tenant AND a.label = u.actor
    LEFT JOIN address AS n ON n.address = u.address
    LEFT JOIN (SELECT ${identifier} AS identifier, min(address) AS address FROM issuance WHERE ${identifier} IS NOT NULL GROUP BY ${identifier}) AS o ON o.identifier = u.identifier
    LEFT JOIN (SELECT tenant, person, address, count(DISTINCT ${identifier}) AS others FROM issuance WHERE person IS NOT NULL AND address IS NOT NULL GROUP BY tenant, person, address) AS h
      ON h.tenant = u.tenant AND h.person = coalesce(a.person, u.actor) AND h.address = u.address`;
}

/** Columns `hole` and `judged` from a row with judge `j`, `low_at` and `issue_at`: what its absence is worth. */
function absence(limits: ReconcileLimits, none: TokenReason): { readonly outcome: string; readonly reason: string } {
  const settled = `issue_at + ${hours(limits.provisionalHours)}`;
  const why = `CASE WHEN judge IS NULL THEN CASE WHEN grouped_to IS NULL THEN ${reason(none)} ELSE ${reason('ledger-grouped')} END WHEN low_at < judge_from THEN ${reason('before-ledger')} WHEN hole IS NOT NULL THEN hole
    WHEN judge_to < ${settled} AND grouped_to >= ${settled} THEN ${reason('ledger-grouped')} END`;
  return {
    reason: why,
    outcome: `CASE WHEN ${why} IS NOT NULL THEN 'not-evaluable'
      WHEN judge_to < ${settled} THEN 'pending' ELSE 'no-issuance-record' END`,
  };
}

/** Lays the judge and the holes over rows with tenant, low_at and issue_at; `applications` too have their ledger. */
function underJudge(rows: string, judge: 'judge_token' | 'judge_session', limits: ReconcileLimits): string {
  // The few holes of a ledger lie beside each of its rows: to look them up a row would sort all rows first.
  return `SELECT r.*, j.kind AS judge, j.from_at AS judge_from, j.to_at AS judge_to, g.to_at AS grouped_to,
      list_min(list_transform(list_filter(x.holes, lambda h: h.from_at < r.issue_at + ${minutes(limits.toleranceMinutes)} AND h.to_at > r.low_at), lambda h: h.reason)) AS hole
    FROM (${rows}) AS r LEFT JOIN (
      SELECT false AS of_application, * FROM ${judge} UNION ALL SELECT true, * FROM judge_application) AS j
      ON j.tenant = r.tenant AND j.of_application = (r.of_service = 1)
    LEFT JOIN judge_grouped AS g ON g.tenant = r.tenant AND g.of_application = (r.of_service = 1)
    LEFT JOIN (SELECT tenant, kind, list({'from_at': from_at, 'to_at': to_at, 'reason': reason}) AS holes FROM token_hole GROUP BY tenant, kind) AS x
      ON x.tenant = r.tenant AND x.kind = j.kind`;
}

/** Which ledgers hold an identifier, from the holder `h`. */
const LEDGERS = `CASE WHEN h.first_kind = h.last_kind THEN h.first_kind ELSE h.first_kind || ';' || h.last_kind END AS ledgers`;

/** INSERT and SELECT of `token_use`, from rows `g` that are judged. */
function intoUses(
  own: { readonly kind: 'token' | 'session'; readonly sessionOutcome: string; readonly issuedAt: string },
  limits: ReconcileLimits,
): string {
  return `INSERT INTO token_use (tenant, kind, identifier, session_id, session_outcome, outcome, reason, ledgers, judge, pending_until, final, issued_at, first_seen, last_seen,
       accesses, mailboxes, mailbox_id, person, application, client_family, token_type, network, network_class, foreign_address)
     SELECT g.tenant, '${own.kind}', g.identifier, g.session_id, ${own.sessionOutcome}, g.outcome,
       CASE WHEN g.outcome IN ('contradictory', 'not-evaluable') THEN g.reason END, g.ledgers, g.judge,
       CASE WHEN g.outcome = 'pending' THEN g.issue_at + ${hours(limits.provisionalHours)} END, g.judge_to >= g.issue_at + ${hours(limits.finalHours)}, ${own.issuedAt}, g.first_seen, g.last_seen,
       g.accesses, g.mailboxes, g.mailbox_id, g.who, g.application, g.client_family, g.token_type, g.network, g.network_class, g.foreign_address`;
}

async function judgeSessions(database: Database, limits: ReconcileLimits): Promise<void> {
  const figures = `SELECT tenant, session_id AS identifier, ${FIGURES}, count(*) - count(token_id) AS accesses FROM access
    WHERE vendor = 'm365' AND session_id IS NOT NULL AND time IS NOT NULL GROUP BY tenant, session_id`;
  const columns =
    'tenant, identifier, session_id, first_seen, last_seen, of_service, of_guest, mailbox_id, actor, application, client_family, token_type, address, accesses, mailboxes';
  // Tokens of Exchange's own ledger stand for their sessions, too, before any access is made with them.
  const used = `SELECT ${columns} FROM (${withFirst('session_id')}) AS s
    UNION ALL
    SELECT tenant, session_id, session_id, min(time), max(time), 0, 0, CAST(NULL AS VARCHAR), min(actor), min(app_id), CAST(NULL AS VARCHAR), CAST(NULL AS VARCHAR), min(address), 0, 0
    FROM owa_issuance AS o WHERE session_id IS NOT NULL AND time IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM access AS a WHERE a.session_id = o.session_id) GROUP BY tenant, session_id`;
  // A session is named again by every refresh: one within the life of the token that was used must be in the ledger.
  const timed = `SELECT p.*, p.first_seen AS issue_at, p.first_seen - ${hours(limits.tokenLifeHours)} AS low_at FROM (${placed(used, 'session_id')}) AS p`;
  const { outcome, reason: why } = absence(limits, 'sessions-not-logged');
  await judgeFigures(
    database,
    figures,
    `${intoUses({ kind: 'session', sessionOutcome: 'g.outcome', issuedAt: 'NULL' }, limits)}
     FROM (SELECT *, CASE WHEN completed = 1 THEN 'issued' WHEN completed = 0 THEN 'seen-not-completed'
             WHEN of_service = 1 OR of_guest = 1 THEN 'not-evaluable' ELSE ${outcome} END AS outcome,
             CASE WHEN of_service = 1 THEN ${reason('application-only')} WHEN of_guest = 1 THEN ${reason('guest-or-partner')} ELSE ${why} END AS reason
           FROM (SELECT u.*, h.completed, ${LEDGERS}
                 FROM (${underJudge(timed, 'judge_session', limits)}) AS u LEFT JOIN holder_session AS h ON h.identifier = u.identifier) AS f) AS g`,
  );
}

async function judgeTokens(database: Database, limits: ReconcileLimits): Promise<void> {
  const figures = `SELECT tenant, token_id AS identifier, ${FIGURES}, count(*) AS accesses, min(issued_at) AS issued_at, max(issued_at) AS last_issued_at,
      max(CASE WHEN issued_at > time + ${minutes(limits.toleranceMinutes)} THEN 1 ELSE 0 END) AS early,
      max(CASE WHEN token_tenant <> tenant THEN token_tenant END) AS other_tenant, max(CASE WHEN token_tenant = '${CONSUMER_TENANT}' THEN 1 ELSE 0 END) AS consumer,
      min(ll_hash(token_object)) AS a_object, max(ll_hash(token_object)) AS z_object,
      min(ll_hash(client_app_id)) AS a_client_app, max(ll_hash(client_app_id)) AS z_client_app, min(ll_hash(app_id)) AS a_app, max(ll_hash(app_id)) AS z_app
    FROM access WHERE vendor = 'm365' AND token_id IS NOT NULL AND time IS NOT NULL GROUP BY tenant, token_id`;
  const used = withFirst('token_id');
  const timed = `SELECT p.*, ${ISSUED} AS issue_at, ${issuedSince(limits)} AS low_at
    FROM (${placed(used, 'token_id')}) AS p`;
  const { outcome, reason: why } = absence(limits, 'no-ledger');
  // The object ids that sign-ins give a user; where they give several, nothing follows.
  const objects = `SELECT tenant, actor, min(actor_id) AS object_id FROM sign_in WHERE actor IS NOT NULL AND actor_id IS NOT NULL AND actor_type = 'user'
    GROUP BY tenant, actor HAVING min(actor_id) = max(actor_id)`;
  // Labels of one person are no two users.
  const several = `SELECT a.token_id AS identifier, count(DISTINCT coalesce(p.person, a.actor)) AS people FROM access AS a LEFT JOIN account AS p ON p.tenant = a.tenant AND p.label = a.actor
    WHERE a.token_id IN (SELECT identifier FROM figures GROUP BY identifier HAVING min(a_actor) < max(z_actor)) GROUP BY a.token_id`;
  const homes = 'SELECT DISTINCT actor, home_tenant FROM sign_in WHERE home_tenant IS NOT NULL';
  const contradiction = `CASE
    WHEN consumer = 1 THEN ${reason('consumer-tenant')}
    WHEN other_tenant IS NOT NULL AND of_guest = 0 AND of_service = 0 AND home_tenant IS NULL THEN ${reason('other-tenant')}
    WHEN early = 1 THEN ${reason('used-before-issue')}
    WHEN of_service = 0 AND people > 1 THEN ${reason('two-users')}
    WHEN a_client_app < z_client_app OR a_app < z_app THEN ${reason('two-applications')}
    WHEN last_issued_at > issued_at + ${minutes(limits.toleranceMinutes)} THEN ${reason('two-issue-times')}
    WHEN of_service = 0 AND of_guest = 0 AND other_tenant IS NULL AND object_id IS NOT NULL AND (a_object <> ll_hash(object_id) OR z_object <> ll_hash(object_id)) THEN ${reason('other-object')} END`;
  await judgeFigures(
    database,
    figures,
    `${intoUses({ kind: 'token', sessionOutcome: 's.outcome', issuedAt: 'g.issued_at' }, limits)}
     FROM (SELECT *, CASE WHEN contradiction IS NOT NULL THEN 'contradictory' WHEN completed = 1 THEN 'issued' WHEN completed = 0 THEN 'seen-not-completed'
             WHEN left_out IS NOT NULL THEN 'not-evaluable' ELSE ${outcome} END AS outcome, coalesce(contradiction, left_out, ${why}) AS reason
           FROM (SELECT u.*, ${contradiction} AS contradiction,
                   CASE WHEN of_service = 1 AND (judge IS NULL OR coalesce(first_party, true)) THEN ${reason('application-only')}
                     WHEN of_guest = 1 OR other_tenant IS NOT NULL THEN ${reason('guest-or-partner')} END AS left_out
                 FROM (SELECT u.*, h.completed, ${LEDGERS},
                         o.object_id, t.home_tenant, p.first_party, v.people
                       FROM (${underJudge(timed, 'judge_token', limits)}) AS u
                       LEFT JOIN holder_token AS h ON h.identifier = u.identifier
                       LEFT JOIN (${several}) AS v ON v.identifier = u.identifier
                       LEFT JOIN (${objects}) AS o ON o.tenant = u.tenant AND o.actor = u.actor
                       LEFT JOIN (${homes}) AS t ON t.actor = u.actor AND t.home_tenant = u.other_tenant
                       LEFT JOIN (SELECT app_id, bool_or(first_party) AS first_party FROM application GROUP BY app_id) AS p ON p.app_id = u.application) AS u) AS f) AS g
     LEFT JOIN token_use AS s ON s.kind = 'session' AND s.tenant = g.tenant AND s.identifier = g.session_id`,
  );
}
