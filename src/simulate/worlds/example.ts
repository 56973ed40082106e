import type { World } from '../core/world.ts';
import { forgedTokens } from '../intrusions/forged-tokens.ts';
import { newApplication } from '../troubles/new-application.ts';
import { travellingMinister } from '../troubles/travelling-minister.ts';

/** Index of the one who travels: of another department than the victims' first ones. */
const TRAVELLER = 8;

export const exampleWorld: World = {
  name: 'example',
  title: 'The bundled example',
  about:
    'Three of twelve mailboxes are accessed with forged tokens in the third week, after a new application came into use and while somebody travels; all logs were collected.',
  mailboxes: 12,
  population: {
    domain: 'contoso.example',
    unaudited: 0,
    shared: 0.08,
    connected: 0,
    displays: 0,
    programs: [
      ['outlook-desktop', 40],
      ['new-outlook', 30],
      ['owa', 30],
    ],
    messages: [800, 4_000],
    arrivals: [8, 30],
  },
  activity: { pace: 0.6, services: 0.15 },
  troubles: [newApplication({ day: 11, days: 2 }), travellingMinister(TRAVELLER)],
  intrusions: [forgedTokens({ mailboxes: 3, perDay: 18, fromDay: 15, toDay: 19 })],
};
