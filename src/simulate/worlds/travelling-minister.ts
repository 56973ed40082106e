import type { World } from '../core/world.ts';
import { travellingMinister } from '../troubles/travelling-minister.ts';

export const travellingMinisterWorld: World = {
  name: 'travelling-minister',
  title: 'A travelling minister',
  about:
    'Somebody travels from country to country with phone and computer while two assistants at home have her mailbox open; all logs were collected.',
  troubles: [travellingMinister()],
};
