/** How mail is fetched: series of binds and syncs, and how far a mailbox has been worked through. */
import type { Client, Endpoint, Mailbox, Origin, Use } from '../core/model.ts';
import type { Tenant } from '../core/plugin.ts';
import { Random } from '../core/random.ts';
import { DAY, HOUR } from '../core/time.ts';

/** When something begins: midnight of a day of the simulation; null: a third of the way in. */
export function beginOf({ start, end }: Pick<Tenant, 'start' | 'end'>, day: number | null): number {
  return start + (day ?? Math.floor((end - start) / DAY / 3)) * DAY;
}

/** Days since it began, negative before. */
export function daysSince(begin: number, hour: number): number {
  return Math.floor((hour - begin) / DAY);
}

/** Works through mailboxes from the newest message to older ones. */
export class Backwards {
  readonly #done = new Map<number, number>();

  next(mailbox: Mailbox, count: number): readonly number[] {
    const done = this.#done.get(mailbox.index) ?? 0;
    this.#done.set(mailbox.index, done + count);
    const newest = mailbox.messages - 1 - done;
    return Array.from({ length: Math.min(count, newest + 1) }, (_unused, index) => newest - index);
  }
}

/** Who fetches, and how fast. */
export interface Fetching {
  readonly seed: number;
  /** Purpose for chance. */
  readonly purpose: string;
  readonly by: Origin;
  readonly client: Client;
  readonly from: Endpoint;
  readonly mailbox: Mailbox;
  /** Time of the first access. */
  readonly start: number;
  /** Seconds between accesses: least, most. */
  readonly gap: readonly [least: number, most: number];
}

/** Messages in the order given, so many at a time. */
export function binds(fetching: Fetching, messages: readonly number[], batch: number): readonly Use[] {
  const { mailbox } = fetching;
  const parts = Array.from({ length: Math.ceil(messages.length / batch) }, (_unused, index) =>
    messages.slice(index * batch, (index + 1) * batch),
  );
  return series(fetching, parts, (part, use): Use => ({ ...use, kind: 'bind', mailbox, messages: part }));
}

/** Every folder of the mailbox, one after another. */
export function syncs(fetching: Fetching): readonly Use[] {
  const { mailbox } = fetching;
  const folders = mailbox.folders.map((_folder, index) => index);
  return series(fetching, folders, (folder, use): Use => ({ ...use, kind: 'sync', mailbox, folder }));
}

function series<Part>(
  { seed, purpose, by, client, from, mailbox, start, gap }: Fetching,
  parts: readonly Part[],
  make: (part: Part, use: Pick<Use, 'time' | 'client' | 'from' | 'by' | 'key'>) => Use,
): readonly Use[] {
  const random = new Random(seed, `${purpose} fetch`, mailbox.index, Math.floor(start / 1000));
  let time = start;
  return parts.map((part) => {
    const use = make(part, { time, client, from, by, key: random.word() });
    time += random.between(...gap) * 1000;
    return use;
  });
}

/** Hour of the day, UTC, 0 to 23. */
export function hourOfDay(hour: number): number {
  return Math.floor((hour % DAY) / HOUR);
}
