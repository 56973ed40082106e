/** `letterlock coverage` */
import type { Command } from 'commander';
import { coveragePhase, derivePhase } from '../../case/index.ts';
import { EXIT } from '../../errors.ts';
import { COVERAGE_STATES } from '../../facts/index.ts';
import type { Coverage } from '../../report/model.ts';
import type { Context } from '../context.ts';
import type { Done } from '../done.ts';
import { detectGiven } from '../given.ts';
import { withExamples } from '../help.ts';
import { CASE_OPTIONS, type CommonOptions, withOptions } from '../options.ts';
import { jsonText } from '../output.ts';
import { withCase } from '../session.ts';
import { table } from '../table.ts';

export function coverageCommand(program: Command, context: Context, done: Done): void {
  const command = program
    .command('coverage')
    .description('For every mailbox and kind of log: was the log there to see it?')
    .action(async (options: CommonOptions) => done(await run(context, options)));
  withOptions(command, [...CASE_OPTIONS, 'since', 'until', 'requireCoverage']);
  withExamples(command, [['coverage --case ./2023-07 --require-coverage 95', 'for a nightly check']]);
}

async function run(context: Context, options: CommonOptions): Promise<number> {
  const { window } = detectGiven(options);
  return await withCase(context, options, 'write', async ({ opened, watch, output }) => {
    await derivePhase(opened, {}, watch);
    const { coverage, observedShare } = await coveragePhase(opened, { window }, watch);
    if (options.json === true) output.out(jsonText({ observedShare, coverage }));
    else if (options.quiet !== true) output.out(coverageText(coverage, observedShare));
    const { requireCoverage } = options;
    return requireCoverage !== undefined && (observedShare ?? 0) < requireCoverage ? EXIT.coverageBelow : EXIT.done;
  });
}

const HOUR = 3_600_000;

/** Whole hours of each state, for each mailbox and kind of log. `coverage.json` has the spans and their reasons. */
function coverageText(coverage: readonly Coverage[], share: number | null): string {
  const states = COVERAGE_STATES.filter((state) =>
    coverage.some(({ spans }) => spans.some((span) => span.state === state)),
  );
  const rows = coverage.map(({ mailbox, mailboxId, logKind, spans }) => [
    mailbox ?? mailboxId ?? '(tenant)',
    logKind,
    ...states.map((state) => {
      const length = spans
        .filter((span) => span.state === state)
        .reduce((sum, { from, to }) => sum + Date.parse(to) - Date.parse(from), 0);
      return Math.round(length / HOUR);
    }),
  ]);
  const head =
    share === null
      ? 'No mailbox is known, so no share can be stated.'
      : `Accesses would have been logged for ${Math.floor(share * 100)} % of the mailboxes' time.`;
  return rows.length === 0 ? `${head}\n` : `${head}\nHours by state:\n\n${table(['mailbox', 'log', ...states], rows)}`;
}
