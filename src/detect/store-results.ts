/** Writes the results of detection into the case. */
import { appendRows, type Database, inTransaction } from '../store/index.ts';
import type { DetectResult } from './runner.ts';

/** Replaces what earlier runs found: all of it in one transaction, or nothing. Decisions of people are kept elsewhere. */
export async function storeResults(writer: Database, { findings, runs }: DetectResult): Promise<void> {
  await inTransaction(writer, async () => {
    for (const name of ['finding', 'finding_anchor', 'detection_run']) await writer.run(`DELETE FROM ${name}`);
    await appendRows(
      writer,
      'finding',
      findings.map((finding) => ({
        finding_id: finding.id,
        detection: finding.detection,
        version: finding.version,
        tenant: finding.tenant,
        severity: finding.severity,
        strength: finding.strength,
        basis: finding.basis,
        match_rate: finding.matchRate?.rate ?? null,
        match_low: finding.matchRate?.low ?? null,
        match_high: finding.matchRate?.high ?? null,
        match_n: finding.matchRate?.n ?? null,
        match_stratum: finding.matchRate?.stratum ?? null,
        subject: finding.subject,
        mailbox_id: finding.mailboxId,
        mailbox: finding.mailbox,
        person: finding.person,
        first_seen: finding.firstSeen,
        last_seen: finding.lastSeen,
        explanation: finding.explanation,
        events: finding.events,
      })),
    );
    await appendRows(
      writer,
      'finding_anchor',
      findings.flatMap((finding) =>
        finding.anchors.map((anchor) => ({ finding_id: finding.id, kind: anchor.kind, value: anchor.value })),
      ),
    );
    await appendRows(
      writer,
      'detection_run',
      runs.map((run) => ({
        detection: run.detection,
        version: run.version,
        ran: run.ran,
        reason: run.reason,
        missing: run.missing.length === 0 ? null : run.missing.join('; '),
        findings: run.findings,
        looked_at: run.lookedAt,
      })),
    );
  });
}
