/** A program of others that checks checkpoints and proofs of inclusion: what sigstore checks its own transparency log with. */
import { verifyCheckpoint } from '@sigstore/verify/dist/tlog/checkpoint.js';
import { verifyMerkleInclusion } from '@sigstore/verify/dist/tlog/merkle.js';
import type { Verifier } from '../../src/evidence/index.ts';

export interface Head {
  readonly origin: string;
  readonly logSize: bigint;
  readonly logHash: Buffer;
}

/** The head in a signed note, if that key signed it; throws otherwise. */
export function strangerOpens(note: string, { key, id, name }: Verifier): Head {
  const log = { logID: Buffer.concat([id, Buffer.alloc(28)]), publicKey: key, baseURL: name, validFor: ALWAYS };
  return verifyCheckpoint({ inclusionProof: { checkpoint: { envelope: note } } } as Entry, [log]);
}

const ALWAYS = { start: new Date(0), end: new Date(8.64e15) };
type Entry = Parameters<typeof verifyCheckpoint>[0];

/** Throws where the leaf does not lead to the head. */
export function strangerFinds(
  leaf: Buffer,
  index: number,
  path: readonly Buffer[],
  head: Pick<Head, 'logSize' | 'logHash'>,
): void {
  const entry = { canonicalizedBody: leaf, inclusionProof: { logIndex: String(index), hashes: [...path] } };
  verifyMerkleInclusion(entry as unknown as Entry, head as Parameters<typeof verifyMerkleInclusion>[1]);
}
