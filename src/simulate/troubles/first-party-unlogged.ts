/**
 * Services of the vendor that show a token which no customer's log holds: tokens of its own applications are left out of
 * the sign-in logs by design. Source: learn.microsoft.com/entra/identity/monitoring-health/concept-sign-ins
 */
import { requestIdOf } from '../core/identifiers.ts';
import type { Client, ClientSigns, Credential, Use } from '../core/model.ts';
import type { BenignToken, Trouble } from '../core/plugin.ts';
import { hashOf, shareOf } from '../core/random.ts';
import { HOUR, MINUTE } from '../core/time.ts';
import { ServiceClient } from '../mail/tokens.ts';

/** Share of the services' uses that are repeated by a service with a token. */
const SHARE = 0.15;
const SIGNS: ClientSigns = {
  clientInfo: 'Client=REST;Client=RESTSystem;;',
  appId: '66a88757-258c-4c72-893c-3e8bed4d6899',
  clientAppId: '66a88757-258c-4c72-893c-3e8bed4d6899',
  shows: { session: 0, token: 0.95 },
  topSession: false,
  named: 1,
};

export const firstPartyUnlogged: Trouble = {
  name: 'first-party-unlogged',
  title: "A service of the vendor shows tokens that stand in no customer's log",
  setUp: ({ seed }, benign) => ({
    hour: (_hour, ordinary) =>
      ordinary
        .filter((use) => use.client instanceof ServiceClient && shareOf(seed, 'first party', use.key) < SHARE)
        .map(
          (use): Use => ({
            ...use,
            client: serviceOf(seed, use, benign),
            time: use.time + MINUTE,
            key: hashOf(seed, 'first party key', use.key),
          }),
        ),
  }),
};

function serviceOf(seed: number, use: Use, benign: (token: BenignToken) => void): Client {
  const { caller } = use.client;
  return {
    caller: { ...caller, userType: 0 },
    signs: SIGNS,
    credentialAt: (time): Credential => {
      const token = requestIdOf(seed, 'first party token', use.key, Math.floor(time / HOUR));
      const issuedAt = time - 6 * MINUTE;
      benign({ token, issuedAt, user: caller.userId, app: SIGNS.clientAppId, why: 'excluded-by-design' });
      return { token, issuedAt, session: null, deviceId: null };
    },
  };
}
