import type { World } from '../core/world.ts';
import { guestsAndPartners } from '../troubles/guests-and-partners.ts';

export const guestsAndPartnersWorld: World = {
  name: 'guests-and-partners',
  title: 'Guests and partners',
  about:
    'Guests sign in to documents, and technicians of a partner open mailboxes with tokens that were issued in the tenant of the partner: no ledger of this one holds them.',
  troubles: [guestsAndPartners()],
};
