/** Exposure: always an interval, with what it leaves open. */
import { type ReactNode, useMemo, useState } from 'react';
import type { ExposureTotals, Flow } from '../../../src/report/model.ts';
import type { ExposureEntry } from '../lib/case.ts';
import { count, plural } from '../lib/format.ts';
import { FLOW } from '../lib/words.ts';
import { Disclosure } from '../parts/disclosure.tsx';
import { EventRefs } from '../parts/events.tsx';
import { Clipped, Id } from '../parts/id.tsx';
import { Lit } from '../parts/lit.tsx';
import { usePrinting } from '../parts/printing.ts';
import { Figures } from '../parts/section.tsx';
import { Period, When } from '../parts/time.tsx';
import { type TableColumn, VirtualTable } from '../parts/virtual-table.tsx';

/** `132 to 1,204`, `132 or more`, `132`. */
export function interval(totals: ExposureTotals): string {
  if (totals.upper === null) return `${count(totals.lower)} or more`;
  return totals.upper === totals.lower ? count(totals.lower) : `${count(totals.lower)} to ${count(totals.upper)}`;
}

export function ExposureSummary({ totals }: { readonly totals: ExposureTotals }): ReactNode {
  return (
    <div className="exposure">
      <p className="interval">
        <span className="interval-value">{interval(totals)}</span>{' '}
        <span className="interval-unit">{totals.upper === 1 ? 'message' : 'messages'} accessed</span>
      </p>
      <p className="interval-note">
        {totals.upper === null ? (
          <>
            No upper bound can be stated: <Lit text={totals.upperReason ?? 'the report gives no reason'} />
          </>
        ) : totals.upper === totals.lower ? (
          'Lower and upper bound are the same.'
        ) : (
          `At least ${count(totals.lower)}, at most ${count(totals.upper)}.`
        )}
      </p>
      <Figures
        items={[
          {
            label: 'Named by the log',
            value: count(totals.distinctMessages),
            note: `${plural(totals.mailboxMessagePairs, 'pair')} of mailbox and message`,
          },
          { label: 'Undecidable accesses', value: count(totals.undecidable), note: 'intruder’s or owner’s' },
          { label: 'Folders presumed taken', value: count(totals.foldersPresumed), note: 'each as a whole' },
          { label: 'Hours unobservable', value: count(totals.hoursUnobservable), note: 'mailbox-hours without a log' },
        ]}
      />
      <Widths totals={totals} />
    </div>
  );
}

/** Why the bounds differ, reason by reason. */
function Widths({ totals }: { readonly totals: ExposureTotals }): ReactNode {
  const { reasons, upperSinceFirst, upperBasis, elsewhere } = totals;
  if (reasons.length === 0 && elsewhere === null) return null;
  return (
    <Disclosure summary="What the interval leaves open, and why">
      <ul>
        {reasons.map((width) => (
          <li key={width.reason}>
            <Lit text={width.why} /> In {plural(width.mailboxes, 'mailbox', 'mailboxes')}
            {width.hours === 0 ? '' : `, for ${plural(width.hours, 'mailbox-hour')}`}
            {width.messages === null
              ? '; how many messages cannot be said.'
              : `; at most ${plural(width.messages, 'message')}.`}
          </li>
        ))}
        {upperSinceFirst === null ? null : (
          <li>If the intruder was not there before the first trace: at most {plural(upperSinceFirst, 'message')}.</li>
        )}
        {upperBasis === null ? null : (
          <li>
            The upper bound rests on <Lit text={upperBasis} />.
          </li>
        )}
        {elsewhere === null ? null : (
          <li>
            Not spoken of here: {plural(elsewhere.mailboxes, 'other mailbox', 'other mailboxes')}, in which for{' '}
            {plural(elsewhere.hours, 'mailbox-hour')} no access would have been seen.
          </li>
        )}
      </ul>
    </Disclosure>
  );
}

export function FlowTable({
  flows,
}: {
  readonly flows: readonly (Flow & { readonly mailbox?: string | null })[];
}): ReactNode {
  const withMailbox = flows.some((flow) => flow.mailbox !== undefined);
  return (
    <div className="table-wrap">
      <table className="plain-table">
        <thead>
          <tr>
            <th scope="col">Way out</th>
            {withMailbox ? <th scope="col">Mailbox</th> : null}
            <th scope="col">To</th>
            <th scope="col">Which mail</th>
            <th scope="col">When</th>
            <th scope="col">Events</th>
          </tr>
        </thead>
        <tbody>
          {flows.map((flow, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: flows have no id, and the list never changes
            <tr key={index}>
              <th scope="row">{FLOW[flow.kind]}</th>
              {withMailbox ? <td>{flow.mailbox == null ? 'whole tenant' : <Lit text={flow.mailbox} />}</td> : null}
              <td>
                {flow.destination === null ? (
                  <span className="unstated">not stated</span>
                ) : (
                  <Lit text={flow.destination} />
                )}
              </td>
              <td>{flow.filter === null ? 'all of it' : <Lit text={flow.filter} />}</td>
              <td>
                {flow.from === null ? 'before the logs begin' : <When at={flow.from} />} to{' '}
                {flow.to === null ? 'no end seen' : <When at={flow.to} />}
              </td>
              <td>
                <EventRefs ids={flow.eventIds} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** One mailbox of an incident in full. */
function ExposureDetail({ entry }: { readonly entry: ExposureEntry }): ReactNode {
  return (
    <div className="exposure-detail">
      <p className="statement">
        <Lit text={entry.statement} />
      </p>
      {entry.mailboxId === null ? null : (
        <p>
          Mailbox GUID: <Id value={entry.mailboxId} what="the mailbox GUID" />
        </p>
      )}
      {entry.totals.upperReason === null ? null : (
        <p>
          No upper bound: <Lit text={entry.totals.upperReason} />
        </p>
      )}
      {entry.folders.length === 0 ? null : (
        <>
          <h5>Folders presumed taken whole</h5>
          <ul>
            {entry.folders.map((folder) => (
              <li key={folder.path}>
                <strong>
                  <Lit text={folder.path} />
                </strong>
                : <Lit text={folder.reason} />
              </li>
            ))}
          </ul>
        </>
      )}
      {entry.windows.length === 0 ? null : (
        <>
          <h5>Time in which nothing could be seen</h5>
          <ul>
            {entry.windows.map((window) => (
              <li key={`${window.from}${window.to}`}>
                <Period from={window.from} to={window.to} />: <Lit text={window.reason} />
              </li>
            ))}
          </ul>
        </>
      )}
      {entry.flows.length === 0 ? null : (
        <>
          <h5>Ways by which mail left</h5>
          <FlowTable flows={entry.flows} />
        </>
      )}
    </div>
  );
}

/** Up to this many mailboxes stand one below the other; more go into a table. */
const LISTED = 12;

export function MailboxExposures({ entries }: { readonly entries: readonly ExposureEntry[] }): ReactNode {
  const printing = usePrinting();
  if (entries.length <= LISTED || printing) {
    return (
      <>
        {entries.map((entry) => (
          <Disclosure
            key={entry.mailbox}
            summary={
              <>
                <strong>
                  <Lit text={entry.mailbox} />
                </strong>{' '}
                <span className="muted">
                  {interval(entry.totals)} {entry.totals.upper === 1 ? 'message' : 'messages'} accessed
                  {entry.totals.foldersPresumed > 0
                    ? `, ${plural(entry.totals.foldersPresumed, 'folder')} presumed taken`
                    : ''}
                </span>
              </>
            }
            open={entries.length <= 2}
          >
            <ExposureDetail entry={entry} />
          </Disclosure>
        ))}
      </>
    );
  }
  return <ExposureTable entries={entries} />;
}

function ExposureTable({ entries }: { readonly entries: readonly ExposureEntry[] }): ReactNode {
  const [chosen, setChosen] = useState<number | null>(null);
  const rows = useMemo(() => entries.map((_, index) => index), [entries]);
  const columns = useMemo(() => columnsOf(entries), [entries]);
  const entry = chosen === null ? undefined : entries[chosen];
  return (
    <>
      <VirtualTable
        label="Mailboxes of this incident"
        rows={rows}
        columns={columns}
        chosen={chosen}
        onChoose={setChosen}
        minWidth="40rem"
        inSight={10}
        empty="No mailbox."
      />
      {entry === undefined ? null : <ExposureDetail entry={entry} />}
    </>
  );
}

function columnsOf(entries: readonly ExposureEntry[]): readonly TableColumn[] {
  const totals = (row: number): ExposureTotals | undefined => entries[row]?.totals;
  const figure = (
    key: 'lower' | 'undecidable' | 'foldersPresumed' | 'hoursUnobservable',
    head: string,
  ): TableColumn => ({
    key,
    head,
    width: '7rem',
    numeric: true,
    cell: (row) => count(totals(row)?.[key] ?? 0),
    compare: (a, b) => (totals(a)?.[key] ?? 0) - (totals(b)?.[key] ?? 0),
  });
  return [
    { key: 'mailbox', head: 'Mailbox', cell: (row) => <Clipped text={entries[row]?.mailbox ?? ''} /> },
    figure('lower', 'At least'),
    {
      key: 'upper',
      head: 'At most',
      width: '7rem',
      numeric: true,
      cell: (row) => {
        const upper = totals(row)?.upper ?? null;
        return upper === null ? 'no bound' : count(upper);
      },
    },
    figure('undecidable', 'Undecidable'),
    figure('foldersPresumed', 'Folders'),
    figure('hoursUnobservable', 'Hours unseen'),
  ];
}
