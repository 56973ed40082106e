/** One finding: what was seen, what else would look so, what a person said of it. */
import type { ReactNode } from 'react';
import type { Finding } from '../../../src/report/model.ts';
import type { Case } from '../lib/case.ts';
import { count, percent } from '../lib/format.ts';
import { DecisionNote, SeverityBadge } from '../parts/badge.tsx';
import { Disclosure } from '../parts/disclosure.tsx';
import { EventRefs } from '../parts/events.tsx';
import { Lit } from '../parts/lit.tsx';
import { Facts } from '../parts/section.tsx';
import { Period } from '../parts/time.tsx';
import { Anchors } from './anchors.tsx';

/** What tells a finding from the next one with the same title. */
function subjectOf(finding: Finding): string {
  return (
    finding.mailbox ??
    finding.user ??
    [...finding.addresses.slice(0, 2), ...finding.applications.slice(0, 1)].join(', ')
  );
}

export function FindingEntry({ data, finding }: { readonly data: Case; readonly finding: Finding }): ReactNode {
  return (
    <Disclosure
      summary={
        <>
          <SeverityBadge severity={finding.severity} />{' '}
          <strong>
            <Lit text={finding.title} />
          </strong>
          <span className="muted">
            {' '}
            <Lit text={subjectOf(finding)} />
          </span>
          {finding.decision === null ? null : <span className="muted"> judged {finding.decision.state}</span>}
        </>
      }
    >
      <FindingBody data={data} finding={finding} />
    </Disclosure>
  );
}

function FindingBody({ data, finding }: { readonly data: Case; readonly finding: Finding }): ReactNode {
  return (
    <div className="finding">
      <p className="explanation">
        <Lit text={finding.explanation} />
      </p>
      {finding.knownGood.map((entry) => (
        <p key={`${entry.kind}${entry.value}`} className="known-good">
          Named as known good: {entry.kind} <Lit text={entry.value} />, by <Lit text={entry.author} />:{' '}
          <Lit text={entry.reason} />
        </p>
      ))}
      <Facts
        rows={[
          ['Seen', <Period key="seen" from={finding.firstSeen} to={finding.lastSeen} />],
          [
            'User',
            finding.user === null ? (
              <span key="user" className="unstated">
                not stated
              </span>
            ) : (
              <Lit key="user" text={finding.user} />
            ),
          ],
          [
            'Strength',
            <span key="strength">
              {percent(finding.strength.value)}: <Lit text={finding.strength.basis} />
            </span>,
          ],
          ...(finding.matchRate === null
            ? []
            : [
                [
                  'Match rate here',
                  <span key="rate">
                    {percent(finding.matchRate.rate)} of {count(finding.matchRate.n)} tokens (
                    {percent(finding.matchRate.low)} to {percent(finding.matchRate.high)}) in{' '}
                    <Lit text={finding.matchRate.stratum} />
                  </span>,
                ] as const,
              ]),
          ['Anchors', <Anchors key="anchors" data={data} of={finding} />],
          ['Events', <EventRefs key="events" ids={finding.eventIds} />],
          [
            'Detection',
            <span key="detection">
              <code>
                <Lit text={finding.detection} />
              </code>{' '}
              version {finding.version}, finding{' '}
              <code>
                <Lit text={finding.id} />
              </code>
            </span>,
          ],
        ]}
      />
      {finding.otherCauses.length === 0 ? null : (
        <>
          <p className="subhead">What else would look so</p>
          <ul>
            {finding.otherCauses.map((cause) => (
              <li key={cause}>
                <Lit text={cause} />
              </li>
            ))}
          </ul>
        </>
      )}
      <DecisionNote decision={finding.decision} id={finding.id} />
    </div>
  );
}
