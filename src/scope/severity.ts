/** How severe an incident is, and why: findings of one detection alone do not make it high, a contradiction does. */
import type { Severity } from '../facts/index.ts';
import { severityAt, severityRank } from './findings.ts';
import type { DetectionInfo } from './options.ts';
import type { Decision, ScopeFinding } from './types.ts';

export interface Judged {
  readonly severity: Severity;
  /** One sentence each. */
  readonly reasons: readonly string[];
}

const HIGH = severityRank('high');
const CRITICAL = severityRank('critical');

/**
 * Kinds of evidence by detection or by family of detections. A consent and the use of what was consented to are one matter, and so are a
 * rule and the forwarding it makes: they do not bear each other out.
 */
const EVIDENCE: Readonly<Record<string, string>> = {
  consent: 'applications',
  application: 'applications',
  rules: 'ways for mail to leave',
  flow: 'ways for mail to leave',
  permission: 'ways for mail to leave',
  export: 'ways for mail to leave',
  address: 'addresses',
  signin: 'sign-ins',
  token: 'tokens',
  audit: 'auditing',
  suspect: 'suspects',
  canary: 'canaries',
  // One vendor's family holds several kinds.
  'google/collection-new-application': 'applications',
  'google/collection-new-mail-client': 'applications',
  'google/persistence-domain-wide-authority': 'applications',
  'google/collection-api-volume': 'volume',
  'google/collection-mail-volume': 'volume',
  'google/persistence-mail-delegation': 'ways for mail to leave',
  'google/collection-mail-copied': 'ways for mail to leave',
  'google/collection-takeout-vault': 'ways for mail to leave',
  'google/initial-access-suspicious-login': 'sign-ins',
  'google/persistence-second-factor-weakened': 'sign-ins',
};

/** What people listed beforehand: one finding is enough. */
const LISTED: ReadonlySet<string> = new Set(['suspects', 'canaries']);

/** Detections that are not listed, nor their family, are a kind of their own: the family. */
function kindOf(detection: string): string {
  const family = detection.split('/')[0] ?? detection;
  return EVIDENCE[detection] ?? EVIDENCE[family] ?? family;
}

export function incidentSeverity(
  findings: readonly ScopeFinding[],
  detections: ReadonlyMap<string, DetectionInfo>,
  decision: Decision | null,
): Judged {
  const best = new Map<string, ScopeFinding>();
  for (const finding of findings) {
    const there = best.get(finding.detection);
    if (there === undefined || severityRank(finding.severity) > severityRank(there.severity))
      best.set(finding.detection, finding);
  }
  const strongest = [...best.values()].sort(
    (a, b) => severityRank(b.severity) - severityRank(a.severity) || (a.detection < b.detection ? -1 : 1),
  );
  const top = strongest[0];
  if (top === undefined) throw new TypeError('an incident without a finding');
  const title = (finding: ScopeFinding): string => detections.get(finding.detection)?.title ?? finding.detection;
  const reasons = strongest.map(
    (finding) => `${count(findings, finding.detection)} of "${title(finding)}", at most ${finding.severity}.`,
  );
  let rank = severityRank(top.severity);
  const kinds = new Map<string, number>();
  for (const finding of strongest) {
    const kind = kindOf(finding.detection);
    kinds.set(kind, Math.max(kinds.get(kind) ?? 0, severityRank(finding.severity)));
  }
  const second = [...kinds.values()].sort((a, b) => b - a)[1];
  const listed = strongest.some(
    ({ detection, severity }) => LISTED.has(kindOf(detection)) && severityRank(severity) >= HIGH,
  );
  // To bear out, the second kind must weigh as much as the first; to bear out what is high already, medium is enough.
  const bearsOut = second !== undefined && second > 0 && second >= (rank >= HIGH ? HIGH - 1 : rank);
  if (bearsOut) {
    rank = Math.min(rank + 1, CRITICAL);
    reasons.push(`Independent kinds of evidence agree: ${[...kinds.keys()].sort().join(', ')}.`);
  } else if (rank === CRITICAL) {
    rank = HIGH;
    reasons.push(
      'A contradiction in the records stands by itself; without a second kind of evidence it counts as high.',
    );
  } else if (rank === HIGH && best.size === 1 && !listed) {
    rank = HIGH - 1;
    reasons.push('One detection alone does not make an incident high: counted as medium.');
  }
  if (listed) reasons.push('Somebody listed beforehand, as suspect or as a canary, what is tied here.');
  if (decision?.state === 'confirmed') {
    rank = Math.max(rank, HIGH);
    reasons.push(`Confirmed by ${decision.author}: ${decision.why}`);
  }
  const confirmed = findings.find((finding) => finding.decision?.state === 'confirmed');
  if (confirmed?.decision != null && decision?.state !== 'confirmed') {
    rank = Math.max(rank, HIGH);
    reasons.push(`A finding in it was confirmed by ${confirmed.decision.author}: ${confirmed.decision.why}`);
  }
  if (decision?.state === 'benign') reasons.push(`Judged benign by ${decision.author}: ${decision.why}`);
  return { severity: severityAt(rank), reasons };
}

function count(findings: readonly ScopeFinding[], detection: string): string {
  const n = findings.filter((finding) => finding.detection === detection).length;
  return n === 1 ? 'One finding' : `${n} findings`;
}
