/** `letterlock ingest PATH...` */
import type { Command } from 'commander';
import { derivePhase, ingestPhase } from '../../case/index.ts';
import { EXIT } from '../../errors.ts';
import type { Context } from '../context.ts';
import type { Done } from '../done.ts';
import { withExamples } from '../help.ts';
import { custodyGiven, ingestGiven, takeCustody, tellIssues } from '../inputs.ts';
import { ledgerText } from '../ledger-text.ts';
import { CASE_OPTIONS, type CommonOptions, withOptions } from '../options.ts';
import { jsonText } from '../output.ts';
import { withCase } from '../session.ts';

export function ingestCommand(program: Command, context: Context, done: Done): void {
  const command = program
    .command('ingest')
    .description('Take exported logs into a case, with an account of every record.')
    .argument('<path...>', 'files, folders or globs; - is standard input')
    .action(async (paths: readonly string[], options: CommonOptions) => done(await run(context, paths, options)));
  withOptions(command, [...CASE_OPTIONS, 'geo', 'custody', 'keepSources', 'subjects']);
  withExamples(command, [
    ['ingest ./exports --case ./2023-07', 'everything below a folder'],
    ['ingest ./more.zip --case ./2023-07', 'later, more into the same case'],
  ]);
}

async function run(context: Context, paths: readonly string[], options: CommonOptions): Promise<number> {
  const custody = await custodyGiven(options);
  return await withCase(context, options, 'make', async ({ opened, watch, output }) => {
    const ingested = await ingestPhase(opened, ingestGiven(paths, options), watch);
    await takeCustody(output, opened, custody);
    await derivePhase(opened, options, watch);
    if (options.json === true) output.out(jsonText({ alreadyThere: ingested.alreadyThere, sources: ingested.lines }));
    else if (options.quiet !== true) output.out(ledgerText(ingested.lines, ingested.alreadyThere));
    return tellIssues(output, ingested) ? EXIT.done : EXIT.failed;
  });
}
