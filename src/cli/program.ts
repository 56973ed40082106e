/** The whole command line as one object: commands, options, help. Nothing runs until it is given arguments. */
import { Command } from 'commander';
import { EXIT, LetterlockError } from '../errors.ts';
import { coverageCommand } from './commands/coverage.ts';
import { decideCommand } from './commands/decide.ts';
import { detectCommand } from './commands/detect.ts';
import { detectionsCommand } from './commands/detections.ts';
import { diffCommand } from './commands/diff.ts';
import { drillCommand } from './commands/drill.ts';
import { evidenceCommand } from './commands/evidence.ts';
import { ingestCommand } from './commands/ingest.ts';
import { investigateCommand } from './commands/investigate.ts';
import { reportCommand } from './commands/report.ts';
import { simulateCommand } from './commands/simulate.ts';
import { tokenCommand } from './commands/token.ts';
import type { Context } from './context.ts';
import type { Done } from './done.ts';
import { STATUS_HELP, withExamples } from './help.ts';
import { type Output, plain } from './output.ts';

/** In the order in which help lists them: the main job first. */
const COMMANDS: readonly ((program: Command, context: Context, done: Done) => void)[] = [
  investigateCommand,
  ingestCommand,
  detectCommand,
  reportCommand,
  coverageCommand,
  diffCommand,
  decideCommand,
  tokenCommand,
  evidenceCommand,
  detectionsCommand,
  simulateCommand,
  drillCommand,
];

/** The program for a context; without one, only its shape is of use (documents are made from it). */
export function buildProgram(context: Context = NOWHERE, done: Done = () => {}): Command {
  const program = new Command('letterlock')
    .description(
      "Finds out from audit logs whether somebody has been reading your organisation's cloud mail: which messages, and what the logs cannot tell.",
    )
    .version(context.version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .addHelpText('after', STATUS_HELP);
  for (const add of COMMANDS) add(program, context, done);
  withExamples(program, [
    ['investigate ./exports', 'the main job, on everything below a folder'],
    ['investigate audit.csv signins.zip --suspect known.csv --case ./2023-07', 'with what you know already'],
  ]);
  prepare(program, context.output);
  return program;
}

/** Faults of usage are told as every other fault; nothing ends the process from inside. */
function prepare(command: Command, output: Output): void {
  command.exitOverride();
  command.showSuggestionAfterError();
  command.configureOutput({
    writeOut: (text) => output.out(text),
    writeErr: (text) => output.err(text),
    outputError: (text, write) => {
      const name = nameOf(command);
      const error = new LetterlockError('usage', {
        what: plain(text.replace(/^error: (command-)?/, '').trim()),
        command: name,
      });
      write(`letterlock: ${error.message}\n  ${error.hint}\n`);
    },
  });
  for (const child of command.commands) prepare(child, output);
}

/** The command without the program's name: `detections explain`. */
function nameOf(command: Command): string {
  const names: string[] = [];
  for (let at: Command | null = command; at?.parent; at = at.parent) names.unshift(at.name());
  return names.join(' ');
}

const NOWHERE: Context = {
  output: { out: () => {}, err: () => {}, colour: false, terminal: false, columns: 80 },
  environment: {},
  now: new Date(0),
  signal: new AbortController().signal,
  version: '0.0.0',
};

/** Exit status of a command line that was understood: what the action said, or that all went well. */
export async function runProgram(context: Context, args: readonly string[]): Promise<number> {
  let status: number = EXIT.done;
  const program = buildProgram(context, (said) => {
    status = said;
  });
  await program.parseAsync([...args], { from: 'user' });
  return status;
}
