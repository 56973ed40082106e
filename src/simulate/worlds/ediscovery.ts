import type { World } from '../core/world.ts';
import { ediscovery } from '../troubles/ediscovery.ts';

export const ediscoveryWorld: World = {
  name: 'ediscovery',
  title: 'A lawful eDiscovery',
  about:
    'A case officer searches all mailboxes and exports what was found; the logs hold the steps of the search, and no access.',
  troubles: [ediscovery()],
};
