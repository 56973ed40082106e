/** What stands in the page of a drill: types alone, so that `ui/` can share them. */
import type { LogKind } from '../facts/vocabulary.ts';
import type { SuiteScore } from './model.ts';
import type { OwnScore } from './own/model.ts';

/** The object in the page's one `application/json` script. The same command gives the same page, byte for byte. */
export interface DrillView {
  readonly viewVersion: 1;
  readonly kind: 'suite';
  readonly program: { readonly name: string; readonly version: string };
  /** The command that makes it again, sizes written out. */
  readonly command: string;
  readonly score: SuiteScore;
  /** What each world is, by its name; worlds that were drawn have no entry. */
  readonly worlds: Readonly<Record<string, string>>;
  /** Where the ideas of others are published, in the order of the scores. */
  readonly ideas: readonly { readonly idea: string; readonly source: string }[];
}

/** The same of a drill in somebody's own logs. */
export interface OwnView {
  readonly viewVersion: 1;
  readonly kind: 'own';
  readonly program: { readonly name: string; readonly version: string };
  readonly command: string;
  readonly score: OwnScore;
  /** What the checks are called that the score names, by id. */
  readonly checks: Readonly<Record<string, string>>;
  /** Logs that are not here, or not for all of the time: what most would be seen with first. */
  readonly toCollect: readonly LogToCollect[];
}

/** A log that would hold records of an intrusion, or that a check waits for. */
export interface LogToCollect {
  readonly log: LogKind;
  readonly title: string;
  /** Steps, one sentence each; none where nothing is known. */
  readonly how: readonly string[];
  readonly licence: string | null;
  /** Checks that did not run and name it: it alone, or one of several that would do, need not be all that they lack. */
  readonly checks: readonly string[];
}
