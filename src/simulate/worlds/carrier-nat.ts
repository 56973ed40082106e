import type { World } from '../core/world.ts';
import { carrierNat } from '../troubles/carrier-nat.ts';

export const carrierNatWorld: World = {
  name: 'carrier-nat',
  title: 'Behind address translation of carriers',
  about:
    'Homes and phones share a few addresses that change within minutes, so that one session shows many; all logs were collected.',
  troubles: [carrierNat],
};
