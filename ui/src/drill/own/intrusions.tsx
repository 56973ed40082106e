/** Each intrusion: what it would do, whether it would be seen, how much of it, and by which checks. */
import type { ReactNode } from 'react';
import type { OwnIntrusionScore } from '../../../../src/drill/own/model.ts';
import type { OwnView } from '../../../../src/drill/view.ts';
import { count, plural } from '../../lib/format.ts';
import { LOG_KIND } from '../../lib/words.ts';
import { SeverityBadge } from '../../parts/badge.tsx';
import { Disclosure } from '../../parts/disclosure.tsx';
import { Lit } from '../../parts/lit.tsx';
import { Section } from '../../parts/section.tsx';
import { Day } from '../../parts/time.tsx';
import { Meter } from '../meter.tsx';
import { OWN_OUTCOME, ownOutcome } from './words.ts';

const INTRO =
  'Each row is one way to break in. The bars show how much of what your logs would hold of it the alarm covers: the access tokens that the intruder used, the mailboxes, and the messages named.';

export function OwnIntrusionsSection({ view }: { readonly view: OwnView }): ReactNode {
  return (
    <Section id="intrusions" title="Intrusions, and what would be seen of them" intro={INTRO}>
      <div className="table-wrap">
        <table className="plain-table drill-table">
          <thead>
            <tr>
              <th scope="col">Intrusion</th>
              <th scope="col">Outcome</th>
              <th scope="col">Tokens</th>
              <th scope="col">Mailboxes</th>
              <th scope="col">Messages</th>
            </tr>
          </thead>
          <tbody>
            {view.score.intrusions.map((one) => (
              <Row key={one.intrusion} one={one} checks={view.checks} />
            ))}
          </tbody>
        </table>
      </div>
    </Section>
  );
}

interface RowProps {
  readonly one: OwnIntrusionScore;
  readonly checks: OwnView['checks'];
}

function Row({ one, checks }: RowProps): ReactNode {
  const { intrusion, title, reason, score, seenBy } = one;
  return (
    <tr>
      <th scope="row">
        <Lit text={title} />
        <br />
        <code className="quiet">
          <Lit text={intrusion} />
        </code>
        <p className="drill-about">{reason === null ? <Deed {...one} /> : <Lit text={`Not tried: ${reason}.`} />}</p>
        {seenBy.length === 0 ? null : (
          <Disclosure summary={`Seen by ${plural(seenBy.length, 'check')}`}>
            <Seen one={one} checks={checks} />
          </Disclosure>
        )}
      </th>
      <td data-label="Outcome">
        <span className="stack">
          <span>
            <OwnBadge one={one} />
          </span>
        </span>
      </td>
      {(
        [
          ['Tokens', score?.tokens],
          ['Mailboxes', score?.mailboxes],
          ['Messages', score?.messages],
        ] as const
      ).map(([label, part]) => (
        <td key={label} data-label={label}>
          {part === undefined ? null : <Meter part={part} />}
        </td>
      ))}
    </tr>
  );
}

export function OwnBadge({ one }: { readonly one: OwnIntrusionScore }): ReactNode {
  const { word, colour } = OWN_OUTCOME[ownOutcome(one)];
  return <span className={`badge outcome-badge ${colour}`}>{word}</span>;
}

/** What the intruder would do, by the truth. */
function Deed({ truth }: OwnIntrusionScore): ReactNode {
  if (truth === null || truth.first === null || truth.messages === 0) return 'No message would be accessed.';
  const { messages, mailboxes, messagesLogged, first, last } = truth;
  const named = messagesLogged === 0 ? 'none' : count(messagesLogged);
  return (
    <>
      {plural(messages, 'message')} of {plural(mailboxes, 'mailbox', 'mailboxes')} accessed, <Day at={first} />
      {last === null || last.slice(0, 10) === first.slice(0, 10) ? null : (
        <>
          {' '}
          to <Day at={last} />
        </>
      )}
      {messagesLogged === messages ? '.' : `; your logs would name ${named} of them.`}
    </>
  );
}

function Seen({ one, checks }: RowProps): ReactNode {
  const { seenBy, records, score, besides } = one;
  return (
    <div className="drill-each">
      <ul>
        {seenBy.map(({ detection, severity, findings }) => (
          <li key={detection}>
            <SeverityBadge severity={severity} /> <Lit text={checks[detection] ?? detection} />,{' '}
            {plural(findings, 'finding')}
            <br />
            <code className="quiet">
              <Lit text={detection} />
            </code>
          </li>
        ))}
      </ul>
      <p>
        Its records:{' '}
        {Object.entries(records)
          .map(([log, number]) => `${LOG_KIND[log as keyof typeof records]}, ${count(number)}`)
          .join('; ')}
        .
      </p>
      {score === null ? null : (
        <p>
          The report would say that {intervalWords(score.interval)} messages were accessed;{' '}
          {count(score.interval.truth)} would be true{score.interval.holds ? '' : ', which lies outside'}.
        </p>
      )}
      {besides === 0 ? null : (
        <p>{plural(besides, 'finding')} about records of your own came with it: with it in the logs, they look odd.</p>
      )}
    </div>
  );
}

function intervalWords({ lower, upper }: { readonly lower: number; readonly upper: number | null }): string {
  if (upper === null) return `${count(lower)} or more`;
  return upper === lower ? count(lower) : `${count(lower)} to ${count(upper)}`;
}
