/** From rows (one an event of a subject) to findings. The engine counts and sorts; this puts the pieces together. */
import { DuckDBTimestampValue } from '@duckdb/node-api';
import { SEVERITIES, type Severity } from '../facts/index.ts';
import { replaceParameters } from '../sql/index.ts';
import type { Database, Row, Statement } from '../store/index.ts';
import { SQL_TYPE } from './check.ts';
import type { Detection, ParameterValue, SubjectKind } from './definition.ts';
import { type Anchor, type AnchorKind, compareFindings, compareText, type Finding, findingId } from './finding.ts';
import type { DetectLimits } from './limits.ts';
import { ANCHOR_COLUMNS, selectedColumns } from './result-columns.ts';

const STRENGTH = { low: 0.3, medium: 0.6, high: 0.9 } as const;

export interface Gathered {
  readonly findings: readonly Finding[];
  /** Findings in all; more than `findings.length` where the limit cut. */
  readonly total: number;
}

/** The query with its parameters numbered and typed, into the temporary table `hit`. */
function hitStatement(
  detection: Detection,
  columns: ReadonlyMap<string, string>,
  parameters: Readonly<Record<string, ParameterValue>>,
): Statement {
  const values: (string | number | bigint | boolean)[] = [];
  const typeOf = new Map(detection.parameters.map(({ name, type }) => [name, type]));
  const query = replaceParameters(detection.sql, (name, number) => {
    const type = typeOf.get(name);
    const value = parameters[name];
    if (type === undefined || value === undefined) throw new TypeError(`${detection.id}: no parameter "${name}"`);
    values[number - 1] = type === 'integer' ? BigInt(value) : value;
    return `CAST($${number} AS ${SQL_TYPE[type]})`;
  });
  return {
    text: `CREATE OR REPLACE TEMP TABLE hit AS SELECT ${selectedColumns(columns)} FROM (${query}\n) AS detected`,
    values,
  };
}

const AGREED = (column: string): string =>
  `CASE WHEN min(${column}) = max(${column}) AND count(${column}) = count(*) THEN min(${column}) END AS ${column}`;

const SEVERITY_RANK = `CASE severity ${SEVERITIES.map((severity, rank) => `WHEN '${severity}' THEN ${rank}`).join(' ')} END`;

const SUMMARY = `SELECT tenant, subject, count(DISTINCT event_id) AS events, min(time) AS first_seen, max(time) AS last_seen,
  max(explanation) AS explanation, max(strength) AS strength, max(basis) AS basis,
  min(match_rate) AS match_rate, min(match_low) AS match_low, min(match_high) AS match_high, min(match_n) AS match_n, min(match_stratum) AS match_stratum,
  max(${SEVERITY_RANK}) AS severity, count(severity) - count(${SEVERITY_RANK}) AS bad_severities,
  ${AGREED('mailbox_id')}, ${AGREED('mailbox')}, ${AGREED('person')}
  FROM hit GROUP BY tenant, subject`;

/** Runs the query and gathers its rows. `columns` are those the query gives (see `checkSql`). */
export async function gather(
  database: Database,
  detection: Detection,
  columns: ReadonlyMap<string, string>,
  parameters: Readonly<Record<string, ParameterValue>>,
  limits: DetectLimits,
): Promise<Gathered> {
  await database.run(hitStatement(detection, columns, parameters));
  try {
    return await gatherHits(database, detection, limits);
  } finally {
    await database.run('DROP TABLE IF EXISTS temp.hit');
  }
}

/** What the findings of a detection take from it. Without a subject kind, the query's subjects carry their own. */
export interface Finder extends Pick<Detection, 'id' | 'version' | 'severity' | 'confidence'> {
  readonly subject: SubjectKind | null;
}

/** Gathers the rows of the temporary table `hit`, which stays. */
export async function gatherHits(database: Database, detection: Finder, limits: DetectLimits): Promise<Gathered> {
  const rows = await database.one(
    'SELECT count(*) AS n, count(CASE WHEN subject IS NULL OR event_id IS NULL OR explanation IS NULL THEN 1 END) AS invalid FROM hit',
  );
  if (Number(rows.n) === 0) return { findings: [], total: 0 };
  if (Number(rows.invalid) > 0)
    throw new TypeError(`${detection.id}: ${rows.invalid} rows without subject, event_id or explanation`);
  const all = (await database.all(SUMMARY)).map((row) => toFinding(detection, row));
  const kept = strongest(all, limits.findings);
  const anchors = await anchorsOf(database, limits);
  const findings = kept.map((finding) => ({
    ...finding,
    anchors: anchors.get(keyOf(finding.tenant, queried(detection, finding.subject))) ?? [],
  }));
  return { findings: findings.sort(compareFindings), total: all.length };
}

function toFinding(detection: Finder, row: Row): Finding {
  const tenant = textOf(row.tenant);
  const key = String(row.subject);
  const subject = (detection.subject === null ? key : `${detection.subject}:${key}`) as Finding['subject'];
  if (Number(row.bad_severities) > 0) throw new TypeError(`${detection.id}: gives a severity that is none`);
  const strength =
    row.strength === null || row.strength === undefined ? STRENGTH[detection.confidence] : Number(row.strength);
  return {
    id: findingId(detection.id, tenant, subject),
    detection: detection.id,
    version: detection.version,
    tenant,
    severity: severityOf(row.severity) ?? detection.severity,
    strength: Math.min(1, Math.max(0, strength)),
    basis: textOf(row.basis) ?? `the detection's confidence (${detection.confidence})`,
    matchRate: matchRateOf(row),
    subject,
    mailboxId: textOf(row.mailbox_id),
    mailbox: textOf(row.mailbox),
    person: textOf(row.person),
    firstSeen: dateOf(row.first_seen),
    lastSeen: dateOf(row.last_seen),
    explanation: String(row.explanation),
    events: Number(row.events),
    anchors: [],
  };
}

function matchRateOf(row: Row): Finding['matchRate'] {
  const stratum = textOf(row.match_stratum);
  if (stratum === null) return null;
  return {
    rate: Number(row.match_rate),
    low: Number(row.match_low),
    high: Number(row.match_high),
    n: Number(row.match_n),
    stratum,
  };
}

function severityOf(rank: unknown): Severity | undefined {
  return rank === null || rank === undefined ? undefined : SEVERITIES[Number(rank)];
}

function textOf(value: unknown): string | null {
  return value === null || value === undefined ? null : String(value);
}

/** Cut to milliseconds, towards the past. */
function dateOf(value: unknown): Date | null {
  if (!(value instanceof DuckDBTimestampValue)) return null;
  const millis = value.micros / 1000n - (value.micros < 0n && value.micros % 1000n !== 0n ? 1n : 0n);
  return new Date(Number(millis));
}

function strongest(findings: readonly Finding[], limit: number): readonly Finding[] {
  if (findings.length <= limit) return findings;
  const rank = (finding: Finding): number => SEVERITIES.indexOf(finding.severity);
  return [...findings]
    .sort((a, b) => rank(b) - rank(a) || b.strength - a.strength || compareFindings(a, b))
    .slice(0, limit);
}

function keyOf(tenant: string | null, subject: string): string {
  return JSON.stringify([tenant, subject]);
}

/** The subject as the query gave it. */
function queried(detection: Finder, subject: Finding['subject']): string {
  return detection.subject === null ? subject : subject.slice(detection.subject.length + 1);
}

/** Anchors of every subject: events by time, other kinds by value, each kind up to its limit. */
async function anchorsOf(database: Database, limits: DetectLimits): Promise<ReadonlyMap<string, readonly Anchor[]>> {
  const kinds: readonly (readonly [kind: AnchorKind, column: string])[] = [
    ...ANCHOR_COLUMNS.map((column) => [column, column] as const),
    ['mailbox', 'mailbox_id'],
  ];
  const others = kinds.map(
    ([kind, column]) =>
      `SELECT DISTINCT tenant, subject, '${kind}' AS kind, ${column} AS value FROM hit WHERE ${column} IS NOT NULL`,
  );
  const query = `
    SELECT tenant, subject, 'event' AS kind, CAST(event_id AS VARCHAR) AS value, place FROM (
      SELECT tenant, subject, event_id, row_number() OVER (PARTITION BY tenant, subject ORDER BY time NULLS LAST, event_id) AS place
      FROM (SELECT tenant, subject, event_id, min(time) AS time FROM hit GROUP BY tenant, subject, event_id)) WHERE place <= ${limits.events}
    UNION ALL
    SELECT tenant, subject, kind, value, place FROM (
      SELECT *, row_number() OVER (PARTITION BY tenant, subject, kind ORDER BY value) AS place FROM (${others.join(' UNION ALL ')})) WHERE place <= ${limits.anchors}
    ORDER BY kind, place`;
  const found = new Map<string, Anchor[]>();
  for (const row of await database.all(query)) {
    const key = keyOf(textOf(row.tenant), String(row.subject));
    const anchors = found.get(key) ?? [];
    anchors.push({ kind: String(row.kind) as AnchorKind, value: String(row.value) });
    found.set(key, anchors);
  }
  for (const anchors of found.values()) anchors.sort((a, b) => compareText(a.kind, b.kind));
  return found;
}
