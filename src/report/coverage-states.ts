/** States of coverage as the report orders and abbreviates them, on the page and in the terminal alike. */
import type { CoverageState } from '../facts/index.ts';
import type { CoverageLetters } from './model.ts';

/** A letter a day. */
export const LETTERS: CoverageLetters = {
  'observed': 'o',
  'silent': 's',
  'throttled': 't',
  'bypassed': 'b',
  'gap': 'g',
  'pending': 'p',
  'beyond-retention': 'r',
  'not-collected': 'n',
};

/** From best to worst: of a time's states the worst is shown. */
export const FROM_BEST: readonly CoverageState[] = [
  'observed',
  'pending',
  'silent',
  'throttled',
  'bypassed',
  'gap',
  'beyond-retention',
  'not-collected',
];
