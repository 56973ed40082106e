import type { World } from '../core/world.ts';
import { forgedTokens } from '../intrusions/forged-tokens.ts';

export const rareApplication: World = {
  name: 'rare-application',
  title: 'A forged token of an application seen nowhere else',
  about:
    'Forged tokens name an application that nobody in the tenant uses; the logs hold the new application and tokens without issuance.',
  population: { unaudited: 0 },
  intrusions: [
    forgedTokens({
      mailboxes: 4,
      perDay: 80,
      fromDay: null,
      application: '2e5c1f7a-94d3-4b60-a8e1-7c09d6b3f254',
      renewed: false,
      directory: false,
    }),
  ],
};
