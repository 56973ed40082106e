/** Incidents, each in full: what could be reached, what ties it together, what to do, what stands behind it. */
import type { ReactNode } from 'react';
import type { Incident, ResponseStep } from '../../../src/report/model.ts';
import { type Case, incidentName, loneFindings } from '../lib/case.ts';
import { count, plural } from '../lib/format.ts';
import { DecisionNote, SeverityBadge } from '../parts/badge.tsx';
import { CopyButton } from '../parts/copy.tsx';
import { Disclosure } from '../parts/disclosure.tsx';
import { Lit } from '../parts/lit.tsx';
import { Section } from '../parts/section.tsx';
import { Period, When } from '../parts/time.tsx';
import { ExposureSummary, FlowTable, MailboxExposures } from './exposure.tsx';
import { FindingEntry } from './finding.tsx';
import { Links } from './links.tsx';

/** A PowerShell command (`Verb-Noun …`), as opposed to a sentence. */
const COMMAND = /^[A-Z][a-z]+-[A-Z]\w+( |$)/;

/** Steps that are listed at once; the rest is a press away, and what to collect stands above for all incidents. */
const FIRST_STEPS = 5;

function Steps({ title, steps }: { readonly title: string; readonly steps: readonly ResponseStep[] }): ReactNode {
  // One more is shown rather than hidden behind a word about it.
  const first = steps.length <= FIRST_STEPS + 1 ? steps : steps.slice(0, FIRST_STEPS);
  const rest = steps.slice(first.length);
  return (
    <div className="steps">
      <h4>{title}</h4>
      {steps.length === 0 ? <p className="empty">No step.</p> : null}
      <ol>
        {first.map((step) => (
          <Step key={step.action} step={step} />
        ))}
      </ol>
      {rest.length === 0 ? null : (
        <Disclosure summary={plural(rest.length, 'more step')}>
          <ol start={first.length + 1}>
            {rest.map((step) => (
              <Step key={step.action} step={step} />
            ))}
          </ol>
        </Disclosure>
      )}
    </div>
  );
}

function Step({ step }: { readonly step: ResponseStep }): ReactNode {
  return (
    <li>
      <p className="step-action">
        <Lit text={step.action} />
        {step.before === null ? null : (
          <span className="step-before">
            {' '}
            before <When at={step.before} />
          </span>
        )}
      </p>
      <p className="step-why">
        <Lit text={step.why} />
      </p>
      {step.how === null ? null : (
        <p className="step-how">
          {COMMAND.test(step.how) ? (
            <code>
              <Lit text={step.how} />
            </code>
          ) : (
            <Lit text={step.how} />
          )}
          <CopyButton text={step.how} what="how to do it" />
        </p>
      )}
    </li>
  );
}

function IncidentEntry({
  data,
  incident,
  index,
}: {
  readonly data: Case;
  readonly incident: Incident;
  readonly index: number;
}): ReactNode {
  const findings = incident.findings.flatMap((id) => data.finding.get(id) ?? []);
  const missing = incident.findings.length - findings.length;
  const exposures = data.exposureOf.get(incident.id) ?? [];
  return (
    <article
      className={`incident incident-${incident.severity}`}
      id={`incident-${index + 1}`}
      aria-labelledby={`incident-${index + 1}-title`}
    >
      <header>
        <p className="incident-kicker">
          <SeverityBadge severity={incident.severity} /> {incidentName(index)}{' '}
          <code>
            <Lit text={incident.id} />
          </code>
        </p>
        <h3 id={`incident-${index + 1}-title`}>
          <Lit text={incident.title} />
        </h3>
        <p className="incident-seen">
          {incident.firstSeen === null ? (
            'Since when is not stated'
          ) : (
            <>
              Seen from <Period from={incident.firstSeen} to={incident.lastSeen} />
            </>
          )}
          , in {plural(incident.mailboxes.length, 'mailbox', 'mailboxes')}
        </p>
      </header>
      <ExposureSummary totals={incident.exposure} />
      <h4>Why this severity</h4>
      <ul className="reasons">
        {incident.reasons.map((reason) => (
          <li key={reason}>
            <Lit text={reason} />
          </li>
        ))}
      </ul>
      <div className="response">
        <Steps title="Contain" steps={incident.response.filter((step) => step.kind === 'contain')} />
        <Steps title="Preserve evidence" steps={incident.response.filter((step) => step.kind === 'preserve')} />
      </div>
      <h4>Mailboxes</h4>
      {exposures.length === 0 ? <p className="empty">None is named.</p> : <MailboxExposures entries={exposures} />}
      <h4>What ties it together</h4>
      {incident.links.length === 0 ? (
        <p className="empty">No tie: it is one finding.</p>
      ) : (
        <Links data={data} incident={incident} />
      )}
      <h4>Ways by which mail left without being accessed</h4>
      {incident.flows.length === 0 ? <p className="empty">None seen.</p> : <FlowTable flows={incident.flows} />}
      <h4>Findings behind it</h4>
      {findings.map((finding) => (
        <FindingEntry key={finding.id} data={data} finding={finding} />
      ))}
      {missing > 0 ? <p>{plural(missing, 'finding')} not in this page; see findings.json.</p> : null}
      <DecisionNote decision={incident.decision} id={incident.id} />
    </article>
  );
}

export function IncidentsSection({ data }: { readonly data: Case }): ReactNode {
  const incidents = data.view.summary.incidents;
  const lone = loneFindings(data.view);
  return (
    <Section
      id="incidents"
      title="Incidents"
      intro="What is tied to one intruder, with the ground of each tie. “Accessed” is what the log says; whether a person read a message no log tells."
    >
      {incidents.length === 0 ? <p className="empty">No incident.</p> : null}
      {incidents.map((incident, index) => (
        <IncidentEntry key={incident.id} data={data} incident={incident} index={index} />
      ))}
      {lone.length === 0 ? null : (
        <div className="lone-findings">
          <h3>Findings in no incident</h3>
          <p className="intro">
            {count(lone.length)} that nothing ties to an intruder. They still ask for a judgement.
          </p>
          {lone.slice(0, SHOWN).map((finding) => (
            <FindingEntry key={finding.id} data={data} finding={finding} />
          ))}
          {lone.length <= SHOWN ? null : (
            <Disclosure summary={`${count(lone.length - SHOWN)} more findings`}>
              {lone.slice(SHOWN).map((finding) => (
                <FindingEntry key={finding.id} data={data} finding={finding} />
              ))}
            </Disclosure>
          )}
        </div>
      )}
    </Section>
  );
}

/** Findings in no incident that are listed at once. */
const SHOWN = 50;
