import type { World } from '../core/world.ts';
import { forgedTokens } from '../intrusions/forged-tokens.ts';

export const copiedSessions: World = {
  name: 'copied-sessions',
  title: 'The case of 2023, with sessions copied from real ones',
  about:
    'Forged tokens bear the ids of sessions that their victims have: sessions are in order, only the tokens stand in no ledger; all logs were collected.',
  population: { unaudited: 0 },
  intrusions: [forgedTokens({ fromDay: null, session: 'copied', renewed: false })],
};
