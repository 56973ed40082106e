/** `--since` and `--until`: they bound what is found, not what is taken in. */
import type { DetectResult } from '../detect/index.ts';

export interface Window {
  /** Inclusive; null is unbounded. */
  readonly since: Date | null;
  /** Exclusive; null is unbounded. */
  readonly until: Date | null;
}

export const ALL_TIME: Window = { since: null, until: null };

/** Findings that touch the window; the counts of the runs follow. A finding without times stays: it cannot be placed. */
export function withinWindow(result: DetectResult, { since, until }: Window): DetectResult {
  if (since === null && until === null) return result;
  const findings = result.findings.filter(
    ({ firstSeen, lastSeen }) =>
      (since === null || lastSeen === null || lastSeen >= since) &&
      (until === null || firstSeen === null || firstSeen < until),
  );
  const dropped = (detection: string): number =>
    result.findings.filter((finding) => finding.detection === detection).length -
    findings.filter((finding) => finding.detection === detection).length;
  const runs = result.runs.map((run) => {
    const outside = dropped(run.detection);
    if (outside === 0) return run;
    const note = `${outside} ${outside === 1 ? 'finding lies' : 'findings lie'} outside the window asked for`;
    return { ...run, findings: run.findings - outside, reason: run.reason === null ? note : `${run.reason}; ${note}` };
  });
  return { findings, runs };
}

/** Earliest and latest as JSON, for the state of the case. */
export function windowText({ since, until }: Window): string {
  return JSON.stringify({ since: since?.toISOString() ?? null, until: until?.toISOString() ?? null });
}

export function parseWindow(text: string): Window {
  const { since, until } = JSON.parse(text) as { since?: string | null; until?: string | null };
  const dateOf = (value: string | null | undefined): Date | null => (value ? new Date(value) : null);
  return { since: dateOf(since), until: dateOf(until) };
}
