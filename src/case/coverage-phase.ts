/** Coverage alone: could each log have seen it? */
import type { LogKind } from '../facts/index.ts';
import { buildCoverage } from '../report/build/coverage.ts';
import type { CollectNext, Coverage } from '../report/index.ts';
import { isoTime, observedShare } from '../scope/index.ts';
import type { Case } from './case.ts';
import type { DetectGiven } from './detect-phase.ts';
import type { Watch } from './phase.ts';
import { scopePhase } from './report-phase.ts';

/** Share of the time of the mailboxes (of the tenant, for its own logs) in which one log was there, 0 to 1. */
export interface SharedCoverage {
  readonly logKind: LogKind;
  readonly observed: number;
}

export interface CoverageReport {
  /** Null where no log with times is here. */
  readonly window: { readonly from: string; readonly to: string } | null;
  /** The least share of the logs of accesses; null where there is no mailbox. */
  readonly observedShare: number | null;
  /** In the order of LOG_KINDS. */
  readonly shares: readonly SharedCoverage[];
  readonly coverage: readonly Coverage[];
  readonly collectNext: readonly CollectNext[];
}

/** Needs no detection to have run. */
export async function coveragePhase(
  opened: Case,
  given: Pick<DetectGiven, 'window'>,
  watch: Watch,
): Promise<CoverageReport> {
  const { scope } = await scopePhase(opened, given, watch);
  const { window, shares } = scope.coverage;
  return {
    window: window === null ? null : { from: isoTime(window.from), to: isoTime(window.to) },
    observedShare: observedShare(scope.coverage),
    shares: [...shares].map(([logKind, observed]) => ({ logKind, observed: Math.round(observed * 1e6) / 1e6 })),
    coverage: buildCoverage(scope),
    collectNext: scope.collectNext.map((next) => ({
      ...next,
      expiresAt: next.expiresAt === null ? null : isoTime(next.expiresAt),
    })),
  };
}
