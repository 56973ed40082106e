/** The whole command line as one object: commands, options, help. Nothing runs until it is given arguments. */
import { Command } from 'commander';
import { EXIT, LetterlockError } from '../errors.ts';
import type { Context } from './context.ts';
import type { Done } from './done.ts';
import { STATUS_HELP, withExamples } from './help.ts';
import { type Output, plain } from './output.ts';

type AddCommand = (program: Command, context: Context, done: Done) => void;

/** In the order in which help lists them: the main job first. A command line loads the one that it names. */
const COMMANDS: ReadonlyMap<string, () => Promise<AddCommand>> = new Map([
  ['investigate', async () => (await import('./commands/investigate.ts')).investigateCommand],
  ['ingest', async () => (await import('./commands/ingest.ts')).ingestCommand],
  ['detect', async () => (await import('./commands/detect.ts')).detectCommand],
  ['report', async () => (await import('./commands/report.ts')).reportCommand],
  ['coverage', async () => (await import('./commands/coverage.ts')).coverageCommand],
  ['diff', async () => (await import('./commands/diff.ts')).diffCommand],
  ['decide', async () => (await import('./commands/decide.ts')).decideCommand],
  ['token', async () => (await import('./commands/token.ts')).tokenCommand],
  ['evidence', async () => (await import('./commands/evidence.ts')).evidenceCommand],
  ['detections', async () => (await import('./commands/detections.ts')).detectionsCommand],
  ['simulate', async () => (await import('./commands/simulate.ts')).simulateCommand],
  ['drill', async () => (await import('./commands/drill.ts')).drillCommand],
]);

/** The program for a context; without one, only its shape is of use (documents are made from it). `only`: one command alone. */
export async function buildProgram(context: Context = NOWHERE, done: Done = () => {}, only?: string): Promise<Command> {
  const program = new Command('letterlock')
    .description(
      "Finds out from audit logs whether somebody has been reading your organisation's cloud mail: which messages, and what the logs cannot tell.",
    )
    .version(context.version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .addHelpText('after', STATUS_HELP);
  for (const [name, load] of COMMANDS) {
    if (only === undefined || only === name) (await load())(program, context, done);
  }
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
  const [first = ''] = args;
  const program = await buildProgram(
    context,
    (said) => {
      status = said;
    },
    COMMANDS.has(first) ? first : undefined,
  );
  await program.parseAsync([...args], { from: 'user' });
  return status;
}
