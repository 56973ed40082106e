import type { World } from '../core/world.ts';
import { merger } from '../troubles/merger.ts';

export const mergerWorld: World = {
  name: 'merger',
  title: 'A merger',
  about:
    'The people of another organisation begin on one day, from their own network and country, and mailboxes are opened across; all logs were collected.',
  troubles: [merger()],
};
