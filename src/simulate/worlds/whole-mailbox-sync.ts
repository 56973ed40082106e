import type { World } from '../core/world.ts';
import { wholeMailboxSync } from '../intrusions/whole-mailbox-sync.ts';

export const wholeMailboxSyncWorld: World = {
  name: 'whole-mailbox-sync',
  title: 'Whole mailboxes synchronised',
  about:
    'A mail program set up with stolen passwords takes every folder of two mailboxes; the logs name folders, never messages, and hold its sign-ins.',
  population: { unaudited: 0 },
  intrusions: [wholeMailboxSync()],
};
