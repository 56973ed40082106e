/** Coverage in words: chances, silences, and the sentence that every negative statement quotes. */
import { COVERAGE_STATES, type CoverageState } from '../../facts/index.ts';
import { plural } from '../statement-words.ts';
import { wholeHours } from '../time.ts';
import type { CoverageSpan } from '../types.ts';
import type { Silence } from './silence.ts';

/** Each state as what the log was, for a sentence: "throttled for 24 hours". */
const STATE_WORDS: Readonly<Record<Exclude<CoverageState, 'observed'>, string>> = {
  'silent': 'silent against its own past',
  'throttled': 'throttled',
  'bypassed': 'bypassed or switched off',
  'gap': 'with a gap',
  'pending': 'still arriving',
  'beyond-retention': 'gone at the vendor',
  'not-collected': 'not collected',
};

/** "the chance of that anywhere in this log is about 0.0003". */
export function chanceText(likelihood: number): string {
  return `the chance of that anywhere in this log is ${likelihood < 1e-6 ? 'less than one in a million' : `about ${likelihood.toPrecision(1)}`}`;
}

export function silenceReason({ active, of, length, unit, likelihood }: Silence): string {
  const had = `It has records on ${active} of ${plural(of, `other ${unit}`)}, then none for ${length}`;
  if (likelihood === null) return `${had}: too few to tell its rhythm, so whether it was audited cannot be told.`;
  return `${had}; by its own rhythm the chance of that is ${likelihood < 1e-6 ? 'less than one in a million' : `about ${likelihood.toPrecision(1)}`}.`;
}

/**
 * How far a log was there, to go on from its name: "was there for 700 of 744 hours (throttled for 24 hours, with a gap for 20
 * hours)". Worst states last, in the order of COVERAGE_STATES.
 */
export function coverageClause(spans: readonly CoverageSpan[]): string {
  const all = spans.reduce((sum, { from, to }) => sum + to - from, 0);
  const lengths = new Map<CoverageState, number>();
  for (const { from, to, state } of spans) lengths.set(state, (lengths.get(state) ?? 0) + to - from);
  const blind = COVERAGE_STATES.flatMap((state) => {
    const length = lengths.get(state) ?? 0;
    return state === 'observed' || length === 0
      ? []
      : [`${STATE_WORDS[state]} for ${plural(wholeHours(length), 'hour')}`];
  });
  const there = Math.floor((lengths.get('observed') ?? 0) / 3_600_000_000);
  const of = wholeHours(all);
  if (blind.length === 0) return `was there for all ${plural(of, 'hour')}`;
  return `was there for ${there} of ${plural(of, 'hour')} (${blind.join(', ')})`;
}
