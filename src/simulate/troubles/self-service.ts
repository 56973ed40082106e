/**
 * People connect applications of others to their mailboxes by themselves, as a tenant lets them: each consents for
 * herself, some because a colleague showed it, and the product works from then on out of its maker's cloud. Some copy the
 * whole mailbox first, some look at a message now and then, some sign in as the bare library they are written with.
 */
import type { ClientSigns, Person, Use } from '../core/model.ts';
import type { Tenant, Trouble } from '../core/plugin.ts';
import { hashOf, Random, shareOf } from '../core/random.ts';
import { DAY, HOUR, MINUTE } from '../core/time.ts';
import { GRAPH } from '../mail/clients.ts';
import { binds } from '../mail/fetch.ts';
import { AppClient, type ConnectedApp } from '../mail/tokens.ts';
import { cloudEndpoint, homeEndpoint } from '../people/networks.ts';
import { consent } from '../records/changes.ts';

/** A product that a person connects. */
interface Product {
  readonly application: ConnectedApp;
  readonly scopes: string;
  /** The newest messages that it copies at first; 0: none. */
  readonly backfill: number;
  /** Of these in an hour. */
  readonly perHour: number;
  /** Hours between visits after that, and messages of each on average. Null: it accesses no mail. */
  readonly visits: { readonly hours: number; readonly messages: number } | null;
  /** Colleagues show it to one another: most who take it do so within days of the first. */
  readonly spreads: boolean;
}

/** Share of people who connect each product; the least of them, however small the tenant. */
const SHARE = 0.06;
const LEAST = 2;
/** Part of the time in which a product is first connected, and days within which it then spreads. */
const FIRST = 0.5;
const SPREAD_DAYS = 4;
/** Hours of the day, UTC, in which people connect products. */
const FROM = 8;
const HOURS = 8;

const PRODUCTS: readonly Product[] = [
  {
    application: application('3e7a90c2-5b14-4f6d-8c21-9d0e64a7b3f1', 'Quillnote Meetings', 'quillnote/2.4', 1),
    scopes: 'Calendars.Read Mail.Read User.Read offline_access',
    backfill: 30,
    perHour: 30,
    visits: { hours: 3, messages: 2 },
    spreads: true,
  },
  {
    application: application('b41f0d6e-27c9-4a83-95e0-6f3d18c5a2e7', 'Harbor Inbox', 'axios/1.7.9', 2),
    scopes: 'Mail.ReadWrite Mail.Send User.Read offline_access',
    backfill: 3000,
    perHour: 400,
    visits: { hours: 1, messages: 4 },
    spreads: true,
  },
  {
    application: application('c95d2e18-6f70-4b3a-a4d6-08e17b92f5c4', 'Clearlist', 'python-requests/2.31.0', 3),
    scopes: 'Mail.ReadWrite User.Read offline_access',
    backfill: 1500,
    perHour: 750,
    visits: { hours: 96, messages: 40 },
    spreads: false,
  },
  {
    application: application(
      '0d84b6f3-91e5-4c27-b7a8-52c60f3e9d1b',
      'Fieldbook Contacts',
      'Apache-HttpClient/4.5.14',
      4,
    ),
    scopes: 'Mail.Read Contacts.Read User.Read offline_access',
    backfill: 250,
    perHour: 250,
    visits: { hours: 6, messages: 5 },
    spreads: false,
  },
  {
    application: application('76e1c3a9-48d2-4e95-8b0f-a1f57d206c38', 'Slotwise', 'slotwise-web/11', 5),
    scopes: 'Calendars.ReadWrite User.Read offline_access',
    backfill: 0,
    perHour: 0,
    visits: null,
    spreads: true,
  },
];

function application(id: string, name: string, userAgent: string, vendor: number): ConnectedApp {
  const signs: ClientSigns = {
    clientInfo: 'Client=REST;;',
    appId: GRAPH.id,
    clientAppId: id,
    shows: { session: 0.9, token: 0.97 },
    topSession: false,
    named: 1,
  };
  return { app: { id, name }, signs, userAgent, vendor };
}

export const selfService: Trouble = {
  name: 'self-service',
  title: 'People connect applications of others by themselves',
  setUp: (tenant) => {
    const connections = PRODUCTS.flatMap((product) => connectionsOf(tenant, product));
    return {
      hour: (hour, _ordinary, emit) =>
        connections.flatMap((connection): readonly Use[] => {
          if (hour < connection.hour) return [];
          if (hour === connection.hour) emit(consentOf(tenant, connection));
          return visit(tenant, connection, hour);
        }),
    };
  },
};

interface Connection {
  readonly product: Product;
  readonly person: Person;
  readonly client: AppClient;
  /** In which she consents. */
  readonly hour: number;
  /** How many messages have been copied at first, and the number of the newest message then. */
  copied: number;
  newest: number;
}

/** Who takes a product, and when; chance goes by the product's id. */
function connectionsOf({ seed, start, end, people }: Tenant, product: Product): readonly Connection[] {
  const purpose = `connect ${product.application.app.id}`;
  const days = Math.floor((end - start) / DAY);
  const first = Math.floor(shareOf(seed, purpose) * days * FIRST);
  return people
    .filter(({ mailbox }) => mailbox.vendor === 'm365')
    .map((person) => ({ person, place: hashOf(seed, purpose, person.index) }))
    .sort((a, b) => a.place - b.place || a.person.index - b.person.index)
    .slice(0, Math.max(LEAST, Math.round(people.length * SHARE)))
    .map(({ person }, order): Connection => {
      const random = new Random(seed, `${purpose} when`, person.index);
      const later = product.spreads ? random.below(SPREAD_DAYS) : random.below(Math.max(1, days - first));
      const day = order === 0 ? first : first + later;
      const hour = start + day * DAY + (FROM + random.below(HOURS)) * HOUR;
      const client = new AppClient(seed, product.application, person);
      return { product, person, client, hour, copied: 0, newest: -1 };
    });
}

function consentOf({ seed, id }: Tenant, { product, person, client, hour }: Connection) {
  const { app } = product.application;
  const time = hour + (2 + (hashOf(seed, `connect ${app.id} minute`, person.index) % 8)) * MINUTE;
  const from = homeEndpoint(seed, person, time);
  const purpose = `connect ${app.id}`;
  const occasion = { seed, tenant: id, time, by: null, actor: person, from, purpose, number: person.index };
  return consent(occasion, { app, principal: client.principal, scopes: product.scopes, everybody: false });
}

/** What the product fetches in an hour: at first the newest messages, then those that came in since. */
function visit({ seed }: Tenant, connection: Connection, hour: number): readonly Use[] {
  const { product, person, client } = connection;
  const { mailbox } = person;
  if (product.visits === null) return [];
  if (connection.newest < 0) connection.newest = mailbox.messages - 1;
  const wanted = Math.min(product.backfill, connection.newest + 1) - connection.copied;
  const purpose = `product ${product.application.app.id}`;
  const random = new Random(seed, purpose, person.index, hour / HOUR);
  const messages: number[] = [];
  if (wanted > 0) {
    const newest = connection.newest - connection.copied;
    const count = Math.min(product.perHour, wanted);
    for (let at = 0; at < count; at += 1) messages.push(newest - at);
    connection.copied += count;
  } else if ((hour / HOUR + person.index) % product.visits.hours === 0) {
    const count = Math.min(random.often(product.visits.messages), mailbox.messages);
    for (let at = 0; at < count; at += 1) messages.push(mailbox.messages - 1 - at);
  }
  if (messages.length === 0) return [];
  const from = cloudEndpoint(seed, product.application.vendor, hashOf(seed, `${purpose} exit`, hour / HOUR));
  const start = hour + random.between(12, 25) * MINUTE;
  const list: Use = {
    kind: 'graph',
    time: start,
    client,
    from,
    by: null,
    key: random.word(),
    method: 'GET',
    uri: `me/messages?$top=${messages.length}`,
    bytes: 2_000 + messages.length * 9_000,
    scopes: product.scopes,
  };
  const fetching = { seed, purpose, by: null, client, from, mailbox, start: start + 2000, gap: [1, 5] } as const;
  return [list, ...binds(fetching, messages, 10)];
}
