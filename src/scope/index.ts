/** Incidents, exposure, coverage, verdict: what the findings and facts of a case add up to. */
export * from './options.ts';
export * from './time.ts';
export * from './types.ts';
