/** What the page of a drill in one's own logs calls things, and what an intrusion came to. */
import type { OwnIntrusionScore } from '../../../../src/drill/own/model.ts';

/** `joins`: an alarm, but one that is there without the intrusion; `partly`: one that leaves out some of what the logs hold of it. */
export type OwnOutcome = OwnIntrusionScore['outcome'] | 'joins' | 'partly';

export function ownOutcome({ outcome, joins, score }: OwnIntrusionScore): OwnOutcome {
  if (joins) return 'joins';
  const parts = score === null ? [] : [score.tokens, score.mailboxes, score.messages];
  return outcome === 'alarm' && parts.some(({ found, of }) => found < of) ? 'partly' : outcome;
}

interface OutcomeWords {
  readonly word: string;
  /** After a number of intrusions. */
  readonly counted: string;
  readonly meaning: string;
  /** Class of its colour. */
  readonly colour: string;
}

export const OWN_OUTCOME: Readonly<Record<OwnOutcome, OutcomeWords>> = {
  'alarm': {
    word: 'Alarm',
    counted: 'would raise an alarm',
    meaning: 'somebody would be called',
    colour: 'outcome-alarm',
  },
  'partly': {
    word: 'Alarm, in part',
    counted: 'would raise an alarm in part',
    meaning: 'somebody would be called, and the alarm covers some of what your logs hold of it',
    colour: 'outcome-partly',
  },
  'joins': {
    word: 'Joins an alarm',
    counted: 'would join an alarm that is there already',
    meaning: 'nobody would be called anew; whoever looks into that alarm finds it',
    colour: 'outcome-review',
  },
  'review': {
    word: 'For review',
    counted: 'would be left for review',
    meaning: 'it is on the list of findings, and waits there until somebody looks',
    colour: 'outcome-review',
  },
  'missed': {
    word: 'Missed',
    counted: 'would be missed',
    meaning: 'your logs would hold records of it, and no check finds anything in them',
    colour: 'outcome-missed',
  },
  'no-record': {
    word: 'No record',
    counted: 'would leave no record',
    meaning: 'the logs that you have would hold nothing of it',
    colour: 'outcome-missed',
  },
  'not-possible': {
    word: 'Not tried',
    counted: 'could not be tried',
    meaning: 'your logs do not have what it would start from',
    colour: 'outcome-unlogged',
  },
};

/** Best first. */
export const OWN_OUTCOMES = Object.keys(OWN_OUTCOME) as readonly OwnOutcome[];

/** What to think of each that nobody would be called for. */
export const OWN_WHY: Readonly<Record<Exclude<OwnOutcome, 'alarm'>, string>> = {
  'partly': 'Whoever acts on the alarm alone closes a part of the way in and leaves the rest open.',
  'joins':
    'The alarm that it would join is listed under “What is there already”. As long as nobody has looked into that one, this intrusion would hide behind it.',
  'review':
    'Nobody is called. It is noticed only where somebody goes through the findings, and goes in time: such a list needs an owner and a day of the week.',
  'missed':
    'Nobody is called, and nothing points at it. Logs that are named with it are not here and would hold more of it; whether that would suffice for an alarm, this drill did not try.',
  'no-record': 'There is nothing in which a check could find it. Logs that are named with it would hold records of it.',
  'not-possible': 'This says nothing about how safe you are from it.',
};
