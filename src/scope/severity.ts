/**
 * How severe an incident is, and why. A small explicit model: every finding has a weight (its severity, held down where its strength is
 * small) and a kind (what instrument saw it); rules say what weights and kinds amount to, and the highest of them counts. Every rule asks
 * only whether something is there, so that one more finding never lowers the result.
 */
import type { Severity } from '../facts/index.ts';
import { severityAt, severityRank } from './findings.ts';
import type { DetectionInfo } from './options.ts';
import type { Decision, ScopeFinding } from './types.ts';

export interface Judged {
  readonly severity: Severity;
  /** One sentence each: what was found, then what it amounts to. */
  readonly reasons: readonly string[];
}

const LOW = severityRank('low');
const MEDIUM = severityRank('medium');
const HIGH = severityRank('high');
const CRITICAL = severityRank('critical');

/** Below this strength a finding weighs `low` at most, whatever severity its detection gives: a coin that fell on one side. */
const WEAK_STRENGTH = 0.4;

/**
 * Kinds of evidence by detection or by family of detections. Two findings bear each other out only where one and the same harmless cause
 * would not bring about both. A consent and the use of what was consented to are one matter, and so are a rule and the forwarding it
 * makes, or a flood of accesses and the log that was throttled by it: they do not bear each other out.
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
  // Damaged identifiers show in tokens and sessions alike.
  session: 'tokens',
  // Whoever is behind exits that change shows networks without sign-ins, too.
  'session/collection-session-in-many-networks': 'addresses',
  audit: 'auditing',
  volume: 'volume',
  suspect: 'suspects',
  canary: 'canaries',
  // A client that takes much is throttled for it.
  'audit/defense-evasion-throttled-mailbox': 'volume',
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

/**
 * Detections whose high finding is enough: records that contradict each other, and missing issuance, which is `high` only where the
 * tenant's own rate makes the whole cluster impossible by chance. Whatever is critical is a contradiction by the rules of the catalogue.
 */
const SUFFICIENT: ReadonlySet<string> = new Set([
  'token/credential-access-contradictory-token',
  'token/credential-access-unissued-token-and-session',
  'token/credential-access-unissued-token',
  'token/credential-access-unissued-assertion',
]);

/**
 * Detections that join several kinds of evidence of logs that do not know of each other before they say `high`: what another
 * detection would have to bear out is in them already.
 */
const JOINED: ReadonlySet<string> = new Set([
  // Tokens given to the application, and mail accessed with them, from a place it did not move to.
  'application/credential-access-principal-elsewhere',
  // Passwords tried on many, one that was right, and mail accessed with it.
  'signin/credential-access-password-spray',
  // Several users who let in one application within days, and mail taken by it.
  'consent/credential-access-mail-consent',
]);

/** Detections that are not listed, nor their family, are a kind of their own: the family. */
function kindOf(detection: string): string {
  const family = detection.split('/')[0] ?? detection;
  return EVIDENCE[detection] ?? EVIDENCE[family] ?? family;
}

function weightOf({ severity, strength }: ScopeFinding): number {
  const rank = severityRank(severity);
  return strength < WEAK_STRENGTH ? Math.min(rank, LOW) : rank;
}

/** All findings of one detection: the heaviest speaks, for the same cause may repeat itself any number of times. */
interface Piece {
  readonly detection: string;
  readonly kind: string;
  readonly weight: number;
  readonly severity: Severity;
  readonly count: number;
}

function piecesOf(findings: readonly ScopeFinding[]): readonly Piece[] {
  const pieces = new Map<string, Piece>();
  for (const finding of findings) {
    const { detection } = finding;
    const there = pieces.get(detection);
    const weight = weightOf(finding);
    const severe = there !== undefined && severityRank(there.severity) >= severityRank(finding.severity);
    pieces.set(detection, {
      detection,
      kind: kindOf(detection),
      weight: Math.max(weight, there?.weight ?? 0),
      severity: severe ? there.severity : finding.severity,
      count: (there?.count ?? 0) + 1,
    });
  }
  return [...pieces.values()].sort(
    (a, b) =>
      b.weight - a.weight ||
      severityRank(b.severity) - severityRank(a.severity) ||
      (a.detection < b.detection ? -1 : 1),
  );
}

interface Amount {
  readonly rank: number;
  readonly reason: string | null;
}

/** What the pieces amount to by each rule that holds. */
function amounts(pieces: readonly Piece[]): readonly Amount[] {
  const heaviest = pieces[0]?.weight ?? 0;
  const kinds = new Map<string, number>();
  for (const { kind, weight } of pieces) kinds.set(kind, Math.max(kinds.get(kind) ?? 0, weight));
  const second = [...kinds.values()].sort((a, b) => b - a)[1] ?? 0;
  // To bear out, the second kind must weigh as much as the first; to bear out what is high already, medium is enough.
  const bearsOut = second >= LOW && second >= Math.min(heaviest, MEDIUM);
  return [
    {
      rank: Math.min(heaviest, MEDIUM),
      reason: heaviest >= HIGH ? 'One detection alone does not make an incident high: counted as medium.' : null,
    },
    ...(pieces.some(({ kind, weight }) => weight >= HIGH && LISTED.has(kind))
      ? [{ rank: HIGH, reason: 'Somebody listed beforehand, as suspect or as a canary, what is tied here.' }]
      : []),
    ...(pieces.some(({ detection, weight }) => weight === CRITICAL || (weight >= HIGH && SUFFICIENT.has(detection)))
      ? [
          {
            rank: HIGH,
            reason:
              'A contradiction in the records, or tokens that nobody issued, stand by themselves; without a second kind of evidence they count as high.',
          },
        ]
      : []),
    ...(pieces.some(({ detection, weight }) => weight >= HIGH && JOINED.has(detection))
      ? [{ rank: HIGH, reason: 'The finding itself rests on several logs that do not know of each other.' }]
      : []),
    ...(heaviest >= HIGH && (pieces[1]?.weight ?? 0) >= MEDIUM
      ? [{ rank: HIGH, reason: 'A second detection of weight bears the first out, of the same kind of evidence.' }]
      : []),
    ...(bearsOut
      ? [
          {
            rank: Math.min(heaviest + 1, CRITICAL),
            reason: `Independent kinds of evidence agree: ${[...kinds.keys()].sort().join(', ')}.`,
          },
        ]
      : []),
  ];
}

export function incidentSeverity(
  findings: readonly ScopeFinding[],
  detections: ReadonlyMap<string, DetectionInfo>,
  decision: Decision | null,
): Judged {
  const pieces = piecesOf(findings);
  if (pieces.length === 0) throw new TypeError('an incident without a finding');
  const reasons = pieces.map(({ detection, severity, count }) => {
    const title = detections.get(detection)?.title ?? detection;
    return `${count === 1 ? 'One finding' : `${count} findings`} of "${title}", at most ${severity}.`;
  });
  const all = amounts(pieces);
  let rank = Math.max(...all.map((amount) => amount.rank));
  // Of several rules that lead to the same, the last is the widest.
  const decisive = all.filter((amount) => amount.rank === rank).at(-1);
  if (decisive?.reason != null) reasons.push(decisive.reason);
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
