/** `letterlock investigate PATH...`: the main job. */
import type { Command } from 'commander';
import { derivePhase, detectionsOf, detectPhase, ingestPhase, readLists, reportPhase } from '../../case/index.ts';
import { EXIT } from '../../errors.ts';
import type { Context } from '../context.ts';
import type { Done } from '../done.ts';
import { detectGiven, reportGiven } from '../given.ts';
import { withExamples } from '../help.ts';
import { custodyGiven, ingestGiven, takeCustody, tellIssues } from '../inputs.ts';
import { CASE_OPTIONS, type CommonOptions, DETECT_OPTIONS, REPORT_OPTIONS, withOptions } from '../options.ts';
import { showReport, statusOf } from '../report-output.ts';
import { withCase } from '../session.ts';

export function investigateCommand(program: Command, context: Context, done: Done): void {
  const command = program
    .command('investigate')
    .description(
      'Take exported logs in, run every detection, trace what was accessed, and write the report: the main job.',
    )
    .argument('<path...>', 'files, folders or globs; - is standard input')
    .action(async (paths: readonly string[], options: CommonOptions) => done(await run(context, paths, options)));
  withOptions(command, [...CASE_OPTIONS, ...DETECT_OPTIONS, ...REPORT_OPTIONS, 'keepSources', 'subjects']);
  withExamples(command, [
    ['investigate ./exports', 'everything below a folder'],
    ['investigate audit.csv signins.zip --suspect known.csv', 'with what you know of the intruder already'],
    ['investigate ./exports --since 2023-05-15 --geo GeoLite2-ASN.mmdb', 'findings from a day on, networks by name'],
    ['investigate ./exports --json --fail-on high > report.json', 'for another program'],
  ]);
}

async function run(context: Context, paths: readonly string[], options: CommonOptions): Promise<number> {
  const given = detectGiven(options);
  const lists = await readLists(given);
  const reportOn = await reportGiven(context, options);
  const custody = await custodyGiven(options);
  // A faulty detection is told before an hour of reading, not after it.
  detectionsOf(given);
  return await withCase(context, options, 'make', async ({ opened, watch, output }) => {
    const ingested = await ingestPhase(opened, ingestGiven(paths, options), watch);
    await takeCustody(output, opened, custody);
    await derivePhase(opened, options, watch);
    await detectPhase(opened, given, lists, watch);
    const reported = await reportPhase(opened, reportOn, watch);
    showReport(output, options, opened, reported);
    const whole = tellIssues(output, ingested);
    return statusOf(reported, options, whole ? EXIT.done : EXIT.failed);
  });
}
