import type { World } from '../core/world.ts';
import { stolenToken } from '../intrusions/stolen-token.ts';
import { firstPartyUnlogged } from '../troubles/first-party-unlogged.ts';

export const stolenTokenWorld: World = {
  name: 'stolen-token',
  title: 'A stolen token, among services that no ledger knows',
  about:
    'One token is replayed from elsewhere until it runs out; a service of the vendor shows tokens without sign-ins.',
  troubles: [firstPartyUnlogged],
  intrusions: [stolenToken()],
};
