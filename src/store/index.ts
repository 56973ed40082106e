/** DuckDB: open, limits, helper functions, tables of a case. */
export * from './append.ts';
export * from './content.ts';
export * from './database.ts';
export * from './json-lines.ts';
export * from './prelude.ts';
export { mustHoldOwnViews } from './stored-code.ts';
export * from './tables.ts';
