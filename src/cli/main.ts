#!/usr/bin/env node
/** The program: reads the real clock, the real environment and signals, and wires. */
import { readFileSync } from 'node:fs';
import { tell } from './failure.ts';
import { processOutput } from './output.ts';
import { runProgram } from './program.ts';

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};
const controller = new AbortController();

/** The first signal ends the step cleanly; the second ends the process, as the system would. */
function onSignal(signal: NodeJS.Signals): void {
  controller.abort();
  process.removeAllListeners('SIGINT').removeAllListeners('SIGTERM');
  const again = (): void => {
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  };
  process.once('SIGINT', again).once('SIGTERM', again);
}
process.once('SIGINT', onSignal).once('SIGTERM', onSignal);

const environment = process.env;
// The engine's allocator gives memory back after a second, and the next statement asks for it again: a sixth of the time
// that the system takes. It reads this when it is loaded, which a command does. Where it is not the allocator, nobody reads it.
environment['DUCKDB_JE_MALLOC_CONF'] ??= 'dirty_decay_ms:10000,muzzy_decay_ms:0';
const output = processOutput(environment);
const context = { output, environment, now: new Date(), signal: controller.signal, version };
const status = await runProgram(context, process.argv.slice(2)).catch((error: unknown) =>
  tell(error, output, environment.LETTERLOCK_DEBUG === '1'),
);
// Not exitCode: an input that never ends (a terminal as standard input) must not keep a command alive that has ended.
process.exit(status);
