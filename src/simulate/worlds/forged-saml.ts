import type { World } from '../core/world.ts';
import { forgedSaml } from '../intrusions/forged-saml.ts';

export const forgedSamlWorld: World = {
  name: 'forged-saml',
  title: 'Forged SAML at the federation server',
  about:
    'Four users are signed in by forged assertions; Entra holds those sign-ins as completed with a second factor, the log of the federation server lacks them.',
  population: { unaudited: 0, federated: true },
  intrusions: [forgedSaml()],
};
