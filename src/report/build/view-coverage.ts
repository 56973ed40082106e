/** Coverage of the page: a letter a day, and the spans that were not observed. */
import { COVERAGE_STATES, type CoverageState, LOG_KINDS, type LogKind } from '../../facts/index.ts';
import { DAY, dayStart, type MailboxCoverage, type Scope } from '../../scope/index.ts';
import { FROM_BEST, LETTERS } from '../coverage-states.ts';
import type { CoverageGrid, CoverageView } from '../model.ts';
import { type MailboxRows, Texts } from './view-tables.ts';

export function coverageView(scope: Scope, mailboxes: MailboxRows): CoverageView {
  const { window, rows } = scope.coverage;
  if (window === null) return { firstDay: 0, dayCount: 0, grids: [] };
  const firstDay = dayStart(window.from);
  const dayCount = Math.ceil((window.to - firstDay) / DAY);
  const kinds = LOG_KINDS.filter((logKind) => rows.some((row) => row.logKind === logKind));
  return {
    firstDay: firstDay / 1000,
    dayCount,
    grids: kinds.map((logKind) =>
      gridOf(
        logKind,
        rows.filter((row) => row.logKind === logKind),
        mailboxes,
        firstDay,
        dayCount,
      ),
    ),
  };
}

function gridOf(
  logKind: LogKind,
  rows: readonly MailboxCoverage[],
  mailboxes: MailboxRows,
  firstDay: number,
  dayCount: number,
): CoverageGrid {
  const reasons = new Texts<string>();
  const lengths = new Map<CoverageState, number>();
  const spans = {
    row: [] as number[],
    from: [] as number[],
    to: [] as number[],
    state: [] as CoverageState[],
    reason: [] as number[],
  };
  const days = rows.map((row, index) => {
    const worst = new Uint8Array(dayCount);
    for (const { from, to, state, reason } of row.spans) {
      lengths.set(state, (lengths.get(state) ?? 0) + to - from);
      if (state === 'observed') continue;
      const rank = FROM_BEST.indexOf(state);
      const last = Math.min(dayCount, Math.ceil((to - firstDay) / DAY));
      for (let day = Math.floor((from - firstDay) / DAY); day < last; day += 1)
        if ((worst[day] ?? 0) < rank) worst[day] = rank;
      spans.row.push(index);
      spans.from.push(Math.floor(from / 1000));
      spans.to.push(Math.ceil(to / 1000));
      spans.state.push(state);
      spans.reason.push(reasons.indexOf(reason));
    }
    return Array.from(worst, (rank) => LETTERS[FROM_BEST[rank] ?? 'observed']).join('');
  });
  const all = [...lengths.values()].reduce((sum, length) => sum + length, 0);
  const shares: Partial<Record<CoverageState, number>> = {};
  for (const state of COVERAGE_STATES) {
    const length = lengths.get(state);
    if (length !== undefined && all > 0) shares[state] = length / all;
  }
  return {
    logKind,
    rows: rows.map(({ mailboxId }) => (mailboxId === null ? null : mailboxes.indexOf(mailboxId))),
    days,
    shares,
    spans: { ...spans, reasonTexts: reasons.values },
  };
}
