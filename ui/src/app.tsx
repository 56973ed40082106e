/** The page: banner, contents, sections in the order in which they are asked for. */
import { type ReactNode, useState } from 'react';
import type { Case } from './lib/case.ts';
import { count, type Zone } from './lib/format.ts';
import { EventDialog, ShowEventContext } from './parts/events.tsx';
import { Lit } from './parts/lit.tsx';
import { ZoneContext } from './parts/time.tsx';
import { ChecksSection } from './sections/checks.tsx';
import { CollectNextSection } from './sections/collect-next.tsx';
import { CoverageSection } from './sections/coverage.tsx';
import { IncidentsSection } from './sections/incidents.tsx';
import { LedgerSection } from './sections/ledger.tsx';
import { MatrixSection } from './sections/matrix.tsx';
import { MessagesSection } from './sections/messages.tsx';
import { TimelineSection } from './sections/timeline.tsx';
import { VerdictSection } from './sections/verdict.tsx';

export function App({ data }: { readonly data: Case }): ReactNode {
  const [zone, setZone] = useState<Zone>('utc');
  const [eventId, setEventId] = useState<string | null>(null);
  const { view } = data;
  return (
    <ZoneContext value={zone}>
      <ShowEventContext value={setEventId}>
        <a className="skip" href="#verdict">
          Skip to the verdict
        </a>
        <header className="banner">
          <p className="brand">Letterlock</p>
          <p className="brand-note">Report on access to mail</p>
          <ZoneSwitch zone={zone} onChange={setZone} />
        </header>
        <div className="page">
          <Contents data={data} />
          <main>
            <VerdictSection view={view} />
            <CollectNextSection data={data} />
            <IncidentsSection data={data} />
            <TimelineSection view={view} />
            <MatrixSection view={view} />
            <MessagesSection view={view} />
            <CoverageSection view={view} />
            <LedgerSection view={view} />
            <ChecksSection view={view} />
          </main>
        </div>
        <footer className="colophon">
          <p>
            Written by <Lit text={view.summary.program.name} /> <Lit text={view.summary.program.version} />. This page
            loads nothing and sends nothing; all of it stands in this file. The same as data: summary.json,
            findings.json, exposure.json, coverage.json, sources.json, events.jsonl, messages.csv beside it.
          </p>
        </footer>
        <EventDialog data={data} eventId={eventId} onClose={() => setEventId(null)} />
      </ShowEventContext>
    </ZoneContext>
  );
}

function ZoneSwitch({ zone, onChange }: { readonly zone: Zone; readonly onChange: (zone: Zone) => void }): ReactNode {
  return (
    <fieldset className="zone">
      <legend>Times</legend>
      <label>
        <input type="radio" name="zone" checked={zone === 'utc'} onChange={() => onChange('utc')} /> UTC
      </label>
      <label>
        <input type="radio" name="zone" checked={zone === 'local'} onChange={() => onChange('local')} /> Local
      </label>
    </fieldset>
  );
}

function Contents({ data }: { readonly data: Case }): ReactNode {
  const { view } = data;
  const items: readonly (readonly [string, string, number | null])[] = [
    ['verdict', 'Verdict', null],
    ['collect', 'Collect next', view.summary.collectNext.length],
    ['incidents', 'Incidents', view.summary.incidents.length],
    ['timeline', 'Time line', null],
    ['mailboxes', 'Mailboxes', view.mailboxes.mailbox.length],
    ['messages', 'Messages', view.messages.mailbox.length],
    ['coverage', 'Coverage', null],
    ['ledger', 'Ledger', view.sources.length],
    ['checks', 'Checks', view.checks.length],
  ];
  return (
    <nav className="contents" aria-label="Contents">
      <ol>
        {items.map(([id, name, size]) => (
          <li key={id}>
            <a href={`#${id}`}>
              {name}
              {size === null ? null : <span className="contents-count"> {count(size)}</span>}
            </a>
          </li>
        ))}
      </ol>
    </nav>
  );
}
