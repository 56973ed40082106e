/**
 * From missing identifiers to clusters that chance does not explain. A single missing token says nothing: at 99.9 % a
 * thousand mailboxes yield 150 a month. What is asked is whether those that share a network, a client, a session, a mailbox
 * or a day are more than the tenant's own rate yields.
 */
import type { Database, PlainRow, Row } from '../../store/index.ts';
import { compareText } from '../finding.ts';
import { Groups } from '../groups.ts';
import { binomialTail } from './beta.ts';
import type { ReconcileLimits } from './limits.ts';
import { type Levels, type Rate, Rates } from './rates.ts';
import { JUDGED, MISSING, UNIT } from './units.ts';

const FOREIGN = `CASE WHEN foreign_address THEN 'foreign' END`;

/** What identifiers can share; the parts of the key are SQL over `token_use`. */
const CONTEXTS: readonly { readonly name: string; readonly parts: readonly string[] }[] = [
  { name: 'network and client', parts: ['network', 'application', 'client_family'] },
  {
    name: 'network, client and day',
    parts: ['network', 'application', 'client_family', 'll_string(ll_day(first_seen))'],
  },
  // Only at addresses foreign to the users: the owner's own tokens, lost by chance, share these, too.
  { name: 'session at foreign addresses', parts: ['session_id', FOREIGN] },
  { name: 'mailbox and client at foreign addresses', parts: ['mailbox_id', 'application', 'client_family', FOREIGN] },
  { name: 'client at foreign addresses', parts: ['application', 'client_family', FOREIGN] },
];

/** Levels of a stratum, the widest first, as SQL over `token_use`. */
const LEVELS: readonly (readonly string[])[] = [
  ['judge'],
  ['judge', 'client_family'],
  ['judge', 'client_family', 'application'],
  ['judge', 'client_family', 'application', 'token_type', 'network_class', 'month'],
];
const LEVEL_NAMES = ['the tenant', 'the client', 'the application and client', 'the stratum'] as const;

const STRATUM = `tenant, kind, coalesce(judge, '') AS judge, coalesce(client_family, '') AS client_family, coalesce(application, '') AS application,
  coalesce(token_type, '') AS token_type, coalesce(network_class, '') AS network_class, substr(ll_string(ll_day(first_seen)), 1, 7) AS month`;
const STRATUM_NAMES = [
  'tenant',
  'kind',
  'judge',
  'client_family',
  'application',
  'token_type',
  'network_class',
  'month',
];

/** Applications whose ordinary tokens are missing as a rule are not in the ledgers: that they are missing says nothing. */
export async function setAsideAbsentApplications(database: Database, limits: ReconcileLimits): Promise<void> {
  await database.run(
    `UPDATE token_use SET outcome = 'not-evaluable', reason = 'application-not-in-ledger'
     FROM (SELECT tenant, kind, application FROM token_use WHERE ${UNIT} AND ${JUDGED} AND NOT foreign_address
           GROUP BY tenant, kind, application
           HAVING count(CASE WHEN ${MISSING} THEN 1 END) >= ${limits.absentShare} * count(*)
             AND count(DISTINCT CASE WHEN ${MISSING} THEN person END) >= ${limits.absentMailboxes}) AS a
     WHERE token_use.tenant = a.tenant AND token_use.kind = a.kind AND token_use.application = a.application AND token_use.${MISSING}`,
  );
}

interface Key {
  readonly tenant: string;
  readonly kind: string;
  readonly context: string;
  readonly key: string;
  readonly of: number;
  readonly probability: number;
  readonly rate: Rate;
}

export interface Clusters {
  /** Rows of `token_cluster`, without what is counted from their identifiers. */
  readonly clusters: readonly PlainRow[];
  /** Rows of `token_cluster_member`. */
  readonly members: readonly PlainRow[];
}

export async function findClusters(database: Database, limits: ReconcileLimits): Promise<Clusters> {
  const missing = await database.one(`SELECT count(*) AS n FROM token_use WHERE ${UNIT} AND ${MISSING}`);
  if (Number(missing['n']) === 0) return { clusters: [], members: [] };
  const rates = await readRates(database, limits);
  const keys: Key[] = [];
  for (const context of CONTEXTS) keys.push(...(await judgeContext(database, context, rates)));
  return await joinClusters(
    database,
    keys.filter(({ probability }) => probability <= limits.chance),
  );
}

/** Applications that are set aside count neither way: what is left of their tokens is what the ledgers happen to hold. */
async function readRates(database: Database, limits: ReconcileLimits): Promise<Rates> {
  const rates = new Rates(limits.priorTokens);
  const rows = await database.all(
    `SELECT ${STRATUM_NAMES.join(', ')}, count(*) AS n, count(CASE WHEN ${MISSING} THEN 1 END) AS missing
     FROM (SELECT ${STRATUM}, outcome FROM token_use AS t WHERE ${UNIT} AND ${JUDGED} AND NOT foreign_address
             AND NOT EXISTS (SELECT 1 FROM token_use AS a WHERE a.tenant = t.tenant AND a.kind = t.kind AND a.application = t.application AND a.reason = 'application-not-in-ledger')) AS u GROUP BY ${STRATUM_NAMES.join(', ')} ORDER BY ALL`,
  );
  for (const row of rows) rates.add(levelsOf(row), { n: Number(row['n']), missing: Number(row['missing']) });
  return rates;
}

function levelsOf(row: Row): Levels {
  return LEVELS.map((names, index) =>
    JSON.stringify([index, row['tenant'], row['kind'], ...names.map((name) => row[name])]),
  );
}

/** Every key of a context in which something is missing, with the probability that chance does it anywhere in the tenant. */
async function judgeContext(
  database: Database,
  { name, parts }: (typeof CONTEXTS)[number],
  rates: Rates,
): Promise<readonly Key[]> {
  await database.run(
    `CREATE OR REPLACE TEMP TABLE context_unit AS SELECT ${STRATUM}, identifier, outcome, foreign_address, ${keyOf(parts)} AS key
     FROM token_use WHERE ${UNIT} AND ${JUDGED} AND ${stated(parts)}`,
  );
  // The keys in which tokens are issued: so many chances there were. Forged tokens do not add to them.
  const chances = new Map(
    (
      await database.all(
        `SELECT tenant, kind, count(DISTINCT key) AS n FROM context_unit WHERE outcome <> 'no-issuance-record' GROUP BY tenant, kind`,
      )
    ).map((row) => [JSON.stringify([row['tenant'], row['kind']]), Number(row['n'])]),
  );
  const rows = await database.all(
    `SELECT ${STRATUM_NAMES.join(', ')}, key, count(*) AS n, count(CASE WHEN ${MISSING} THEN 1 END) AS missing,
       count(CASE WHEN NOT foreign_address THEN 1 END) AS own_n, count(CASE WHEN NOT foreign_address AND ${MISSING} THEN 1 END) AS own_missing
     FROM context_unit AS u WHERE EXISTS (SELECT 1 FROM context_unit AS m WHERE m.tenant = u.tenant AND m.kind = u.kind AND m.key = u.key AND m.${MISSING})
     GROUP BY ${STRATUM_NAMES.join(', ')}, key ORDER BY ALL`,
  );
  const byKey = new Map<string, Row[]>();
  for (const row of rows) {
    const id = JSON.stringify([row['tenant'], row['kind'], row['key']]);
    byKey.set(id, [...(byKey.get(id) ?? []), row]);
  }
  return [...byKey.values()].map((strata) => {
    const [first] = strata;
    if (first === undefined) throw new TypeError('a key without rows');
    const sum = (column: string): number => strata.reduce((total, row) => total + Number(row[column]), 0);
    // Of several strata the one that excuses most.
    const rate = strata
      .filter((row) => Number(row['missing']) > 0)
      .map((row) => rates.of(levelsOf(row), { n: Number(row['own_n']), missing: Number(row['own_missing']) }))
      .reduce((worst, one) => (one.high > worst.high ? one : worst));
    const missing = sum('missing');
    const of = sum('n');
    const tenant = String(first['tenant']);
    const kind = String(first['kind']);
    const tries = CONTEXTS.length * ((chances.get(JSON.stringify([tenant, kind])) ?? 0) + 1);
    const probability = Math.min(1, tries * binomialTail(missing, of, rate.high));
    return { tenant, kind, context: name, key: String(first['key']), of, probability, rate };
  });
}

/** Key of an identifier in a context, SQL over `token_use`. */
function keyOf(parts: readonly string[]): string {
  return parts.map((part) => `(${part})`).join(' || chr(31) || ');
}

/** SQL: every part of the key is stated. */
function stated(parts: readonly string[]): string {
  return parts.map((part) => `(${part}) IS NOT NULL`).join(' AND ');
}

/** Identifiers that share a telling key are one cluster; it goes by its most telling key. */
async function joinClusters(database: Database, telling: readonly Key[]): Promise<Clusters> {
  const place = new Map(CONTEXTS.map(({ name }, index) => [name, index]));
  const ordered = [...telling].sort(
    (a, b) =>
      a.probability - b.probability ||
      (place.get(a.context) ?? 0) - (place.get(b.context) ?? 0) ||
      compareText(a.key, b.key),
  );
  const numberOf = new Map(ordered.map((key, index) => [idOf(key.tenant, key.kind, key.context, key.key), index]));
  const groups = new Groups();
  const memberOf = new Map<string, { readonly row: Row; readonly group: string }>();
  for (const { name, parts } of CONTEXTS) {
    const rows = await database.all(
      `SELECT tenant, kind, identifier, ${keyOf(parts)} AS key FROM token_use
       WHERE ${UNIT} AND ${MISSING} AND ${stated(parts)} ORDER BY tenant, kind, identifier`,
    );
    for (const row of rows) {
      const number = numberOf.get(idOf(String(row['tenant']), String(row['kind']), name, String(row['key'])));
      if (number === undefined) continue;
      // The group goes by its smallest name, which is that of the most telling key.
      const group = String(number).padStart(12, '0');
      const id = idOf(String(row['tenant']), String(row['kind']), String(row['identifier']));
      const before = memberOf.get(id);
      if (before === undefined) memberOf.set(id, { row, group });
      else groups.join(before.group, group);
    }
  }
  const members = [...memberOf.values()].map(({ row, group }) => ({ row, number: Number(groups.find(group)) }));
  return {
    clusters: [...new Set(members.map(({ number }) => number))]
      .sort((a, b) => a - b)
      .flatMap((number) => ordered[number] ?? [])
      .map(clusterRow),
    members: members.flatMap(({ row, number }) => {
      const key = ordered[number];
      const { tenant, kind, identifier } = row;
      return key === undefined
        ? []
        : [{ tenant: String(tenant), kind: String(kind), identifier: String(identifier), cluster: nameOf(key) }];
    }),
  };
}

function clusterRow(key: Key): PlainRow {
  const { tenant, kind, of, probability, rate } = key;
  return {
    tenant,
    cluster: nameOf(key),
    kind,
    of_identifiers: of,
    probability,
    strength: 1 - probability,
    match_rate: 1 - rate.rate,
    match_low: 1 - rate.high,
    match_high: 1 - rate.low,
    match_n: rate.n,
    stratum: stratumName(rate),
    history: rate.history,
  };
}

/** What the identifiers share, in words. */
function nameOf({ context, key }: Key): string {
  const parts = key.split('\u001f').filter((part) => part !== 'foreign');
  return `${context}: ${parts.join(', ')}`;
}

/** `the application and client (noninteractive, rest, 1393…)`. */
function stratumName({ level }: Rate): string {
  const [index, , kind, ...names] = JSON.parse(level) as [number, string, string, ...string[]];
  return `${LEVEL_NAMES[index] ?? ''}: ${[`${kind}s`, ...names.filter((name) => name !== '')].join(', ')}`;
}

function idOf(...parts: readonly string[]): string {
  return JSON.stringify(parts);
}
