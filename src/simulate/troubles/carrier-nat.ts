/**
 * Homes and phones lie behind their carrier's address translation: many people share few addresses, and one connection
 * has another address than the one before, so that one session shows many.
 */
import type { Use } from '../core/model.ts';
import type { Trouble } from '../core/plugin.ts';
import { hashOf } from '../core/random.ts';
import { MINUTE } from '../core/time.ts';
import { PersonalClient } from '../mail/tokens.ts';

/** Addresses of a carrier's pool, and minutes for which a person keeps one. */
const POOL = 12;
const KEEPS = 20 * MINUTE;
/** Addresses of offices begin so (`people/networks.ts`). */
const OFFICE = '203.0.113.';

export const carrierNat: Trouble = {
  name: 'carrier-nat',
  title: 'Homes and phones share the addresses of their carrier',
  setUp: ({ seed }) => ({
    reroute: ({ client, from, time }: Use) => {
      if (!(client instanceof PersonalClient) || from.address.startsWith(OFFICE)) return null;
      const { userId } = client.caller;
      const carrier = hashOf(seed, `carrier of ${userId}`) % 2;
      const host = hashOf(seed, `translated ${userId}`, Math.floor(time / KEEPS)) % POOL;
      return { ...from, address: `100.64.${carrier}.${20 + host}`, asn: 64_504 + carrier };
    },
  }),
};
