/** What stands in the page of a drill: types alone, so that `ui/` can share them. */
import type { SuiteScore } from './model.ts';

/** The object in the page's one `application/json` script. The same command gives the same page, byte for byte. */
export interface DrillView {
  readonly viewVersion: 1;
  readonly program: { readonly name: string; readonly version: string };
  /** The command that makes it again, sizes written out. */
  readonly command: string;
  readonly score: SuiteScore;
  /** What each world is, by its name; worlds that were drawn have no entry. */
  readonly worlds: Readonly<Record<string, string>>;
  /** Where the ideas of others are published, in the order of the scores. */
  readonly ideas: readonly { readonly idea: string; readonly source: string }[];
}
