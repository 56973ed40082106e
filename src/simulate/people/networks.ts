/**
 * Where people come from. Addresses are of blocks that belong to nobody (RFC 5737, 2544, 1112 class E, 9637), so that no
 * simulated log points at a real network; only the vendor's own services have their published ones (RFC 3849's block is
 * not used: all of it would be one network).
 */
import type { Endpoint, Person } from '../core/model.ts';
import { hashOf, shareOf } from '../core/random.ts';
import { DAY, HOUR } from '../core/time.ts';
import { OFFICES, TRIPS } from './names.ts';

/** Share of homes with IPv6. */
const SHARE_IPV6 = 0.35;
/** A home's IPv4 address changes about as often, in days. */
const LEASE_DAYS = 21;

function place(index: number): (typeof OFFICES)[number] {
  return OFFICES[index % OFFICES.length] ?? OFFICES[0];
}

/** The office's exit: two addresses, chosen by the hour. */
export function officeEndpoint(seed: number, office: number, time: number): Endpoint {
  const { city, country } = place(office);
  const exit = hashOf(seed, 'office exit', office, Math.floor(time / HOUR)) & 1;
  return { address: `203.0.113.${10 + (office % 100) * 2 + exit}`, country, city, asn: 64_496 + (office % 4) };
}

/** A network of its own for each home; the IPv6 address within it changes daily, as privacy addresses do. */
export function homeEndpoint(seed: number, person: Person, time: number): Endpoint {
  if (person.usual !== undefined) return person.usual;
  const { index } = person;
  const { country, city } = person.habits;
  const asn = 64_500 + (hashOf(seed, 'home provider', index) & 3);
  if (shareOf(seed, 'home is ipv6', index) < SHARE_IPV6) {
    const day = hashOf(seed, 'privacy address', index, Math.floor(time / DAY));
    const net = `3fff:${((index >> 16) & 0xfff).toString(16)}:${(index & 0xffff).toString(16)}:1`;
    return {
      address: `${net}:${hextet(day >>> 16)}:${hextet(day)}:${hextet(index + 7)}:${hextet(day >>> 8)}`,
      country,
      city,
      asn,
    };
  }
  const lease = Math.floor(time / (LEASE_DAYS * DAY) + shareOf(seed, 'lease phase', index));
  const last = 2 + (hashOf(seed, 'lease', index, lease) % 250);
  return { address: `${244 + ((index >> 16) & 7)}.${(index >> 8) & 255}.${index & 255}.${last}`, country, city, asn };
}

function hextet(number: number): string {
  return (number & 0xffff || 1).toString(16);
}

/** A carrier's pool: many people behind few addresses, another one every few hours. */
export function mobileEndpoint(seed: number, person: Person, time: number, trip: number | null = null): Endpoint {
  const carrier = trip === null ? hashOf(seed, 'carrier', person.index) % 3 : 3 + trip;
  const { country, city } = trip === null ? person.habits : tripPlace(trip);
  const host = hashOf(seed, 'carrier nat', person.index, Math.floor(time / (3 * HOUR))) % 250;
  return { address: `198.18.${carrier}.${2 + host}`, country, city, asn: 64_504 + (carrier % 4) };
}

function tripPlace(trip: number): (typeof TRIPS)[number] {
  return TRIPS[trip % TRIPS.length] ?? TRIPS[0];
}

/** A hotel's exit, another one on every trip. */
export function hotelEndpoint(seed: number, person: Person, trip: number, day: number): Endpoint {
  const { city, country } = tripPlace(trip);
  const host = hashOf(seed, 'hotel', person.index, trip, Math.floor(day / 14));
  return {
    address: `198.19.${(trip % TRIPS.length) * 16 + ((host >>> 8) & 15)}.${2 + ((host & 255) % 250)}`,
    country,
    city,
    asn: 64_508,
  };
}

/** A server of the vendor, which works on a mailbox on its owner's behalf. */
export function serviceEndpoint(seed: number, mailbox: number, which: number): Endpoint {
  const host = hashOf(seed, 'service host', mailbox, which);
  return {
    address: `2603:10a6:${(0x100 + (host & 0xff)).toString(16)}:${((host >>> 8) & 0xff || 1).toString(16)}::${((host >>> 16) & 0xff || 2).toString(16)}`,
    country: 'IE',
    city: 'Dublin',
    asn: 8075,
  };
}

/** A vendor of software as a service, with a few exits of its own. */
export function hostedEndpoint(seed: number, vendor: number, which: number): Endpoint {
  const host = hashOf(seed, 'hosted exit', vendor, which) % 4;
  return {
    address: `192.0.2.${10 + (vendor % 20) * 10 + host}`,
    country: 'NL',
    city: 'Amsterdam',
    asn: 65_536 + (vendor % 8),
  };
}

/** A product in a public cloud: a few of its provider's many addresses, another one every time. */
export function cloudEndpoint(seed: number, vendor: number, which: number): Endpoint {
  const host = hashOf(seed, 'cloud exit', vendor, which % 6);
  const place = vendor % 2 === 0 ? { country: 'US', city: 'Ashburn' } : { country: 'IE', city: 'Dublin' };
  return {
    address: `254.${vendor % 256}.${host % 3}.${1 + ((host >>> 8) % 254)}`,
    ...place,
    asn: 65_544 + (vendor % 4),
  };
}
