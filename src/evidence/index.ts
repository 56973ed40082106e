/** Hashes, seals and their verification: what a stranger needs to check a case, and no more. */
export { type Canonical, canonicalJson, sha256 } from './canonical.ts';
export {
  type Custody,
  type CustodyEntry,
  type CustodySource,
  custodyOf,
  entriesWithoutSource,
  parseStoredCustody,
  readCustody,
} from './custody.ts';
export type { DatabaseState, Difference, LedgerRow } from './difference.ts';
export { EVIDENCE_FOLDER, hashFile, listFolder } from './folder.ts';
export { keepSource, keptPath } from './kept-sources.ts';
export { liesWithin, loadSigner, loadVerifier, makeKey, ownKeyFile } from './keys.ts';
export { appendLog, LOG_FILE, type LogAction, readLog } from './log.ts';
export * from './manifest.ts';
export { checkpointText, type Signer, signNote, type Verifier, verifierKey } from './note.ts';
export { checkProof, findRecord, makeProof, type Proof, parseProof } from './proof.ts';
export { RECORDS_FILE, RecordListWriter } from './record-list.ts';
export { parseTimestamp, timestampRequest } from './timestamp.ts';
export { treeHead } from './tree.ts';
export { type Verification, verifySeal } from './verify.ts';
