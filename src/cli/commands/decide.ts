/** `letterlock decide ID confirmed|benign|unsure --why TEXT` */
import { userInfo } from 'node:os';
import { Argument, type Command } from 'commander';
import { DECISION_STATES, type DecisionState, decide } from '../../case/index.ts';
import { EXIT, LetterlockError } from '../../errors.ts';
import type { Context } from '../context.ts';
import type { Done } from '../done.ts';
import { withExamples } from '../help.ts';
import { type CommonOptions, withOptions } from '../options.ts';
import { jsonText, plain } from '../output.ts';
import { withCase } from '../session.ts';

interface DecideOptions extends CommonOptions {
  readonly why: string;
  readonly author?: string;
}

export function decideCommand(program: Command, context: Context, done: Done): void {
  const command = program
    .command('decide')
    .description(
      'Record your judgement of a finding, an incident or a tie; it is kept, shown, and survives later runs.',
    )
    .argument('<id>', 'finding (f-...), incident (i-...) or tie (link:INCIDENT:KIND:VALUE)')
    .addArgument(new Argument('<state>', 'your judgement').choices(DECISION_STATES))
    .requiredOption('--why <text>', 'the reason, for whoever reads the report')
    .option('--author <name>', "who judges (default: the name of the operating system's user)")
    .action(async (id: string, state: DecisionState, options: DecideOptions) =>
      done(await run(context, id, state, options)),
    );
  withOptions(command, ['case', 'json', 'quiet']);
  withExamples(command, [
    [
      'decide f-0123456789abcdef benign --why "The scheduler that IT rolled out on 1 October"',
      'a finding is explained',
    ],
    ['decide link:i-0123456789abcdef:address:203.0.113.7 benign --why "Our VPN"', 'a tie of an incident is cut'],
  ]);
}

async function run(context: Context, target: string, state: DecisionState, options: DecideOptions): Promise<number> {
  const author = (options.author ?? userName(context)).trim();
  const why = options.why.trim();
  if (why === '') throw new LetterlockError('usage', { what: '--why must say something', command: 'decide' });
  if (author === '') throw new LetterlockError('usage', { what: '--author must be a name', command: 'decide' });
  return await withCase(context, options, 'write', async ({ opened }) => {
    await decide(opened, { target, state, why, author });
    if (options.json === true)
      context.output.out(jsonText({ target, state, why, author, at: opened.now.toISOString() }));
    else if (options.quiet !== true) {
      context.output.out(
        `${plain(target)} is ${state}, says ${plain(author)}. \`letterlock report\` writes it into the report.\n`,
      );
    }
    return EXIT.done;
  });
}

/** Where the system does not know the user (some containers), the environment may. */
function userName({ environment }: Context): string {
  try {
    return userInfo().username;
  } catch {
    return environment.USER ?? environment.USERNAME ?? '';
  }
}
