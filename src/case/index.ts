/** Opens and locks a case, runs the phases, reports progress. */
export { Case, type OpenCase } from './case.ts';
export { type CoverageReport, coveragePhase, type SharedCoverage } from './coverage-phase.ts';
export { DECISION_STATES, type DecisionState, decide, type Judgement } from './decide.ts';
export { type DeriveGiven, derivePhase } from './derive-phase.ts';
export { type DetectGiven, detectionsOf, detectPhase, type Lists, readLists } from './detect-phase.ts';
export { type Ingested, type IngestGiven, ingestPhase, issueError, whatWasThere } from './ingest-phase.ts';
export { readInventories } from './inventory.ts';
export { DEFAULT_MEMORY, engineMemory, LEAST_MEMORY } from './memory.ts';
export { type CasePaths, casePaths } from './paths.ts';
export type { Watch } from './phase.ts';
export { type Reported, type ReportGiven, reportPhase } from './report-phase.ts';
export { isUsable, type LedgerLine, ledgerLines } from './sources.ts';
export { doneWith, PHASE_WORDS, PHASES, type Phase } from './state.ts';
export { type TokenIssue, type TokenReport, type TokenUse, tokenOf, traceToken } from './token.ts';
export { ALL_TIME, parseWindow, type Window } from './window.ts';
