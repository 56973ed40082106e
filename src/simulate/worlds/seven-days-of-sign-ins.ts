import type { World } from '../core/world.ts';
import { forgedTokens } from '../intrusions/forged-tokens.ts';

export const sevenDaysOfSignIns: World = {
  name: 'seven-days-of-sign-ins',
  title: 'Sign-ins of the last seven days only',
  about:
    'Forged tokens, and a tenant that keeps its sign-ins for a week: tokens shown before can be looked for in no ledger but the unified audit log.',
  population: { unaudited: 0 },
  collection: { signInDays: 7 },
  intrusions: [forgedTokens({ mailboxes: 5, perDay: 80, fromDay: 2 })],
};
