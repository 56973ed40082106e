/** Spans without gap or overlap, and painting over them. */
import type { CoverageState } from '../../facts/index.ts';
import type { Interval } from '../time.ts';
import type { CoverageSpan } from '../types.ts';

/** Paints a state over the part of `interval` that lies in the spans; with `only`, just where one of those states stands. */
export function paint(
  spans: readonly CoverageSpan[],
  { from, to }: Interval,
  state: CoverageState,
  reason: string,
  only?: ReadonlySet<CoverageState>,
): readonly CoverageSpan[] {
  return merged(
    spans.flatMap((span): readonly CoverageSpan[] => {
      const start = Math.max(span.from, from);
      const end = Math.min(span.to, to);
      if (start >= end || (only !== undefined && !only.has(span.state))) return [span];
      return [
        { ...span, to: start },
        { from: start, to: end, state, reason },
        { ...span, from: end },
      ].filter((piece) => piece.from < piece.to);
    }),
  );
}

/** Makes neighbours of the same state and reason one. */
export function merged(spans: readonly CoverageSpan[]): readonly CoverageSpan[] {
  const result: CoverageSpan[] = [];
  for (const span of spans) {
    const last = result.at(-1);
    if (last !== undefined && last.to === span.from && last.state === span.state && last.reason === span.reason) {
      result[result.length - 1] = { ...last, to: span.to };
    } else {
      result.push(span);
    }
  }
  return result;
}

/** Overlapping or touching intervals made one, in order. */
export function union(intervals: readonly Interval[]): readonly Interval[] {
  const result: Interval[] = [];
  for (const interval of [...intervals].sort((a, b) => a.from - b.from || a.to - b.to)) {
    const last = result.at(-1);
    if (last !== undefined && interval.from <= last.to)
      result[result.length - 1] = { from: last.from, to: Math.max(last.to, interval.to) };
    else result.push(interval);
  }
  return result;
}

/** Share of the spans' time in a state; null where they have no length. */
export function shareOf(spans: readonly CoverageSpan[], state: CoverageState): number | null {
  const all = spans.reduce((sum, span) => sum + span.to - span.from, 0);
  if (all === 0) return null;
  return spans.reduce((sum, span) => sum + (span.state === state ? span.to - span.from : 0), 0) / all;
}
