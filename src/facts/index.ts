/** The bottom of the house: tables and columns as data, vocabularies, identifiers. */

export * from './case-tables.ts';
export * from './identifiers.ts';
export * from './record-tables.ts';
export * from './schema.ts';
export * from './sql-text.ts';
export * from './table.ts';
export * from './token-tables.ts';
export * from './vocabulary.ts';
