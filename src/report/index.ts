/** Scope and tables into what people and programs read: JSON, CSV, the page, the terminal. */
export * from './build/document.ts';
export { readAhead } from './build/events.ts';
export * from './coverage-text.ts';
export * from './embed.ts';
export { writeWhole } from './files.ts';
export type * from './model.ts';
export * from './options.ts';
export * from './schema.ts';
export { builtTemplate } from './template.ts';
export * from './terminal.ts';
export * from './terminal-text.ts';
export * from './write.ts';
