/**
 * The library: open a case, run its phases, read what came out. The command line is made of nothing else.
 *
 * ```ts
 * import { Case, derivePhase, detectPhase, ingestPhase, readLists, reportPhase } from 'letterlock';
 *
 * const now = new Date();
 * const opened = await Case.open({ folder: './case', mode: 'make', now });
 * try {
 *   await ingestPhase(opened, { paths: ['./exports'], cwd: process.cwd() }, {});
 *   await derivePhase(opened, {}, {});
 *   await detectPhase(opened, {}, await readLists({}), {});
 *   const { document } = await reportPhase(opened, { version: '1' }, {});
 *   console.log(document.summary.verdict);
 * } finally {
 *   await opened.close();
 * }
 * ```
 *
 * Everything throws `LetterlockError`, whose `code` is one of `ERRORS`, for what a person can meet.
 */
export * from './case/index.ts';
export type { CollectLimits } from './collect/files/contract.ts';
export type { DiscoverIssue } from './collect/files/discover.ts';
export type { Detection, DetectionRun, DetectResult, Finding, ListEntry } from './detect/index.ts';
export { ERRORS, type ErrorCode, EXIT, LetterlockError } from './errors.ts';
export {
  type Difference,
  loadSigner,
  loadVerifier,
  makeKey,
  type Signer,
  type Verification,
  type Verifier,
} from './evidence/index.ts';
export * from './facts/vocabulary.ts';
export { type CaseDiff, type CaseDocuments, compareCases } from './report/diff/index.ts';
export type * from './report/document.ts';
