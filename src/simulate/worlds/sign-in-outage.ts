import type { World } from '../core/world.ts';
import { signInOutage } from '../troubles/sign-in-outage.ts';

export const signInOutageWorld: World = {
  name: 'sign-in-outage',
  title: 'An outage in which sign-ins were lost',
  about:
    'The sign-ins of six working hours are in no log, and mailbox audit of that day comes a day late: tokens without issuance in the names of all.',
  troubles: [signInOutage()],
};
