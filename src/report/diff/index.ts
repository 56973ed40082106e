/** Two cases compared. */
export { compareCases } from './compare.ts';
export type { CaseDiff, CaseDocuments } from './model.ts';
export { diffSchema, diffSchemaText } from './schema.ts';
export { diffText } from './text.ts';
