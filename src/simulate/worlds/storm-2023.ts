import type { World } from '../core/world.ts';
import { forgedTokens } from '../intrusions/forged-tokens.ts';

export const storm2023: World = {
  name: 'storm-2023',
  title: 'The case of 2023, in the logs of today',
  about:
    'Ten related mailboxes of a department are accessed with forged tokens, from the sixth day on; all logs were collected.',
  population: { unaudited: 0 },
  intrusions: [forgedTokens({ fromDay: 5 })],
};
