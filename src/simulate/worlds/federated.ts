import type { World } from '../core/world.ts';

export const federatedWorld: World = {
  name: 'federated',
  title: 'An office that signs in at its own federation server',
  about:
    'Entra takes the assertions of an AD FS server, whose own log was collected, too, and loses rows like any other log.',
  population: { federated: true },
};
