import type { World } from '../core/world.ts';
import { forgedTokens } from '../intrusions/forged-tokens.ts';

export const lowAndSlow: World = {
  name: 'low-and-slow',
  title: 'Three messages a day',
  about:
    'Three messages of one mailbox are accessed on a working day with forged tokens; all logs were collected, and every such token can be looked for in the ledgers.',
  population: { unaudited: 0 },
  intrusions: [forgedTokens({ mailboxes: 1, perDay: 3, fromDay: 2, directory: false })],
};
