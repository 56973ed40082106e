/** What may be said of the whole and of each mailbox. "Nothing found" only where every required check ran and the log was there. */

import { FACT_SOURCES, type RequiredFact } from '../detect/requirements.ts';
import type { LogKind, Verdict } from '../facts/index.ts';
import { MAILBOX_LOGS } from './coverage/index.ts';
import { shareOf } from './coverage/spans.ts';
import { coverageClause } from './coverage/words.ts';
import { severityRank } from './findings.ts';
import type { DetectionInfo, ScopeLimits } from './options.ts';
import { byText } from './rows.ts';
import { plural } from './statement-words.ts';
import type { CheckRun, MailboxCoverage, MailboxVerdict, ScopeCoverage, ScopeFinding, ScopeIncident } from './types.ts';

export interface VerdictInput {
  readonly incidents: readonly ScopeIncident[];
  readonly findings: readonly ScopeFinding[];
  readonly checks: readonly CheckRun[];
  readonly detections: ReadonlyMap<string, DetectionInfo>;
  readonly coverage: ScopeCoverage;
  readonly limits: ScopeLimits;
}

export interface VerdictOf {
  readonly verdict: Verdict;
  readonly reasons: readonly string[];
}

const HIGH = severityRank('high');

export function caseVerdict(input: VerdictInput): VerdictOf {
  const standing = input.incidents.filter(({ decision }) => decision?.state !== 'benign');
  const severe = standing.filter(({ severity }) => severityRank(severity) >= HIGH);
  const obstacles = [...obstaclesOf(input), ...shareObstacle(input, observedShare(input.coverage))];
  if (severe.length > 0) return { verdict: 'intrusion', reasons: [...severe.map(incidentReason), ...obstacles] };
  if (standing.length > 0) return { verdict: 'review', reasons: [...standing.map(incidentReason), ...obstacles] };
  if (obstacles.length > 0)
    return {
      verdict: 'not-assessable',
      reasons: ['No incident was found, but that cannot be taken for good news:', ...obstacles],
    };
  const share = observedShare(input.coverage) ?? 0;
  const ran = input.checks.filter((check) => check.ran).length;
  return {
    verdict: 'nothing-found',
    reasons: [
      `All ${ran} required checks ran, and for ${percent(share)} of the mailbox-days in the window the log of accesses was there to see them.`,
    ],
  };
}

/** A share as whole percent, never rounded up to 100. */
export function percent(share: number): string {
  return `${Math.floor(share * 100)}%`;
}

function incidentReason({ id, severity, title }: ScopeIncident): string {
  return `Incident ${id} (${severity}): ${title}.`;
}

/** Share of mailbox time in which the log of accesses was there; null where there is no mailbox. */
export function observedShare(coverage: ScopeCoverage): number | null {
  const shares = MAILBOX_LOGS.flatMap((logKind) => coverage.shares.get(logKind) ?? []);
  return shares.length === 0 ? null : Math.min(...shares);
}

/** Checks that concern the vendors in this case, that some log could meet, and that have left the stage of trial. */
export function requiredChecks({
  checks,
  detections,
  coverage,
}: Pick<VerdictInput, 'checks' | 'detections' | 'coverage'>): readonly CheckRun[] {
  const google = coverage.rows.some(({ logKind }) => logKind.startsWith('google-'));
  const m365 = coverage.rows.some(({ logKind }) => !logKind.startsWith('google-'));
  const present = (logKind: LogKind): boolean => (logKind.startsWith('google-') ? google : m365 || !google);
  return checks.filter(({ detection }) => {
    const info = detections.get(detection);
    if (info === undefined) return true;
    // What no log could meet (a statement, or a list that was not given) says nothing about this case.
    return (
      info.status === 'stable' &&
      info.requires.length > 0 &&
      info.requires.every((requirement) => logsOf(requirement).some(present))
    );
  });
}

/** Logs any of which can meet a requirement. */
export function logsOf({ fact, logs }: DetectionInfo['requires'][number]): readonly LogKind[] {
  if (logs !== undefined) return logs;
  return fact in FACT_SOURCES ? FACT_SOURCES[fact as RequiredFact].logs : [];
}

/** What stands against "nothing found", whatever the mailbox. */
function obstaclesOf(input: VerdictInput): readonly string[] {
  const obstacles: string[] = [];
  const required = requiredChecks(input);
  const idle = required.filter(({ ran }) => !ran);
  if (required.length === 0) obstacles.push('No check ran.');
  if (idle.length > 0) {
    const names = idle.slice(0, 3).map(({ detection }) => input.detections.get(detection)?.title ?? detection);
    obstacles.push(
      `${idle.length} of ${required.length} checks could not run (${names.join('; ')}${idle.length > 3 ? `; and ${idle.length - 3} more` : ''}).`,
    );
  }
  return obstacles;
}

function shareObstacle({ coverage, limits }: VerdictInput, share: number | null): readonly string[] {
  if (share === null || coverage.window === null) return ['No log of accesses to mailboxes is here.'];
  if (share >= limits.requiredShare) return [];
  return [
    `For ${percent(share)} of the mailbox-days in the window the log of accesses was there; ${percent(limits.requiredShare)} are asked for.`,
  ];
}

/** By label, then id. */
export function mailboxVerdicts(input: VerdictInput): readonly MailboxVerdict[] {
  const incidents = new Map<string, ScopeIncident[]>();
  for (const incident of input.incidents) {
    if (incident.decision?.state === 'benign') continue;
    for (const id of incident.mailboxIds) incidents.set(id, [...(incidents.get(id) ?? []), incident]);
  }
  const findings = new Map<string, number>();
  for (const finding of input.findings) {
    if (finding.decision?.state === 'benign' || severityRank(finding.severity) === 0 || finding.mailboxId === null)
      continue;
    findings.set(finding.mailboxId, (findings.get(finding.mailboxId) ?? 0) + 1);
  }
  const obstacles = obstaclesOf(input);
  const labels = new Map<string, string>();
  const coverage = new Map<string, MailboxCoverage>();
  for (const row of input.coverage.rows) {
    if (row.mailboxId === null) continue;
    labels.set(row.mailboxId, row.mailbox ?? row.mailboxId);
    coverage.set(row.mailboxId, row);
  }
  for (const incident of input.incidents) {
    for (const id of incident.mailboxIds) if (!labels.has(id)) labels.set(id, id);
  }
  const result = [...labels].map(([mailboxId, mailbox]): MailboxVerdict => {
    const row = coverage.get(mailboxId);
    const share = row === undefined ? null : shareOf(row.spans, 'observed');
    const own = incidents.get(mailboxId) ?? [];
    const severe = own.filter(({ severity }) => severityRank(severity) >= HIGH);
    const loose = findings.get(mailboxId) ?? 0;
    const base = { mailboxId, mailbox, observedShare: share };
    if (severe.length > 0)
      return { ...base, verdict: 'intrusion', reasons: severe.map(({ id }) => `Touched by incident ${id}.`) };
    if (own.length > 0)
      return { ...base, verdict: 'review', reasons: own.map(({ id }) => `Touched by incident ${id}.`) };
    if (loose > 0) return { ...base, verdict: 'review', reasons: [`${plural(loose, 'finding')} in no incident.`] };
    const missing = [...obstacles, ...ownObstacles(row, share, input.limits)];
    if (missing.length > 0) return { ...base, verdict: 'not-assessable', reasons: missing };
    return {
      ...base,
      verdict: 'nothing-found',
      reasons: [`Every required check ran; the log of accesses ${coverageClause(row?.spans ?? [])}.`],
    };
  });
  return result.sort((a, b) => byText(a.mailbox, b.mailbox) || byText(a.mailboxId, b.mailboxId));
}

function ownObstacles(row: MailboxCoverage | undefined, share: number | null, limits: ScopeLimits): readonly string[] {
  if (row === undefined || share === null) return ['No log of accesses to it is here.'];
  if (share >= limits.requiredShare) return [];
  return [`The log of accesses ${coverageClause(row.spans)}: ${percent(share)} of the window.`];
}
