/**
 * `npm run fuzz [-- RUNS [SEED]]`: the fuzz tests (names ending in `.fuzz.test.ts`) with many more inputs than in `npm test`, and
 * a seed that is printed, so that a failure can be had again. The tests read both from the environment.
 */
import { commandScript, runNode } from './lib/process.mjs';

const DEFAULT_RUNS = 100_000;
/** A day: the number of inputs ends the work, not the clock. */
const TIMEOUT_MS = 24 * 60 * 60 * 1000;

const [runs = DEFAULT_RUNS, seed = Date.now() % 2 ** 31] = process.argv.slice(2).map(Number);
if (![runs, seed].every((number) => Number.isInteger(number) && number >= 0)) {
  console.error('Usage: npm run fuzz [-- RUNS [SEED]]');
  process.exit(2);
}
console.log(`${runs} inputs, seed ${seed}; again with: npm run fuzz -- ${runs} ${seed}`);
const env = { ...process.env, LETTERLOCK_FUZZ_RUNS: String(runs), LETTERLOCK_FUZZ_SEED: String(seed) };
const args = ['run', '.fuzz.test.ts', `--testTimeout=${TIMEOUT_MS}`];
const { status } = await runNode(commandScript('vitest'), args, { stdio: ['ignore', 1, 2], env });
process.exitCode = status;
