/** Cited events: buttons with their ids, and the dialog that shows one raw. */
import { createContext, type ReactNode, useContext, useEffect, useRef, useState } from 'react';
import type { EventView } from '../../../src/report/model.ts';
import type { Case } from '../lib/case.ts';
import { indentJson } from '../lib/indent.ts';
import { CopyButton } from './copy.tsx';
import { Id } from './id.tsx';
import { Lit, Stated } from './lit.tsx';
import { MoreButton } from './more.tsx';
import { usePrinting } from './printing.ts';
import { Facts } from './section.tsx';
import { When } from './time.tsx';

/** Shows the event of that id. */
export const ShowEventContext = createContext<(eventId: string) => void>(() => undefined);

/** Ids shown before the rest is asked for. */
const FIRST_SHOWN = 8;
/** Ids that go on paper. */
const PRINTED = 40;

export function EventRefs({ ids }: { readonly ids: readonly string[] }): ReactNode {
  const show = useContext(ShowEventContext);
  const [all, setAll] = useState(false);
  const printing = usePrinting();
  if (ids.length === 0) return <span className="unstated">none</span>;
  const shown = all ? ids : ids.slice(0, printing ? PRINTED : FIRST_SHOWN);
  return (
    <span className="event-refs">
      {shown.map((id) => (
        <button key={id} type="button" className="event-ref" onClick={() => show(id)}>
          <span className="visually-hidden">Show event </span>
          <Lit text={id} />
        </button>
      ))}
      {ids.length > shown.length ? <MoreButton more={ids.length - shown.length} onShow={() => setAll(true)} /> : null}
    </span>
  );
}

interface EventDialogProps {
  readonly data: Case;
  readonly eventId: string | null;
  readonly onClose: () => void;
}

export function EventDialog({ data, eventId, onClose }: EventDialogProps): ReactNode {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (eventId === null) dialog.current?.close();
    else if (dialog.current?.open === false) dialog.current.showModal();
  }, [eventId]);
  return (
    <dialog ref={dialog} className="event-dialog" aria-labelledby="event-title" onClose={onClose}>
      {eventId === null ? null : (
        <>
          <header>
            <h2 id="event-title">
              Event{' '}
              <code>
                <Lit text={eventId} />
              </code>
            </h2>
            <button type="button" className="plain" onClick={onClose}>
              Close
            </button>
          </header>
          <EventBody data={data} eventId={eventId} />
        </>
      )}
    </dialog>
  );
}

function EventBody({ data, eventId }: { readonly data: Case; readonly eventId: string }): ReactNode {
  const event = data.event.get(eventId);
  if (event === undefined) {
    return <p>This page does not hold the event. It stands in events.jsonl beside this report.</p>;
  }
  return (
    <>
      <Facts
        rows={[
          ['Time', <When key="time" at={event.time} />],
          [
            'Vendor’s record id',
            event.vendorId === null ? (
              <Stated key="id" text={null} />
            ) : (
              <Id key="id" value={event.vendorId} what="the vendor’s record id" />
            ),
          ],
          ['Source', <Lit key="source" text={data.sourcePath.get(event.sourceId) ?? `source ${event.sourceId}`} />],
          ['Place in it', <Lit key="place" text={event.place} />],
          [
            'SHA-256 of the record',
            event.recordSha256 === null ? (
              <Stated key="hash" text={null} />
            ) : (
              <Id key="hash" value={event.recordSha256} what="the hash" />
            ),
          ],
        ]}
      />
      <RawRecord event={event} />
    </>
  );
}

function RawRecord({ event }: { readonly event: EventView }): ReactNode {
  const [indented, setIndented] = useState(true);
  if (event.raw === null) {
    return event.rawState === 'source-absent' ? (
      <p>
        Source absent: the file has moved or changed since it was taken in. Name the folder that holds it with --sources
        DIR.
      </p>
    ) : (
      <p>Left out of this page for its size. The raw record stands in events.jsonl beside this report.</p>
    );
  }
  return (
    <>
      <div className="raw-tools">
        <label>
          <input type="checkbox" checked={indented} onChange={() => setIndented(!indented)} /> Indent (adds white space
          only)
        </label>
        <CopyButton text={event.raw} what="the record as recorded" />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <pre className="raw" tabIndex={0}>
        <Lit text={indented ? indentJson(event.raw) : event.raw} keep={'\n\t'} />
      </pre>
    </>
  );
}
