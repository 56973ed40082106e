/** What `npm publish` would send, held against what the program needs at run time. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDataPrepared } from '../build.mjs';
import { ROOT } from './process.mjs';
import { filesBelow } from './stamp.mjs';

/** Folders whose every file the program reads when it runs. */
const NEEDED = ['detections', 'reference', 'examples/contoso'];

/**
 * Checks `files` of package.json by itself, without asking npm, whose answer differs from version to version.
 * @returns {Promise<{ files: number, problems: string[] }>}
 */
export async function packageProblems() {
  const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const problems = [];
  for (const folder of ['dist', ...NEEDED]) {
    if (!manifest.files.includes(folder)) problems.push(`package.json: "files" lacks ${folder}/`);
    if (filesBelow(join(ROOT, folder)).length === 0) problems.push(`${folder}/ is empty`);
  }
  // The program would run without, slower: a package should not.
  if (!isDataPrepared()) problems.push('dist/detections.json is not made of the present detections: npm run build');
  const targets = [manifest.bin.letterlock, ...Object.values(manifest.exports['.'])];
  for (const target of targets) {
    if (!existsSync(join(ROOT, target))) problems.push(`package.json names ${target}, which does not exist`);
  }
  const files = manifest.files.flatMap((/** @type {string} */ folder) => filesBelow(join(ROOT, folder))).length;
  return { files, problems };
}
