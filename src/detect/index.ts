/** Loads, checks and runs detections, read-only. */
export { type Attack, loadAttack, type Technique } from './attack.ts';
export { caseMaker } from './case-maker.ts';
export { caseRecords, type RawRecord } from './case-records.ts';
export { type CaseMaker, type CaseResult, runCase, runCases } from './cases.ts';
export { type CheckReport, checkSql } from './check.ts';
export {
  type Detection,
  type DetectionCase,
  type DetectionResult,
  type Parameter,
  type ParameterValue,
  parseDetection,
  type Requirement,
  SUBJECT_KINDS,
  type SubjectKind,
} from './definition.ts';
export { type DetectionDocument, detectionDocuments } from './document.ts';
export { type Explanation, explain } from './explain.ts';
export {
  ANCHOR_KINDS,
  type Anchor,
  type AnchorKind,
  compareFindings,
  type DetectionRun,
  type Finding,
  findingId,
} from './finding.ts';
export { ALLOWED_FUNCTIONS, INSTEAD } from './functions.ts';
export { DEFAULT_DETECT_LIMITS, type DetectLimits } from './limits.ts';
export {
  entryText,
  LISTED_KINDS,
  type ListEntry,
  type ListedKind,
  type ListPurpose,
  type ListResult,
  parseList,
  readList,
} from './lists.ts';
export {
  BUNDLED_DETECTIONS,
  detectionFiles,
  detectionNamed,
  type LoadedDetections,
  loadDetections,
  readDetections,
} from './load.ts';
export { type Located, type Problem, parseYaml, placeOf } from './located.ts';
export {
  type BaselineState,
  type Holdings,
  holdings,
  type RequirementState,
  requirementState,
} from './preconditions.ts';
export { FACT_SOURCES, type FactSource, LOG_WORDS, type RequiredFact } from './requirements.ts';
export { RESULT_COLUMNS } from './result-columns.ts';
export {
  type CaseFile,
  type DetectOptions,
  type DetectResult,
  detect,
  parametersOf,
  runDetections,
  timeLimit,
  withLockedCase,
} from './runner.ts';
export { storeResults } from './store-results.ts';
export { SUSPECT_DETECTION } from './suspects.ts';
