import type { World } from '../core/world.ts';
import { throttleOnPurpose } from '../intrusions/throttle-on-purpose.ts';

export const throttleOnPurposeWorld: World = {
  name: 'throttle-on-purpose',
  title: 'Audit tripped into silence',
  about:
    'A thousand accesses that matter to nobody silence the audit of one mailbox for a day, in which it is taken; the logs hold the flood, its end and the sign-in, not what was taken.',
  population: { unaudited: 0 },
  intrusions: [throttleOnPurpose()],
};
