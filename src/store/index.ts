/** DuckDB: open, limits, helper functions, tables of a case. */
export * from './database.ts';
export * from './prelude.ts';
