/** The proof that one record was under the seal, for somebody who shall see this record and no other. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DEFAULT_COLLECT_LIMITS } from '../collect/files/contract.ts';
import { fetchRecords } from '../collect/files/fetch.ts';
import { LetterlockError } from '../errors.ts';
import {
  CHECKPOINT_FILE,
  findRecord,
  MANIFEST_FILE,
  type Manifest,
  makeProof,
  type Proof,
  parseManifest,
  RECORDS_FILE,
  SOURCES_FOLDER,
  sha256,
} from '../evidence/index.ts';
import { sourceFiles } from '../report/source-files.ts';
import type { Case } from './case.ts';

/** Which record: that of an event (16 hex digits), or one of a source by its number. */
export type RecordName = { readonly event: string } | { readonly sourceId: number; readonly ordinal: number };

/** Throws `not-sealed`, `record-unknown`. The record's text is null where its source is not there any more. */
export async function exportProof(opened: Case, name: RecordName, sources: string | undefined): Promise<Proof> {
  const { evidence, shown } = opened.paths;
  const checkpoint = await readFile(join(evidence, CHECKPOINT_FILE), 'utf8').catch(() => null);
  const text = await readFile(join(evidence, MANIFEST_FILE), 'utf8').catch(() => null);
  const manifest = text === null ? null : parseManifest(text);
  if (checkpoint === null || manifest === null || 'problem' in manifest)
    throw new LetterlockError('not-sealed', { path: shown, reason: 'there is no checkpoint with its manifest' });
  const { sourceId, ordinal } = 'event' in name ? await recordOfEvent(opened, name.event) : name;
  const recordsFile = join(evidence, RECORDS_FILE);
  const found = await findRecord(manifest, recordsFile, sourceId, ordinal);
  if ('reason' in found) throw new LetterlockError('record-unknown', { id: shownName(name), reason: found.reason });
  const record = { sourceId, ordinal, ...found };
  return await makeProof(manifest, recordsFile, checkpoint, record, await textOf(opened, manifest, record, sources));
}

function shownName(name: RecordName): string {
  return 'event' in name ? name.event : `${name.sourceId}:${name.ordinal}`;
}

/** The record that brought the event first. */
async function recordOfEvent(
  opened: Case,
  event: string,
): Promise<{ readonly sourceId: number; readonly ordinal: number }> {
  const rows = await opened.database.all({
    text: `SELECT source_id, ordinal FROM event_source WHERE event_id = $1 AND status = 'stored' ORDER BY source_id, ordinal LIMIT 1`,
    values: [BigInt.asIntN(64, BigInt(`0x${event}`))],
  });
  const [row] = rows;
  if (row === undefined) throw new LetterlockError('record-unknown', { id: event, reason: 'there is no such event' });
  return { sourceId: Number(row['source_id']), ordinal: Number(row['ordinal']) };
}

/** The record's bytes as they were sealed, or null. */
async function textOf(
  opened: Case,
  manifest: Manifest,
  record: { readonly sourceId: number; readonly ordinal: number; readonly sha256: string },
  folder: string | undefined,
): Promise<string | null> {
  const source = manifest.sources.find(({ sourceId }) => sourceId === record.sourceId);
  if (source === undefined) return null;
  const spoolFolder = await opened.scratch('proof');
  const files = sourceFiles(source.path, source.containerSha256 ?? source.sha256, {
    sourceFolders: folder === undefined ? [] : [folder],
    keptFolder: join(opened.paths.evidence, SOURCES_FOLDER),
    spoolFolder,
  });
  for await (const absolutePath of files) {
    const wanted = new Set([record.ordinal]);
    const place = { absolutePath, containerPath: source.containerPath };
    const fetched = await fetchRecords(place, wanted, { limits: DEFAULT_COLLECT_LIMITS, spoolFolder }).catch(
      () => null,
    );
    const text = fetched?.records[0]?.record ?? null;
    if (text !== null && sha256(text) === record.sha256) return text;
  }
  return null;
}
