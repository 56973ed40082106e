import type { World } from '../core/world.ts';
import { selfService } from '../troubles/self-service.ts';

export const selfServiceWorld: World = {
  name: 'self-service',
  title: 'People who connect applications by themselves',
  about:
    'People consent to products of others for themselves, each for her own mailbox; some of these copy whole mailboxes at first, from clouds that nobody else comes from. The logs hold the consents, sign-ins and accesses.',
  troubles: [selfService],
};
