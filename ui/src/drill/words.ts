/** What the page calls things. */
import type { Suite } from '../../../src/drill/model.ts';
import type { Outcome } from './score.ts';

interface OutcomeWords {
  readonly word: string;
  /** After a number of intrusions. */
  readonly counted: string;
  readonly meaning: string;
}

export const OUTCOME: Readonly<Record<Outcome, OutcomeWords>> = {
  alarm: { word: 'Alarm', counted: 'raised an alarm', meaning: 'it covers all that the logs hold of the intruder' },
  partly: {
    word: 'Alarm, in part',
    counted: 'raised an alarm in part',
    meaning: 'it covers some of what the logs hold',
  },
  review: {
    word: 'For review',
    counted: 'left for review',
    meaning: 'seen, but among the findings that a person has to look at',
  },
  missed: {
    word: 'Missed',
    counted: 'missed',
    meaning: 'no alarm, and nothing of it among the findings for review',
  },
  unlogged: { word: 'Not in the logs', counted: 'not in the logs', meaning: 'they hold no access of the intruder' },
};

/** What the worlds of a suite are, and so what its figures can be taken for. */
export const SUITE: Readonly<Record<Suite, string>> = {
  'quick':
    'These organisations are small and listed beforehand, and the detections were tuned on them. Take the figures for a check that nothing is broken, not for what to expect.',
  'full':
    'These organisations are listed beforehand, and the detections were tuned on them. Take the figures for the best case.',
  'held-out':
    'These organisations were drawn by chance and were never used for tuning. This is the nearest that a simulation comes to what to expect.',
};

/** Why it matters, where an alarm does not cover all. */
export const WHY: Readonly<Record<Exclude<Outcome, 'alarm'>, string>> = {
  partly: 'Whoever acts on the alarm alone closes a part of the way in and leaves the rest open.',
  review:
    'Nobody is called. It is noticed only where somebody looks through the findings for review, and looks in time: such a list needs an owner.',
  missed: 'Nobody is called and nothing points at it. Who comes this way goes on for as long as they like.',
  unlogged:
    'There was nothing for an alarm to cover. What can show it are other logs and the settings that were changed for it; the findings for review name those that were seen.',
};

/** Words that both drill pages use, and what they mean. */
export const MEANINGS: readonly (readonly [word: string, meaning: string])[] = [
  ['Alarm', 'an incident of high or critical severity: somebody is called'],
  ['For review', 'a finding or an incident below that: it waits until somebody looks'],
  ['Token', 'what a program shows to be let in; in many attacks the only trace, for no password is used'],
];
