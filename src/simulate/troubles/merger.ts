/**
 * Another organisation is taken over. From one day on its people use the mailboxes that were made for them, all at once,
 * from their own network and country and with new programs; the administrator lists all accounts, and opens mailboxes to
 * colleagues of both sides.
 */
import type { Client, Endpoint, Person, Use } from '../core/model.ts';
import type { PluginRun, Tenant, Trouble } from '../core/plugin.ts';
import { hashOf, Random } from '../core/random.ts';
import { HOUR, MINUTE } from '../core/time.ts';
import { CLIENT_KINDS } from '../mail/clients.ts';
import { beginOf } from '../mail/fetch.ts';
import { PersonalClient } from '../mail/tokens.ts';
import { officeEndpoint } from '../people/networks.ts';
import { cmdlet } from '../records/changes.ts';

export interface MergerSettings {
  /** Null: a third of the way in. */
  readonly day: number | null;
  /** Share of people who come from the other organisation: the last ones of the tenant, but for its administrator. */
  readonly share: number;
  /** One in so many of them works with a colleague's mailbox, too. */
  readonly opened: number;
}

export const MERGER: MergerSettings = { day: null, share: 0.3, opened: 4 };

/** Addresses of offices begin so (`people/networks.ts`). */
const OFFICE = '203.0.113.';

export function merger(given: Partial<MergerSettings> = {}): Trouble {
  const settings = { ...MERGER, ...given };
  return {
    name: 'merger',
    title: 'The people of another organisation join, all on one day',
    setUp: (tenant) => run(tenant, settings),
  };
}

function run(tenant: Tenant, settings: MergerSettings): PluginRun {
  const { seed, people } = tenant;
  const administrator = people.at(-1);
  const first = Math.floor(people.length * (1 - settings.share));
  const joining = people.slice(first, -1);
  if (administrator === undefined || joining.length === 0) return {};
  const begin = beginOf(tenant, settings.day);
  const programs = new Map(joining.map((person) => [person.index, person.clients.splice(0)]));
  const owners = new Set(joining.flatMap((person) => [person.upn]));
  return {
    reroute: ({ client, from, time }) => {
      const { userId } = client.caller;
      const atWork = client instanceof PersonalClient && from.address.startsWith(OFFICE);
      return atWork && owners.has(userId) ? exitOf(seed, time) : null;
    },
    hour: (hour, _ordinary, emit) => {
      if (hour !== begin) return [];
      for (const person of joining) person.clients.push(...(programs.get(person.index) ?? []));
      const shared = joining.filter(({ index }) => index % settings.opened === 0);
      for (const [number, person] of shared.entries()) {
        const colleague = people[person.index % first];
        if (colleague === undefined) continue;
        person.delegated.push(colleague.mailbox);
        const time = begin + 8 * HOUR + number * MINUTE;
        const from = officeEndpoint(seed, administrator.office, time);
        const occasion = {
          seed,
          tenant: tenant.id,
          time,
          by: null,
          actor: administrator,
          from,
          purpose: 'merger',
          number,
        };
        emit(
          cmdlet(occasion, 'Add-MailboxPermission', colleague.upn, {
            Identity: colleague.upn,
            User: person.upn,
            AccessRights: 'FullAccess',
          }),
        );
      }
      return listing(tenant, administrator, begin + 7 * HOUR);
    },
  };
}

function exitOf(seed: number, time: number): Endpoint {
  const host = hashOf(seed, 'merged exit', Math.floor(time / HOUR)) & 1;
  return { address: `198.51.100.${10 + host}`, country: 'PL', city: 'Gdansk', asn: 64_512 };
}

/** All accounts, page by page, by the administrator's own program. */
function listing(tenant: Tenant, administrator: Person, start: number): readonly Use[] {
  const { seed, people } = tenant;
  const random = new Random(seed, 'merger listing');
  const client: Client = new PersonalClient(seed, administrator, CLIENT_KINDS.owa, 9, start);
  const pages = Math.ceil(people.length / 100);
  return Array.from({ length: pages }, (_unused, page) => ({
    kind: 'graph' as const,
    time: start + page * 2000,
    client,
    from: officeEndpoint(seed, administrator.office, start),
    by: null,
    key: random.word(),
    method: 'GET',
    uri: `users?$select=displayName,mail,department&$top=100${page === 0 ? '' : `&$skiptoken=RFNwdAIAAQ${page}`}`,
    bytes: 60_000,
    scopes: 'User.Read.All Directory.Read.All',
  }));
}
