/** Times in UTC or local time, by one switch for the whole page. */
import { createContext, type ReactNode, useContext } from 'react';
import { moment, type Zone } from '../lib/format.ts';

export const ZoneContext = createContext<Zone>('utc');

export function useZone(): Zone {
  return useContext(ZoneContext);
}

/** A time as ISO text or milliseconds; null where the log states none. */
export function When({ at }: { readonly at: string | number | null }): ReactNode {
  const zone = useZone();
  if (at === null) return <span className="unstated">not stated</span>;
  const ms = typeof at === 'number' ? at : Date.parse(at);
  if (Number.isNaN(ms)) return <span className="unstated">not stated</span>;
  return (
    <time className="time" dateTime={new Date(ms).toISOString()}>
      {moment(ms, zone)}
    </time>
  );
}

export function Period({ from, to }: { readonly from: string | null; readonly to: string | null }): ReactNode {
  if (from === null && to === null) return <span className="unstated">not stated</span>;
  return (
    <span className="period">
      <When at={from} /> <span className="to">to</span> <When at={to} />
    </span>
  );
}

/** The day in UTC of a time as ISO text. */
export function Day({ at }: { readonly at: string }): ReactNode {
  return (
    <time className="time" dateTime={at}>
      {at.slice(0, 10)}
    </time>
  );
}
