/** Loads, checks and runs detections, read-only. */
export { loadAttack } from './attack.ts';
export { storeCanaries } from './canaries.ts';
export { caseMaker } from './case-maker.ts';
export { caseRecords } from './case-records.ts';
export { type CaseResult, runCase } from './cases.ts';
export { type CheckReport, checkSql } from './check.ts';
export {
  type Detection,
  parseDetection,
  SUBJECT_KINDS,
} from './definition.ts';
export { detectionDocuments } from './document.ts';
export { type Explanation, explain } from './explain.ts';
export {
  type DetectionRun,
  type Finding,
  findingId,
} from './finding.ts';
export { ALLOWED_FUNCTIONS } from './functions.ts';
export { DEFAULT_DETECT_LIMITS } from './limits.ts';
export {
  type ListEntry,
  type ListPurpose,
  parseList,
  readList,
} from './lists.ts';
export {
  BUNDLED_DETECTIONS,
  detectionFiles,
  detectionNamed,
  loadDetections,
  readDetections,
  readFolders,
} from './load.ts';
export { type Problem, placeOf } from './located.ts';
export { notObservable, statementInfo } from './not-observable.ts';
export { preparedFiles } from './prepared.ts';
export { reconcile } from './reconcile/index.ts';
export { RESULT_COLUMNS } from './result-columns.ts';
export {
  type CaseFile,
  type DetectResult,
  detect,
  runDetections,
  timeLimit,
  withLockedCase,
} from './runner.ts';
export { storeResults } from './store-results.ts';
