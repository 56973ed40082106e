/** What a drill found, against what truly happened. */
import type { Reported } from '../case/index.ts';
import { literal, type Severity } from '../facts/index.ts';
import { type Database, jsonLinesTable, type Row } from '../store/index.ts';
import type { DrillScore, IntrusionScore, Part } from './model.ts';

const TRUTH_COLUMNS = {
  kind: 'VARCHAR',
  time: 'VARCHAR',
  intrusion: 'VARCHAR',
  access: 'VARCHAR',
  recordId: 'VARCHAR',
  logged: 'VARCHAR',
  mailboxId: 'VARCHAR',
  messages: 'VARCHAR[]',
} as const;

/** The tables that every figure is read from. `reported` has just been computed on this connection. */
export async function prepareScore(database: Database, truthFile: string, { scope }: Reported): Promise<void> {
  await jsonLinesTable(database, 'truth_line', truthFile, TRUTH_COLUMNS);
  await database.run(
    `CREATE OR REPLACE TEMP TABLE truth_event AS
     SELECT DISTINCT t.intrusion, a.event_id, a.part, a.token_id, a.mailbox_id FROM truth_line AS t JOIN event AS e ON e.vendor_id = t."recordId" JOIN access AS a ON a.event_id = e.event_id
     WHERE t.kind = 'access' AND t.logged = 'yes'`,
  );
  await database.run(
    `CREATE OR REPLACE TEMP TABLE truth_record AS
     SELECT DISTINCT e.event_id FROM truth_line AS t JOIN event AS e ON e.vendor_id = t."recordId" WHERE t.kind = 'record' OR t.kind = 'access' AND t.logged = 'yes'`,
  );
  const incidents = scope.incidents.map(({ id, severity }) => {
    return `(${literal(scope.names.get(id) ?? id)}, ${literal(id)}, ${isAlarm(severity)})`;
  });
  await database.run(
    `CREATE OR REPLACE TEMP TABLE drill_incident AS SELECT * FROM (VALUES ${[...incidents, `('', '', false)`].join(', ')}) AS v(name, incident, alarm) WHERE name <> ''`,
  );
  // An access that one incident holds to be the intruder's and another cannot decide belongs to the first.
  await database.run(
    `CREATE OR REPLACE TEMP TABLE caught AS
     SELECT s.event_id, s.part, bool_or(i.alarm) AS alarm, coalesce(min(i.incident) FILTER (s.attribution = 'intruder'), min(i.incident)) AS incident, bool_or(s.attribution = 'intruder') AS sure
     FROM scope_access AS s JOIN drill_incident AS i ON i.name = s.name GROUP BY s.event_id, s.part`,
  );
}

/** An incident that somebody is to be called for; the others are for review. */
export function isAlarm(severity: Severity): boolean {
  return severity === 'high' || severity === 'critical';
}

const part = (row: Row, found: string, of: string): Part => ({
  found: Number(row[found] ?? 0),
  of: Number(row[of] ?? 0),
});

/** Figures of each intrusion, by name. Needs `prepareScore`. */
export async function scoreIntrusions(database: Database, { scope }: Reported): Promise<readonly IntrusionScore[]> {
  const counted = await database.all(
    `SELECT t.intrusion, count(DISTINCT t.token_id) AS tokens, count(DISTINCT CASE WHEN c.alarm THEN t.token_id END) AS alarmed, count(DISTINCT CASE WHEN c.event_id IS NOT NULL THEN t.token_id END) AS reviewed,
       count(DISTINCT t.mailbox_id) AS boxes, count(DISTINCT CASE WHEN c.alarm THEN t.mailbox_id END) AS boxes_alarmed
     FROM truth_event AS t LEFT JOIN caught AS c ON c.event_id = t.event_id AND c.part = t.part GROUP BY t.intrusion`,
  );
  const named = await database.all(
    `SELECT intrusion, count(*) AS pairs, count(CASE WHEN alarm THEN 1 END) AS alarmed FROM (
       SELECT t.intrusion, m.mailbox_id, m.message_id, bool_or(coalesce(c.alarm, false)) AS alarm
       FROM truth_event AS t JOIN message AS m ON m.event_id = t.event_id AND m.part = t.part LEFT JOIN caught AS c ON c.event_id = t.event_id AND c.part = t.part
       WHERE m.message_id IS NOT NULL GROUP BY t.intrusion, m.mailbox_id, m.message_id) AS p GROUP BY intrusion`,
  );
  const all = await database.all(
    `SELECT intrusion, min(time) AS first, count(DISTINCT message) AS messages FROM (SELECT intrusion, time, unnest(messages) AS message FROM truth_line WHERE kind = 'access') AS u GROUP BY intrusion ORDER BY intrusion`,
  );
  const touched = await database.all(
    `SELECT DISTINCT t.intrusion, c.incident FROM truth_event AS t JOIN caught AS c ON c.event_id = t.event_id AND c.part = t.part`,
  );
  const of = (rows: readonly Row[], intrusion: string): Row => rows.find((row) => row['intrusion'] === intrusion) ?? {};
  return all.map((row): IntrusionScore => {
    const intrusion = String(row['intrusion']);
    const figures = of(counted, intrusion);
    const ids = new Set(touched.filter((one) => one['intrusion'] === intrusion).map((one) => String(one['incident'])));
    const totals = scope.incidents.filter(({ id }) => ids.has(id)).map((incident) => incident.totals);
    const lower = totals.reduce((sum, one) => sum + one.lower, 0);
    const upper =
      totals.length === 0 || totals.some((one) => one.upper === null)
        ? null
        : totals.reduce((sum, one) => sum + (one.upper ?? 0), 0);
    const truth = Number(row['messages']);
    return {
      intrusion,
      tokens: part(figures, 'alarmed', 'tokens'),
      tokensReviewed: part(figures, 'reviewed', 'tokens'),
      mailboxes: part(figures, 'boxes_alarmed', 'boxes'),
      messages: part(of(named, intrusion), 'alarmed', 'pairs'),
      interval: { lower, upper, truth, holds: lower <= truth && (upper === null || truth <= upper) },
      firstAccess: String(row['first']),
    };
  });
}

/** Of what alarms hold to be an intruder's: how much is one's. Needs `prepareScore`. */
export async function scorePrecision(database: Database): Promise<DrillScore['precision']> {
  const row = await database.one(
    `SELECT count(DISTINCT a.token_id) AS tokens, count(DISTINCT CASE WHEN t.event_id IS NOT NULL THEN a.token_id END) AS true_tokens,
       count(DISTINCT a.mailbox_id) AS boxes, count(DISTINCT CASE WHEN t.event_id IS NOT NULL THEN a.mailbox_id END) AS true_boxes
     FROM caught AS c JOIN access AS a ON a.event_id = c.event_id AND a.part = c.part LEFT JOIN truth_event AS t ON t.event_id = c.event_id AND t.part = c.part
     WHERE c.alarm AND c.sure`,
  );
  const pairs = await database.one(
    `SELECT count(*) AS pairs, count(CASE WHEN theirs THEN 1 END) AS true_pairs FROM (
       SELECT m.mailbox_id, m.message_id, bool_or(t.event_id IS NOT NULL) AS theirs
       FROM caught AS c JOIN message AS m ON m.event_id = c.event_id AND m.part = c.part LEFT JOIN truth_event AS t ON t.event_id = c.event_id AND t.part = c.part
       WHERE c.alarm AND c.sure AND m.message_id IS NOT NULL GROUP BY m.mailbox_id, m.message_id) AS p`,
  );
  return {
    tokens: part(row, 'true_tokens', 'tokens'),
    mailboxes: part(row, 'true_boxes', 'boxes'),
    messages: part(pairs, 'true_pairs', 'pairs'),
  };
}

/** Alarms and findings that rest on no record of an intrusion: neither an access nor a consent, a rule, a sign-in. Needs `prepareScore`. */
export async function scoreNoise(
  database: Database,
  { scope }: Reported,
): Promise<Pick<DrillScore, 'falseAlarms' | 'falseFindings' | 'falseHints' | 'falseDetections'>> {
  const touching = await database.all(
    `SELECT DISTINCT i.incident FROM drill_incident AS i JOIN scope_access AS s ON s.name = i.name JOIN truth_event AS t ON t.event_id = s.event_id AND t.part = s.part`,
  );
  const citing = await database.all(
    `SELECT DISTINCT a.finding_id FROM finding_anchor AS a JOIN truth_record AS t ON CAST(t.event_id AS VARCHAR) = a.value WHERE a.kind = 'event'`,
  );
  const incidentsOf = new Set(touching.map((row) => String(row['incident'])));
  const findingsOf = new Set(citing.map((row) => String(row['finding_id'])));
  const isTheirs = ({ id, findings }: (typeof scope.incidents)[number]): boolean =>
    incidentsOf.has(id) || findings.some((finding) => findingsOf.has(finding));
  const theirsNot = scope.incidents.filter((incident) => !isTheirs(incident));
  const inIntrusion = new Set(scope.incidents.filter(isTheirs).flatMap(({ findings }) => findings));
  const findings = scope.findings.filter(
    ({ id, severity }) => severity !== 'info' && !inIntrusion.has(id) && !findingsOf.has(id),
  );
  const byDetection = new Map<string, number>();
  for (const { detection } of findings) byDetection.set(detection, (byDetection.get(detection) ?? 0) + 1);
  return {
    falseAlarms: theirsNot.filter(({ severity }) => isAlarm(severity)).length,
    falseFindings: findings.filter(({ severity }) => severity !== 'low').length,
    falseHints: findings.filter(({ severity }) => severity === 'low').length,
    falseDetections: [...byDetection].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)),
  };
}
