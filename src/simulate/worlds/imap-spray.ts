import type { World } from '../core/world.ts';
import { imapSpray } from '../intrusions/imap-spray.ts';

export const imapSprayWorld: World = {
  name: 'imap-spray',
  title: 'Password spray over IMAP',
  about:
    'Passwords are tried on every account over IMAP and two accounts open; the logs hold the failures, two sign-ins with a password alone, and the accesses.',
  population: { unaudited: 0 },
  intrusions: [imapSpray()],
};
