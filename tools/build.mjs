/**
 * Builds `dist/`: TypeScript to JavaScript, then the report's page. Runs alone (`npm run build`) or from setup.mjs.
 * The stamp goes first and comes last, so that an interrupted build is built again and never taken for whole.
 */
import { chmodSync, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { commandScript, ROOT, runNode } from './lib/process.mjs';
import { BUILD_INPUTS, BUILD_STAMP, hashOf, isStamped, removeStamp, writeStamp } from './lib/stamp.mjs';

const DIST = join(ROOT, 'dist');
const MAIN = join(DIST, 'cli', 'main.js');

/** Whether `dist/` is what the present sources make. */
export function isBuilt() {
  return existsSync(MAIN) && isStamped(BUILD_STAMP, hashOf(BUILD_INPUTS));
}

/** Throws with the compiler's words where the sources do not compile. */
export async function build() {
  // Taken before the build: a source edited meanwhile makes the next run build again.
  const hash = hashOf(BUILD_INPUTS);
  removeStamp(BUILD_STAMP);
  // A module whose source is gone must go too.
  rmSync(DIST, { recursive: true, force: true });
  await step('compile', commandScript('typescript', 'tsc'), ['-p', 'tsconfig.json']);
  const page = join('ui', 'vite.config.ts');
  if (existsSync(join(ROOT, page))) {
    await step('report page', commandScript('vite'), ['build', '--config', page, '--logLevel', 'warn']);
  }
  if (existsSync(MAIN)) chmodSync(MAIN, 0o755);
  writeStamp(BUILD_STAMP, hash);
}

/** @param {string} name @param {string} script @param {readonly string[]} args */
async function step(name, script, args) {
  const { status } = await runNode(script, args, { stdio: ['ignore', 2, 2] });
  if (status !== 0) throw new Error(`${name} failed (exit status ${status})`);
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await build().catch((error) => {
    console.error(`letterlock build: ${error.message}`);
    process.exitCode = 1;
  });
}
