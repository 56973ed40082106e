/**
 * Builds `dist/`: TypeScript to JavaScript, the pages, the data files as JSON. Runs alone (`npm run build`) or from setup.mjs.
 * The stamp goes first and comes last, so that an interrupted build is built again and never taken for whole.
 */
import { chmodSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundle } from './lib/bundle.mjs';
import { commandScript, ROOT, runNode } from './lib/process.mjs';
import {
  BUILD_INPUTS,
  BUILD_STAMP,
  DATA_INPUTS,
  DATA_STAMP,
  hashOf,
  isStamped,
  removeStamp,
  writeStamp,
} from './lib/stamp.mjs';

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
    for (const mode of ['report', 'drill'])
      await step(`${mode} page`, commandScript('vite'), [
        'build',
        '--config',
        page,
        '--mode',
        mode,
        '--logLevel',
        'warn',
      ]);
  }
  if (existsSync(MAIN)) {
    await bundle(DIST);
    chmodSync(MAIN, 0o755);
  }
  await prepareData();
  writeStamp(BUILD_STAMP, hash);
}

/** Whether the detections and the reference lie parsed in `dist/`. Where they do not, the program parses them itself. */
export function isDataPrepared() {
  return isStamped(DATA_STAMP, hashOf(DATA_INPUTS));
}

/** Parses the data files for the program. A detection with a fault leaves that to the program, which tells of it. */
export async function prepareData() {
  const hash = hashOf(DATA_INPUTS);
  removeStamp(DATA_STAMP);
  const { preparedFiles } = await import(pathToFileURL(join(DIST, 'detect', 'index.js')).href);
  const names = [];
  for (const { path, text } of preparedFiles()) {
    const file = join(DIST, ...path.split('/'));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    names.push(path);
  }
  if (names.includes('detections.json')) writeStamp(DATA_STAMP, hash);
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
