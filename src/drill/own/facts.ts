/**
 * What the facts of a case tell of the tenant whose logs they are: who is there, with which mailboxes and programs, what
 * lies in the mailboxes, which logs there are and over which time. Nothing is asked that the logs do not hold.
 */
import { createHash } from 'node:crypto';
import { type LogKind, literal } from '../../facts/index.ts';
import { countOf, textOf, textOrNull } from '../../scope/index.ts';
import { type KnownPerson, type KnownTenant, spanOf } from '../../simulate/index.ts';
import type { Database } from '../../store/index.ts';
import { belongingsOf } from './belongings.ts';
import { commonClient, millisOf, ownApplication } from './clients.ts';

/** People who are told apart at most, and of these: whose mailboxes are looked into. */
const MOST_PEOPLE = 200;
const MOST_VICTIMS = 12;

/** Kinds of logs that hold a row for each sign-in. */
const SIGN_INS = ['interactive', 'noninteractive', 'service-principal'] as const;

/**
 * The tenant with the most accesses to mail. Null where the logs hold no access to mail, or no record says whose it is.
 * `seed` decides who is first among people.
 */
export async function knownTenant(database: Database, seed: number): Promise<KnownTenant | null> {
  const [row] = await database.all(
    `SELECT vendor, tenant, count(*) AS accesses, min(time) AS first, max(time) AS last FROM access
     WHERE mailbox_id IS NOT NULL AND tenant IS NOT NULL AND tenant <> 'unstated' GROUP BY vendor, tenant ORDER BY accesses DESC, tenant LIMIT 1`,
  );
  if (row === undefined) return null;
  const id = textOf(row, 'tenant');
  const vendor = textOf(row, 'vendor') === 'google' ? 'google' : 'm365';
  const bounds = { from: millisOf(row, 'first'), to: millisOf(row, 'last') };
  const people = await peopleOf(database, id, seed, bounds);
  const own = await belongingsOf(database, id, people.slice(0, MOST_VICTIMS));
  const linked = await database.one(`SELECT count(token_id) AS tokens FROM access WHERE tenant = ${literal(id)}`);
  return {
    vendor,
    id: vendor === 'google' ? id.toUpperCase() : id,
    domain: people[0]?.upn.split('@')[1] ?? '',
    ...bounds,
    covered: await coveredBy(database, id, bounds),
    linkable: countOf(linked, 'tokens') > 0,
    signIns: await signInsOf(database, id),
    people: people.map((person, index) => ({ ...person, ...own[index] })),
    common: await commonClient(database, id),
    ownApplication: await ownApplication(database, id),
  };
}

/** Kinds of logs by time. Those of the unified audit log come together: rare ones are there for as long as all. */
async function coveredBy(
  database: Database,
  tenant: string,
  accesses: { readonly from: number; readonly to: number },
): Promise<KnownTenant['covered']> {
  const rows = await database.all(
    `SELECT log_kind, count(record_type) AS audited, min(time) AS first, max(time) AS last FROM event
     WHERE tenant = ${literal(tenant)} AND time IS NOT NULL GROUP BY log_kind ORDER BY log_kind`,
  );
  const grouped = await groupedSignIns(database, tenant);
  const spans = rows.map((row) => ({
    log: textOf(row, 'log_kind') as LogKind,
    audited: countOf(row, 'audited') > 0,
    from: millisOf(row, 'first'),
    to: millisOf(row, 'last'),
  }));
  const audit = spans.filter(({ audited }) => audited);
  const whole = { from: Math.min(...audit.map(({ from }) => from)), to: Math.max(...audit.map(({ to }) => to)) };
  const covered = new Map<LogKind, { readonly from: number; readonly to: number }>();
  for (const { log, audited, from, to } of spans) {
    if (grouped.has(log)) continue;
    if (log === 'mailbox-audit' || log === 'google-gmail') covered.set(log, accesses);
    else covered.set(log, audited ? whole : { from, to });
  }
  return covered;
}

/**
 * Sign-ins that are here only as downloads that group like ones. A row for each sign-in of an intruder beside them would
 * make a ledger of its own, against which everybody else's tokens would look as if nobody had issued them.
 */
async function groupedSignIns(database: Database, tenant: string): Promise<ReadonlySet<string>> {
  const rows = await database.all(
    `SELECT kind, count(CASE WHEN itemised THEN 1 END) AS itemised FROM sign_in WHERE tenant = ${literal(tenant)} GROUP BY kind`,
  );
  return new Set(rows.filter((row) => countOf(row, 'itemised') === 0).map((row) => `signin-${textOf(row, 'kind')}`));
}

/** Whether the ledgers of Entra name tokens and sessions. Where there is none, the question does not arise. */
async function signInsOf(database: Database, tenant: string): Promise<KnownTenant['signIns']> {
  const kinds = SIGN_INS.map((kind) => literal(kind)).join(', ');
  const row = await database.one(
    `SELECT coalesce(sum(rows_completed), 0) AS completed, coalesce(sum(with_token), 0) AS tokens, coalesce(sum(with_session), 0) AS sessions
     FROM token_ledger WHERE tenant = ${literal(tenant)} AND kind IN (${kinds})`,
  );
  const none = Number(row['completed']) === 0;
  return { tokens: none || Number(row['tokens']) > 0, sessions: none || Number(row['sessions']) > 0 };
}

type Named = Omit<KnownPerson, 'usual' | 'folders' | 'messages' | 'programs'>;

/** Owners of mailboxes that were accessed in the time looked at: the largest department first, then as the seed has it. */
async function peopleOf(
  database: Database,
  tenant: string,
  seed: number,
  bounds: { readonly from: number; readonly to: number },
): Promise<readonly KnownPerson[]> {
  const since = literal(new Date(spanOf(bounds).start).toISOString().slice(0, 19).replace('T', ' '));
  const rows = await database.all(
    `SELECT a.mailbox_id, min(p.person) AS person, min(p.address) AS address, min(p.display_name) AS name, min(p.department) AS department, min(a.sid) AS sid
     FROM (SELECT mailbox_id, min(owner_sid) AS sid FROM access WHERE tenant = ${literal(tenant)} AND time >= CAST(${since} AS TIMESTAMP) GROUP BY mailbox_id) AS a
     JOIN account AS c ON c.tenant = ${literal(tenant)} AND c.label = a.mailbox_id JOIN person AS p ON p.tenant = c.tenant AND p.person = c.person WHERE p.address IS NOT NULL GROUP BY a.mailbox_id ORDER BY a.mailbox_id`,
  );
  const names = await namesOf(database, tenant);
  const size = new Map<string, number>();
  for (const row of rows) {
    const department = textOrNull(row, 'department');
    if (department !== null) size.set(department, (size.get(department) ?? 0) + 1);
  }
  const largest = [...size].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0]?.[0] ?? null;
  const ranked = rows.map((row) => {
    const key = createHash('sha256')
      .update(`${seed} ${textOf(row, 'mailbox_id')}`)
      .digest('hex');
    return { row, rank: `${textOrNull(row, 'department') === largest ? 0 : 1}${key}` };
  });
  return ranked
    .sort((a, b) => (a.rank < b.rank ? -1 : 1))
    .slice(0, MOST_PEOPLE)
    .map(({ row }): Named => {
      const person = textOf(row, 'person');
      const address = textOf(row, 'address');
      return {
        upn: address,
        name: textOrNull(row, 'name') ?? address,
        objectId: names.get(`${person} object-id`) ?? null,
        puid: names.get(`${person} puid`) ?? null,
        sid: textOrNull(row, 'sid'),
        mailboxId: textOf(row, 'mailbox_id'),
      };
    })
    .map((named) => ({ ...named, usual: null, folders: [], messages: [], programs: [] }));
}

/** Object ids and PUIDs of people, by person and kind. */
async function namesOf(database: Database, tenant: string): Promise<ReadonlyMap<string, string>> {
  const rows = await database.all(
    `SELECT person, kind, min(value) AS value FROM identity WHERE tenant = ${literal(tenant)} AND kind IN ('object-id', 'puid') GROUP BY person, kind`,
  );
  return new Map(rows.map((row) => [`${textOf(row, 'person')} ${textOf(row, 'kind')}`, textOf(row, 'value')]));
}
