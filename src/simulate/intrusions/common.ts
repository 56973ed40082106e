/** What intruders have in common. */
import type { Endpoint, Person } from '../core/model.ts';
import { hashOf, shareOf } from '../core/random.ts';

/** Share of an intruder's addresses that lie near the victim. */
const NEAR = 0.5;

/** One of the addresses that an intrusion (`id`) rents; some are in the victim's own country and city. */
export function intruderEndpoint(seed: number, id: string, which: number, victim: Person): Endpoint {
  const host = hashOf(seed, `${id} address`, which);
  const near = shareOf(seed, `${id} near`, which) < NEAR;
  const place = near
    ? { country: victim.habits.country, city: victim.habits.city }
    : { country: 'NL', city: 'Amsterdam' };
  return {
    address: `${near ? '252' : '253'}.${host & 255}.${(host >>> 8) & 255}.${1 + ((host >>> 16) % 254)}`,
    asn: near ? 65_540 : 65_541,
    ...place,
  };
}
