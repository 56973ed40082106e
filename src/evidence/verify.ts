/**
 * Holds a case folder, or a copy of it, against its seal: with the public key alone, offline, and without writing anything.
 * Every difference is named as exactly as what is left of the seal allows.
 */
import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { checkDatabase, checkFiles, checkLog } from './check-folder.ts';
import { checkTimestamp } from './check-timestamp.ts';
import { below, type DatabaseState, type Difference } from './difference.ts';
import { EVIDENCE_FOLDER } from './folder.ts';
import { LOG_FILE, readLog } from './log.ts';
import {
  CHECKPOINT_FILE,
  MANIFEST_FILE,
  type Manifest,
  manifestText,
  originOf,
  parseManifest,
  VERIFIER_FILE,
} from './manifest.ts';
import { type Checkpoint, openNote, parseCheckpoint, type Verifier, verifierKey } from './note.ts';
import { RECORDS_FILE, ROW_BYTES, readRows } from './record-list.ts';
import { treeHead, treeSize } from './tree.ts';

export interface Verification {
  readonly differences: readonly Difference[];
  /** The head that was signed; null where there is none that can be told. */
  readonly checkpoint: Checkpoint | null;
  readonly manifest: Manifest | null;
  /** What the time stamp states; null where there is none. */
  readonly timestamp: { readonly at: string } | null;
  /** Sources whose records the seal does not cover, in words. */
  readonly notCovered: readonly string[];
}

/** `database` is null where the file is not there, a text where it cannot be opened. */
export async function verifySeal(
  folder: string,
  verifier: Verifier,
  database: DatabaseState | string | null,
): Promise<Verification> {
  const differences: Difference[] = [];
  const evidence = join(folder, EVIDENCE_FOLDER);
  const note = await textOrNull(join(evidence, CHECKPOINT_FILE));
  const checkpoint = checkNote(note, verifier, differences);
  await checkVerifierFile(evidence, verifier, differences);
  const manifest = await checkManifest(evidence, differences);
  const log = await readLog(join(evidence, LOG_FILE));
  const timestamp = await checkTimestamp(evidence, note, log, differences);
  if (manifest !== null) {
    await checkTree(evidence, verifier, manifest, checkpoint, differences);
    checkLog(manifest, log, differences);
    await checkFiles(folder, manifest, differences);
    checkDatabase(manifest, database, differences);
  }
  return { differences, checkpoint, manifest, timestamp, notCovered: notCoveredBy(manifest) };
}

async function textOrNull(path: string): Promise<string | null> {
  return await readFile(path, 'utf8').catch(() => null);
}

function checkNote(note: string | null, verifier: Verifier, differences: Difference[]): Checkpoint | null {
  const what = below(CHECKPOINT_FILE);
  if (note === null) {
    differences.push({ kind: 'removed', what, detail: 'nothing here is signed' });
    return null;
  }
  const opened = openNote(note, verifier);
  switch (opened.state) {
    case 'malformed':
      differences.push({ kind: 'changed', what, detail: `is no signed note: ${opened.reason}` });
      return null;
    case 'bad-signature':
      differences.push({ kind: 'changed', what, detail: 'its signature does not fit its text' });
      break;
    case 'other-key':
      differences.push({
        kind: 'changed',
        what,
        detail: `it is signed by another key: ${opened.signers.join(', ')} instead of ${verifier.name}+${verifier.id.toString('hex')}`,
      });
      break;
    case 'good':
      break;
    default:
      return opened satisfies never;
  }
  const head = parseCheckpoint(opened.text);
  if (head === null) differences.push({ kind: 'changed', what, detail: 'its text is no checkpoint' });
  return head;
}

/** The key in the folder proves nothing; one that differs misleads. */
async function checkVerifierFile(evidence: string, verifier: Verifier, differences: Difference[]): Promise<void> {
  const text = await textOrNull(join(evidence, VERIFIER_FILE));
  const what = below(VERIFIER_FILE);
  if (text === null) differences.push({ kind: 'removed', what, detail: 'the public key that lay beside the seal' });
  else if (text !== `${verifierKey(verifier)}\n`)
    differences.push({ kind: 'changed', what, detail: 'it names another key than the one given' });
}

async function checkManifest(evidence: string, differences: Difference[]): Promise<Manifest | null> {
  const what = below(MANIFEST_FILE);
  const text = await textOrNull(join(evidence, MANIFEST_FILE));
  if (text === null) {
    differences.push({ kind: 'removed', what, detail: 'what was sealed cannot be told without it' });
    return null;
  }
  const manifest = parseManifest(text);
  if ('problem' in manifest) {
    differences.push({ kind: 'changed', what, detail: `is no manifest (${manifest.problem})` });
    return null;
  }
  if (manifestText(manifest) !== text)
    differences.push({ kind: 'changed', what, detail: 'it is not spelled as it was written' });
  return manifest;
}

async function checkTree(
  evidence: string,
  verifier: Verifier,
  manifest: Manifest,
  checkpoint: Checkpoint | null,
  differences: Difference[],
): Promise<void> {
  const file = join(evidence, RECORDS_FILE);
  const listIsWhole = await checkRecordList(file, manifest, differences);
  if (checkpoint === null) return;
  const what = below(CHECKPOINT_FILE);
  const ownManifest = checkpoint.origin === originOf(verifier.name, manifest);
  if (!ownManifest)
    differences.push({
      kind: 'changed',
      what: below(MANIFEST_FILE),
      detail: `it is not the one that the checkpoint is about (${checkpoint.origin})`,
    });
  const size = treeSize(manifest);
  if (checkpoint.size !== size)
    differences.push({ kind: 'changed', what, detail: `tree size ${checkpoint.size}; the manifest makes ${size}` });
  if (!listIsWhole) return;
  const head = await treeHead(manifest, file);
  if (head.root.equals(checkpoint.root)) return;
  differences.push({
    kind: 'changed',
    what,
    detail: `root ${checkpoint.root.toString('base64')}; manifest and records lead to ${head.root.toString('base64')}`,
  });
}

/** Whether the list is the one that the manifest is about; where it is not, which source's part differs. */
async function checkRecordList(file: string, manifest: Manifest, differences: Difference[]): Promise<boolean> {
  const what = below(RECORDS_FILE);
  const found = await stat(file).catch(() => null);
  if (found === null) {
    differences.push({ kind: 'removed', what, detail: `${manifest.records.count} hashes of records` });
    return false;
  }
  const before = differences.length;
  const rows = found.size / ROW_BYTES;
  if (rows < manifest.records.count) {
    const detail = `${manifest.records.count - Math.floor(rows)} of ${manifest.records.count} hashes are missing`;
    differences.push({ kind: 'cut', what, detail });
  }
  if (rows > manifest.records.count)
    differences.push({
      kind: 'added',
      what,
      detail: `${found.size - manifest.records.count * ROW_BYTES} bytes at the end`,
    });
  for (const { sourceId, path, records } of manifest.sources) {
    if ('absent' in records || records.first + records.count > rows) continue;
    const hash = createHash('sha256');
    for await (const piece of readRows(file, records.first, records.count)) hash.update(piece);
    if (hash.digest('hex') === records.sha256) continue;
    differences.push({ kind: 'changed', what, detail: `hashes of the records of source ${sourceId} (${path})` });
  }
  return differences.length === before;
}

function notCoveredBy(manifest: Manifest | null): readonly string[] {
  return (manifest?.sources ?? []).flatMap(({ sourceId, path, records }) =>
    'absent' in records ? [`source ${sourceId} (${path}): ${records.absent} when the case was sealed`] : [],
  );
}
