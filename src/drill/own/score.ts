/** What came of an intrusion that was laid into somebody's own logs: every record that the mix brought is the intruder's. */
import type { Reported } from '../../case/index.ts';
import { LOG_WORDS } from '../../detect/requirements.ts';
import { LOG_KINDS, type Severity } from '../../facts/index.ts';
import { groupBy, type ScopeFinding, type ScopeIncident } from '../../scope/index.ts';
import type { KnownTenant, Mixed } from '../../simulate/index.ts';
import type { Database } from '../../store/index.ts';
import { isAlarm, prepareScore, scoreIntrusions } from '../score.ts';
import type { AlreadyThere, NotRun, Outcome, OwnFound } from './model.ts';

/** What the investigation found before anything was laid into the logs. */
export interface Baseline {
  readonly incidents: readonly ScopeIncident[];
  readonly findings: ReadonlySet<string>;
  readonly lastSource: number;
  /** Kinds of logs that are here. */
  readonly logs: ReadonlySet<string>;
  readonly notRun: readonly NotRun[];
}

const GRAVITY: Readonly<Record<Severity, number>> = { critical: 0, high: 1, medium: 2, low: 3, info: 4 };

export async function baselineOf(
  database: Database,
  { scope }: Reported,
  vendor: KnownTenant['vendor'],
): Promise<Baseline> {
  const row = await database.one('SELECT coalesce(max(source_id), 0) AS last FROM source');
  const kinds = await database.all('SELECT DISTINCT log_kind FROM source_kind');
  return {
    incidents: scope.incidents,
    findings: new Set(scope.findings.map(({ id }) => id)),
    lastSource: Number(row['last']),
    logs: new Set(kinds.map((kind) => String(kind['log_kind']))),
    notRun: await notRun(database, vendor),
  };
}

/** Checks for the vendor's logs that did not run; lists of the investigator are no logs. */
async function notRun(database: Database, vendor: KnownTenant['vendor']): Promise<readonly NotRun[]> {
  const rows = await database.all(
    `SELECT detection, missing FROM detection_run WHERE NOT ran AND missing IS NOT NULL AND detection NOT LIKE 'canary/%' ORDER BY missing, detection`,
  );
  const idle = rows
    .map((row) => ({ check: String(row['detection']), missing: inWords(String(row['missing']), vendor) }))
    .filter(({ check, missing }) => (vendor === 'google' ? missing.includes('Google') : !check.startsWith('google/')));
  return [...groupBy(idle, ({ missing }) => missing)].map(([missing, group]) => ({
    missing,
    checks: group.map(({ check }) => check).sort(),
  }));
}

/** `A; or B; C` for people: `A or B, and C`, without what only the other vendor has. A semicolon in brackets stays. */
function inWords(missing: string, vendor: KnownTenant['vendor']): string {
  return missing
    .split(/; (?!or )(?![^(]*\))/)
    .map((needed) => {
      const logs = needed.split('; or ');
      const own = logs.filter((log) => (vendor === 'google') === log.startsWith('Google'));
      return (own.length === 0 ? logs : own).join(' or ');
    })
    .join(', and ');
}

/** The incidents of the logs alone, the gravest first. */
export function alreadyThere({ incidents }: Baseline): AlreadyThere {
  const listed = [...incidents]
    .sort((a, b) => GRAVITY[a.severity] - GRAVITY[b.severity] || (a.id < b.id ? -1 : 1))
    .map(({ id, severity, title, mailboxes, findings }) => ({
      id,
      severity,
      title,
      mailboxes: mailboxes.length,
      findings: findings.length,
    }));
  const alarms = listed.filter(({ severity }) => isAlarm(severity)).length;
  return { alarms, review: listed.length - alarms, incidents: listed };
}

/** What the logs hold and lack of an intrusion, before anything is found. Null: nothing was laid. */
export function uncollectedOf(laid: Mixed | null, logs: ReadonlySet<string>): OwnFound {
  const records = Object.fromEntries(
    LOG_KINDS.flatMap((log) => [[log, laid?.records.get(log) ?? 0] as const]).filter(([, n]) => n > 0),
  );
  const uncollected = LOG_KINDS.flatMap((log) => {
    const missing = laid?.uncollected.get(log) ?? 0;
    return missing === 0 ? [] : [{ log, records: missing, collect: LOG_WORDS[log], here: logs.has(log) }];
  });
  return { records, uncollected, truth: truthOf(laid), seenBy: [], joins: false, besides: 0, score: null };
}

function truthOf(laid: Mixed | null): OwnFound['truth'] {
  if (laid === null) return null;
  const { first, last, mailboxes, messages, messagesLogged } = laid.intrusion;
  return { first, last, mailboxes: mailboxes.length, messages, messagesLogged };
}

/** Scores a case into which an intrusion was laid; `reported` has just been computed on this connection. */
export async function scoreMix(
  database: Database,
  reported: Reported,
  { baseline, laid, truth }: { readonly baseline: Baseline; readonly laid: Mixed; readonly truth: string },
): Promise<OwnFound & { readonly outcome: Outcome }> {
  const { scope } = reported;
  const theirs = await eventsSince(database, baseline.lastSource);
  const addresses = new Set(laid.intrusion.addresses);
  const touching = (one: ScopeFinding): boolean =>
    one.severity !== 'info' &&
    (one.events.some((event) => theirs.has(event)) || one.addresses.some((address) => addresses.has(address)));
  const seen = scope.findings.filter(touching);
  const seenIds = new Set(seen.map(({ id }) => id));
  await prepareScore(database, truth, reported);
  const tied = await incidentsWith(database, baseline.lastSource);
  const alarms = scope.incidents.filter(
    ({ id, severity, findings }) => isAlarm(severity) && (tied.has(id) || findings.some((one) => seenIds.has(one))),
  );
  const [score = null] = await scoreIntrusions(database, reported);
  const besides = scope.findings.filter(
    ({ id, severity }) => severity !== 'info' && !baseline.findings.has(id) && !seenIds.has(id),
  );
  return {
    ...uncollectedOf(laid, baseline.logs),
    outcome: alarms.length > 0 ? 'alarm' : seen.length > 0 ? 'review' : 'missed',
    seenBy: byDetection(seen),
    joins: alarms.length > 0 && alarms.every((alarm) => wasThere(alarm, baseline)),
    besides: besides.length,
    score,
  };
}

/** An alarm that holds a finding of an alarm from before. */
function wasThere({ findings }: ScopeIncident, { incidents }: Baseline): boolean {
  const before = new Set(incidents.filter(({ severity }) => isAlarm(severity)).flatMap((one) => one.findings));
  return findings.some((id) => before.has(id));
}

/** Incidents to which records of the mix are tied. Needs `prepareScore`. */
async function incidentsWith(database: Database, source: number): Promise<ReadonlySet<string>> {
  const rows = await database.all(
    `SELECT DISTINCT i.incident FROM drill_incident AS i JOIN scope_access AS s ON s.name = i.name JOIN event_source AS e ON e.event_id = s.event_id
     WHERE e.source_id > ${source} AND e.status <> 'duplicate'`,
  );
  return new Set(rows.map((row) => String(row['incident'])));
}

async function eventsSince(database: Database, source: number): Promise<ReadonlySet<bigint>> {
  const rows = await database.all(
    `SELECT DISTINCT event_id FROM event_source WHERE source_id > ${source} AND status <> 'duplicate'`,
  );
  return new Set(rows.flatMap((row) => (typeof row['event_id'] === 'bigint' ? [row['event_id']] : [])));
}

function byDetection(findings: readonly ScopeFinding[]): OwnFound['seenBy'] {
  return [...groupBy(findings, ({ detection }) => detection)]
    .map(([detection, group]) => {
      const [first, ...others] = group.map(({ severity }) => severity);
      const gravest = others.reduce((most, one) => (GRAVITY[one] < GRAVITY[most] ? one : most), first ?? 'info');
      return { detection, severity: gravest, findings: group.length };
    })
    .sort((a, b) => GRAVITY[a.severity] - GRAVITY[b.severity] || (a.detection < b.detection ? -1 : 1));
}
