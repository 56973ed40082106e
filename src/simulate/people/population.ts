/** Who works in the tenant, and with what. */
import { guidOf, hexOf } from '../core/identifiers.ts';
import type { Client, Folder, Mailbox, Person, Program } from '../core/model.ts';
import { hashOf, Random, type Weighted } from '../core/random.ts';
import { CLIENT_KINDS, type ClientKindName, THIRD_PARTY } from '../mail/clients.ts';
import { GoogleClient, type GoogleProgram } from '../mail/google-clients.ts';
import { AppClient, PersonalClient } from '../mail/tokens.ts';
import { DEPARTMENTS, FIRST_NAMES, FOLDER_NAMES, LAST_NAMES, OFFICES, TITLES } from './names.ts';

/** What a world may set of its people; shares are of all people or mailboxes. */
export interface PopulationSettings {
  readonly domain: string;
  /** Offices in use, 1 to 3: each has a zone, a country and an exit of its own. */
  readonly offices: number;
  readonly shared: number;
  readonly delegates: number;
  /** Mailboxes without a licence that audits. */
  readonly unaudited: number;
  /** People with a phone that has mail. */
  readonly phones: number;
  /** People who connected the CRM (Graph, delegated). */
  readonly connected: number;
  /** People whose calendar and mail a room display reads (Exchange web services, delegated). */
  readonly displays: number;
  /** Main programs, by weight. */
  readonly programs: Weighted<ClientKindName>;
  /** The domain is federated: everybody signs in at the organisation's own federation server. */
  readonly federated: boolean;
  /** Share of people whose mail is at Google. */
  readonly google: number;
  /** Messages that lie in a mailbox at the start: least, most. */
  readonly messages: readonly [least: number, most: number];
  /** Mean of messages that arrive on a working day: least, most. */
  readonly arrivals: readonly [least: number, most: number];
}

export const POPULATION: PopulationSettings = {
  domain: 'fabrikam.example',
  offices: 2,
  shared: 0.05,
  delegates: 0.08,
  unaudited: 0.02,
  phones: 0.75,
  connected: 0.1,
  displays: 0.04,
  programs: [
    ['outlook-desktop', 45],
    ['new-outlook', 25],
    ['owa', 25],
    ['imap', 5],
  ],
  federated: false,
  google: 0,
  messages: [4_000, 25_000],
  arrivals: [15, 60],
};

export interface Population {
  readonly people: readonly Person[];
  readonly mailboxes: readonly Mailbox[];
}

/** `count` mailboxes and the people they belong to; the first ones always belong to people. */
export function populate(seed: number, count: number, settings: PopulationSettings, start: number): Population {
  const shared = Math.min(count - 2, Math.round(count * settings.shared));
  const people = Array.from({ length: count - shared }, (_unused, index) => person(seed, index, settings));
  for (const one of people) equip(seed, one, settings, start);
  const common = Array.from({ length: shared }, (_unused, index) =>
    mailbox(
      seed,
      people.length + index,
      `desk${index + 1}@${settings.domain}`,
      'shared',
      index % DEPARTMENTS.length,
      settings,
    ),
  );
  const mailboxes = [...people.map((one) => one.mailbox), ...common];
  delegate(seed, people, common, settings);
  return { people, mailboxes };
}

function person(seed: number, index: number, settings: PopulationSettings): Person {
  const random = new Random(seed, 'person', index);
  const first = random.pick(FIRST_NAMES);
  const last = random.pick(LAST_NAMES);
  const office = random.below(Math.min(settings.offices, OFFICES.length));
  const { zone, country, city } = OFFICES[office] ?? OFFICES[0];
  // People of one department follow one another, so that a small tenant has whole departments too.
  const department = Math.floor(index / 10) % DEPARTMENTS.length;
  const upn = `${first}.${last}${index}@${settings.domain}`.toLowerCase();
  return {
    index,
    name: `${first} ${last}`,
    upn,
    objectId: guidOf(seed, 'object', index),
    puid: `10032${hexOf(seed, 'puid', index).slice(0, 11).toUpperCase()}`,
    sid: sidOf(seed, index),
    department,
    title: random.pick(TITLES),
    office,
    federated: settings.federated,
    habits: {
      zone,
      country,
      city,
      startHour: random.around(8, 2),
      endHour: random.around(17, 2),
      homeDays: random.below(4) === 0 ? 0 : random.word() & 31 & random.word(),
      pace: 0.4 + 1.4 * random.share() * random.share() * 2,
    },
    mailbox: mailbox(seed, index, upn, 'user', department, settings),
    clients: [],
    delegated: [],
  };
}

function sidOf(seed: number, index: number): string {
  const domain = hashOf(seed, 'sid domain');
  return `S-1-5-21-${domain}-${hashOf(domain, 'sid domain', 1)}-${hashOf(domain, 'sid domain', 2)}-${20_000_000 + index}`;
}

function mailbox(
  seed: number,
  index: number,
  address: string,
  kind: Mailbox['kind'],
  department: number,
  settings: PopulationSettings,
): Mailbox {
  const random = new Random(seed, 'mailbox', index);
  const between = ([least, most]: readonly [number, number]): number => random.between(least, most);
  return {
    index,
    guid: guidOf(seed, 'mailbox', index),
    address,
    ownerSid: sidOf(seed, index),
    kind,
    vendor: random.chance(settings.google) ? 'google' : 'm365',
    department,
    folders: folders(seed, index, random),
    audited: !random.chance(settings.unaudited),
    messages: between(settings.messages),
    arrivals: between(settings.arrivals),
  };
}

function folders(seed: number, mailbox: number, random: Random): readonly Folder[] {
  const shares = [0.5, 0.2, 0.1, 0.08, 0.02];
  const own = random.between(1, FOLDER_NAMES.length - shares.length);
  const names = FOLDER_NAMES.slice(0, shares.length + own);
  return names.map((name, index) => ({
    id: `LgAAAA${hexOf(seed, 'folder', mailbox, index).slice(0, 26)}AAB`,
    path: `\\${name}`,
    share: shares[index] ?? 0.1 / own,
  }));
}

/** Programs: one main program, often a phone, sometimes the browser as well, sometimes a connected application. */
function equip(seed: number, person: Person, settings: PopulationSettings, start: number): void {
  const random = new Random(seed, 'equipment', person.index);
  if (person.mailbox.vendor === 'google') {
    const programs: readonly GoogleProgram[] = random.chance(settings.phones)
      ? ['WEB', random.chance(0.6) ? 'ANDROID' : 'IOS']
      : ['WEB'];
    person.clients.push(...programs.map((program, slot) => new GoogleClient(seed, person, program, slot, start)));
    return;
  }
  const main = random.weighted(settings.programs);
  const kinds: ClientKindName[] = [main];
  if (random.chance(settings.phones)) kinds.push(random.chance(0.8) ? 'outlook-mobile' : 'activesync');
  if (main !== 'owa' && random.chance(0.4)) kinds.push('owa');
  const programs = kinds.map((name, slot) => new PersonalClient(seed, person, CLIENT_KINDS[name], slot, start));
  person.clients.push(...programs);
  if (random.chance(settings.connected)) person.clients.push(new AppClient(seed, THIRD_PARTY.crm, person));
  if (random.chance(settings.displays)) person.clients.push(new AppClient(seed, THIRD_PARTY['room-display'], person));
}

/** Assistants open somebody's mailbox; every shared mailbox has a few people of its department. */
function delegate(
  seed: number,
  people: readonly Person[],
  common: readonly Mailbox[],
  settings: PopulationSettings,
): void {
  for (const person of people) {
    const random = new Random(seed, 'delegate', person.index);
    const colleague = people[person.index + 1];
    if (colleague !== undefined && colleague.department === person.department && random.chance(settings.delegates)) {
      person.delegated.push(colleague.mailbox);
    }
  }
  for (const mailbox of common) {
    const random = new Random(seed, 'shared users', mailbox.index);
    const near = people.filter(({ department }) => department === mailbox.department);
    const pool = near.length > 0 ? near : people;
    for (let left = Math.min(3, pool.length); left > 0; left -= 1) {
      const user = random.pick(pool);
      if (!user.delegated.includes(mailbox)) user.delegated.push(mailbox);
    }
  }
}

/** Programs of a person that plug-ins may look for. */
export function programsOf(person: Person): readonly Program[] {
  return person.clients.filter((client: Client): client is Program => 'heldUntil' in client && 'kind' in client);
}
