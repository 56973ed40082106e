/** One record with its way up to the signed root, as a file that is checked by itself. */
import { z } from 'zod';
import { sha256 } from './canonical.ts';
import type { Difference } from './difference.ts';
import { type Manifest, manifestSchema } from './manifest.ts';
import { leafHash, PathBuilder, rootFromPath } from './merkle.ts';
import { openNote, parseCheckpoint, type Verifier } from './note.ts';
import { readRows, rowsOf } from './record-list.ts';
import { eachLeaf, recordIndex, recordLeaf, sourceIndex, sourceLeaf, treeSize } from './tree.ts';

const step = z.base64();

const proofSchema = z.strictObject({
  format: z.literal('letterlock-proof-1'),
  /** The signed head of the tree. */
  checkpoint: z.string(),
  source: z.strictObject({
    /** What the manifest says of the source. */
    entry: manifestSchema.shape.sources.element,
    leafIndex: z.int().nonnegative(),
    leafHash: step,
    auditPath: z.array(step),
  }),
  record: z.strictObject({
    sourceId: z.int().positive(),
    ordinal: z.int().positive(),
    /** Of the record's bytes as unwrapped, hex. */
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
    /** The record itself; null where its source was not there when the proof was made. */
    text: z.string().nullable(),
    leafIndex: z.int().nonnegative(),
    leafHash: step,
    auditPath: z.array(step),
  }),
});
export type Proof = z.infer<typeof proofSchema>;

/** Row of a record in the list, and its hash; a reason where the seal does not have it. */
export async function findRecord(
  manifest: Manifest,
  recordsFile: string,
  sourceId: number,
  ordinal: number,
): Promise<{ readonly row: number; readonly sha256: string } | { readonly reason: string }> {
  const source = manifest.sources.find((entry) => entry.sourceId === sourceId);
  if (source === undefined) return { reason: `there is no source ${sourceId}` };
  const { records } = source;
  if ('absent' in records) return { reason: `${records.absent} when the case was sealed: ${source.path}` };
  let row = records.first;
  for await (const piece of readRows(recordsFile, records.first, records.count)) {
    for (const hashed of rowsOf(piece)) {
      if (hashed.ordinal === ordinal) return { row, sha256: hashed.sha256.toString('hex') };
      row += 1;
    }
  }
  return { reason: `source ${sourceId} has no record ${ordinal} that could be unwrapped` };
}

/** Makes the proof of a record that `findRecord` has found. */
export async function makeProof(
  manifest: Manifest,
  recordsFile: string,
  checkpoint: string,
  record: { readonly sourceId: number; readonly ordinal: number; readonly row: number; readonly sha256: string },
  text: string | null,
): Promise<Proof> {
  const position = manifest.sources.findIndex(({ sourceId }) => sourceId === record.sourceId);
  const entry = manifest.sources[position];
  if (entry === undefined) throw new TypeError('the source was found before');
  const size = treeSize(manifest);
  const source = { index: sourceIndex(position), leaf: leafHash(Buffer.from(sourceLeaf(entry), 'utf8')) };
  const own = {
    index: recordIndex(manifest, record.row),
    leaf: leafHash(Buffer.from(recordLeaf(record.sourceId, record.ordinal, record.sha256), 'utf8')),
  };
  const paths = [new PathBuilder(source.index, size), new PathBuilder(own.index, size)] as const;
  await eachLeaf(manifest, recordsFile, (leaf) => {
    for (const path of paths) path.add(leaf);
  });
  const inTree = ({ index, leaf }: typeof own, path: PathBuilder) => ({
    leafIndex: index,
    leafHash: leaf.toString('base64'),
    auditPath: path.path().map((hash) => hash.toString('base64')),
  });
  const { sourceId, ordinal } = record;
  return {
    format: 'letterlock-proof-1',
    checkpoint,
    source: { entry, ...inTree(source, paths[0]) },
    record: { sourceId, ordinal, sha256: record.sha256, text, ...inTree(own, paths[1]) },
  };
}

/** The proof in a text; null where it is none. */
export function parseProof(text: string): Proof | null {
  try {
    return proofSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

/** What is wrong with a proof; empty where it holds. */
export function checkProof(proof: Proof, verifier: Verifier): readonly Difference[] {
  const opened = openNote(proof.checkpoint, verifier);
  const differences: Difference[] = [];
  const wrong = (what: string, detail: string): void => void differences.push({ kind: 'changed', what, detail });
  if (opened.state === 'malformed') return [{ kind: 'changed', what: 'checkpoint', detail: opened.reason }];
  if (opened.state === 'bad-signature') wrong('checkpoint', 'its signature does not fit its text');
  if (opened.state === 'other-key') wrong('checkpoint', `it is signed by another key (${opened.signers.join(', ')})`);
  const head = parseCheckpoint(opened.text);
  if (head === null) return [...differences, { kind: 'changed', what: 'checkpoint', detail: 'is none' }];
  const { source, record } = proof;
  const leads = (leaf: string, { leafIndex, leafHash: stated, auditPath }: typeof record | typeof source): boolean => {
    const own = leafHash(Buffer.from(leaf, 'utf8'));
    const path = auditPath.map((hash) => Buffer.from(hash, 'base64'));
    return (
      own.toString('base64') === stated && rootFromPath(own, leafIndex, head.size, path)?.equals(head.root) === true
    );
  };
  if (record.text !== null && sha256(record.text) !== record.sha256) wrong('record', 'its text has another hash');
  if (!leads(recordLeaf(record.sourceId, record.ordinal, record.sha256), record))
    wrong('record', 'its hash does not lead to the signed root');
  if (source.entry.sourceId !== record.sourceId) wrong('source', 'it is another source than the record came from');
  if (!leads(sourceLeaf(source.entry), source)) wrong('source', 'its entry does not lead to the signed root');
  return differences;
}
