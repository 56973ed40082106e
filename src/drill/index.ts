/** Drills: simulate, investigate, score. */
export { PUBLISHED } from './published.ts';
export type { Part } from './score.ts';
export { runSuite, SUITE_SIZES, SUITES, type Suite, type SuiteScore } from './suite.ts';
