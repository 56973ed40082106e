/** Drills: simulate, investigate, score. */
export { interruptedAt } from './interrupt.ts';
export { type CutOff, type Part, SUITES, type Suite, type SuiteScore } from './model.ts';
export type { OwnIntrusionScore, OwnScore } from './own/model.ts';
export { drillOwn } from './own/run.ts';
export { ownView } from './own/view.ts';
export { drillPage, drillView } from './page.ts';
export { PUBLISHED } from './published.ts';
export { runSuite, SUITE_SIZES } from './suite.ts';
