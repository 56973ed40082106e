/**
 * `npm start`: the main job on the bundled example. `npm start -- ARGUMENTS`: the command line with those arguments.
 * Options alone (`npm start -- --json`) go to the main job on the example. The command runs in this process, so its
 * signals and exit status are its own.
 */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from './lib/process.mjs';

/** Options that are about the program, not about a job. */
const ABOUT = new Set(['-h', '--help', '-V', '--version']);

const MAIN = join(ROOT, 'dist', 'cli', 'main.js');

/** The bundled example. */
const EXAMPLE = join('examples', 'contoso');

/** @param {readonly string[]} given */
function commandLine(given) {
  const [first] = given;
  if (first !== undefined && (!first.startsWith('-') || ABOUT.has(first))) return given;
  const named = given.some((word) => word === '--case' || word.startsWith('--case='));
  return ['investigate', EXAMPLE, ...(named ? [] : ['--case', 'letterlock-case']), ...given];
}

const given = process.argv.slice(2);
const job = commandLine(given);
// npm runs us in the package's root; paths that a person typed mean the folder she typed them in.
const typedIn = job === given ? process.env.INIT_CWD : ROOT;
if (typedIn !== undefined) process.chdir(typedIn);
process.argv = [process.execPath, MAIN, ...job];
await import(pathToFileURL(MAIN).href);
