/** The gates of `npm test`. A gate that looked at nothing has failed, whatever its tool says. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { checkDocs } from '../docs.mjs';
import { packageProblems } from './package-list.mjs';
import { commandScript, ROOT, runNode } from './process.mjs';
import { filesBelow } from './stamp.mjs';

/**
 * @typedef {{ passed: number, failed: number, lookedAt: string, output: string }} GateResult
 * `output` is printed as it is: the tool's words where it failed, notes where it passed.
 * @typedef {{ name: string, title: string, run: () => Promise<GateResult> }} Gate
 */

/**
 * A gate with one outcome.
 * @param {boolean} ok @param {number} count @param {string} unit @param {string} output
 * @returns {GateResult}
 */
function single(ok, count, unit, output) {
  const good = ok && count > 0;
  return { passed: good ? 1 : 0, failed: good ? 0 : 1, lookedAt: `${count} ${unit}`, output: good ? '' : output };
}

async function lint() {
  const { status, output } = await runNode(commandScript('@biomejs/biome', 'biome'), ['check', '--colors=off', '.']);
  const count = Number(/Checked (\d+) files?/.exec(output)?.[1] ?? 0);
  return single(status === 0, count, 'files', output);
}

/** @param {string} project */
async function types(project) {
  const args = ['--noEmit', '--pretty', 'false', '--listFiles', '-p', project];
  const { status, output } = await runNode(commandScript('typescript', 'tsc'), args);
  const lines = output.split('\n').map((line) => line.trim());
  const own = (/** @type {string} */ line) => /^\S+\.([cm]?[jt]sx?)$/.test(line) && !line.includes('node_modules');
  const isListing = (/** @type {string} */ line) => /^\S+\.([cm]?[jt]sx?|json)$/.test(line);
  const words = lines.filter((line) => !isListing(line)).join('\n');
  return single(status === 0, lines.filter(own).length, 'files', words);
}

/** Vitest tells its story as it goes; the counts come from its JSON. */
async function tests() {
  const folder = mkdtempSync(join(tmpdir(), 'letterlock-test-'));
  const file = join(folder, 'results.json');
  try {
    const args = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
    const { status } = await runNode(commandScript('vitest'), args, { stdio: ['ignore', 1, 2] });
    const report = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null;
    if (report === null) return { passed: 0, failed: 1, lookedAt: '0 test files', output: 'Vitest wrote no results.' };
    return testCounts(report, status);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * @typedef {{ status: string, fullName: string }} TestCase
 * @typedef {{ testResults: readonly { name: string, status: string, assertionResults: readonly TestCase[] }[] }} TestReport
 */

/**
 * What Vitest's JSON report says, in our words.
 * @param {TestReport} report
 * @param {number} status Vitest's exit status
 * @returns {GateResult}
 */
export function testCounts(report, status) {
  const cases = report.testResults.flatMap((file) =>
    file.assertionResults.map((test) => ({ ...test, file: relative(ROOT, file.name).split(sep).join('/') })),
  );
  const passed = cases.filter((test) => test.status === 'passed').length;
  const failed = cases.filter((test) => test.status === 'failed').length;
  const skipped = cases.filter((test) => test.status !== 'passed' && test.status !== 'failed');
  // A file that does not even load has no test that could fail; an error outside any test fails the run all the same.
  const unloaded = report.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  );
  const other = status !== 0 && failed + unloaded.length === 0 ? 1 : 0;
  const none = cases.length === 0 ? 1 : 0;
  return {
    passed,
    failed: failed + unloaded.length + Math.max(other, unloaded.length === 0 ? none : 0),
    lookedAt: `${cases.length} tests in ${report.testResults.length} files, ${skipped.length} of them skipped`,
    output: skipped.map((test) => `skipped: ${test.file}: ${test.fullName}`).join('\n'),
  };
}

async function unused() {
  const { status, output } = await runNode(commandScript('knip'), ['--no-progress', '--no-config-hints']);
  const count = ['src', 'tools', 'ui', 'test', 'bench'].flatMap((folder) => filesBelow(join(ROOT, folder))).length;
  return single(status === 0, count, 'files', output);
}

async function packaging() {
  const { status, output } = await runNode(commandScript('publint'), ['run', '.', '--strict']);
  const { files, problems } = await packageProblems();
  return single(status === 0 && problems.length === 0, files, 'files to publish', [output, ...problems].join('\n'));
}

async function docs() {
  const { lookedAt, problems } = await checkDocs();
  return single(problems.length === 0, lookedAt, 'documents', problems.join('\n'));
}

/** @type {readonly Gate[]} */
export const GATES = [
  { name: 'lint', title: 'format and lint', run: lint },
  { name: 'types', title: 'types of src, test and bench', run: () => types('tsconfig.check.json') },
  { name: 'types-ui', title: 'types of ui', run: () => types('ui/tsconfig.json') },
  { name: 'docs', title: 'generated documents and links', run: docs },
  { name: 'unused', title: 'unused files, exports and dependencies', run: unused },
  { name: 'package', title: 'what is published', run: packaging },
  { name: 'tests', title: 'Vitest', run: tests },
];
