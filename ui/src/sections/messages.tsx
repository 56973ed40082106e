/** The accessed messages: search, filter, a table that holds 60,000 of them, export. */
import { type ReactNode, useDeferredValue, useMemo, useRef, useState } from 'react';
import type { Attribution, Evidence, ReportView } from '../../../src/report/model.ts';
import { incidentName } from '../lib/case.ts';
import { toCsv } from '../lib/csv.ts';
import { bytes, count, moment, plural } from '../lib/format.ts';
import {
  CSV_HEAD,
  csvRow,
  foldersOf,
  type MessageFilter,
  mailboxOf,
  matchingRows,
  NO_FILTER,
  nameOf,
  searchTexts,
} from '../lib/messages.ts';
import { ATTRIBUTION, EVIDENCE } from '../lib/words.ts';
import { saveFile } from '../parts/copy.tsx';
import { EventRefs } from '../parts/events.tsx';
import { Clipped, Id } from '../parts/id.tsx';
import { Lit, Stated } from '../parts/lit.tsx';
import { Facts, Section } from '../parts/section.tsx';
import { useZone, When } from '../parts/time.tsx';
import { type TableColumn, VirtualTable } from '../parts/virtual-table.tsx';

export function MessagesSection({ view }: { readonly view: ReportView }): ReactNode {
  const { messages } = view;
  const [filter, setFilter] = useState<MessageFilter>(NO_FILTER);
  const [chosen, setChosen] = useState<number | null>(null);
  const wanted = useDeferredValue(filter);
  const texts = useRef<readonly string[] | null>(null);
  const rows = useMemo(
    () =>
      matchingRows(view, wanted, () => {
        texts.current ??= searchTexts(view);
        return texts.current;
      }),
    [view, wanted],
  );
  const columns = useColumns(view);
  const total = messages.mailbox.length;
  return (
    <Section
      id="messages"
      title="Messages"
      intro="Each message that the log names in an access, and those presumed taken with their folder, by incident and mailbox."
    >
      <Filters view={view} filter={filter} onChange={setFilter} />
      <div className="tools">
        <p className="tally" aria-live="polite">
          {count(rows.length)} of {plural(total, 'row')}
          {messages.total > total ? ` (${count(messages.total)} in messages.csv)` : ''}
        </p>
        <button
          type="button"
          className="plain"
          disabled={rows.length === 0}
          onClick={() =>
            saveFile(
              'messages.csv',
              'text/csv;charset=utf-8',
              toCsv(
                CSV_HEAD,
                rows.map((row) => csvRow(view, row)),
              ),
            )
          }
        >
          Save {rows.length === total ? 'all' : 'these'} as CSV
        </button>
      </div>
      <VirtualTable
        label="Messages"
        rows={rows}
        columns={columns}
        chosen={chosen}
        onChoose={setChosen}
        minWidth={messages.subject === null ? '68rem' : '84rem'}
        inSight={16}
        empty={total === 0 ? 'No message.' : 'No message fits.'}
      />
      {chosen === null ? null : <MessageDetail view={view} row={chosen} />}
    </Section>
  );
}

function useColumns(view: ReportView): readonly TableColumn[] {
  const zone = useZone();
  return useMemo(() => {
    const { messages } = view;
    const time = (row: number): number => messages.firstSeen[row] ?? 0;
    const columns: TableColumn[] = [
      {
        key: 'first',
        head: 'First accessed',
        width: '13.5rem',
        cell: (row) => <span className="time">{moment(time(row), zone)}</span>,
        compare: (a, b) => time(a) - time(b),
      },
      { key: 'mailbox', head: 'Mailbox', width: '14rem', cell: (row) => <Clipped text={mailboxOf(view, row)} /> },
      { key: 'message', head: 'Message id', cell: (row) => <Clipped mono text={nameOf(view, row) ?? 'not stated'} /> },
    ];
    if (messages.subject !== null) {
      columns.push({
        key: 'subject',
        head: 'Subject',
        cell: (row) => <Clipped text={messages.subject?.[row] ?? 'not stated'} />,
      });
    }
    columns.push(
      {
        key: 'folders',
        head: 'Folder',
        width: '9rem',
        cell: (row) => <Clipped text={foldersOf(view, row).join('; ')} />,
      },
      {
        key: 'size',
        head: 'Size',
        width: '6rem',
        numeric: true,
        cell: (row) => {
          const size = messages.size[row] ?? null;
          return size === null ? '' : bytes(size);
        },
        compare: (a, b) => (messages.size[a] ?? -1) - (messages.size[b] ?? -1),
      },
      {
        key: 'attribution',
        head: 'Held to be of',
        width: '8rem',
        cell: (row) => ATTRIBUTION[messages.attribution[row] ?? 'undecidable'],
      },
      { key: 'incident', head: 'Incident', width: '7rem', cell: (row) => incidentName(messages.incident[row] ?? 0) },
    );
    return columns;
  }, [view, zone]);
}

interface FiltersProps {
  readonly view: ReportView;
  readonly filter: MessageFilter;
  readonly onChange: (filter: MessageFilter) => void;
}

function Filters({ view, filter, onChange }: FiltersProps): ReactNode {
  return (
    <div className="tools">
      <label className="wide">
        Search
        <input
          type="search"
          value={filter.search}
          placeholder="message id, folder, subject, mailbox"
          onChange={(event) => onChange({ ...filter, search: event.target.value })}
        />
      </label>
      <label>
        Mailbox
        <input
          type="search"
          value={filter.mailbox}
          placeholder="part of the address"
          onChange={(event) => onChange({ ...filter, mailbox: event.target.value })}
        />
      </label>
      <label>
        Incident
        <select
          value={filter.incident ?? ''}
          onChange={(event) =>
            onChange({ ...filter, incident: event.target.value === '' ? null : Number(event.target.value) })
          }
        >
          <option value="">all</option>
          {view.summary.incidents.map((incident, index) => (
            <option key={incident.id} value={index}>
              {incidentName(index)}
            </option>
          ))}
        </select>
      </label>
      <Choice
        name="Held to be of"
        words={ATTRIBUTION}
        value={filter.attribution}
        onChange={(attribution: Attribution | null) => onChange({ ...filter, attribution })}
      />
      <Choice
        name="Evidence"
        words={EVIDENCE}
        value={filter.evidence}
        onChange={(evidence: Evidence | null) => onChange({ ...filter, evidence })}
      />
    </div>
  );
}

interface ChoiceProps<K extends string> {
  readonly name: string;
  readonly words: Readonly<Record<K, string>>;
  readonly value: K | null;
  readonly onChange: (value: K | null) => void;
}

function Choice<K extends string>({ name, words, value, onChange }: ChoiceProps<K>): ReactNode {
  const keys = Object.keys(words) as K[];
  return (
    <label>
      {name}
      <select
        value={value ?? ''}
        onChange={(event) => onChange(keys.find((key) => key === event.target.value) ?? null)}
      >
        <option value="">all</option>
        {keys.map((key) => (
          <option key={key} value={key}>
            {words[key]}
          </option>
        ))}
      </select>
    </label>
  );
}

function MessageDetail({ view, row }: { readonly view: ReportView; readonly row: number }): ReactNode {
  const { messages } = view;
  const messageId = messages.messageId[row] ?? null;
  const itemId = messages.itemId[row] ?? null;
  const size = messages.size[row] ?? null;
  const ids = (messages.events[row] ?? []).flatMap((event) => view.events[event]?.eventId ?? []);
  return (
    <div className="detail" aria-live="polite">
      <h3>Message</h3>
      <Facts
        rows={[
          [
            'Message id',
            messageId === null ? (
              <Stated key="message" text={null} />
            ) : (
              <Id key="message" value={messageId} what="the message id" />
            ),
          ],
          ...(itemId === null ? [] : [['Item id', <Id key="item" value={itemId} what="the item id" />] as const]),
          ...(messages.subject === null
            ? []
            : [['Subject', <Stated key="subject" text={messages.subject[row] ?? null} />] as const]),
          ['Mailbox', <Lit key="mailbox" text={mailboxOf(view, row)} />],
          ['Folders', <Lit key="folders" text={foldersOf(view, row).join('; ')} />],
          ['Size', size === null ? <Stated key="size" text={null} /> : `${count(size)} bytes`],
          [
            'Accessed',
            <span key="accessed">
              first <When at={messages.firstSeen[row] ?? null} />, last <When at={messages.lastSeen[row] ?? null} />
            </span>,
          ],
          ['Evidence', EVIDENCE[messages.evidence[row] ?? 'named']],
          [
            'Held to be of',
            <span key="held">
              {ATTRIBUTION[messages.attribution[row] ?? 'undecidable']}:{' '}
              <Lit text={messages.groundTexts[messages.ground[row] ?? -1] ?? ''} />
            </span>,
          ],
          ['Events', <EventRefs key="events" ids={ids} />],
        ]}
      />
    </div>
  );
}
