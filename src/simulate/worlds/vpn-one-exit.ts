import type { World } from '../core/world.ts';
import { vpnOneExit } from '../troubles/vpn-one-exit.ts';

export const vpnOneExitWorld: World = {
  name: 'vpn-one-exit',
  title: 'A VPN with one exit',
  about: 'From one day on every computer comes through one new address; all logs were collected.',
  troubles: [vpnOneExit()],
};
