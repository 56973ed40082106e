import type { World } from '../core/world.ts';
import { applicationSecret } from '../intrusions/application-secret.ts';
import { backup } from '../troubles/backup.ts';

export const applicationSecretWorld: World = {
  name: 'application-secret',
  title: 'A stolen secret of an application',
  about:
    'The backup product of the tenant is impersonated with its own secret from elsewhere; the logs hold sign-ins of its service principal and accesses under its name, from a network that is not its own.',
  population: { unaudited: 0 },
  troubles: [backup()],
  intrusions: [applicationSecret()],
};
