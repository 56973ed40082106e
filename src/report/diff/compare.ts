/** Two cases compared: what came, what went, what changed. */
import { SEVERITIES, type Severity } from '../../facts/index.ts';
import { byText } from '../../scope/index.ts';
import type { Exposure, Finding, Incident, SourceEntry } from '../model.ts';
import { coverageDiff } from './coverage.ts';
import { changesOf, type Fields, listChange, paired } from './fields.ts';
import { type IncidentMatch, matchIncidents } from './incidents.ts';
import type { CaseDiff, CaseDocuments, ExposureDiff, FindingRef, IncidentRef, SourceRef } from './model.ts';

/** What of the case changed from `before` to `after`. Turned round, it gives the same with the sides exchanged. */
export function compareCases(before: CaseDocuments, after: CaseDocuments): CaseDiff {
  const sources = paired(before.sources, after.sources, sourceKey);
  const findings = paired(before.findings, after.findings, ({ id }) => id);
  const incidents = matchIncidents(before.summary.incidents, after.summary.incidents);
  const reasons = listChange(before.summary.verdictReasons, after.summary.verdictReasons);
  const mailboxes = paired(before.summary.mailboxes, after.summary.mailboxes, ({ mailbox, mailboxId }) =>
    JSON.stringify([mailbox, mailboxId]),
  );
  const idle = listChange(
    before.summary.notRun.map(({ detection }) => detection),
    after.summary.notRun.map(({ detection }) => detection),
  );
  const parts = {
    sources: { added: sources.added.map(sourceRef), removed: sources.removed.map(sourceRef) },
    findings: {
      added: findings.added.map(findingRef).sort(bySeverity),
      removed: findings.removed.map(findingRef).sort(bySeverity),
      changed: findings.both
        .flatMap(([was, is]) => {
          const changes = changesOf(findingFields(was), findingFields(is));
          return changes.length === 0 ? [] : [{ ...findingRef(is), changes }];
        })
        .sort(bySeverity),
    },
    incidents: {
      added: incidents.added.map(incidentRef).sort(bySeverity),
      removed: incidents.removed.map(incidentRef).sort(bySeverity),
      changed: [...incidents.matches]
        .sort((a, b) => bySeverity(a.after, b.after))
        .flatMap(({ before: was, after: is, matchedBy }) => {
          const changes = changesOf(incidentFields(was), incidentFields(is));
          if (changes.length === 0 && matchedBy === 'id') return [];
          return [{ before: was.id, after: is.id, matchedBy, title: is.title, changes }];
        }),
    },
    exposure: exposureDiff(before.exposure, after.exposure, incidents.matches),
    mailboxes: [
      ...mailboxes.added.map(({ mailbox, verdict }) => ({ mailbox, before: null, after: verdict })),
      ...mailboxes.removed.map(({ mailbox, verdict }) => ({ mailbox, before: verdict, after: null })),
      ...mailboxes.both
        .filter(([was, is]) => was.verdict !== is.verdict)
        .map(([was, is]) => ({ mailbox: is.mailbox, before: was.verdict, after: is.verdict })),
    ].sort((a, b) => byText(a.mailbox, b.mailbox) || byText(a.after ?? '', b.after ?? '')),
    // Not run before, and no longer among those that are not: it ran, if the later program still has it.
    checks: { runNow: idle.removed, runNoLonger: idle.added },
    coverage: coverageDiff(before.coverage, after.coverage),
  };
  const window = { before: before.summary.window, after: after.summary.window };
  const verdict = {
    before: before.summary.verdict,
    after: after.summary.verdict,
    reasonsAdded: reasons.added,
    reasonsRemoved: reasons.removed,
  };
  const same =
    verdict.before === verdict.after &&
    window.before.from === window.after.from &&
    window.before.to === window.after.to &&
    [reasons, parts.sources, parts.findings, parts.incidents, parts.checks, parts.coverage].every(isEmpty) &&
    parts.exposure.length === 0 &&
    parts.mailboxes.length === 0;
  return { schemaVersion: 1, same, window, verdict, ...parts };
}

/** Highest first, then by id. */
function bySeverity(
  a: { readonly id: string; readonly severity: Severity },
  b: { readonly id: string; readonly severity: Severity },
): number {
  return SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity) || byText(a.id, b.id);
}

function isEmpty(lists: Readonly<Record<string, readonly unknown[]>>): boolean {
  return Object.values(lists).every((list) => list.length === 0);
}

/** A source is its content; where that has no hash (it could not be read), its path. */
function sourceKey({ sha256, path, containerPath }: SourceEntry): string {
  return sha256 === '' ? JSON.stringify(['', path, containerPath]) : JSON.stringify([sha256]);
}

function sourceRef({ path, containerPath, sha256, records }: SourceEntry): SourceRef {
  return { path, containerPath, sha256, records };
}

function findingRef({ id, detection, severity, title, mailbox, user }: Finding): FindingRef {
  return { id, detection, severity, title, subject: mailbox ?? user };
}

function incidentRef({ id, severity, title }: Incident): IncidentRef {
  return { id, severity, title };
}

function findingFields(finding: Finding): Fields {
  return {
    severity: finding.severity,
    strength: finding.strength.value,
    basis: finding.strength.basis,
    explanation: finding.explanation,
    firstSeen: finding.firstSeen,
    lastSeen: finding.lastSeen,
    applications: finding.applications,
    addresses: finding.addresses,
    sessions: finding.sessions,
    tokens: finding.tokens,
    events: finding.eventIds,
    decision: finding.decision?.state ?? null,
  };
}

function incidentFields(incident: Incident): Fields {
  const { exposure } = incident;
  return {
    severity: incident.severity,
    title: incident.title,
    firstSeen: incident.firstSeen,
    lastSeen: incident.lastSeen,
    mailboxes: incident.mailboxes,
    applications: incident.applications,
    addresses: incident.addresses,
    sessions: incident.sessions,
    tokens: incident.tokens,
    findings: incident.findings,
    lower: exposure.lower,
    upper: exposure.upper,
    distinctMessages: exposure.distinctMessages,
    mailboxMessagePairs: exposure.mailboxMessagePairs,
    undecidable: exposure.undecidable,
    foldersPresumed: exposure.foldersPresumed,
    hoursUnobservable: exposure.hoursUnobservable,
    flows: incident.flows.map(({ kind, mailbox, destination }) => [kind, mailbox, destination].join(' ')),
    decision: incident.decision?.state ?? null,
  };
}

/** Exposures of matched incidents are laid beside each other under the later id. */
function exposureDiff(
  before: readonly Exposure[],
  after: readonly Exposure[],
  matches: readonly IncidentMatch[],
): readonly ExposureDiff[] {
  const laterId = new Map(matches.map((match) => [match.before.id, match.after.id]));
  const old = before.map((entry) => ({ ...entry, incident: laterId.get(entry.incident) ?? entry.incident }));
  const keyOf = ({ incident, mailbox, mailboxId }: Exposure): string => JSON.stringify([incident, mailbox, mailboxId]);
  const { added, removed, both } = paired(old, after, keyOf);
  const pairs = [...both, ...added.map((is) => [null, is] as const), ...removed.map((was) => [was, null] as const)];
  const diffs = pairs.flatMap(([was, is]): readonly ExposureDiff[] => {
    const entry = is ?? was;
    if (entry === null) return [];
    const named = listChange(messagesOf(was, 'intruder'), messagesOf(is, 'intruder'));
    const undecidable = listChange(messagesOf(was, 'undecidable'), messagesOf(is, 'undecidable'));
    const changes = changesOf(exposureFields(was), exposureFields(is));
    if (isEmpty(named) && isEmpty(undecidable) && changes.length === 0 && was !== null && is !== null) return [];
    return [
      { incident: entry.incident, mailbox: entry.mailbox, mailboxId: entry.mailboxId, named, undecidable, changes },
    ];
  });
  return diffs.sort((a, b) => byText(keyText(a), keyText(b)));
}

function keyText({ incident, mailbox, mailboxId }: ExposureDiff): string {
  return JSON.stringify([incident, mailbox, mailboxId]);
}

function messagesOf(exposure: Exposure | null, attribution: 'intruder' | 'undecidable'): readonly string[] {
  return (exposure?.messages ?? []).flatMap((message) => {
    const id = message.messageId ?? message.itemId ?? message.immutableId;
    return message.attribution === attribution && message.evidence === 'named' && id !== null ? [id] : [];
  });
}

function exposureFields(exposure: Exposure | null): Fields {
  if (exposure === null) return {};
  const { totals } = exposure;
  return {
    lower: totals.lower,
    upper: totals.upper,
    undecidable: totals.undecidable,
    hoursUnobservable: totals.hoursUnobservable,
    folders: exposure.folders.map(({ path }) => path),
    wholeMailbox: exposure.wholeMailbox ? 'yes' : 'no',
    flows: exposure.flows.map(({ kind, destination }) => [kind, destination].join(' ')),
  };
}
