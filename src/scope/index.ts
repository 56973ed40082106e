/** Incidents, exposure, coverage, verdict: what the findings and facts of a case add up to. */
export * from './compute.ts';
export { GROUNDS } from './attribution.ts';
export { MAILBOX_LOGS } from './coverage/index.ts';
export { shareOf } from './coverage/spans.ts';
export * from './options.ts';
export * from './rows.ts';
export { flowWords, grouped, plural } from './statement.ts';
export * from './time.ts';
export * from './types.ts';
export { observedShare, percent } from './verdict.ts';
