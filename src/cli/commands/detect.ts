/** `letterlock detect` */
import type { Command } from 'commander';
import { derivePhase, detectPhase, readLists } from '../../case/index.ts';
import type { DetectResult } from '../../detect/index.ts';
import { EXIT } from '../../errors.ts';
import { SEVERITIES } from '../../facts/index.ts';
import type { Context } from '../context.ts';
import type { Done } from '../done.ts';
import { detectGiven } from '../given.ts';
import { withExamples } from '../help.ts';
import { CASE_OPTIONS, type CommonOptions, DETECT_OPTIONS, withOptions } from '../options.ts';
import { jsonText, plain } from '../output.ts';
import { withCase } from '../session.ts';
import { counted, table } from '../table.ts';

export function detectCommand(program: Command, context: Context, done: Done): void {
  const command = program
    .command('detect')
    .description('Run every detection over a case; what was found before is replaced, decisions stay.')
    .action(async (options: CommonOptions) => done(await run(context, options)));
  withOptions(command, [...CASE_OPTIONS, ...DETECT_OPTIONS, 'failOn']);
  withExamples(command, [
    ['detect --case ./2023-07 --suspect suspects.csv', 'with what is known of the intruder'],
    ['detect --case ./2023-07 --since 2023-05-15', 'findings from a day on'],
  ]);
}

async function run(context: Context, options: CommonOptions): Promise<number> {
  const given = detectGiven(options);
  const lists = await readLists(given);
  return await withCase(context, options, 'write', async ({ opened, watch, output }) => {
    await derivePhase(opened, options, watch);
    const result = await detectPhase(opened, given, lists, watch);
    if (options.json === true) output.out(jsonText({ findings: result.findings, runs: result.runs }));
    else if (options.quiet !== true) output.out(detectionText(result));
    const least = options.failOn === undefined ? SEVERITIES.length : SEVERITIES.indexOf(options.failOn);
    return result.findings.some(({ severity }) => SEVERITIES.indexOf(severity) >= least)
      ? EXIT.findingReached
      : EXIT.done;
  });
}

function detectionText({ findings, runs }: DetectResult): string {
  const rows = [...findings]
    .sort((a, b) => SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity))
    .map((finding) => [
      finding.severity,
      finding.id,
      finding.detection,
      finding.mailbox ?? finding.person ?? finding.subject,
    ]);
  const notRun = runs.filter(({ ran }) => !ran);
  return [
    `${counted(findings.length, 'finding')}. ${counted(runs.length - notRun.length, 'detection')} ran, ${notRun.length} could not:`,
    ...notRun.map(({ detection, reason }) => `  ${detection}: ${plain(reason ?? 'no reason given')}`),
    '',
    ...(rows.length === 0 ? [] : [table(['severity', 'id', 'detection', 'subject'], rows)]),
  ].join('\n');
}
