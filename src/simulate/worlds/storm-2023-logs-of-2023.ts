import type { World } from '../core/world.ts';
import { forgedTokens } from '../intrusions/forged-tokens.ts';

export const storm2023Logs: World = {
  name: 'storm-2023-logs-of-2023',
  title: 'The case of 2023, in the logs of then',
  about: 'MailItemsAccessed alone, without identifiers of tokens: what the victims had.',
  collection: { logs: ['mailbox-audit', 'people'], identifiers: '2023' },
  population: { unaudited: 0 },
  intrusions: [forgedTokens({ fromDay: 5 })],
};
