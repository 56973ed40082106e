import type { World } from '../core/world.ts';
import { forgedTokens } from '../intrusions/forged-tokens.ts';
import { CLIENT_KINDS } from '../mail/clients.ts';

const { app, signs } = CLIENT_KINDS['outlook-desktop'];

export const commonApplication: World = {
  name: 'common-application',
  title: 'A forged token of the most common application',
  about:
    'Forged tokens name Outlook for the desktop and a client as it calls itself: neither application nor client is new, the logs hold tokens without issuance and foreign networks.',
  population: { unaudited: 0 },
  intrusions: [
    forgedTokens({
      mailboxes: 4,
      perDay: 80,
      fromDay: null,
      application: app.id,
      resource: app.id,
      clientInfo: signs.clientInfo,
      renewed: false,
      directory: false,
    }),
  ],
};
