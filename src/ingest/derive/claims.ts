/** What the facts say about who is who, each distinct statement once. */
import type { Database, Row } from '../../store/index.ts';
import { type Claim, type NodeKind, type Occurrence, STRENGTH } from './persons.ts';

/** An address and nothing else: lists and sentences with an address in them name nobody. */
const ADDRESS = (column: string): string => `regexp_matches(${column}, '^[^ \\[\\]{}]+@[^ \\[\\]{}]+$')`;
const NO_GUID = `'00000000-0000-0000-0000-000000000000'`;

/**
 * One pass over the biggest tables; everything below reads these small ones. Senders of a message trace are left out:
 * most are strangers, and a trace says nothing about who they are.
 */
const GATHER: readonly string[] = [
  `CREATE OR REPLACE TEMP TABLE told_actor AS
   SELECT tenant, vendor, actor, actor_type, nullif(actor_id, ${NO_GUID}) AS actor_id, mailbox_id, log_kind = 'mailbox-audit' AS weak, count(*) AS n, min(time) AS first_at, max(time) AS last_at
   FROM event WHERE log_kind NOT IN ('people', 'message-trace') GROUP BY ALL`,
  `CREATE OR REPLACE TEMP TABLE told_mailbox AS
   SELECT tenant, vendor, mailbox_id, mailbox, owner_sid, actor, nullif(actor_id, ${NO_GUID}) AS actor_id, actor_puid, logon_type, count(*) AS n, min(time) AS first_at, max(time) AS last_at
   FROM access GROUP BY ALL`,
  ...['send', 'search', 'change'].map(
    (table) =>
      `INSERT INTO told_mailbox SELECT tenant, vendor, mailbox_id, mailbox, NULL, NULL, NULL, NULL, NULL, count(*), min(time), max(time)
       FROM ${table} WHERE (mailbox_id IS NOT NULL OR mailbox IS NOT NULL)${table === 'send' ? ` AND kind <> 'trace'` : ''} GROUP BY tenant, vendor, mailbox_id, mailbox`,
  ),
  `INSERT INTO told_mailbox SELECT tenant, vendor, mailbox_id, NULL, NULL, NULL, NULL, NULL, NULL, sum(n), min(first_at), max(last_at)
   FROM told_actor WHERE mailbox_id IS NOT NULL GROUP BY tenant, vendor, mailbox_id`,
  `CREATE OR REPLACE TEMP TABLE told_claim AS
   SELECT c.tenant, c.event_id, c.part, c.subject, c.kind, c.value, e.log_kind, e.time
   FROM identity_claim AS c JOIN (SELECT event_id, any_value(log_kind) AS log_kind, min(time) AS time FROM event SEMI JOIN identity_claim USING (event_id) GROUP BY event_id) AS e USING (event_id)`,
];

interface Tie {
  readonly from: string;
  readonly kind: NodeKind;
  readonly id: string;
  readonly otherKind: NodeKind;
  readonly other: string;
  readonly strength: string;
  readonly where: string;
}

const MAILBOX: Pick<Tie, 'from' | 'kind' | 'id'> = { from: 'told_mailbox', kind: 'mailbox', id: 'mailbox_id' };

/** The owner at work in the own mailbox: the record names mailbox and actor by the same address. */
const OWNER = `vendor = 'm365' AND mailbox_id IS NOT NULL AND mailbox = actor AND coalesce(logon_type, 'owner') = 'owner'`;

const TIES: readonly Tie[] = [
  {
    from: 'told_actor',
    kind: 'object',
    id: 'actor_id',
    otherKind: 'label',
    other: 'actor',
    strength: `CASE WHEN weak THEN ${STRENGTH.weak} ELSE ${STRENGTH.stated} END`,
    where: `actor_id IS NOT NULL AND actor_type = 'user'`,
  },
  {
    ...MAILBOX,
    otherKind: 'label',
    other: 'mailbox',
    strength: String(STRENGTH.stated),
    where: `vendor = 'm365' AND mailbox_id IS NOT NULL AND ${ADDRESS('mailbox')}`,
  },
  {
    ...MAILBOX,
    otherKind: 'sid',
    other: 'lower(owner_sid)',
    strength: String(STRENGTH.stated),
    where: `vendor = 'm365' AND mailbox_id IS NOT NULL AND owner_sid IS NOT NULL`,
  },
  {
    from: 'told_mailbox',
    kind: 'puid',
    id: 'actor_puid',
    otherKind: 'label',
    other: 'actor',
    strength: String(STRENGTH.weak),
    where: `actor_puid IS NOT NULL AND ${ADDRESS('actor')}`,
  },
  {
    ...MAILBOX,
    otherKind: 'puid',
    other: 'actor_puid',
    strength: String(STRENGTH.weak),
    where: `${OWNER} AND actor_puid IS NOT NULL`,
  },
  {
    ...MAILBOX,
    otherKind: 'object',
    other: 'actor_id',
    strength: String(STRENGTH.weak),
    where: `${OWNER} AND actor_id IS NOT NULL`,
  },
  {
    from: `(SELECT tenant, target_id, target, count(*) AS n, min(time) AS first_at, max(time) AS last_at FROM change WHERE target_kind = 'user' GROUP BY ALL)`,
    kind: 'object',
    id: 'target_id',
    otherKind: 'label',
    other: 'lower(target)',
    strength: String(STRENGTH.stated),
    where: `target_id IS NOT NULL AND ${ADDRESS('target')}`,
  },
];

/** Kinds of an export's statements, in the order in which one of them stands for the subject. */
const CLAIMED: Readonly<Record<string, NodeKind>> = {
  'object-id': 'object',
  'mailbox-guid': 'mailbox',
  'puid': 'puid',
  'sid': 'sid',
  'upn': 'label',
  'alias': 'label',
};

export interface Told {
  readonly claims: readonly Claim[];
  readonly occurrences: readonly Occurrence[];
  /** Names as facts spell them where that is not lower case (SIDs, services), beside their lower-case form. */
  readonly spellings: readonly { readonly tenant: string | null; readonly label: string; readonly lower: string }[];
  readonly attributes: readonly Attribute[];
}

/** Something an export says of a person that ties nothing. */
export interface Attribute {
  readonly tenant: string | null;
  readonly kind: 'display-name' | 'department' | 'title';
  readonly value: string;
  /** The names of the same row, any of which may tell whose it is. */
  readonly names: readonly string[];
}

export async function gatherClaims(database: Database): Promise<Told> {
  for (const statement of GATHER) await database.run(statement);
  const ties = TIES.map(
    (tie) =>
      `SELECT tenant, '${tie.kind}' AS kind, ${tie.id} AS id, '${tie.otherKind}' AS other_kind, ${tie.other} AS other, ${tie.strength} AS strength,
       CAST(sum(n) AS BIGINT) AS n, epoch_us(min(first_at)) AS first_us, epoch_us(max(last_at)) AS last_us FROM ${tie.from} WHERE ${tie.where} GROUP BY 1, 3, 5, 6`,
  );
  const logged = (await database.all(ties.join(' UNION ALL '))).map(loggedClaim);
  const names = `SELECT tenant, CASE WHEN actor_type = 'sid' THEN 'sid' WHEN actor_type = 'guid' THEN 'object' ELSE 'label' END AS kind, lower(actor) AS id, first_at, last_at FROM told_actor WHERE actor IS NOT NULL
     UNION ALL SELECT tenant, 'object', actor_id, first_at, last_at FROM told_actor WHERE actor_id IS NOT NULL AND actor_type = 'user'
     UNION ALL SELECT tenant, CASE vendor WHEN 'm365' THEN 'mailbox' ELSE 'label' END, mailbox_id, first_at, last_at FROM told_mailbox WHERE mailbox_id IS NOT NULL
     UNION ALL SELECT tenant, 'label', mailbox, first_at, last_at FROM told_mailbox WHERE mailbox IS NOT NULL`;
  const seen = await database.all(
    `SELECT tenant, kind, id, epoch_us(min(first_at)) AS first_us, epoch_us(max(last_at)) AS last_us FROM (${names}) GROUP BY tenant, kind, id`,
  );
  const spelled = await database.all(`SELECT DISTINCT tenant, actor FROM told_actor WHERE actor <> lower(actor)`);
  const stated = await exportClaims(database);
  return {
    claims: [...stated.claims, ...logged],
    attributes: stated.attributes,
    occurrences: seen.map((row) => ({
      tenant: text(row, 'tenant'),
      kind: text(row, 'kind') as NodeKind,
      id: String(row['id']),
      first: micros(row, 'first_us'),
      last: micros(row, 'last_us'),
    })),
    spellings: spelled.map((row) => ({
      tenant: text(row, 'tenant'),
      label: String(row['actor']),
      lower: String(row['actor']).toLowerCase(),
    })),
  };
}

function loggedClaim(row: Row): Claim {
  return {
    tenant: text(row, 'tenant'),
    kind: text(row, 'kind') as NodeKind,
    id: String(row['id']),
    otherKind: text(row, 'other_kind') as NodeKind,
    other: String(row['other']),
    strength: Number(row['strength']),
    records: Number(row['n']),
    first: micros(row, 'first_us'),
    last: micros(row, 'last_us'),
    labelKind: null,
  };
}

/** Statements of exports: all names in one row belong to its subject. */
async function exportClaims(
  database: Database,
): Promise<{ readonly claims: readonly Claim[]; readonly attributes: readonly Attribute[] }> {
  const rows = await database.all(
    `SELECT tenant, event_id, part, subject, kind, value, log_kind, epoch_us(time) AS us FROM told_claim ORDER BY event_id, part, subject, kind, value`,
  );
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const key = [row['event_id'], row['part'], row['subject']].join('\u0000');
    const group = groups.get(key) ?? [];
    groups.set(key, group);
    group.push(row);
  }
  const claims: Claim[] = [];
  const attributes: Attribute[] = [];
  for (const group of groups.values()) {
    const names = groupNames(group);
    const [anchor, ...others] = names;
    if (anchor === undefined) continue;
    const [row] = group;
    const time = row === undefined ? null : micros(row, 'us');
    const tenant = row === undefined ? null : text(row, 'tenant');
    const people = row?.['log_kind'] === 'people';
    // A row with one name only still says that this name is in the directory: it is tied to itself by occurring.
    for (const other of people ? [] : others) {
      claims.push({
        tenant,
        kind: anchor.kind,
        id: anchor.id,
        otherKind: other.kind,
        other: other.id,
        labelKind: other.labelKind,
        strength: time === null ? STRENGTH.directory : STRENGTH.stated,
        records: 1,
        first: time,
        last: time,
      });
    }
    for (const { kind, value } of group.map((each) => ({ kind: String(each['kind']), value: String(each['value']) }))) {
      if (kind === 'display-name' || kind === 'department' || kind === 'title')
        attributes.push({ tenant, kind, value, names: names.map((name) => name.id) });
    }
  }
  return { claims, attributes };
}

interface ClaimedName {
  readonly kind: NodeKind;
  readonly id: string;
  readonly labelKind: 'upn' | 'alias' | null;
}

/** The names in one row, the subject first. A subject without a statement of its kind is a GUID of an object, or an address. */
function groupNames(group: readonly Row[]): readonly ClaimedName[] {
  const names = group.flatMap((row): readonly ClaimedName[] => {
    const kind = CLAIMED[String(row['kind'])];
    if (kind === undefined) return [];
    const labelKind = row['kind'] === 'upn' || row['kind'] === 'alias' ? row['kind'] : null;
    return [{ kind, id: String(row['value']).toLowerCase(), labelKind }];
  });
  const subject = group[0]?.['subject'];
  if (typeof subject === 'string' && !names.some((name) => name.id === subject)) {
    names.push({ kind: subject.includes('@') ? 'label' : 'object', id: subject, labelKind: null });
  }
  const order = Object.values(CLAIMED);
  const unique = new Map(names.map((name) => [`${name.kind}\u0000${name.id}`, name]));
  return [...unique.values()].sort((left, right) => order.indexOf(left.kind) - order.indexOf(right.kind));
}

function text(row: Row, name: string): string | null {
  const value = row[name];
  return value === null || value === undefined ? null : String(value);
}

function micros(row: Row, name: string): number | null {
  const value = row[name];
  return value === null || value === undefined ? null : Number(value);
}
