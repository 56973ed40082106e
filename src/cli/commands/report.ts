/** `letterlock report` */
import type { Command } from 'commander';
import { reportPhase } from '../../case/index.ts';
import { EXIT } from '../../errors.ts';
import type { Context } from '../context.ts';
import type { Done } from '../done.ts';
import { reportGiven } from '../given.ts';
import { withExamples } from '../help.ts';
import { custodyGiven, takeCustody } from '../inputs.ts';
import { CASE_OPTIONS, type CommonOptions, REPORT_OPTIONS, withOptions } from '../options.ts';
import { showReport, statusOf } from '../report-output.ts';
import { withCase } from '../session.ts';

export function reportCommand(program: Command, context: Context, done: Done): void {
  const command = program
    .command('report')
    .description('Write the report of a case anew, with the decisions made since.')
    .action(async (options: CommonOptions) => done(await run(context, options)));
  withOptions(command, [...CASE_OPTIONS, 'detections', ...REPORT_OPTIONS]);
  withExamples(command, [
    ['report --case ./2023-07', 'after decisions'],
    ['report --case ./2023-07 --inventory folders.csv', 'with a count of the mailboxes, to bound what was taken'],
    ['report --case ./2023-07 --sources /media/evidence', 'where the exports have moved'],
  ]);
}

async function run(context: Context, options: CommonOptions): Promise<number> {
  const given = await reportGiven(context, options);
  const custody = await custodyGiven(options);
  return await withCase(context, options, 'write', async ({ opened, watch, output }) => {
    await takeCustody(output, opened, custody);
    const reported = await reportPhase(opened, given, watch);
    showReport(output, options, opened, reported);
    return statusOf(reported, options, EXIT.done);
  });
}
