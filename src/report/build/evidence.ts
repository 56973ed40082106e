/** What a seal of the case proves, in words, and how to make and check one. The report is sealed as it stands, so it is written before. */
import { existsSync } from 'node:fs';
import { keptPath } from '../../evidence/index.ts';
import { textOf } from '../../scope/index.ts';
import type { Database } from '../../store/index.ts';
import type { EvidenceStatement, SourceEntry } from '../model.ts';
import type { ReportOptions } from '../options.ts';

const PROVES =
  'A seal made after this report proves that sources, facts, findings, decisions and report files have not been changed, added to, removed or cut since it was made, to anybody who has the public key; and of any one record, that it lay under the seal.';

const DOES_NOT_PROVE = [
  'That the logs were true or whole when they were collected: the seal begins with what was taken in.',
  "That the vendor wrote them: the vendor's exports are not signed.",
  "When it was made: the time in it is the sealing computer's clock. A time stamp of an authority (RFC 3161) can be attached.",
  'Who had the private key: the public key must come from the sealer on another way than the case.',
] as const;

const HOW: EvidenceStatement['how'] = [
  { purpose: 'seal', command: 'letterlock evidence seal --case DIR' },
  { purpose: 'time-stamp', command: 'letterlock evidence seal --case DIR --timestamp-request' },
  { purpose: 'verify', command: 'letterlock evidence verify DIR --key KEY' },
  { purpose: 'prove-record', command: 'letterlock evidence export --case DIR --event ID' },
];

export async function buildEvidence(
  database: Database,
  sources: readonly SourceEntry[],
  { keptFolder }: Pick<ReportOptions, 'keptFolder'>,
): Promise<EvidenceStatement> {
  const rows = await database.all('SELECT coalesce(container_sha256, sha256) AS sha256 FROM source');
  return {
    proves: PROVES,
    doesNotProve: DOES_NOT_PROVE,
    how: HOW,
    sourcesHashed: rows.length,
    sourcesKept:
      keptFolder === undefined
        ? 0
        : rows.filter((row) => existsSync(keptPath(keptFolder, textOf(row, 'sha256')))).length,
    sourcesWithCustody: sources.filter(hasCustody).length,
  };
}

function hasCustody({ collectedBy, collectedAt, tool, query, receivedFrom }: SourceEntry): boolean {
  return [collectedBy, collectedAt, tool, query, receivedFrom].some((stated) => stated !== null);
}
