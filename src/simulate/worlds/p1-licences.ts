import { COLLECTION, type World } from '../core/world.ts';

export const p1Licences: World = {
  name: 'p1-licences',
  title: 'A tenant with P1 licences only',
  about:
    'Nothing is wrong; non-interactive sign-ins and those of applications were not collected, so that refreshed tokens are found only where the unified audit log shows them.',
  collection: {
    logs: COLLECTION.logs.filter((log) => log !== 'signin-noninteractive' && log !== 'signin-service-principal'),
  },
};
