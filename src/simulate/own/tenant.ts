/** Makes of what is known of a tenant the people and mailboxes that an intrusion meets. */
import { guidOf, hexOf } from '../core/identifiers.ts';
import type { Folder, Mailbox, Person } from '../core/model.ts';
import { callerOf } from '../mail/tokens.ts';
import { FOLDER_NAMES } from '../people/names.ts';
import type { KnownPerson, KnownTenant } from './known.ts';
import { ObservedClient } from './observed-client.ts';

/** Messages that are held to lie in a mailbox beside those the logs name; their ids are invented. */
const OLDER = 4_000;

export interface OwnPeople {
  readonly people: readonly Person[];
  readonly mailboxes: readonly Mailbox[];
  /** Time goes on to this hour: mail has arrived, programs hold what they held then. */
  reach(hour: number): void;
}

export function ownPeople(seed: number, tenant: KnownTenant): OwnPeople {
  const people = tenant.people.map((known, index) => personOf(seed, tenant, known, index));
  const arrived = tenant.people.map(({ messages }) => messages.map(({ at }) => at));
  return {
    people,
    mailboxes: people.map(({ mailbox }) => mailbox),
    reach: (hour) => {
      for (const { index, mailbox, clients } of people) {
        mailbox.messages = OLDER + before(arrived[index] ?? [], hour);
        for (const client of clients) if (client instanceof ObservedClient) client.reach(hour);
      }
    },
  };
}

/** How many of sorted times lie before another. */
function before(times: readonly number[], hour: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((times[middle] ?? hour) < hour) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** What no log states of somebody is invented, the same for one seed. */
function personOf(seed: number, { vendor, covered }: KnownTenant, known: KnownPerson, index: number): Person {
  const place = { country: known.usual?.country ?? '', city: known.usual?.city ?? '' };
  const person: Person = {
    index,
    name: known.name,
    upn: known.upn,
    objectId: known.objectId ?? guidOf(seed, 'own object', index),
    puid: known.puid?.toUpperCase() ?? `10032${hexOf(seed, 'own puid', index).slice(0, 11).toUpperCase()}`,
    sid: known.sid ?? '',
    department: 0,
    title: '',
    office: 0,
    federated: covered.has('signin-adfs'),
    habits: { zone: 0, ...place, startHour: 8, endHour: 17, homeDays: 0, pace: 1 },
    mailbox: {
      index,
      guid: known.mailboxId,
      address: known.upn,
      ownerSid: known.sid ?? '',
      kind: 'user',
      vendor,
      department: 0,
      folders: foldersOf(seed, known, index),
      audited: true,
      messages: OLDER,
      arrivals: 0,
      known: { from: OLDER, ids: known.messages.map(({ id }) => id) },
    },
    clients: [],
    delegated: [],
    ...(known.usual === null ? {} : { usual: known.usual }),
  };
  person.clients.push(...known.programs.map((program) => new ObservedClient(callerOf(person), program)));
  return person;
}

/** The folders that the logs name, all as full as another; those of every mailbox where they name none. */
function foldersOf(seed: number, { folders }: KnownPerson, index: number): readonly Folder[] {
  const named = folders.length > 0 ? folders : FOLDER_NAMES.slice(0, 5).map((name) => ({ id: '', path: `\\${name}` }));
  const invented = (folder: number): string => `LgAAAA${hexOf(seed, 'own folder', index, folder).slice(0, 26)}AAB`;
  return named.map(({ id, path }, folder) => ({
    id: id === '' ? invented(folder) : id,
    path,
    share: 1 / named.length,
  }));
}
