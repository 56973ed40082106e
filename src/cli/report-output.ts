/** What `investigate` and `report` print, and the exit status that follows from it. */
import type { Case, Reported } from '../case/index.ts';
import { EXIT } from '../errors.ts';
import { SEVERITIES, type Severity } from '../facts/index.ts';
import type { Context } from './context.ts';
import type { CommonOptions } from './options.ts';
import { jsonText } from './output.ts';

/** The whole document, or the summary and where the report lies. */
export function showReport({ output }: Context, options: CommonOptions, _opened: Case, { document }: Reported): void {
  if (options.json === true) output.out(jsonText(document));
  else if (options.quiet !== true) output.out(jsonText(document.summary));
}

/** An alarm counts before a part that could not be read, and that before a lack of coverage. */
export function statusOf(reported: Reported, options: CommonOptions, otherwise: number): number {
  if (options.failOn !== undefined && reaches(reported, options.failOn)) return EXIT.findingReached;
  if (otherwise !== EXIT.done) return otherwise;
  const { requireCoverage } = options;
  return requireCoverage !== undefined && (reported.observedShare ?? 0) < requireCoverage
    ? EXIT.coverageBelow
    : EXIT.done;
}

/** Whether a finding or incident that nobody has judged benign is as severe as that. */
function reaches({ document }: Reported, least: Severity): boolean {
  return [...document.findings, ...document.summary.incidents].some(
    ({ severity, decision }) =>
      decision?.state !== 'benign' && SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf(least),
  );
}
