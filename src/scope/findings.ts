/** Reads findings, their anchors, people's decisions and the detections that ran. */
import { SEVERITIES, type Severity } from '../facts/index.ts';
import type { Database, Row } from '../store/index.ts';
import { byText, flagOrNull, numberOrNull, textOf, textOrNull, timeOrNull } from './rows.ts';
import { byTime } from './time.ts';
import type { CheckRun, Decision, ScopeFinding } from './types.ts';

/** Newest judgement of each target. */
export type Decisions = ReadonlyMap<string, Decision>;

const DECISION_STATES = ['confirmed', 'benign', 'unsure'] as const;

export async function readDecisions(database: Database): Promise<Decisions> {
  const rows = await database.all(
    'SELECT target, state, why, author, decided_at FROM decision ORDER BY decided_at, state, author, why',
  );
  const decisions = new Map<string, Decision>();
  for (const row of rows) {
    const state = DECISION_STATES.find((word) => word === textOf(row, 'state'));
    if (state === undefined) throw new TypeError(`no such state of a decision: ${textOf(row, 'state')}`);
    decisions.set(textOf(row, 'target'), {
      state,
      author: textOrNull(row, 'author') ?? '',
      at: timeOrNull(row, 'decided_at') ?? 0,
      why: textOrNull(row, 'why') ?? '',
    });
  }
  return decisions;
}

/** All findings, by severity (highest first), first seen, id. */
export async function readFindings(database: Database, decisions: Decisions): Promise<readonly ScopeFinding[]> {
  const anchors = await readAnchors(database);
  const rows = await database.all('SELECT * FROM finding');
  return rows.map((row) => findingOf(row, anchors, decisions)).sort(bySeverity);
}

/** Highest severity first, then the earliest, then by id. */
export function bySeverity(
  a: Pick<ScopeFinding, 'severity' | 'firstSeen' | 'id'>,
  b: Pick<ScopeFinding, 'severity' | 'firstSeen' | 'id'>,
): number {
  return severityRank(b.severity) - severityRank(a.severity) || byTime(a.firstSeen, b.firstSeen) || byText(a.id, b.id);
}

/** 0 (`info`) to 4 (`critical`). */
export function severityRank(severity: Severity): number {
  return SEVERITIES.indexOf(severity);
}

export function severityAt(rank: number): Severity {
  const bounded = Math.min(Math.max(rank, 0), SEVERITIES.length - 1);
  return SEVERITIES[bounded] ?? 'info';
}

type AnchorsOf = ReadonlyMap<string, readonly string[]>;

async function readAnchors(database: Database): Promise<ReadonlyMap<string, AnchorsOf>> {
  const rows = await database.all(
    'SELECT DISTINCT finding_id, kind, value FROM finding_anchor WHERE value IS NOT NULL ORDER BY finding_id, kind, value',
  );
  const all = new Map<string, Map<string, string[]>>();
  for (const row of rows) {
    const kinds = all.get(textOf(row, 'finding_id')) ?? new Map<string, string[]>();
    const values = kinds.get(textOf(row, 'kind')) ?? [];
    values.push(textOf(row, 'value'));
    kinds.set(textOf(row, 'kind'), values);
    all.set(textOf(row, 'finding_id'), kinds);
  }
  return all;
}

function findingOf(row: Row, anchors: ReadonlyMap<string, AnchorsOf>, decisions: Decisions): ScopeFinding {
  const id = textOf(row, 'finding_id');
  const own = anchors.get(id);
  const values = (kind: string): readonly string[] => own?.get(kind) ?? [];
  const severity = SEVERITIES.find((word) => word === textOf(row, 'severity'));
  if (severity === undefined) throw new TypeError(`no such severity: ${textOf(row, 'severity')}`);
  const events = values('event')
    .map(BigInt)
    .sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  return {
    id,
    detection: textOf(row, 'detection'),
    version: numberOrNull(row, 'version') ?? 1,
    tenant: textOrNull(row, 'tenant'),
    severity,
    strength: numberOrNull(row, 'strength') ?? 0,
    basis: textOrNull(row, 'basis'),
    matchRate: matchRateOf(row),
    subject: textOrNull(row, 'subject') ?? '',
    mailboxId: textOrNull(row, 'mailbox_id'),
    mailbox: textOrNull(row, 'mailbox'),
    person: textOrNull(row, 'person'),
    firstSeen: timeOrNull(row, 'first_seen'),
    lastSeen: timeOrNull(row, 'last_seen'),
    explanation: textOrNull(row, 'explanation') ?? '',
    applications: values('application'),
    addresses: values('address'),
    sessions: values('session'),
    tokens: values('token'),
    clients: values('client'),
    destinations: values('destination'),
    mailboxIds: values('mailbox'),
    knownGood: values('known-good'),
    events,
    eventCount: Math.max(numberOrNull(row, 'events') ?? 0, events.length),
    decision: decisions.get(id) ?? null,
  };
}

function matchRateOf(row: Row): ScopeFinding['matchRate'] {
  const stratum = textOrNull(row, 'match_stratum');
  if (stratum === null) return null;
  const figure = (name: string): number => numberOrNull(row, name) ?? 0;
  return {
    rate: figure('match_rate'),
    low: figure('match_low'),
    high: figure('match_high'),
    n: figure('match_n'),
    stratum,
  };
}

/** Every detection, run or not, by id. */
export async function readChecks(database: Database): Promise<readonly CheckRun[]> {
  const rows = await database.all('SELECT * FROM detection_run ORDER BY detection, version');
  return rows.map((row) => ({
    detection: textOf(row, 'detection'),
    version: numberOrNull(row, 'version') ?? 1,
    ran: flagOrNull(row, 'ran') ?? false,
    reason: textOrNull(row, 'reason'),
    findings: numberOrNull(row, 'findings') ?? 0,
    lookedAt: numberOrNull(row, 'looked_at'),
  }));
}

/** Labels of mailboxes: the person's address of today, else the newest address that the log gives it, else its id. */
export async function mailboxLabels(database: Database): Promise<ReadonlyMap<string, string>> {
  // Nearly every mailbox has a person; the log is asked for the others alone, because it is long.
  const rows = await database.all(
    `WITH known AS (SELECT mailbox_id, min(address) AS label FROM person WHERE mailbox_id IS NOT NULL AND address IS NOT NULL GROUP BY mailbox_id)
     SELECT mailbox_id, label FROM known
     UNION ALL
     SELECT mailbox_id, max_by(label, ROW(rank, label)) AS label FROM (
       SELECT mailbox_id, max_by(mailbox, ROW(time, mailbox)) AS label, 1 AS rank FROM access WHERE mailbox IS NOT NULL
         AND NOT EXISTS (SELECT 1 FROM known WHERE known.mailbox_id = access.mailbox_id) GROUP BY mailbox_id
       UNION ALL SELECT mailbox_id, max(mailbox) AS label, 0 AS rank FROM state WHERE mailbox IS NOT NULL
         AND NOT EXISTS (SELECT 1 FROM known WHERE known.mailbox_id = state.mailbox_id) GROUP BY mailbox_id
     ) WHERE mailbox_id IS NOT NULL GROUP BY mailbox_id`,
  );
  return new Map(rows.map((row) => [textOf(row, 'mailbox_id'), textOf(row, 'label')]));
}
