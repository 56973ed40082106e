/** The report's types: `document.ts` is what the files and `--json` say, `view.ts` what the page holds. */
export type * from './document.ts';
export type * from './view.ts';
