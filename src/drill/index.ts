/** Drills: simulate, investigate, score. */
export { type Part, SUITES, type Suite, type SuiteScore } from './model.ts';
export { drillOwn, type OwnIntrusionScore, type OwnScore } from './own/run.ts';
export { drillPage } from './page.ts';
export { PUBLISHED } from './published.ts';
export { runSuite, SUITE_SIZES } from './suite.ts';
