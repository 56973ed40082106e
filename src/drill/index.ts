/** Drills: simulate, investigate, score. */
export { PUBLISHED } from './published.ts';
export type { Part, PublishedScore } from './score.ts';
export { runSuite, SUITE_SIZES, SUITES, type Suite, type SuiteScore, type WorldScore } from './suite.ts';
