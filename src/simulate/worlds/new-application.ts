import type { World } from '../core/world.ts';
import { newApplication } from '../troubles/new-application.ts';

export const newApplicationWorld: World = {
  name: 'new-application',
  title: 'A new application rolled out to all',
  about:
    'Within three days everybody has a new application that fetches mail over Graph; the logs hold the consent for the organisation, its sign-ins and accesses.',
  troubles: [newApplication()],
};
