/** Seals a case: hashes of everything, one tree over sources and records, one signature over its root. */
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LetterlockError } from '../errors.ts';
import {
  CHECKPOINT_FILE,
  checkpointText,
  hashFile,
  LOG_FILE,
  listFolder,
  MANIFEST_FILE,
  type Manifest,
  manifestText,
  originOf,
  parseManifest,
  RECORDS_FILE,
  REQUEST_FILE,
  RecordListWriter,
  readLog,
  type SealedFile,
  type SealedTable,
  type Signer,
  signNote,
  TIMESTAMP_FILE,
  timestampRequest,
  treeHead,
  VERIFIER_FILE,
  verifierKey,
} from '../evidence/index.ts';
import { tableContents } from '../store/index.ts';
import type { Case } from './case.ts';
import { note } from './journal.ts';
import { inPhase, type Watch } from './phase.ts';
import { sealedSources } from './seal-sources.ts';

export interface SealGiven {
  readonly signer: Signer;
  /** Folder in which the sources lie now, if they have moved. */
  readonly sources?: string | undefined;
  /** Whether a request for an RFC 3161 time stamp is written. */
  readonly timestampRequest?: boolean | undefined;
}

export interface Sealed {
  readonly manifest: Manifest;
  /** The signed note. */
  readonly checkpoint: string;
  /** `name+id+key`: what others need to check it. */
  readonly verifierKey: string;
  /** Leaves of the tree, and its root in base64. */
  readonly size: number;
  readonly root: string;
}

/** Seals the case as it stands, in place of an earlier seal. Throws `source-changed`, `usage`, `interrupted`, faults of the disk. */
export async function sealPhase(opened: Case, given: SealGiven, watch: Watch): Promise<Sealed> {
  const evidence = opened.paths.evidence;
  const earlier = await earlierSeals(evidence);
  return await inPhase(opened, 'seal', watch, async () => {
    const list = join(await opened.scratch('record-list'), RECORDS_FILE);
    const { sources, records } = await hashRecords(opened, given, list);
    const tables = await tableContents(opened.database);
    await noteSeal(opened, given, records.count);
    const log = await readLog(join(evidence, LOG_FILE));
    const manifest: Manifest = {
      format: 'letterlock-manifest-1',
      program: opened.version,
      sealedAt: opened.now.toISOString(),
      case: log[0]?.sha256 ?? '',
      log: { entries: log.length, head: log.at(-1)?.sha256 ?? '' },
      sources,
      records,
      tables: tables.map((table): SealedTable => ({ ...table })),
      files: await opened.withDatabaseClosed(() => sealedFiles(opened)),
      earlier,
    };
    return await sign(evidence, manifest, list, given);
  });
}

/** Checkpoints of the seals before this one: the last, and those that it names. */
async function earlierSeals(evidence: string): Promise<Manifest['earlier']> {
  const checkpoint = await readFile(join(evidence, CHECKPOINT_FILE), 'utf8').catch(() => null);
  const text = await readFile(join(evidence, MANIFEST_FILE), 'utf8').catch(() => null);
  if (checkpoint === null) return [];
  const manifest = text === null ? null : parseManifest(text);
  return [...(manifest !== null && 'earlier' in manifest ? manifest.earlier : []), checkpoint];
}

async function hashRecords(
  opened: Case,
  given: SealGiven,
  path: string,
): Promise<Pick<Manifest, 'sources' | 'records'>> {
  const list = new RecordListWriter(path);
  try {
    const sources = await sealedSources(opened, given.sources, list);
    return { sources: [...sources], records: list.end() };
  } catch (error) {
    list.end();
    throw error;
  }
}

/** The entry of the seal itself comes before the seal, which covers it. */
async function noteSeal(opened: Case, { signer, sources }: SealGiven, records: number): Promise<void> {
  const given = { signer: verifierKey(signer), sources: sources ?? null };
  await note(opened, 'seal', 'done', { given, result: { records } });
}

async function sealedFiles(opened: Case): Promise<SealedFile[]> {
  const { folder, shown } = opened.paths;
  const { files, odd } = await listFolder(folder);
  const [strange] = odd;
  if (strange !== undefined) {
    const what = `${shown}: "${strange.path}" is neither a file nor a folder; move it out of the case before sealing`;
    throw new LetterlockError('usage', { what, command: 'evidence seal' });
  }
  const sealed: SealedFile[] = [];
  for (const path of files) sealed.push({ path, ...(await hashFile(join(folder, path))) });
  return sealed;
}

/**
 * The old seal goes and the new one comes at the end, its checkpoint last: until then the old one stands, and what is cut
 * off in between has no checkpoint.
 */
async function sign(evidence: string, manifest: Manifest, list: string, given: SealGiven): Promise<Sealed> {
  const { signer } = given;
  const key = verifierKey(signer);
  const { size, root } = await treeHead(manifest, list);
  const checkpoint = signNote(checkpointText({ origin: originOf(signer.name, manifest), size, root }), signer);
  for (const name of [CHECKPOINT_FILE, TIMESTAMP_FILE, REQUEST_FILE]) await rm(join(evidence, name), { force: true });
  await rename(list, join(evidence, RECORDS_FILE));
  await writeFile(join(evidence, MANIFEST_FILE), manifestText(manifest));
  await writeFile(join(evidence, VERIFIER_FILE), `${key}\n`);
  if (given.timestampRequest === true)
    await writeFile(join(evidence, REQUEST_FILE), timestampRequest(Buffer.from(checkpoint, 'utf8')));
  await writeFile(join(evidence, CHECKPOINT_FILE), checkpoint);
  return { manifest, checkpoint, verifierKey: key, size, root: root.toString('base64') };
}
