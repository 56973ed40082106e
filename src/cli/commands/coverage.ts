/** `letterlock coverage` */
import type { Command } from 'commander';
import { type CoverageReport, coveragePhase, derivePhase } from '../../case/index.ts';
import { EXIT, LetterlockError } from '../../errors.ts';
import { coverageText } from '../../report/index.ts';
import type { Context } from '../context.ts';
import type { Done } from '../done.ts';
import { detectGiven } from '../given.ts';
import { withExamples } from '../help.ts';
import { CASE_OPTIONS, type CommonOptions, withOptions } from '../options.ts';
import { jsonText } from '../output.ts';
import { withCase } from '../session.ts';

interface CoverageOptions extends CommonOptions {
  readonly mailbox?: string;
}

export function coverageCommand(program: Command, context: Context, done: Done): void {
  const command = program
    .command('coverage')
    .description('For every mailbox and kind of log: was the log there to see it, and if not, why?')
    .option('--mailbox <name>', 'this mailbox alone: its address or id')
    .action(async (options: CoverageOptions) => done(await run(context, options)));
  withOptions(command, [...CASE_OPTIONS, 'since', 'until', 'requireCoverage']);
  withExamples(command, [
    ['coverage --case ./2023-07 --mailbox alice@contoso.example', 'what can be said of one mailbox'],
    ['coverage --case ./2023-07 --require-coverage 95', 'for a nightly check'],
  ]);
}

async function run(context: Context, options: CoverageOptions): Promise<number> {
  const { window } = detectGiven(options);
  return await withCase(context, options, 'write', async ({ opened, watch, output }) => {
    await derivePhase(opened, {}, watch);
    const whole = await coveragePhase(opened, { window }, watch);
    const report = options.mailbox === undefined ? whole : ofMailbox(whole, options.mailbox);
    if (options.json === true) output.out(jsonText(report));
    else if (options.quiet !== true) output.out(coverageText(report, { columns: output.columns }));
    const { requireCoverage } = options;
    return requireCoverage !== undefined && (report.observedShare ?? 0) < requireCoverage
      ? EXIT.coverageBelow
      : EXIT.done;
  });
}

/** The mailbox's own logs and those of its tenant. Throws `usage` for a mailbox that the case does not know. */
function ofMailbox(report: CoverageReport, name: string): CoverageReport {
  const wanted = name.toLowerCase();
  const own = report.coverage.filter(({ mailbox, mailboxId }) => mailbox === wanted || mailboxId === wanted);
  if (own.length === 0)
    throw new LetterlockError('usage', { what: `no mailbox "${name}" is in the case`, command: 'coverage' });
  const tenants = new Set(own.map(({ tenant }) => tenant));
  const coverage = report.coverage.filter(
    (row) => own.includes(row) || (row.mailboxId === null && tenants.has(row.tenant)),
  );
  const shares = report.shares.flatMap((share) => {
    const spans = coverage.filter(({ logKind }) => logKind === share.logKind).flatMap((row) => row.spans);
    const length = (state: string | null): number =>
      spans
        .filter((span) => state === null || span.state === state)
        .reduce((sum, { from, to }) => sum + Date.parse(to) - Date.parse(from), 0);
    const all = length(null);
    return all === 0 ? [] : [{ ...share, observed: Math.round((length('observed') / all) * 1e6) / 1e6 }];
  });
  const observed = shares
    .filter(({ logKind }) => own.some((row) => row.logKind === logKind))
    .map((share) => share.observed);
  return { ...report, coverage, shares, observedShare: observed.length === 0 ? null : Math.min(...observed) };
}
