/** The parts of help that stand below the options. */
import type { Command } from 'commander';

/** Examples, one a line: the command line, and what it is for. */
export function withExamples(command: Command, examples: readonly (readonly [line: string, what: string])[]): Command {
  const lines = examples.flatMap(([line, what]) => [`  # ${what}`, `  $ letterlock ${line}`]);
  return command.addHelpText('after', `\nExamples:\n${lines.join('\n')}`);
}

/** Under the whole program. */
export const STATUS_HELP = `
Exit status:
  0  done
  1  failed
  2  usage
  3  no input could be used
  4  done, and a finding or incident reached --fail-on
  5  done, and coverage fell below --require-coverage
  130  interrupted; run the same command again and it goes on`;
