/** The report's types: `document.ts` is what the files and `--json` say, `view.ts` what the page holds. */

export type {
  CoverageState,
  LogKind,
  Severity,
  Verdict,
} from '../facts/vocabulary.ts';
export type * from './document.ts';
export type * from './view.ts';
