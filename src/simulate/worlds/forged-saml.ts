import type { World } from '../core/world.ts';
import { forgedSaml } from '../intrusions/forged-saml.ts';

export const forgedSamlWorld: World = {
  name: 'forged-saml',
  title: 'Forged SAML at the federation server',
  about:
    'Four users are signed in by forged assertions; Entra holds those sign-ins as completed with a second factor, and the log of the federation server, which would lack them, was not collected.',
  population: { unaudited: 0 },
  intrusions: [forgedSaml()],
};
