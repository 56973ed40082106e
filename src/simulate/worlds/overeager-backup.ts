import type { World } from '../core/world.ts';
import { backup, OVEREAGER } from '../troubles/backup.ts';

export const overeagerBackup: World = {
  name: 'overeager-backup',
  title: 'An overeager backup product',
  about:
    'A backup product copies the same mail night after night and whole mailboxes now and then; all logs were collected, and its tokens stand in them.',
  troubles: [backup(OVEREAGER)],
};
