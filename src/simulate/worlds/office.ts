import type { World } from '../core/world.ts';

export const office: World = {
  name: 'office',
  title: 'An ordinary office',
  about: 'Nothing is wrong here. What is found in it is a false alarm.',
};
