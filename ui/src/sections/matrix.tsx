/** Mailboxes by applications: who came with what, how often, and which of it stands in an incident. */
import { type ReactNode, useDeferredValue, useMemo, useState } from 'react';
import type { ReportView } from '../../../src/report/model.ts';
import { count, percent, plural } from '../lib/format.ts';
import { type AccessGrid, accessGrid, OTHERS } from '../lib/grid.ts';
import { VERDICT, VERDICT_ORDER } from '../lib/words.ts';
import { Clipped, Id } from '../parts/id.tsx';
import { Lit } from '../parts/lit.tsx';
import { Facts, Section } from '../parts/section.tsx';
import { When } from '../parts/time.tsx';
import { type TableColumn, VirtualTable } from '../parts/virtual-table.tsx';

const INTRO =
  'Accesses of each mailbox by application; mailboxes in incidents first. The vendor’s own applications are no exception: an intruder can come with one. A dot marks accesses that stand in an incident.';

export function MatrixSection({ view }: { readonly view: ReportView }): ReactNode {
  const grid = useMemo(() => accessGrid(view), [view]);
  const [search, setSearch] = useState('');
  const [chosen, setChosen] = useState<number | null>(null);
  const wanted = useDeferredValue(search.trim().toLowerCase());
  const rows = useMemo(
    () => (wanted === '' ? grid.rows : grid.rows.filter((row) => (view.mailboxes.mailbox[row] ?? '').includes(wanted))),
    [grid, view, wanted],
  );
  const columns = useMemo(() => columnsOf(view, grid), [view, grid]);
  return (
    <Section id="mailboxes" title="Mailboxes by applications" intro={INTRO}>
      <div className="tools">
        <label>
          Mailbox
          <input
            type="search"
            value={search}
            onChange={(event) => setSearch(event.target.value)}
            placeholder="part of the address"
          />
        </label>
        <p className="tally" aria-live="polite">
          {count(rows.length)} of {plural(grid.rows.length, 'mailbox', 'mailboxes')},{' '}
          {plural(view.applications.length, 'application')}
        </p>
      </div>
      <VirtualTable
        label="Mailboxes by applications"
        rows={rows}
        columns={columns}
        chosen={chosen}
        onChoose={setChosen}
        minWidth={`${24 + grid.columns.length * 8}rem`}
        empty="No mailbox."
      />
      {chosen === null ? null : <MailboxDetail view={view} grid={grid} mailbox={chosen} />}
    </Section>
  );
}

function applicationName(view: ReportView, application: number, grid: AccessGrid): string {
  if (application === OTHERS) return `${plural(grid.hidden, 'other application')}`;
  const label = view.applications[application];
  return label?.name ?? label?.appId ?? 'no application id';
}

function columnsOf(view: ReportView, grid: AccessGrid): readonly TableColumn[] {
  const verdictRank = (row: number): number => VERDICT_ORDER.indexOf(view.mailboxes.verdict[row] ?? 'nothing-found');
  return [
    {
      key: 'mailbox',
      head: 'Mailbox',
      width: '15rem',
      cell: (row) => <Clipped text={view.mailboxes.mailbox[row] ?? ''} />,
      compare: (a, b) => a - b,
    },
    {
      key: 'verdict',
      head: 'Verdict',
      width: '9rem',
      cell: (row) => VERDICT[view.mailboxes.verdict[row] ?? 'not-assessable'].word,
      compare: (a, b) => verdictRank(a) - verdictRank(b),
    },
    ...grid.columns.map((application): TableColumn => {
      const name = applicationName(view, application, grid);
      return {
        key: `application ${application}`,
        head: <Clipped text={name} />,
        width: '8rem',
        numeric: true,
        cell: (row) => <HeatCell grid={grid} mailbox={row} application={application} />,
        compare: (a, b) => (grid.cell(a, application)?.accesses ?? 0) - (grid.cell(b, application)?.accesses ?? 0),
      };
    }),
  ];
}

function HeatCell({
  grid,
  mailbox,
  application,
}: {
  readonly grid: AccessGrid;
  readonly mailbox: number;
  readonly application: number;
}): ReactNode {
  const cell = grid.cell(mailbox, application);
  if (cell === null) return <span className="heat-none">–</span>;
  // Five steps of a logarithmic scale: one access and a million both have to be seen.
  const step = Math.min(5, 1 + Math.floor(Math.log10(cell.accesses)));
  return (
    <span className={cell.inIncident > 0 ? `heat heat-${step} in-incident` : `heat heat-${step}`}>
      {cell.inIncident > 0 ? (
        <>
          <span aria-hidden="true">● </span>
          <span className="visually-hidden">{count(cell.inIncident)} in an incident, of </span>
        </>
      ) : null}
      {count(cell.accesses)}
    </span>
  );
}

function MailboxDetail({
  view,
  grid,
  mailbox,
}: {
  readonly view: ReportView;
  readonly grid: AccessGrid;
  readonly mailbox: number;
}): ReactNode {
  const { mailboxes } = view;
  const id = mailboxes.mailboxId[mailbox] ?? null;
  const share = mailboxes.observedShare[mailbox] ?? null;
  return (
    <div className="detail" aria-live="polite">
      <h3>
        <Lit text={mailboxes.mailbox[mailbox] ?? ''} />
      </h3>
      <Facts
        rows={[
          [
            'Mailbox GUID',
            id === null ? (
              <span key="id" className="unstated">
                not stated
              </span>
            ) : (
              <Id key="id" value={id} what="the mailbox GUID" />
            ),
          ],
          ['Verdict', VERDICT[mailboxes.verdict[mailbox] ?? 'not-assessable'].word],
          ['Time observed', share === null ? 'unknown' : percent(share)],
          [
            'Reasons',
            <ul key="reasons">
              {(mailboxes.reasons[mailbox] ?? []).map((reason) => (
                <li key={reason}>
                  <Lit text={mailboxes.reasonTexts[reason] ?? ''} />
                </li>
              ))}
            </ul>,
          ],
        ]}
      />
      <div className="table-wrap">
        <table className="plain-table">
          <thead>
            <tr>
              <th scope="col">Application</th>
              <th scope="col" className="numeric">
                Accesses
              </th>
              <th scope="col" className="numeric">
                In an incident
              </th>
              <th scope="col">First</th>
              <th scope="col">Last</th>
            </tr>
          </thead>
          <tbody>
            {grid.ofMailbox(mailbox).map((cell) => (
              <tr key={cell.application}>
                <th scope="row">
                  <Lit text={view.applications[cell.application]?.name ?? 'without a name'} />{' '}
                  <code>
                    <Lit text={view.applications[cell.application]?.appId ?? 'no application id'} />
                  </code>
                </th>
                <td className="numeric">{count(cell.accesses)}</td>
                <td className="numeric">{count(cell.inIncident)}</td>
                <td>
                  <When at={cell.firstSeen} />
                </td>
                <td>
                  <When at={cell.lastSeen} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}
