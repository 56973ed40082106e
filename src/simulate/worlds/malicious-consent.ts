import type { World } from '../core/world.ts';
import { maliciousConsent } from '../intrusions/malicious-consent.ts';

export const maliciousConsentWorld: World = {
  name: 'malicious-consent',
  title: 'Consent to a malicious application',
  about:
    'Three users consent to an application that fetches their mail over Graph; the logs hold the consents, its sign-ins and accesses, all in order.',
  population: { unaudited: 0 },
  intrusions: [maliciousConsent()],
};
