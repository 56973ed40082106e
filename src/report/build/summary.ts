/** `summary.json`. */
import { countOf, type Scope, type ScopeIncident } from '../../scope/index.ts';
import type { Database } from '../../store/index.ts';
import type { AccessTotals, Incident, SourceEntry, SourceTotals, Summary } from '../model.ts';
import type { ReportOptions } from '../options.ts';
import { observedBy } from './check-coverage.ts';
import { buildEvidence } from './evidence.ts';
import { tokenOutcomes } from './tokens.ts';
import { decisionOf, flowOf, totalsOf, utc } from './words.ts';

export async function buildSummary(
  database: Database,
  scope: Scope,
  sources: readonly SourceEntry[],
  options: ReportOptions,
): Promise<Summary> {
  const { version, detections } = options;
  const infos = new Map((detections ?? []).map((info) => [info.id, info]));
  const outcomes = await tokenOutcomes(database);
  return {
    schemaVersion: 1,
    program: { name: 'letterlock', version },
    tenants: scope.tenants,
    window: { from: utc(scope.window?.from ?? null), to: utc(scope.window?.to ?? null) },
    verdict: scope.verdict,
    verdictReasons: scope.verdictReasons,
    sources: await sourceTotals(database),
    accesses: await accessTotals(database, outcomes.evaluableAccesses),
    tokenReconciliation: outcomes.reconciliation,
    incidents: scope.incidents.map(incidentOf),
    mailboxes: scope.mailboxes.map(({ mailbox, mailboxId, verdict, reasons, observedShare }) => ({
      mailbox,
      mailboxId,
      verdict,
      reasons,
      observedShare: observedShare === null ? null : round(observedShare),
    })),
    notRun: scope.checks
      .filter(({ ran }) => !ran)
      .map(({ detection, reason }) => ({
        detection,
        reason: reason ?? 'no reason stated',
        observed: observedBy(infos.get(detection), scope),
      })),
    collectNext: scope.collectNext.map((next) => ({ ...next, expiresAt: utc(next.expiresAt) })),
    evidence: await buildEvidence(database, sources, options),
  };
}

/** Six digits: shares of sums of times are not exact further on. */
function round(share: number): number {
  return Math.round(share * 1e6) / 1e6;
}

function incidentOf(incident: ScopeIncident): Incident {
  return {
    id: incident.id,
    severity: incident.severity,
    reasons: incident.reasons,
    title: incident.title,
    firstSeen: utc(incident.firstSeen),
    lastSeen: utc(incident.lastSeen),
    mailboxes: incident.mailboxes,
    applications: incident.applications,
    addresses: incident.addresses,
    sessions: incident.sessions,
    tokens: incident.tokens,
    findings: incident.findings,
    links: incident.links.map(({ kind, value, ground, decision }) => ({
      kind,
      value,
      ground,
      decision: decisionOf(decision),
    })),
    exposure: totalsOf(incident.totals),
    flows: incident.flows.map((flow) => ({ ...flowOf(flow), mailbox: flow.mailbox })),
    response: incident.response.map(({ kind, action, why, how, before }) => ({
      kind,
      action,
      why,
      how,
      before: utc(before),
    })),
    decision: decisionOf(incident.decision),
  };
}

async function sourceTotals(database: Database): Promise<SourceTotals> {
  const row = await database.one(
    `SELECT count(*) AS files, coalesce(sum(bytes), 0) AS bytes, coalesce(sum(read), 0) AS records, coalesce(sum(stored), 0) AS stored,
       coalesce(sum(merged), 0) AS merged, coalesce(sum(duplicates), 0) AS duplicates, coalesce(sum(rejected), 0) AS rejected,
       (SELECT count(DISTINCT source_id) FROM truncation) AS cut FROM source`,
  );
  return {
    files: countOf(row, 'files'),
    bytes: countOf(row, 'bytes'),
    records: countOf(row, 'records'),
    stored: countOf(row, 'stored'),
    merged: countOf(row, 'merged'),
    duplicates: countOf(row, 'duplicates'),
    rejected: countOf(row, 'rejected'),
    suspectTruncated: countOf(row, 'cut'),
  };
}

async function accessTotals(database: Database, evaluable: number): Promise<AccessTotals> {
  const row = await database.one(
    'SELECT count(*) AS total, count(token_id) AS tokens, count(session_id) AS sessions FROM access',
  );
  return {
    total: countOf(row, 'total'),
    withTokenId: countOf(row, 'tokens'),
    withSession: countOf(row, 'sessions'),
    evaluable,
  };
}
