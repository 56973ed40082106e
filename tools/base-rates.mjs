/**
 * `node tools/base-rates.mjs`: runs all detections over the data at hand and writes reference/base-rates.yml, from which the pages of
 * the detections say how often each fires. The measuring is `test/detect/base-rates.test.ts`, which also holds the file current.
 */
import { commandScript, runNode } from './lib/process.mjs';

const env = { ...process.env, LETTERLOCK_BASE_RATES: 'write' };
const { status } = await runNode(commandScript('vitest'), ['run', 'test/detect/base-rates.test.ts'], {
  stdio: ['ignore', 1, 2],
  env,
});
process.exitCode = status;
