/** Reads the score out of the page, and what it amounts to: how each intrusion ended, and sums over the worlds. */
import type { Part, SuiteScore, WorldScore } from '../../../src/drill/model.ts';
import type { DrillView, OwnView } from '../../../src/drill/view.ts';

export type IntrusionScore = WorldScore['intrusions'][number];

/** Thrown where the page holds no score, or one of another version: said to the person, in words. */
export class ScoreError extends Error {}

export function parseScore(text: string): DrillView | OwnView {
  if (text.trim() === '')
    throw new ScoreError('This page holds no score. Letterlock writes one into it: letterlock drill --report FILE.');
  let view: DrillView | OwnView;
  try {
    view = JSON.parse(text) as DrillView | OwnView;
  } catch {
    throw new ScoreError('The score in this page is damaged.');
  }
  if (view.viewVersion !== 1) throw new ScoreError('The score in this page is of another version than the page.');
  return view;
}

/**
 * How an intrusion ended. `review`: no alarm, but a finding or an incident for review holds accesses of it (its lower bound is
 * more than nothing). `unlogged`: no record of an access by the intruder was among the logs, so that there was nothing for an
 * alarm to cover.
 */
export type Outcome = 'alarm' | 'partly' | 'review' | 'missed' | 'unlogged';

/** Best first. */
export const OUTCOMES: readonly Outcome[] = ['alarm', 'partly', 'review', 'missed', 'unlogged'];

export function outcomeOf({ tokens, tokensReviewed, mailboxes, messages, interval }: IntrusionScore): Outcome {
  if (mailboxes.of === 0) return 'unlogged';
  const parts = [tokens, mailboxes, messages];
  if (parts.every(({ found, of }) => found === of)) return 'alarm';
  if (parts.some(({ found }) => found > 0)) return 'partly';
  return tokensReviewed.found > 0 || interval.lower > 0 ? 'review' : 'missed';
}

export function outcomesOf(worlds: readonly WorldScore[]): ReadonlyMap<Outcome, number> {
  const outcomes = worlds.flatMap(({ intrusions }) => intrusions.map(outcomeOf));
  return new Map(OUTCOMES.map((outcome) => [outcome, outcomes.filter((one) => one === outcome).length]));
}

export function sumOf(parts: readonly Part[]): Part {
  return parts.reduce((sum, { found, of }) => ({ found: sum.found + found, of: sum.of + of }), { found: 0, of: 0 });
}

/** Events per 1,000 mailboxes and week; null without any traffic. */
export function rate(number: number, mailboxWeeks: number): number | null {
  return mailboxWeeks === 0 ? null : (number * 1000) / mailboxWeeks;
}

/** `0`, `0.4`, `12`, `1,236`: three figures at most are told apart. A small number never becomes 0. */
export function rateText(value: number | null): string {
  if (value === null) return 'none';
  if (value === 0) return '0';
  if (value < 0.1) return 'under 0.1';
  return value < 10
    ? value.toFixed(1).replace(/\.0$/, '')
    : String(Math.round(value)).replace(/\B(?=(\d{3})+(?!\d))/g, ',');
}

export interface Totals {
  readonly intrusions: number;
  readonly mailboxWeeks: number;
  readonly falseAlarms: number;
  readonly falseFindings: number;
  readonly falseHints: number;
  readonly intervals: Part;
  readonly mailboxes: Part;
}

export function totalsOf({ worlds }: SuiteScore): Totals {
  const number = (of: (world: WorldScore) => number): number => worlds.reduce((sum, world) => sum + of(world), 0);
  return {
    intrusions: number(({ intrusions }) => intrusions.length),
    mailboxWeeks: number(({ mailboxWeeks }) => mailboxWeeks),
    falseAlarms: number(({ falseAlarms }) => falseAlarms),
    falseFindings: number(({ falseFindings }) => falseFindings),
    falseHints: number(({ falseHints }) => falseHints),
    intervals: sumOf(worlds.map(({ intervals }) => intervals)),
    mailboxes: sumOf(worlds.map(({ mailboxes }) => mailboxes)),
  };
}

/** Hours from the first access to the first alarm, where they were asked for: of those with an alarm, by size. */
export function hoursOf(intrusions: readonly IntrusionScore[]): {
  readonly asked: number;
  readonly hours: readonly number[];
} {
  const asked = intrusions.flatMap(({ hoursToAlarm }) => (hoursToAlarm === undefined ? [] : [hoursToAlarm]));
  return { asked: asked.length, hours: asked.filter((hours) => hours !== null).sort((a, b) => a - b) };
}

/** The middle one; of two the earlier. Undefined without any. */
export function medianOf(sorted: readonly number[]): number | undefined {
  return sorted[Math.floor((sorted.length - 1) / 2)];
}

/** `6 hours`, `3 days`: from two days on in days, rounded up, for an alarm is not there before. */
export function hoursText(hours: number): string {
  if (hours === 0) return 'at once';
  if (hours < 48) return `${hours} ${hours === 1 ? 'hour' : 'hours'}`;
  return `${Math.ceil(hours / 24)} days`;
}
