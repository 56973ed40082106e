import type { World } from '../core/world.ts';
import { migration } from '../troubles/migration.ts';

export const migrationWorld: World = {
  name: 'migration',
  title: 'A migration of all mailboxes',
  about:
    'A tool of another vendor copies every mailbox once, some each night, after an administrator let it; all logs were collected.',
  troubles: [migration()],
};
