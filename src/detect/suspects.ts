/** Findings from `--suspect`: what people list is looked for in every record, without any detection. */
import { int, join, render, sql, table, text, time } from '../sql/index.ts';
import type { Database } from '../store/index.ts';
import type { DetectionRun, Finding } from './finding.ts';
import { gatherHits } from './gather.ts';
import type { DetectLimits } from './limits.ts';
import { addressMatcher } from './listed-addresses.ts';
import { entryText, type ListEntry } from './lists.ts';
import { selectedColumns } from './result-columns.ts';

/** The built-in detection: it has no file, since what it looks for is the investigator's. */
export const SUSPECT_DETECTION = {
  id: 'suspect/listed',
  version: 1,
  title: 'Listed as suspect by the investigator',
  severity: 'high',
  confidence: 'high',
  description:
    'Everything that a listed user, address, session, token or application did, and every access to a listed message, within the listed time.',
  falsePositives: [
    'The entry is broader than the intruder: a shared address, the whole history of a user. Give from and to.',
  ],
  blindSpots: [
    'What the intruder did under names that are not listed; incidents follow its tokens and sessions further.',
  ],
  response: [],
} as const;

const ROWS_A_STATEMENT = 500;

/** One finding for each listed thing that occurs; entries that occur nowhere are named in the run's reason. */
export async function findSuspects(
  database: Database,
  entries: readonly ListEntry[],
  limits: DetectLimits,
): Promise<{ readonly findings: readonly Finding[]; readonly run: DetectionRun }> {
  await fillListed(database, await expanded(database, entries));
  try {
    await database.run(HITS);
    const { findings, total } = await gatherHits(database, { ...SUSPECT_DETECTION, subject: null }, limits);
    const counted = await database.one(render(sql`SELECT count(*) AS n FROM ${table('event')}`));
    const found = await database.all('SELECT DISTINCT entry FROM hit ORDER BY entry');
    const seen = new Set(found.map((row) => Number(row.entry)));
    const absent = entries.filter((_, index) => !seen.has(index));
    const notes = [
      ...(absent.length === 0
        ? []
        : [
            `${absent.length} of ${entries.length} listed occur nowhere in this case: ${absent.map(({ kind, value }) => `${kind} ${value}`).join(', ')}`,
          ]),
      ...(total > findings.length ? [`${total} findings; the strongest ${findings.length} are kept`] : []),
    ];
    const run = {
      detection: SUSPECT_DETECTION.id,
      version: SUSPECT_DETECTION.version,
      ran: true,
      reason: notes.length === 0 ? null : notes.join('; '),
      missing: [],
      findings: total,
      lookedAt: Number(counted.n),
    };
    return { findings, run };
  } finally {
    for (const name of ['hit', 'listed']) await database.run(`DROP TABLE IF EXISTS temp.${name}`);
  }
}

interface Listed {
  readonly entry: number;
  /** `address` for networks too. */
  readonly kind: string;
  readonly value: string;
  readonly listedAs: ListEntry;
}

/** Networks become the addresses of the case that lie in them. */
async function expanded(database: Database, entries: readonly ListEntry[]): Promise<readonly Listed[]> {
  const rows = await database.all('SELECT DISTINCT address FROM event WHERE address IS NOT NULL ORDER BY address');
  const addresses = rows.map((row) => String(row.address));
  return entries.flatMap((listedAs, entry): readonly Listed[] => {
    if (listedAs.kind !== 'address' && listedAs.kind !== 'cidr')
      return [{ entry, kind: listedAs.kind, value: listedAs.value, listedAs }];
    return addresses.filter(addressMatcher(listedAs)).map((value) => ({ entry, kind: 'address', value, listedAs }));
  });
}

async function fillListed(database: Database, rows: readonly Listed[]): Promise<void> {
  await database.run(
    'CREATE OR REPLACE TEMP TABLE listed (entry BIGINT, kind VARCHAR, value VARCHAR, subject VARCHAR, since TIMESTAMP, until TIMESTAMP, explanation VARCHAR, basis VARCHAR)',
  );
  const micros = (date: Date | null): bigint | null => (date === null ? null : BigInt(date.getTime()) * 1000n);
  for (let at = 0; at < rows.length; at += ROWS_A_STATEMENT) {
    const values = rows.slice(at, at + ROWS_A_STATEMENT).map(({ entry, kind, value, listedAs }) => {
      const said = `Listed as suspect: ${entryText(listedAs)}.`;
      const basis = listedAs.author === null ? 'listed by the investigator' : `listed by ${listedAs.author}`;
      return sql`(${int(entry)}, ${text(kind)}, ${text(value)}, ${text(`${listedAs.kind}:${listedAs.value}`)}, ${time(micros(listedAs.from))}, ${time(micros(listedAs.to))}, ${text(said)}, ${text(basis)})`;
    });
    await database.run(render(sql`INSERT INTO temp.listed VALUES ${join(values)}`));
  }
}

/** One branch a kind, each joined on equality. Of an event only the listed thing, its session and token are anchors. */
function branch(kind: string, from: string, matched: string): string {
  const own = (column: string, expression: string): string => `${column === kind ? expression : 'NULL'} AS ${column}`;
  const followed = kind === 'user' ? 'NULL AS session, NULL AS token' : 'e.session_id AS session, e.token_id AS token';
  return `SELECT e.tenant, l.entry, l.subject, e.event_id, e.time, l.explanation, l.basis, e.mailbox_id, p.address AS mailbox,
      ${kind === 'user' ? 'e.actor' : 'NULL'} AS person, ${own('application', 'l.value')}, ${own('address', 'e.address')}, ${followed}
    FROM event e ${from} LEFT JOIN owner p ON p.mailbox_id = e.mailbox_id
    WHERE l.kind = '${kind}' AND ${matched} AND (l.since IS NULL OR e.time >= l.since) AND (l.until IS NULL OR e.time < l.until)`;
}

/** Columns of a result that what is listed has. */
const GIVEN: ReadonlySet<string> = new Set([
  'tenant',
  'subject',
  'event_id',
  'time',
  'explanation',
  'strength',
  'basis',
  'mailbox_id',
  'mailbox',
  'person',
  'application',
  'address',
  'session',
  'token',
]);

const HITS = `CREATE OR REPLACE TEMP TABLE hit AS
  WITH owner AS (SELECT mailbox_id, max(address) AS address FROM person WHERE mailbox_id IS NOT NULL GROUP BY mailbox_id),
  named AS (SELECT l.entry, a.tenant, a.person FROM listed l JOIN account a ON a.label = l.value WHERE l.kind = 'user'),
  alias AS (SELECT DISTINCT n.entry, a.tenant, a.label FROM named n JOIN account a ON a.tenant IS NOT DISTINCT FROM n.tenant AND a.person = n.person),
  label AS (SELECT entry, CAST(NULL AS VARCHAR) AS tenant, value AS label FROM listed WHERE kind = 'user'
    AND NOT EXISTS (SELECT 1 FROM named WHERE named.entry = listed.entry) UNION ALL SELECT entry, tenant, label FROM alias),
  message_event AS (SELECT DISTINCT m.event_id, l.entry FROM message m JOIN listed l ON l.kind = 'message'
    AND (m.message_id = l.value OR m.message_id = '<' || l.value || '>')),
  caller AS (SELECT DISTINCT a.event_id, l.entry FROM access a JOIN listed l ON l.kind = 'application' AND (a.client_app_id = l.value OR a.host_app_id = l.value)
    UNION SELECT DISTINCT e.event_id, l.entry FROM event e JOIN listed l ON l.kind = 'application' AND e.app_id = l.value),
  found AS (${[
    branch('address', 'JOIN listed l ON l.value = e.address', 'true'),
    branch('session', 'JOIN listed l ON l.value = e.session_id', 'true'),
    branch('token', 'JOIN listed l ON l.value = e.token_id', 'true'),
    branch('application', 'JOIN caller c ON c.event_id = e.event_id JOIN listed l ON l.entry = c.entry', 'true'),
    branch('message', 'JOIN message_event m ON m.event_id = e.event_id JOIN listed l ON l.entry = m.entry', 'true'),
    branch(
      'user',
      'JOIN label n ON n.label = lower(e.actor) JOIN listed l ON l.entry = n.entry',
      '(n.tenant IS NULL OR n.tenant = e.tenant)',
    ),
  ].join('\n    UNION ALL ')})
  SELECT entry, ${selectedColumns(GIVEN)} FROM (SELECT *, 1 AS strength FROM found) AS listed_thing`;
