/** Files into facts, with the account of what became of every record. */
export * from './ingest.ts';
export * from './ledger.ts';
export * from './load-chunk.ts';
export * from './testing.ts';
