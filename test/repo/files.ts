/** The files of the project, for the tests that look at all of them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

const SKIPPED = new Set(['node_modules', 'dist', 'coverage', 'letterlock-case']);

export interface ProjectFile {
  /** Path below the root, `/` as separator. */
  readonly path: string;
  readonly text: string;
}

/** Text files below a folder of the project (`''`: all of it), sorted by path; hidden folders but `.ci` are left out. */
export function projectFiles(folder: string, wanted: RegExp): readonly ProjectFile[] {
  const paths: string[] = [];
  const walk = (at: string): void => {
    for (const entry of readdirSync(join(ROOT, at), { withFileTypes: true })) {
      const path = at === '' ? entry.name : `${at}/${entry.name}`;
      const hidden = entry.name.startsWith('.') && entry.name !== '.ci';
      if (entry.isDirectory() && !hidden && !SKIPPED.has(entry.name)) walk(path);
      else if (entry.isFile() && wanted.test(path)) paths.push(path);
    }
  };
  walk(folder);
  return paths.sort().map((path) => ({ path, text: readFileSync(join(ROOT, path), 'utf8') }));
}
