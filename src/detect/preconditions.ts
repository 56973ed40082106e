/** Whether a detection can say anything about this case: are its logs there, is there a past? */
import { findColumn, type LogKind, tableNamed } from '../facts/index.ts';
import { col, int, render, sql, table } from '../sql/index.ts';
import type { Database } from '../store/index.ts';
import type { Detection, ParameterValue, Requirement } from './definition.ts';
import { FACT_SOURCES, LOG_WORDS } from './requirements.ts';

/** What the case holds: asked once, used by every detection. */
export interface Holdings {
  /** Events of each log kind. */
  readonly logs: ReadonlyMap<string, number>;
  /** Rows of each fact. */
  readonly facts: ReadonlyMap<string, number>;
}

export async function holdings(database: Database): Promise<Holdings> {
  const logRows = await database.all(
    render(
      sql`SELECT ${col('event', 'log_kind')} AS kind, count(*) AS n FROM ${table('event')} GROUP BY ${col('event', 'log_kind')}`,
    ),
  );
  const facts = new Map<string, number>();
  for (const name of Object.keys(FACT_SOURCES)) {
    const row = await database.one(render(sql`SELECT count(*) AS n FROM ${table(name)}`));
    facts.set(name, Number(row.n));
  }
  return { logs: new Map(logRows.map((row) => [String(row.kind), Number(row.n)])), facts };
}

/** One requirement and what the case has of it. */
export interface RequirementState {
  readonly fact: Requirement['fact'];
  readonly logs: readonly LogKind[];
  /** Events of those logs. */
  readonly records: number;
  /** Rows of the fact. */
  readonly rows: number;
  readonly met: boolean;
  /** Why it is not met; null where it is. */
  readonly reason: string | null;
  /** What to collect; null where it is met. */
  readonly collect: string | null;
}

export function requirementState(requirement: Requirement, held: Holdings): RequirementState {
  const source = FACT_SOURCES[requirement.fact];
  const logs: readonly LogKind[] = requirement.logs ?? source.logs;
  const records = logs.reduce((sum, log) => sum + (held.logs.get(log) ?? 0), 0);
  const rows = held.facts.get(requirement.fact) ?? 0;
  const state = { fact: requirement.fact, logs, records, rows };
  const collect =
    requirement.logs === undefined ? source.collect : requirement.logs.map((log) => LOG_WORDS[log]).join('; or ');
  if (logs.length === 0)
    return rows > 0
      ? { ...state, met: true, reason: null, collect: null }
      : { ...state, met: false, reason: `no list of ${source.words} was given`, collect };
  if (records === 0)
    return { ...state, met: false, reason: `no log with ${source.words} is here (${logs.join(', ')})`, collect };
  if (source.needsRows && rows === 0) {
    return { ...state, met: false, reason: `the logs that are here hold no ${source.words}`, collect };
  }
  return { ...state, met: true, reason: null, collect: null };
}

/** How many subjects have the past that a baseline needs. */
export interface BaselineState {
  readonly days: number;
  readonly subjects: number;
  readonly withPast: number;
}

/**
 * Subjects of a baseline (mailboxes, users …) whose records of that fact span at least `days` days. Null for a detection
 * without a baseline.
 */
export async function baselineState(
  database: Database,
  detection: Pick<Detection, 'baseline'>,
  parameters: Readonly<Record<string, ParameterValue>>,
): Promise<BaselineState | null> {
  const { baseline } = detection;
  if (baseline === undefined) return null;
  const days = Number(parameters[baseline.days]);
  const by = col(baseline.fact, baseline.by);
  const time = col(baseline.fact, 'time');
  const hasTenant = findColumn(tableNamed(baseline.fact), 'tenant') !== undefined;
  const groups = hasTenant && baseline.by !== 'tenant' ? sql`${col(baseline.fact, 'tenant')}, ${by}` : sql`${by}`;
  const row = await database.one(
    render(sql`SELECT count(*) AS subjects, coalesce(sum(CASE WHEN last - ${int(days)} * interval '1' day >= start THEN 1 ELSE 0 END), 0) AS with_past
      FROM (SELECT min(${time}) AS start, max(${time}) AS last FROM ${table(baseline.fact)} WHERE ${by} IS NOT NULL GROUP BY ${groups})`),
  );
  return { days, subjects: Number(row.subjects), withPast: Number(row.with_past) };
}
