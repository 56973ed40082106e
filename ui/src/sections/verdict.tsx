/** The answer, and what it rests on. */
import type { ReactNode } from 'react';
import type { ExposureTotals, ReportView } from '../../../src/report/model.ts';
import { bytes, count, percent, plural } from '../lib/format.ts';
import { VERDICT, VERDICT_ORDER } from '../lib/words.ts';
import { Disclosure } from '../parts/disclosure.tsx';
import { Id } from '../parts/id.tsx';
import { Lit } from '../parts/lit.tsx';
import { Facts, Figures } from '../parts/section.tsx';
import { Period, When } from '../parts/time.tsx';
import { interval } from './exposure.tsx';

/** `3 intrusion, 4,997 nothing found`: mailboxes by verdict. */
function mailboxCounts(view: ReportView): string {
  const counts = VERDICT_ORDER.flatMap((verdict) => {
    const found = view.mailboxes.verdict.filter((value) => value === verdict).length;
    return found === 0 ? [] : [`${count(found)} ${VERDICT[verdict].word.toLowerCase()}`];
  });
  return counts.join(', ');
}

/** Mean over mailboxes of which the share is known; null where it is known of none. */
function observedShare(view: ReportView): number | null {
  const known = view.mailboxes.observedShare.filter((share) => share !== null);
  return known.length === 0 ? null : known.reduce((sum, share) => sum + share, 0) / known.length;
}

function openWords({ upper, reasons }: ExposureTotals): string {
  if (reasons.length > 0) return `${plural(reasons.length, 'reason')} why it is open`;
  return upper === null ? 'how many at most cannot be said' : 'nothing is left open';
}

/** The interval of the gravest incident: the number that will be asked for first. */
function exposed({ summary }: ReportView): readonly { label: string; value: string; note: string }[] {
  const [gravest] = summary.incidents;
  if (gravest === undefined) return [];
  const { exposure, mailboxes } = gravest;
  return [
    {
      label: 'Messages accessed',
      value: interval(exposure),
      note: `in ${plural(mailboxes.length, 'mailbox', 'mailboxes')}, by the gravest incident; ${openWords(exposure)}`,
    },
  ];
}

export function VerdictSection({ view }: { readonly view: ReportView }): ReactNode {
  const { summary } = view;
  const words = VERDICT[summary.verdict];
  const share = observedShare(view);
  return (
    <section id="verdict" className={`verdict verdict-${summary.verdict}`} aria-labelledby="verdict-title">
      <p className="verdict-label">Verdict</p>
      <h1 id="verdict-title">{words.word}</h1>
      <p className="verdict-meaning">{words.meaning}</p>
      <h2 className="minor">What it rests on</h2>
      <ul className="reasons">
        {summary.verdictReasons.map((reason) => (
          <li key={reason}>
            <Lit text={reason} />
          </li>
        ))}
      </ul>
      <Figures
        items={[
          ...exposed(view),
          { label: 'Incidents', value: count(summary.incidents.length), note: plural(view.findings.length, 'finding') },
          {
            label: 'Mailboxes',
            value: count(view.mailboxes.mailbox.length),
            note: mailboxCounts(view),
          },
          {
            label: 'Accesses looked at',
            value: count(summary.accesses.total),
            note: `${count(summary.accesses.evaluable)} with a token that can be looked for`,
          },
          {
            label: 'Time observed',
            value: share === null ? 'unknown' : percent(share),
            note: 'of mailbox time in the window, by mailbox audit',
          },
        ]}
      />
      <Facts
        rows={[
          [
            'Window',
            summary.window.from === null && summary.window.to === null ? (
              <span key="window" className="unstated">
                no event has a time
              </span>
            ) : (
              <Period key="window" from={summary.window.from} to={summary.window.to} />
            ),
          ],
          [
            summary.tenants.length === 1 ? 'Tenant' : 'Tenants',
            <span key="tenants" className="stack">
              {summary.tenants.length === 0 ? <span className="unstated">not stated</span> : null}
              {summary.tenants.map((tenant) => (
                <Id key={tenant} value={tenant} what="the tenant id" />
              ))}
            </span>,
          ],
          [
            'Evidence',
            `${plural(summary.sources.files, 'source')}, ${bytes(summary.sources.bytes)}, ${plural(summary.sources.records, 'record')}` +
              (summary.sources.suspectTruncated > 0
                ? `; ${plural(summary.sources.suspectTruncated, 'source')} suspected or proven incomplete`
                : ''),
          ],
          [
            'Seal',
            <div key="seal">
              <p>
                <Lit text={summary.evidence.proves} />
              </p>
              <Disclosure summary="What it does not prove">
                <ul>
                  {summary.evidence.doesNotProve.map((sentence) => (
                    <li key={sentence}>
                      <Lit text={sentence} />
                    </li>
                  ))}
                </ul>
              </Disclosure>
            </div>,
          ],
          ['Written', <When key="written" at={view.generatedAt} />],
        ]}
      />
      {view.notes.length === 0 && view.omitted.length === 0 ? null : (
        <ul className="notes">
          {view.notes.map((note) => (
            <li key={note}>
              <Lit text={note} />
            </li>
          ))}
          {view.omitted.map((omission) => (
            <li key={omission.what}>
              This page holds {count(omission.shown)} of {count(omission.total)} {omission.what}; all of them stand in{' '}
              <code>
                <Lit text={omission.file} />
              </code>
              .
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
