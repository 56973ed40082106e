/**
 * One person travels from country to country, her phone and her computer with her, while two assistants at home have her
 * mailbox open: sign-ins that no traveller could make, and accesses from three places at once.
 */
import type { Endpoint, Person, Use } from '../core/model.ts';
import type { Trouble } from '../core/plugin.ts';
import { hashOf } from '../core/random.ts';
import { DAY, HOUR } from '../core/time.ts';
import { beginOf } from '../mail/fetch.ts';
import { PersonalClient } from '../mail/tokens.ts';

const STOPS = [
  ['KE', 'Nairobi'],
  ['SG', 'Singapore'],
  ['BR', 'Brasilia'],
  ['CA', 'Ottawa'],
  ['JP', 'Tokyo'],
  ['IN', 'New Delhi'],
] as const;
/** Hours at each stop. */
const STAY = 40;
const ASSISTANTS = 2;

/** `minister`: index of the person; her assistants follow her. */
export function travellingMinister(minister = 0): Trouble {
  return {
    name: 'travelling-minister',
    title: 'Somebody travels from country to country while assistants work at home',
    setUp: (tenant) => {
      const { seed, people } = tenant;
      const person = people[minister];
      if (person === undefined) return {};
      for (const assistant of people.slice(minister + 1, minister + 1 + ASSISTANTS)) {
        if (!assistant.delegated.includes(person.mailbox)) assistant.delegated.push(person.mailbox);
      }
      const begin = beginOf(tenant, null);
      return {
        reroute: (use) => (use.time >= begin && isOf(person, use) ? stopAt(seed, use.time, begin, use) : null),
      };
    },
  };
}

function isOf(person: Person, { client }: Use): boolean {
  return client instanceof PersonalClient && person.clients.includes(client);
}

/** Hotels, halls and phones of the host country by turns. */
function stopAt(seed: number, time: number, begin: number, { client }: Use): Endpoint {
  const stop = Math.floor((time - begin) / (STAY * HOUR));
  const [country, city] = STOPS[stop % STOPS.length] ?? STOPS[0];
  const mobile = client instanceof PersonalClient && client.kind.mobile;
  const network = mobile ? 0 : 1 + (hashOf(seed, 'minister network', Math.floor(time / (DAY / 4))) % 2);
  const host = hashOf(seed, 'minister host', stop, network, mobile ? Math.floor(time / (3 * HOUR)) : 0);
  const net = 200 + (stop % STOPS.length) * 3 + network;
  return { address: `198.18.${net}.${2 + (host % 250)}`, country, city, asn: 65_544 + network };
}
