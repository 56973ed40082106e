/** Record -> facts, one file a record family. */
export * from './family.ts';
export * from './fast-ways.ts';
export * from './registry.ts';
export * from './router.ts';
export * from './stage-sql.ts';
