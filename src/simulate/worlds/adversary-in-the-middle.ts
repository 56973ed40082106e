import type { World } from '../core/world.ts';
import { adversaryInTheMiddle } from '../intrusions/adversary-in-the-middle.ts';

export const adversaryInTheMiddleWorld: World = {
  name: 'adversary-in-the-middle',
  title: 'A phishing proxy takes sessions',
  about:
    'Two users sign in through a proxy, second factor and all; the logs hold the sign-ins from a foreign network, a rule that hides answers, and accesses in those sessions.',
  population: { unaudited: 0 },
  intrusions: [adversaryInTheMiddle()],
};
