/** Mail that is seen to have gone where a flow leads: message trace, and forwards that the log names. */
import type { Database } from '../store/index.ts';
import { presumedExtent } from './flow-extent.ts';
import { byText, idOf, textOf, textOrNull, timeOrNull } from './rows.ts';
import type { ScopeFlow } from './types.ts';
import { appendAll } from './work-tables.ts';

/** Messages of one flow that are cited as its evidence; the first ones. */
const CITED = 100;

const SENDS = `SELECT d.name, d.destination, coalesce(s.mailbox_id, m.mailbox_id) AS mailbox_id, coalesce(m.address, s.mailbox, s.actor) AS mailbox, s.time, s.event_id, s.kind
  FROM (SELECT *, row_number() OVER (PARTITION BY recipients, mailbox ORDER BY time, event_id) AS place FROM send
    WHERE kind IN ('forward', 'auto-forward', 'trace') AND recipients IS NOT NULL) AS s
  JOIN scope_destination AS d ON strpos(';' || s.recipients || ';', ';' || d.destination || ';') > 0
  LEFT JOIN account AS m ON m.tenant = s.tenant AND m.label = coalesce(s.mailbox, s.actor)
  WHERE s.place <= ${CITED} ORDER BY d.name, d.destination, s.time, s.event_id`;

/** Destinations of findings that are addresses, by group. */
export type Destinations = ReadonlyMap<string, readonly string[]>;

/**
 * The flows of each group with the mail that went their way. A forward to a destination that a finding names, and no
 * change or setting shows, is a flow of its own.
 */
export async function withSends(
  database: Database,
  flows: ReadonlyMap<string, readonly ScopeFlow[]>,
  destinations: Destinations,
): Promise<ReadonlyMap<string, readonly ScopeFlow[]>> {
  const wanted = new Set<string>();
  for (const [name, list] of flows)
    for (const { destination } of list)
      for (const address of addressesIn(destination)) wanted.add(JSON.stringify([name, address]));
  for (const [name, list] of destinations)
    for (const destination of list)
      for (const address of addressesIn(destination)) wanted.add(JSON.stringify([name, address]));
  if (wanted.size === 0) return flows;
  await database.run('CREATE OR REPLACE TEMP TABLE scope_destination (name VARCHAR, destination VARCHAR)');
  await appendAll(
    database,
    'scope_destination',
    [...wanted].map((pair) => JSON.parse(pair) as [string, string]),
  );
  const result = new Map([...flows].map(([name, list]) => [name, [...list]]));
  for (const row of await database.all(SENDS)) {
    const name = textOf(row, 'name');
    const destination = textOf(row, 'destination');
    const mailboxId = textOrNull(row, 'mailbox_id');
    const list = result.get(name) ?? [];
    result.set(name, list);
    const event = idOf(row, 'event_id');
    const at = list.findIndex(
      (flow) =>
        (flow.mailboxId === null || flow.mailboxId === mailboxId) &&
        addressesIn(flow.destination).includes(destination),
    );
    const there = list[at];
    if (there === undefined) {
      // A row of a trace may be a letter that somebody wrote: it makes no flow.
      if (textOf(row, 'kind') === 'trace') continue;
      list.push({
        kind: 'forwarding',
        mailboxId,
        mailbox: textOrNull(row, 'mailbox'),
        from: timeOrNull(row, 'time'),
        to: null,
        destination,
        filter: null,
        events: [event],
        messages: null,
        countedBy: null,
        extent: presumedExtent('forwarding', null),
      });
    } else if (there.events.length < CITED && !there.events.includes(event)) {
      list[at] = { ...there, events: [...there.events, event].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0)) };
    }
  }
  return result;
}

/** Addresses in a destination, lower case, sorted. */
export function addressesIn(destination: string | null): readonly string[] {
  return (destination ?? '')
    .toLowerCase()
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part.includes('@'))
    .sort(byText);
}
