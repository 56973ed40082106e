/** A fault as a person meets it: what happened, what to do, an exit status; no stack trace for a fault that is not ours. */
import { CommanderError } from 'commander';
import { EXIT, LetterlockError } from '../errors.ts';
import { type Output, plain } from './output.ts';

/** Says the fault on standard error and gives the exit status. */
export function tell(error: unknown, output: Output, debug: boolean): number {
  if (error instanceof CommanderError) return commanderStatus(error);
  if (error instanceof LetterlockError) {
    output.err(`letterlock: ${plain(error.message)}\n  ${plain(error.hint)}\n`);
    if (debug) output.err(`${stackOf(error)}\n`);
    return error.exit;
  }
  const internal = new LetterlockError('internal', { what: `Unexpected fault: ${firstLine(error)}` });
  output.err(`letterlock: ${plain(internal.message)}\n  ${plain(internal.hint)}\n`);
  output.err(debug ? `${stackOf(error)}\n` : '  LETTERLOCK_DEBUG=1 shows where.\n');
  return internal.exit;
}

/** Commander has already written its message; help and version are no faults. */
function commanderStatus(error: CommanderError): number {
  const asked = ['commander.helpDisplayed', 'commander.version', 'commander.help'];
  return asked.includes(error.code) && error.exitCode === 0 ? EXIT.done : EXIT.usage;
}

function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split('\n', 1)[0] ?? '';
}

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? '' : `\ncaused by ${stackOf(error.cause)}`;
  return `${error.stack ?? error.message}${cause}`;
}
