/** Incidents, exposure, coverage, verdict: what the findings and facts of a case add up to. */

export { GROUNDS } from './attribution.ts';
export * from './compute.ts';
export * from './options.ts';
export * from './rows.ts';
export { grouped, plural } from './statement-words.ts';
export * from './time.ts';
export * from './types.ts';
export { observedShare, percent } from './verdict.ts';
