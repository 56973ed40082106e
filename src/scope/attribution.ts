/**
 * Whose each access is. For every group of findings: the accesses that follow from its ties are the intruder's; those of
 * the touched mailboxes that share something, but not enough, are undecidable; all others are the owner's and not listed.
 *
 * Result: temporary table `scope_access(name, event_id, part, box, time, attribution, rank)`, one row an access and group;
 * `box` is the mailbox id (its label where the log gives no id), `rank` an index into GROUNDS.
 */
import type { Database } from '../store/index.ts';
import type { ScopeLimits } from './options.ts';
import { countOf, textOf } from './rows.ts';
import { FOLLOW_RANKS } from './work-tables.ts';

/** In words, by rank. The first six are the intruder's, the others undecidable; the last is of messages only. */
export const GROUNDS = [
  'the same token as the intruder',
  'the same session, from the same network and client, as the intruder',
  'a finding is about this very access',
  'the account, from the address of a strange sign-in',
  'the address and client of the intruder',
  'the application that the finding is about',
  "the same session as the intruder, but not from a network and client that are the intruder's alone: it is the owner's too",
  'an address of the intruder that others, or the owner before, use too',
  'the application of the intruder, which the owner used before',
  "the application of the intruder, from a network not known as the owner's",
  'the record names neither address nor session nor token',
  "the intruder's very address, client and session under another token or application: the vendor logs no repeat of a message apart, so an access of the intruder may hide behind it",
  "a record of the intruder's that may hold accesses of the owner too: they came from the same address, client and session, and the vendor makes accesses within two minutes one record",
] as const;

/** Rank of a logged access behind which one of the intruder's may be hidden. */
export const BEHIND = 11;
/** Rank of a message that may have come into the intruder's record by an access of the owner. */
export const MIXED = 12;

/** Mailbox of an access, never null. */
export const BOX = `coalesce(a.mailbox_id, a.mailbox, '')`;

const RANK_OF_FOLLOW = `CASE follow ${FOLLOW_RANKS.map((word, rank) => `WHEN '${word}' THEN ${rank}`).join(' ')} END`;

/** Accesses that follow from the keys of one round. */
function hits(round: number): string {
  const key = (follow: string): string =>
    `(SELECT name, a, b, c, ${RANK_OF_FOLLOW} AS rank FROM scope_key WHERE follow = '${follow}' AND round = ${round})`;
  const columns = `k.name, a.event_id, a.part, ${BOX} AS box, a.time, k.rank, k.a AS value`;
  return [
    `SELECT ${columns} FROM access AS a JOIN ${key('token')} AS k ON k.a = a.token_id
       WHERE NOT EXISTS (SELECT 1 FROM scope_own_token AS o WHERE o.name = k.name AND o.event_id = a.event_id AND o.part = a.part)`,
    `SELECT ${columns} FROM access AS a JOIN ${key('session')} AS k ON k.a = a.session_id
       JOIN address AS n ON n.address = a.address AND n.network = k.b
       WHERE (k.c IS NULL OR k.c = a.client_family)
         AND NOT EXISTS (SELECT 1 FROM scope_home AS p WHERE p.name = k.name AND p.box = ${BOX} AND p.network = k.b AND p.client_family = coalesce(a.client_family, ''))`,
    ...(round > 0
      ? []
      : [
          `SELECT ${columns} FROM access AS a JOIN ${key('event')} AS k ON CAST(k.a AS BIGINT) = a.event_id`,
          `SELECT ${columns} FROM access AS a JOIN ${key('account-address')} AS k ON k.a = a.address AND k.b = a.mailbox_id`,
          `SELECT ${columns} FROM access AS a JOIN ${key('address')} AS k ON k.a = a.address WHERE k.b IS NULL OR k.b = a.client_family`,
          `SELECT ${columns} FROM access AS a JOIN ${key('application')} AS k ON k.a = a.app_id
             WHERE (k.b IS NULL OR k.b = a.mailbox_id) AND (k.c IS NULL OR k.c = a.client_family)`,
          `SELECT ${columns} FROM access AS a JOIN ${key('application')} AS k ON k.a = a.client_app_id
             WHERE (a.app_id IS NULL OR a.app_id <> a.client_app_id) AND (k.b IS NULL OR k.b = a.mailbox_id) AND (k.c IS NULL OR k.c = a.client_family)`,
        ]),
  ].join(' UNION ALL ');
}

/** Networks and clients of the followed sessions by which a mailbox was used before the incident: there the session tells nobody apart. */
const HOMES = `SELECT DISTINCT k.name, ${BOX} AS box, n.network, coalesce(a.client_family, '') AS client_family
  FROM access AS a JOIN address AS n ON n.address = a.address
  JOIN (SELECT DISTINCT name, b FROM scope_key WHERE follow = 'session') AS k ON k.b = n.network
  JOIN scope_group AS g ON g.name = k.name WHERE a.time < g.habit_before`;

/**
 * Uses of a token that was issued to its user, or may have been as far as the ledgers reach, from a network in which the
 * user signed in before the incident, or so many people that it is the tenant's own: of a stolen token they are the
 * owner's. A token that nobody issued is the intruder's wherever it is used.
 */
function ownTokens(egressPeople: number): string {
  return `WITH home AS (SELECT i.person, m.network, min(i.time) AS since FROM issuance AS i JOIN address AS m ON m.address = i.address
       WHERE m.network_class <> 'vendor-service' AND i.person IS NOT NULL GROUP BY i.person, m.network),
     egress AS (SELECT network, since FROM (SELECT network, since, row_number() OVER (PARTITION BY network ORDER BY since, person) AS place FROM home) AS h WHERE place = ${egressPeople})
    SELECT DISTINCT k.name, a.event_id, a.part FROM access AS a
    JOIN (SELECT DISTINCT name, a FROM scope_key WHERE follow = 'token') AS k ON k.a = a.token_id
    JOIN scope_group AS g ON g.name = k.name
    JOIN address AS n ON n.address = a.address
    LEFT JOIN account AS p ON p.tenant = a.tenant AND p.label = a.actor
    LEFT JOIN home AS h ON h.person = coalesce(p.person, a.actor) AND h.network = n.network
    LEFT JOIN egress AS e ON e.network = n.network
    WHERE (h.since < g.habit_before OR e.since < g.habit_before)
      AND (EXISTS (SELECT 1 FROM issuance AS t WHERE t.token_id = a.token_id)
        OR EXISTS (SELECT 1 FROM token_use AS u WHERE u.kind = 'token' AND u.identifier = a.token_id AND u.outcome IN ('not-evaluable', 'pending')))`;
}

/** Weak follows whose value the mailbox used long before: the owner's habit, no proof of anybody else. */
const HABITS = `SELECT h.name, h.box, h.rank, h.value FROM scope_raw AS h JOIN scope_group AS g ON g.name = h.name
  WHERE h.rank >= 3 GROUP BY h.name, h.box, h.rank, h.value, g.habit_before HAVING min(h.time) < g.habit_before`;

const INTRUDER_SO_FAR = `SELECT name, event_id, part, box, time, min(rank) AS rank FROM scope_raw AS h
  WHERE NOT EXISTS (SELECT 1 FROM scope_habit AS t WHERE t.name = h.name AND t.box = h.box AND t.rank = h.rank AND t.value = h.value)
  GROUP BY name, event_id, part, box, time`;

/** Tokens and sessions of the intruder's accesses that are not followed yet. */
function newKeys(round: number): string {
  const known = (follow: string, a: string, b: string, c: string): string =>
    `NOT EXISTS (SELECT 1 FROM scope_key AS k WHERE k.name = h.name AND k.follow = '${follow}' AND k.a = ${a} AND coalesce(k.b, '') = ${b} AND coalesce(k.c, '') = ${c})
     AND NOT EXISTS (SELECT 1 FROM scope_cut AS t WHERE t.name = h.name AND t.kind = '${follow}' AND t.value = ${a})`;
  return `SELECT DISTINCT h.name, ${round} AS round, 'token' AS follow, a.token_id AS a, CAST(NULL AS VARCHAR) AS b, CAST(NULL AS VARCHAR) AS c
     FROM scope_intruder AS h JOIN access AS a ON a.event_id = h.event_id AND a.part = h.part
     WHERE a.token_id IS NOT NULL AND ${known('token', 'a.token_id', `''`, `''`)}
     UNION ALL
     SELECT DISTINCT h.name, ${round}, 'session', a.session_id, n.network, a.client_family
     FROM scope_intruder AS h JOIN access AS a ON a.event_id = h.event_id AND a.part = h.part JOIN address AS n ON n.address = a.address
     WHERE a.session_id IS NOT NULL AND a.client_family IS NOT NULL AND n.network IS NOT NULL AND n.network_class IN ('other', 'vendor-cloud')
       AND ${known('session', 'a.session_id', 'n.network', 'a.client_family')}`;
}

/** Pairs of groups that hold one access, or follow one token or session, to be one intruder's. */
const MEETING = `SELECT DISTINCT one, other FROM (
    SELECT min(name) AS one, max(name) AS other FROM scope_intruder GROUP BY event_id, part
    UNION ALL SELECT min(name), max(name) FROM scope_key WHERE follow IN ('token', 'session') GROUP BY follow, a, b, c
  ) WHERE one <> other ORDER BY one, other`;

/**
 * Follows the keys of the groups into the accesses, `rounds` times from tokens and sessions to further ones. Gives the
 * groups that meet: the caller makes them one and asks again. `writeGroups` goes before.
 */
export async function followAccesses(
  database: Database,
  limits: Pick<ScopeLimits, 'rounds' | 'egressPeople'>,
): Promise<readonly (readonly [string, string])[]> {
  await database.run(`CREATE OR REPLACE TEMP TABLE scope_home AS ${HOMES}`);
  await database.run(`CREATE OR REPLACE TEMP TABLE scope_own_token AS ${ownTokens(limits.egressPeople)}`);
  await database.run(`CREATE OR REPLACE TEMP TABLE scope_raw AS ${hits(0)}`);
  await database.run(`CREATE OR REPLACE TEMP TABLE scope_habit AS ${HABITS}`);
  await database.run(`CREATE OR REPLACE TEMP TABLE scope_intruder AS ${INTRUDER_SO_FAR}`);
  for (let round = 1; round <= limits.rounds; round += 1) {
    await database.run(`CREATE OR REPLACE TEMP TABLE scope_new AS ${newKeys(round)}`);
    if (countOf(await database.one('SELECT count(*) AS n FROM scope_new'), 'n') === 0) break;
    await database.run('INSERT INTO scope_key SELECT name, round, follow, a, b, c FROM scope_new');
    await database.run(`CREATE OR REPLACE TEMP TABLE scope_home AS ${HOMES}`);
    await database.run(`CREATE OR REPLACE TEMP TABLE scope_own_token AS ${ownTokens(limits.egressPeople)}`);
    await database.run(`INSERT INTO scope_raw ${hits(round)}`);
    await database.run(`CREATE OR REPLACE TEMP TABLE scope_intruder AS ${INTRUDER_SO_FAR}`);
  }
  const rows = await database.all(MEETING);
  return rows.map((row) => [textOf(row, 'one'), textOf(row, 'other')] as const);
}

/** Time around the incident in which what shares something with the intruder is not simply the owner's; `from_at` is null where no finding says since when. */
const REACH = `SELECT g.name, g.habit_before AS from_at,
    CASE WHEN g.last_at IS NULL OR i.last_at > g.last_at THEN i.last_at ELSE g.last_at END + interval '1' day AS to_at
  FROM scope_group AS g LEFT JOIN (SELECT name, max(time) AS last_at FROM scope_intruder GROUP BY name) AS i ON i.name = g.name`;

const TOUCHED = `SELECT DISTINCT name, box FROM (SELECT name, box FROM scope_intruder UNION ALL SELECT name, box FROM scope_mailbox)`;

/**
 * What the vendor compares before it leaves a repeat of an access out for an hour: neither token nor application is in it.
 * Null where the record names neither address nor session: then nothing can be compared.
 * Source: learn.microsoft.com/purview/audit-log-investigate-accounts, "Filter out duplicate records".
 */
const CONTEXT = `CASE WHEN a.address IS NOT NULL OR a.session_id IS NOT NULL THEN coalesce(a.actor, '') || '|' || coalesce(a.address, '') || '|' || coalesce(a.client_info, '')
    || '|' || coalesce(a.session_id, '') || '|' || coalesce(a.logon_type, '') END`;

/** Contexts of the intruder's accesses. */
const CONTEXTS = `SELECT DISTINCT i.name, i.box, ${CONTEXT} AS context FROM scope_intruder AS i JOIN access AS a ON a.event_id = i.event_id AND a.part = i.part
  WHERE a.address IS NOT NULL OR a.session_id IS NOT NULL`;

/** The intruder's accesses in contexts that are others' too. */
const MIXED_ACCESSES = `SELECT i.name, i.event_id, i.part FROM scope_intruder AS i JOIN access AS a ON a.event_id = i.event_id AND a.part = i.part
  JOIN (SELECT DISTINCT name, box, context FROM scope_other WHERE context IS NOT NULL) AS o ON o.name = i.name AND o.box = i.box AND o.context = ${CONTEXT}`;

/** Accesses of touched mailboxes that are not the intruder's, with the application and network they came by. */
const OTHERS = `SELECT t.name, t.box, a.event_id, a.part, a.time, a.session_id, a.address, a.token_id, a.client_family,
    coalesce(a.client_app_id, a.app_id) AS application, n.network, n.network_class IN ('other', 'vendor-cloud') AS tells,
    (r.from_at IS NULL OR a.time >= r.from_at) AND a.time <= r.to_at AS near, g.habit_before, ${CONTEXT} AS context
  FROM access AS a JOIN scope_touched AS t ON t.box = ${BOX} JOIN scope_reach AS r ON r.name = t.name JOIN scope_group AS g ON g.name = t.name
  LEFT JOIN address AS n ON n.address = a.address
  WHERE NOT EXISTS (SELECT 1 FROM scope_intruder AS i WHERE i.name = t.name AND i.event_id = a.event_id AND i.part = a.part)`;

/** How the intruder came: per mailbox by application, and for the whole incident by session and address. */
const WAYS = `SELECT DISTINCT i.name, i.box, a.session_id, a.address, coalesce(a.client_app_id, a.app_id) AS application, a.client_family,
    coalesce(n.network_class IN ('other', 'vendor-cloud'), false) AS tells
  FROM scope_intruder AS i JOIN access AS a ON a.event_id = i.event_id AND a.part = i.part LEFT JOIN address AS n ON n.address = a.address`;

/** Networks and applications a mailbox was used by before the incident. */
const PAST = `SELECT DISTINCT name, box, network, application FROM scope_other WHERE time < habit_before`;

const UNDECIDABLE = [
  `SELECT o.name, o.event_id, o.part, o.box, o.time, 6 AS rank FROM scope_other AS o
   JOIN (SELECT name, session_id AS value FROM scope_way UNION SELECT name, a FROM scope_key WHERE follow = 'session') AS s ON s.name = o.name AND s.value = o.session_id`,
  `SELECT o.name, o.event_id, o.part, o.box, o.time, 7 FROM scope_other AS o
   JOIN (SELECT name, address AS value FROM scope_way WHERE tells UNION SELECT name, a FROM scope_key WHERE follow IN ('address', 'account-address')) AS d
     ON d.name = o.name AND d.value = o.address WHERE o.near`,
  `SELECT o.name, o.event_id, o.part, o.box, o.time, 8 FROM scope_other AS o
   JOIN scope_habit AS t ON t.name = o.name AND t.box = o.box AND t.rank = 5 AND t.value = o.application WHERE o.near`,
  `SELECT o.name, o.event_id, o.part, o.box, o.time, 9 FROM scope_other AS o
   JOIN (SELECT DISTINCT name, box, application, tells FROM scope_way WHERE application IS NOT NULL) AS w
     ON w.name = o.name AND w.box = o.box AND w.application = o.application AND w.tells = coalesce(o.tells, false)
   WHERE o.near
     AND NOT (coalesce(o.tells, false) AND EXISTS (SELECT 1 FROM scope_past AS p WHERE p.name = o.name AND p.box = o.box AND p.network = o.network))
     AND NOT (NOT coalesce(o.tells, false) AND EXISTS (SELECT 1 FROM scope_past AS p WHERE p.name = o.name AND p.box = o.box AND p.application = o.application))`,
  `SELECT o.name, o.event_id, o.part, o.box, o.time, 10 FROM scope_other AS o
   JOIN (SELECT DISTINCT name, box, client_family FROM scope_way) AS w ON w.name = o.name AND w.box = o.box AND w.client_family = o.client_family
   WHERE o.near AND o.address IS NULL AND o.session_id IS NULL AND o.token_id IS NULL`,
  `SELECT o.name, o.event_id, o.part, o.box, o.time, ${BEHIND} FROM scope_other AS o
   JOIN scope_context AS c ON c.name = o.name AND c.box = o.box AND c.context = o.context WHERE o.near OR o.session_id IS NOT NULL`,
].join(' UNION ALL ');

/** The owner's accesses around the incident, by what they rest on: a network of the owner's past, or nothing in common. */
const OWNERS = `SELECT o.name, o.box, CASE WHEN p.network IS NULL THEN 1 ELSE 0 END AS ground, count(*) AS accesses FROM scope_other AS o
  LEFT JOIN (SELECT DISTINCT name, box, network FROM scope_past) AS p ON p.name = o.name AND p.box = o.box AND p.network = o.network
  WHERE o.near AND NOT EXISTS (SELECT 1 FROM scope_access AS s WHERE s.name = o.name AND s.event_id = o.event_id AND s.part = o.part)
  GROUP BY o.name, o.box, CASE WHEN p.network IS NULL THEN 1 ELSE 0 END`;

/** Grounds on which an access near the incident is held to be the owner's, by `scope_owner.ground`. */
export const OWNER_GROUNDS = [
  'it came from a network by which the mailbox was used before the incident',
  'it shares neither token nor session nor address nor application with the intruder',
] as const;

/**
 * Makes `scope_access`, `scope_mixed(name, event_id, part)` and `scope_owner(name, box, ground, accesses)` from what
 * `followAccesses` left.
 */
export async function attributeAccesses(database: Database): Promise<void> {
  const steps = {
    scope_touched: TOUCHED,
    scope_reach: REACH,
    scope_other: OTHERS,
    scope_way: WAYS,
    scope_past: PAST,
    scope_context: CONTEXTS,
    scope_mixed: MIXED_ACCESSES,
  };
  for (const [table, query] of Object.entries(steps))
    await database.run(`CREATE OR REPLACE TEMP TABLE ${table} AS ${query}`);
  await database.run(
    `CREATE OR REPLACE TEMP TABLE scope_access AS
     SELECT name, event_id, part, box, time, 'intruder' AS attribution, rank FROM scope_intruder
     UNION ALL
     SELECT name, event_id, part, box, time, 'undecidable', CASE WHEN max(rank) = ${BEHIND} THEN ${BEHIND} ELSE min(rank) END FROM (${UNDECIDABLE}) GROUP BY name, event_id, part, box, time`,
  );
  await database.run(`CREATE OR REPLACE TEMP TABLE scope_owner AS ${OWNERS}`);
  for (const table of [
    'scope_raw',
    'scope_new',
    'scope_home',
    'scope_own_token',
    'scope_other',
    'scope_past',
    'scope_context',
  ])
    await database.run(`DROP TABLE IF EXISTS ${table}`);
}
