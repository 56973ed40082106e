/** From one day on all computers reach the world through a VPN with one exit: a new address, and one for all. */
import type { Endpoint } from '../core/model.ts';
import type { Trouble } from '../core/plugin.ts';
import { beginOf } from '../mail/fetch.ts';
import { PersonalClient } from '../mail/tokens.ts';

const EXIT: Endpoint = { address: '203.0.113.250', country: 'SE', city: 'Stockholm', asn: 64_510 };

/** `day` of the simulation on which it begins; null: a third of the way in. */
export function vpnOneExit(day: number | null = null): Trouble {
  return {
    name: 'vpn-one-exit',
    title: 'Everybody comes through one exit from one day on',
    setUp: (tenant) => {
      const begin = beginOf(tenant, day);
      return {
        reroute: ({ client, time }) =>
          time >= begin && client instanceof PersonalClient && !client.kind.mobile ? EXIT : null,
      };
    },
  };
}
