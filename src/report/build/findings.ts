/** `findings.json`. */
import type { DetectionInfo, ScopeFinding } from '../../scope/index.ts';
import type { Finding, KnownGood } from '../model.ts';
import { decisionOf, eventIds, utc } from './words.ts';

/** Findings in the order of the scope: by severity (highest first), first seen, id. */
export function buildFindings(
  findings: readonly ScopeFinding[],
  detections: ReadonlyMap<string, DetectionInfo>,
): readonly Finding[] {
  return findings.map((finding) => {
    const info = detections.get(finding.detection);
    return {
      id: finding.id,
      detection: finding.detection,
      version: finding.version,
      severity: finding.severity,
      strength: { value: finding.strength, basis: finding.basis ?? 'not stated' },
      title: info?.title ?? finding.detection,
      mailbox: finding.mailbox ?? finding.mailboxId,
      user: finding.person,
      firstSeen: utc(finding.firstSeen),
      lastSeen: utc(finding.lastSeen),
      applications: finding.applications,
      addresses: finding.addresses,
      sessions: finding.sessions,
      tokens: finding.tokens,
      eventIds: eventIds(finding.events),
      explanation: finding.explanation,
      otherCauses: info?.falsePositives ?? [],
      matchRate: finding.matchRate,
      decision: decisionOf(finding.decision),
      knownGood: finding.knownGood.map(knownGoodOf),
    };
  });
}

/** `address 192.0.2.1: our proxy (E. Weber)`, as detection writes it; what does not read so stands whole as the reason. */
function knownGoodOf(text: string): KnownGood {
  const match = /^(user|address|cidr|session|token|application|message) (.+?): (.*) \(([^()]*)\)(;.*)?$/s.exec(text);
  if (match === null) return { kind: 'user', value: text, reason: text, author: 'not stated' };
  const [, kind = '', value = '', reason = '', author = '', part = ''] = match;
  return { kind: kind === 'cidr' ? 'address' : (kind as KnownGood['kind']), value, reason: `${reason}${part}`, author };
}
