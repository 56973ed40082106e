/** Files in, records out: the collector for exports on disk. */
export * from './contract.ts';
export { type Discovered, type DiscoverIssue, type DiscoverOptions, discover } from './discover.ts';
export { eachRecord, type RecordVisitor } from './each-record.ts';
export { type Fetched, type FetchOptions, fetchRecords } from './fetch.ts';
export { placesOf } from './places.ts';
export { unwrap } from './unwrap.ts';
export { unwrapInWorker } from './unwrap-in-worker.ts';
