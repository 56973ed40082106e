import type { World } from '../core/world.ts';

export const googleOffice: World = {
  name: 'google-office',
  title: 'An ordinary office at Google',
  about: 'Nothing is wrong here, and all mail is at Google. What is found in it is a false alarm.',
  population: { google: 1 },
};
