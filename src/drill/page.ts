/** The page of a drill: one file for people, which loads nothing. */
import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { LetterlockError } from '../errors.ts';
import { builtTemplate, embedJson, writeWhole } from '../report/index.ts';
import { WORLDS } from '../simulate/index.ts';
import type { SuiteScore } from './model.ts';
import { PUBLISHED } from './published.ts';
import type { DrillView, OwnView } from './view.ts';

/** The element of the template that the score goes into; it stands there exactly once. */
export const DRILL_PLACEHOLDER = '<script type="application/json" id="letterlock-drill"></script>';

/** Everything that can be known to be wrong before a drill of hours begins. */
export interface DrillPage {
  /** Writes the page: under a temporary name first, so that none is ever half there. Throws `disk-full`, `file-not-writable`. */
  write(view: DrillView | OwnView): Promise<void>;
}

/**
 * Makes ready to write a page to `path`; what stands there is replaced once the drill is done.
 * @throws LetterlockError `file-not-writable` where the folder is not there or the path is a folder; `page-not-built`.
 */
export function drillPage(path: string): DrillPage {
  const reason = !isFolder(dirname(path)) ? 'there is no such folder' : isFolder(path) ? 'it is a folder' : null;
  if (reason !== null) throw new LetterlockError('file-not-writable', { path, reason });
  const template = builtTemplate('drill.html');
  if (template === null) throw new LetterlockError('page-not-built', {});
  return {
    write: (view) => writeWhole(path, [embedJson(template, DRILL_PLACEHOLDER, view)], 'file-not-writable'),
  };
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** What stands in the page of a suite. `command` makes it again. */
export function drillView(score: SuiteScore, command: string, version: string): DrillView {
  const here = new Set(score.worlds.map(({ world }) => world));
  return {
    viewVersion: 1,
    kind: 'suite',
    program: { name: 'letterlock', version },
    command,
    score,
    worlds: Object.fromEntries(WORLDS.filter(({ name }) => here.has(name)).map(({ name, about }) => [name, about])),
    ideas: PUBLISHED.map(({ idea, source }) => ({ idea, source })),
  };
}
