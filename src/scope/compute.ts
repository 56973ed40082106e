/** From the tables of a case to its scope: incidents, exposure, coverage, verdict, what to collect next. */
import type { LogKind } from '../facts/index.ts';
import type { Database } from '../store/index.ts';
import { collectNext } from './collect-next.ts';
import { computeCoverage, coverageWindow, MAILBOX_LOGS } from './coverage/index.ts';
import { readReach } from './coverage/reach.ts';
import { blindHours, type ExposureContext, exposureOf } from './exposure.ts';
import { countExposure } from './exposure-counts.ts';
import { bySeverity, type Decisions, mailboxLabels, readChecks, readDecisions, readFindings } from './findings.ts';
import { countFlows } from './flow-counts.ts';
import { withSends } from './flow-sends.ts';
import { readFlows } from './flows.ts';
import { type TiedIncident, tieIncidents } from './incidents.ts';
import { matchInventory } from './inventory/match.ts';
import { DEFAULT_SCOPE_LIMITS, type DetectionInfo, type ScopeOptions } from './options.ts';
import { responseTo } from './response.ts';
import { sortedUnique, textOf, textOrNull } from './rows.ts';
import { incidentSeverity } from './severity.ts';
import { earliest, latest } from './time.ts';
import { incidentTitle } from './title.ts';
import { readAccounts, readAddressUse, readApplicationUse, readPopulation, readTraces, type Trace } from './traces.ts';
import type { MailboxCoverage, Scope, ScopeExposure, ScopeFinding, ScopeFlow, ScopeIncident } from './types.ts';
import { caseVerdict, mailboxVerdicts } from './verdict.ts';

/**
 * Computes the scope of a case from its facts, findings and decisions. Writes nothing into the case; the temporary tables
 * `scope_access` and `scope_message` stay in the connection for the report. Two runs give the same.
 */
export async function computeScope(database: Database, options: ScopeOptions): Promise<Scope> {
  const limits = { ...DEFAULT_SCOPE_LIMITS, ...options.limits };
  const now = options.now.getTime() * 1000;
  const detections = new Map((options.detections ?? []).map((info) => [info.id, info]));
  const decisions = await readDecisions(database);
  const findings = await readFindings(database, decisions);
  const checks = await readChecks(database);
  const labels = await mailboxLabels(database);
  const reach = await readReach(database);
  const window = coverageWindow(reach, options.since, options.until);
  const coverage = await computeCoverage(database, { reach, window, now, limits, labels });
  const tied = await tieIncidents(database, findings, decisions, {
    limits,
    detections,
    traces: tracesByFinding(await readTraces(database)),
    accounts: await readAccounts(database),
    addressUse: await readAddressUse(database),
    applicationUse: await readApplicationUse(database),
    population: await readPopulation(database),
  });
  const destinations = new Map(
    tied.map((incident) => [incident.name, incident.findings.flatMap((finding) => finding.destinations)]),
  );
  const flows = await countFlows(database, await withSends(database, await readFlows(database), destinations));
  const inventory = await matchInventory(database, options.inventory ?? [], labels);
  const accessLogs = coverageOfMailboxes(coverage.rows);
  const exposure: ExposureContext = {
    source: await countExposure(database),
    coverage: accessLogs,
    blindHours: blindHours(accessLogs, now, limits.lateHours),
    labels,
    inventory: inventory.boxes,
    window,
    now,
    lateHours: limits.lateHours,
  };
  const names = await applicationNames(database);
  const drafts = tied.map((incident) =>
    draft(incident, flows.get(incident.name) ?? [], { exposure, decisions, detections, names }),
  );
  const ordered = drafts.sort((a, b) => bySeverity(a.incident, b.incident));
  const contents = await contentsOf(database);
  const collect = collectNext({
    checks,
    detections,
    coverage,
    incidents: ordered.map(({ incident }) => incident),
    here: contents.logs,
    now,
  });
  const incidents = ordered.map(
    ({ incident, own }): ScopeIncident => ({
      ...incident,
      response: responseTo(own, incident.mailboxes, detections, collect),
    }),
  );
  const verdictInput = { incidents, findings, checks, detections, coverage, limits };
  const { verdict, reasons } = caseVerdict(verdictInput);
  return {
    limits,
    now,
    tenants: contents.tenants,
    window,
    findings,
    incidents,
    names: new Map(tied.map(({ id, name }) => [id, name])),
    exposures: ordered.flatMap(({ exposures }) => exposures),
    coverage,
    verdict,
    verdictReasons: reasons,
    mailboxes: mailboxVerdicts(verdictInput),
    checks,
    inventoryUnmatched: inventory.unmatched,
    collectNext: collect,
  };
}

interface DraftContext {
  readonly exposure: ExposureContext;
  readonly decisions: Decisions;
  readonly detections: ReadonlyMap<string, DetectionInfo>;
  readonly names: ReadonlyMap<string, string>;
}

interface Draft {
  readonly incident: ScopeIncident;
  readonly own: readonly ScopeFinding[];
  readonly exposures: readonly ScopeExposure[];
}

function draft(tied: TiedIncident, flows: readonly ScopeFlow[], context: DraftContext): Draft {
  const { findings, founding, ways } = tied;
  const decision = context.decisions.get(tied.id) ?? null;
  const firstSeen = earliest(founding.map((finding) => finding.firstSeen));
  const ofFindings = founding.flatMap(({ mailboxId, mailboxIds }) => [
    ...(mailboxId === null ? [] : [mailboxId]),
    ...mailboxIds,
  ]);
  const input = { incident: tied.id, name: tied.name, firstSeen, mailboxIds: ofFindings, flows };
  const { exposures, totals } = exposureOf(input, context.exposure);
  const judged = incidentSeverity(findings, context.detections, decision);
  const applications = sortedUnique([...founding.flatMap((finding) => finding.applications), ...ways.applications]);
  const addresses = sortedUnique([...founding.flatMap((finding) => finding.addresses), ...ways.addresses]);
  const base = {
    id: tied.id,
    severity: judged.severity,
    reasons: judged.reasons,
    firstSeen: earliest([firstSeen, ...exposures.map((exposure) => exposure.firstSeen)]),
    lastSeen: latest([...founding, ...exposures].map(({ lastSeen }) => lastSeen)),
    mailboxIds: sortedUnique(exposures.map(({ mailboxId }) => mailboxId)),
    mailboxes: sortedUnique(exposures.map(({ mailbox }) => mailbox)),
    applications,
    addresses,
    sessions: sortedUnique([...founding.flatMap((finding) => finding.sessions), ...ways.sessions]),
    tokens: sortedUnique([...founding.flatMap((finding) => finding.tokens), ...ways.tokens]),
    findings: findings.map(({ id }) => id),
    links: tied.links,
    totals,
    flows,
    decision,
  };
  const title = incidentTitle({
    exposures,
    findings,
    flows,
    ways,
    names: context.names,
    detections: context.detections,
  });
  return { incident: { ...base, title, response: [] }, own: findings, exposures };
}

function tracesByFinding(traces: readonly Trace[]): ReadonlyMap<string, readonly Trace[]> {
  const result = new Map<string, Trace[]>();
  for (const trace of traces) {
    const list = result.get(trace.finding);
    if (list === undefined) result.set(trace.finding, [trace]);
    else list.push(trace);
  }
  return result;
}

/** The log of accesses of each mailbox. */
function coverageOfMailboxes(rows: readonly MailboxCoverage[]): ReadonlyMap<string, MailboxCoverage> {
  return new Map(
    rows.flatMap((row) =>
      row.mailboxId !== null && MAILBOX_LOGS.includes(row.logKind) ? [[row.mailboxId, row] as const] : [],
    ),
  );
}

async function applicationNames(database: Database): Promise<ReadonlyMap<string, string>> {
  const rows = await database.all(
    'SELECT app_id, min(name) AS name FROM application WHERE name IS NOT NULL GROUP BY app_id',
  );
  return new Map(rows.map((row) => [textOf(row, 'app_id'), textOf(row, 'name')]));
}

/** Tenants and kinds of logs in the case, those without times (configuration exports) too. */
async function contentsOf(
  database: Database,
): Promise<{ readonly tenants: readonly string[]; readonly logs: ReadonlySet<LogKind> }> {
  const rows = await database.all('SELECT DISTINCT tenant, log_kind FROM event');
  return {
    tenants: sortedUnique(rows.flatMap((row) => textOrNull(row, 'tenant') ?? [])),
    logs: new Set(sortedUnique(rows.map((row) => textOf(row, 'log_kind'))) as readonly LogKind[]),
  };
}
