import type { World } from '../core/world.ts';
import { googleGrant } from '../intrusions/google-grant.ts';

export const googleGrantWorld: World = {
  name: 'google-grant',
  title: 'Google: a grant to an application, and Takeout',
  about:
    'All mail is at Google; an application that three users granted access fetches their mail, and one account is exported: the logs hold the grants, calls, views and the export, never a token.',
  population: { google: 1 },
  intrusions: [googleGrant()],
};
