/** Incidents, exposure, coverage, verdict: what the findings and facts of a case add up to. */

export { GROUNDS } from './attribution.ts';
export * from './compute.ts';
export type { InventoryFolder } from './inventory/folder.ts';
export { readInventory } from './inventory/index.ts';
export * from './options.ts';
export * from './rows.ts';
export { grouped, plural } from './statement-words.ts';
export * from './time.ts';
export * from './types.ts';
export { logsOf, observedShare, percent } from './verdict.ts';
export { WIDTH_REASONS } from './width.ts';
