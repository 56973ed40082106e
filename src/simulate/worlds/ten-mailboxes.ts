import type { World } from '../core/world.ts';
import { forgedTokens } from '../intrusions/forged-tokens.ts';

export const tenMailboxes: World = {
  name: 'ten-mailboxes',
  title: 'Ten mailboxes in all',
  about:
    'Two of ten mailboxes are accessed with forged tokens; all logs were collected, and there are few people to compare with.',
  mailboxes: 10,
  population: { unaudited: 0 },
  intrusions: [forgedTokens({ mailboxes: 2, perDay: 80, fromDay: null })],
};
