/**
 * The leaves of a seal's tree: the manifest as it stands in its file; each source's entry in it; then every record, as
 * `record SOURCE ORDINAL SHA256`. An entry begins with a brace and a record does not, so that neither passes for the other.
 */
import { canonicalJson } from './canonical.ts';
import { type Manifest, manifestText, type SealedSource } from './manifest.ts';
import { leafHash, TreeHasher } from './merkle.ts';
import { readRows, rowsOf } from './record-list.ts';

/** Leaves before the first source. */
const MANIFEST_LEAVES = 1;

export function sourceLeaf(source: SealedSource): string {
  return canonicalJson(source);
}

export function recordLeaf(sourceId: number, ordinal: number, sha256: string): string {
  return `record ${sourceId} ${ordinal} ${sha256}`;
}

/** Leaves of the whole tree. */
export function treeSize(manifest: Manifest): number {
  return MANIFEST_LEAVES + manifest.sources.length + manifest.records.count;
}

/** Number of a source's leaf; `position` is its place in the manifest, from 0. */
export function sourceIndex(position: number): number {
  return MANIFEST_LEAVES + position;
}

/** Number of a record's leaf; `row` is its place in the list of all records, from 0. */
export function recordIndex(manifest: Manifest, row: number): number {
  return MANIFEST_LEAVES + manifest.sources.length + row;
}

/** Hands every leaf's hash over, in order. Where the list of records is too short, there are fewer. */
export async function eachLeaf(manifest: Manifest, recordsFile: string, take: (leaf: Buffer) => void): Promise<void> {
  const add = (data: string): void => take(leafHash(Buffer.from(data, 'utf8')));
  add(manifestText(manifest));
  for (const source of manifest.sources) add(sourceLeaf(source));
  for (const { sourceId, records } of manifest.sources) {
    if ('absent' in records) continue;
    for await (const piece of readRows(recordsFile, records.first, records.count))
      for (const { ordinal, sha256 } of rowsOf(piece)) add(recordLeaf(sourceId, ordinal, sha256.toString('hex')));
  }
}

/** The head of the tree. */
export async function treeHead(
  manifest: Manifest,
  recordsFile: string,
): Promise<{ readonly size: number; readonly root: Buffer }> {
  const hasher = new TreeHasher();
  await eachLeaf(manifest, recordsFile, (leaf) => hasher.add(leaf));
  return { size: hasher.size, root: hasher.root() };
}
