/** What was found of each intrusion, and each by itself where a world was made several times. */
import type { ReactNode } from 'react';
import type { WorldScore } from '../../../src/drill/model.ts';
import type { DrillView } from '../../../src/drill/view.ts';
import { count } from '../lib/format.ts';
import { Disclosure } from '../parts/disclosure.tsx';
import { Lit } from '../parts/lit.tsx';
import { Section } from '../parts/section.tsx';
import { Meter } from './meter.tsx';
import { hoursOf, hoursText, type IntrusionScore, medianOf, OUTCOMES, outcomeOf, outcomesOf } from './score.ts';
import { OUTCOME } from './words.ts';

const INTRO =
  'Each row is one way to break in. The bars show how much of what the logs hold of it an alarm covers: the access tokens that the intruder used, the mailboxes, and the messages named.';

export function IntrusionsSection({ view }: { readonly view: DrillView }): ReactNode {
  const { score } = view;
  const hit = score.worlds.filter(({ intrusions }) => intrusions.length > 0);
  const timed = hoursOf(hit.flatMap(({ intrusions }) => intrusions)).asked > 0;
  return (
    <Section id="intrusions" title="Intrusions, and what was found of them" intro={INTRO}>
      <div className="table-wrap">
        <table className="plain-table drill-table">
          <thead>
            <tr>
              <th scope="col">Intrusion</th>
              <th scope="col">Outcome</th>
              <th scope="col">Tokens</th>
              <th scope="col">Mailboxes</th>
              <th scope="col">Messages</th>
              <th scope="col">Interval holds</th>
              {timed ? <th scope="col">First alarm after</th> : null}
            </tr>
          </thead>
          <tbody>
            {hit.map((world) => (
              <World key={world.world} world={world} about={view.worlds[world.world] ?? null} timed={timed} />
            ))}
          </tbody>
        </table>
      </div>
    </Section>
  );
}

interface WorldProps {
  readonly world: WorldScore;
  readonly about: string | null;
  readonly timed: boolean;
}

function World({ world, about, timed }: WorldProps): ReactNode {
  const { intrusions, tokens, tokensReviewed, mailboxes, messages, intervals } = world;
  return (
    <tr>
      <th scope="row">
        <Lit text={world.title} />
        <br />
        <code className="quiet">
          <Lit text={world.world} />
        </code>
        {about === null ? null : (
          <p className="drill-about">
            <Lit text={about} />
          </p>
        )}
        {intrusions.length < 2 ? null : (
          <Disclosure summary={`Each of ${count(intrusions.length)} by itself`}>
            <Each intrusions={intrusions} />
          </Disclosure>
        )}
      </th>
      <td data-label="Outcome">
        <Outcomes world={world} />
      </td>
      <td data-label="Tokens">
        <Meter part={tokens} reviewed={tokensReviewed} />
      </td>
      <td data-label="Mailboxes">
        <Meter part={mailboxes} />
      </td>
      <td data-label="Messages">
        <Meter part={messages} />
      </td>
      <td data-label="Interval holds">
        {intrusions.length === 1 ? intervalText(intrusions[0]) : `${count(intervals.found)} of ${count(intervals.of)}`}
      </td>
      {timed ? <td data-label="First alarm after">{hoursWords(intrusions)}</td> : null}
    </tr>
  );
}

/** A badge for each outcome, with its number where a world was made several times. */
function Outcomes({ world }: { readonly world: WorldScore }): ReactNode {
  const outcomes = outcomesOf([world]);
  return (
    <span className="stack">
      {OUTCOMES.filter((outcome) => (outcomes.get(outcome) ?? 0) > 0).map((outcome) => (
        <span key={outcome}>
          <span className={`badge outcome-badge outcome-${outcome}`}>{OUTCOME[outcome].word}</span>
          {world.intrusions.length > 1 ? ` × ${count(outcomes.get(outcome) ?? 0)}` : ''}
        </span>
      ))}
    </span>
  );
}

function intervalText(intrusion: IntrusionScore | undefined): ReactNode {
  if (intrusion === undefined) return null;
  const { lower, upper, truth, holds } = intrusion.interval;
  const said =
    upper === null ? `${count(lower)} or more` : upper === lower ? count(lower) : `${count(lower)} to ${count(upper)}`;
  return (
    <span>
      {holds ? 'Yes' : <strong className="drill-wrong">No</strong>}
      <br />
      <span className="quiet">
        said {said}; true {count(truth)}
      </span>
    </span>
  );
}

function hoursWords(intrusions: readonly IntrusionScore[]): string {
  const { asked, hours } = hoursOf(intrusions);
  if (asked === 0) return '';
  const median = medianOf(hours);
  if (median === undefined) return 'never';
  const never = asked - hours.length;
  return `${hoursText(median)}${never === 0 ? '' : `; ${count(never)} never`}`;
}

function Each({ intrusions }: { readonly intrusions: readonly IntrusionScore[] }): ReactNode {
  return (
    <ul className="drill-each">
      {intrusions.map((one) => {
        const { lower, upper, truth, holds } = one.interval;
        return (
          <li key={`${one.seed} ${one.intrusion}`}>
            Seed {one.seed}: {OUTCOME[outcomeOf(one)].word.toLowerCase()}; {count(one.mailboxes.found)} of{' '}
            {count(one.mailboxes.of)} mailboxes, {count(one.messages.found)} of {count(one.messages.of)} messages; said{' '}
            {count(lower)} {upper === null ? 'or more' : `to ${count(upper)}`}, true {count(truth)}
            {holds ? '' : ' (outside)'}
            {one.hoursToAlarm === undefined
              ? ''
              : one.hoursToAlarm === null
                ? '; never an alarm'
                : `; alarm after ${hoursText(one.hoursToAlarm)}`}
          </li>
        );
      })}
    </ul>
  );
}
