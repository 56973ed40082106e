/** What the events of each finding leave to follow: tokens, sessions with network and client, addresses, accounts. */
import type { Database, Row } from '../store/index.ts';
import { countOf, flagOrNull, textOf, textOrNull, timeOrNull } from './rows.ts';
import type { Micros } from './time.ts';

/** One distinct combination in the events of one finding. */
export interface Trace {
  readonly finding: string;
  readonly token: string | null;
  readonly session: string | null;
  readonly address: string | null;
  readonly network: string | null;
  readonly networkClass: string | null;
  /** Client family; only accesses and sends have one that can be compared. */
  readonly client: string | null;
  /** Stable key of who acted. */
  readonly person: string | null;
  /** Label of who acted. */
  readonly actor: string | null;
  readonly isSignIn: boolean;
}

/** Account of a finding: stable key and label. */
export interface Account {
  readonly person: string;
  readonly label: string;
  readonly mailboxId: string | null;
}

/** How many mailboxes (for addresses: or people signing in) use something, and since when. */
export interface Use {
  readonly subjects: number;
  /** First access or sign-in; null where there is none. */
  readonly first: Micros | null;
}

export interface AddressUse extends Use {
  readonly networkClass: string | null;
}

/** Against what use is measured. */
export interface Population {
  /** Mailboxes with accesses. */
  readonly mailboxes: number;
  /** First access or sign-in of all; null where there is none. */
  readonly first: Micros | null;
}

const EVENTS_OF_FINDINGS = `SELECT DISTINCT finding_id, CAST(value AS BIGINT) AS event_id FROM finding_anchor WHERE kind = 'event'`;

/** In total order: of several that tie alike the first gives the ground. What names no client goes first, for it ties more. */
export async function readTraces(database: Database): Promise<readonly Trace[]> {
  const rows = await database.all(
    `WITH cited AS (${EVENTS_OF_FINDINGS}),
     family AS (
       SELECT event_id, min(client_family) AS client FROM access WHERE event_id IN (SELECT event_id FROM cited) GROUP BY event_id
       UNION ALL
       SELECT event_id, min(client_family) AS client FROM send WHERE event_id IN (SELECT event_id FROM cited) GROUP BY event_id)
     SELECT DISTINCT c.finding_id, e.token_id, e.session_id, e.address, n.network, n.network_class, f.client, e.actor,
       coalesce(p.person, e.actor) AS person, e.log_kind LIKE 'signin-%' OR e.log_kind = 'google-login' AS is_sign_in
     FROM cited AS c
     JOIN event AS e ON e.event_id = c.event_id
     LEFT JOIN family AS f ON f.event_id = e.event_id
     LEFT JOIN address AS n ON n.address = e.address
     LEFT JOIN account AS p ON p.label = e.actor AND p.tenant = e.tenant
     ORDER BY finding_id, session_id NULLS FIRST, network NULLS FIRST, client NULLS FIRST, address NULLS FIRST, actor NULLS FIRST,
       person NULLS FIRST, token_id NULLS FIRST, is_sign_in NULLS FIRST, network_class NULLS FIRST`,
  );
  return rows.map(traceOf);
}

function traceOf(row: Row): Trace {
  return {
    finding: textOf(row, 'finding_id'),
    token: textOrNull(row, 'token_id'),
    session: textOrNull(row, 'session_id'),
    address: textOrNull(row, 'address'),
    network: textOrNull(row, 'network'),
    networkClass: textOrNull(row, 'network_class'),
    client: textOrNull(row, 'client'),
    person: textOrNull(row, 'person'),
    actor: textOrNull(row, 'actor'),
    isSignIn: flagOrNull(row, 'is_sign_in') ?? false,
  };
}

/** The account each finding concerns: its person, else the owner of its mailbox. */
export async function readAccounts(database: Database): Promise<ReadonlyMap<string, Account>> {
  const rows = await database.all(
    `SELECT f.finding_id, min(coalesce(a.person, o.person, f.person, f.mailbox_id)) AS person,
       min(coalesce(a.address, o.address, f.person, f.mailbox, f.mailbox_id)) AS label, min(coalesce(a.mailbox_id, f.mailbox_id)) AS mailbox_id
     FROM finding AS f
     LEFT JOIN account AS a ON a.label = f.person AND a.tenant = f.tenant
     LEFT JOIN person AS o ON o.mailbox_id = f.mailbox_id AND o.tenant = f.tenant
     WHERE coalesce(f.person, f.mailbox_id) IS NOT NULL
     GROUP BY f.finding_id`,
  );
  return new Map(
    rows.map((row) => [
      textOf(row, 'finding_id'),
      { person: textOf(row, 'person'), label: textOf(row, 'label'), mailboxId: textOrNull(row, 'mailbox_id') },
    ]),
  );
}

/** Use of every address that a finding names or its events come from. Who only failed to sign in from there does not use it. */
export async function readAddressUse(database: Database): Promise<ReadonlyMap<string, AddressUse>> {
  const rows = await database.all(
    `WITH wanted AS (
       SELECT DISTINCT value AS address FROM finding_anchor WHERE kind = 'address'
       UNION SELECT DISTINCT e.address FROM event AS e JOIN (${EVENTS_OF_FINDINGS}) AS c ON c.event_id = e.event_id WHERE e.address IS NOT NULL),
     mailboxes AS (SELECT a.address, count(DISTINCT a.mailbox_id) AS n, min(a.time) AS first_at FROM access AS a JOIN wanted AS w ON w.address = a.address GROUP BY a.address),
     people AS (SELECT s.address, count(DISTINCT s.actor) AS n, min(s.time) AS first_at FROM sign_in AS s JOIN wanted AS w ON w.address = s.address
       WHERE s.outcome IS NULL OR s.outcome <> 'failed' GROUP BY s.address)
     SELECT w.address, n.network_class, coalesce(m.n, 0) AS mailboxes, coalesce(p.n, 0) AS people,
       CASE WHEN m.first_at IS NULL OR p.first_at < m.first_at THEN p.first_at ELSE m.first_at END AS first_at
     FROM wanted AS w LEFT JOIN address AS n ON n.address = w.address
     LEFT JOIN mailboxes AS m ON m.address = w.address LEFT JOIN people AS p ON p.address = w.address`,
  );
  return new Map(
    rows.map((row) => [
      textOf(row, 'address'),
      {
        networkClass: textOrNull(row, 'network_class'),
        subjects: Math.max(countOf(row, 'mailboxes'), countOf(row, 'people')),
        first: timeOrNull(row, 'first_at'),
      },
    ]),
  );
}

/** Use of each application of a finding, by resource application or caller alike. */
export async function readApplicationUse(database: Database): Promise<ReadonlyMap<string, Use>> {
  const rows = await database.all(
    `WITH wanted AS (SELECT DISTINCT value AS app_id FROM finding_anchor WHERE kind = 'application')
     SELECT app_id, count(DISTINCT mailbox_id) AS n, min(time) AS first_at FROM (
       SELECT w.app_id, a.mailbox_id, a.time FROM access AS a JOIN wanted AS w ON w.app_id = a.app_id
       UNION ALL SELECT w.app_id, a.mailbox_id, a.time FROM access AS a JOIN wanted AS w ON w.app_id = a.client_app_id) GROUP BY app_id`,
  );
  return new Map(
    rows.map((row) => [textOf(row, 'app_id'), { subjects: countOf(row, 'n'), first: timeOrNull(row, 'first_at') }]),
  );
}

export async function readPopulation(database: Database): Promise<Population> {
  const row = await database.one(
    `SELECT (SELECT count(DISTINCT mailbox_id) FROM access) AS mailboxes,
       (SELECT min(time) FROM (SELECT min(time) AS time FROM access UNION ALL SELECT min(time) FROM sign_in)) AS first_at`,
  );
  return { mailboxes: countOf(row, 'mailboxes'), first: timeOrNull(row, 'first_at') };
}

/** Networks that can say something about who stands behind an address. */
export function tellsWho(networkClass: string | null): boolean {
  return networkClass === 'other' || networkClass === 'vendor-cloud';
}
