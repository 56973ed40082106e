import type { World } from '../core/world.ts';
import { forgedTokens } from '../intrusions/forged-tokens.ts';

export const fromFirstRecord: World = {
  name: 'from-first-record',
  title: 'The intruder was there before the logs begin',
  about:
    'Forged tokens are shown from the first hour of the logs on, so that no past is without them; tokens without issuance are all that the logs hold.',
  population: { unaudited: 0 },
  intrusions: [forgedTokens({ mailboxes: 5, perDay: 60, fromDay: 0, directory: false })],
};
