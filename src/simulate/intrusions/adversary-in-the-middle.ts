/**
 * Adversary-in-the-middle phishing: the victim signs in through a proxy, which keeps her session. The sign-in is
 * completed, second factor and all, from the proxy's address; the session then moves to the intruder's, and a rule hides
 * answers. Source: Microsoft, 12 July 2022 (AiTM phishing and business e-mail compromise).
 */
import type { Client, Person, Use } from '../core/model.ts';
import type { Intrusion, IntrusionTruth, PluginRun, Tenant } from '../core/plugin.ts';
import { Random } from '../core/random.ts';
import { HOUR, MINUTE } from '../core/time.ts';
import { CLIENT_KINDS } from '../mail/clients.ts';
import { Backwards, beginOf, binds, daysSince, hourOfDay } from '../mail/fetch.ts';
import { cmdlet } from '../records/changes.ts';
import { intruderEndpoint } from './common.ts';
import { SignedInClient } from './signed-in.ts';

export interface AdversaryInTheMiddleSettings {
  readonly victim: number;
  readonly victims: number;
  /** Null: a third of the way in. */
  readonly day: number | null;
  readonly days: number;
  /** Messages looked at on a day. */
  readonly perDay: number;
}

export const ADVERSARY_IN_THE_MIDDLE: AdversaryInTheMiddleSettings = {
  victim: 5,
  victims: 2,
  day: null,
  days: 5,
  perDay: 40,
};

/** Hours, UTC: when the page is opened, and when the intruder looks at mail. */
const PHISHED = 9;
const LOOKS = [10, 14, 18];

export function adversaryInTheMiddle(given: Partial<AdversaryInTheMiddleSettings> = {}): Intrusion {
  const settings = { ...ADVERSARY_IN_THE_MIDDLE, ...given };
  return {
    name: 'adversary-in-the-middle',
    title: 'Sessions taken by a phishing proxy, second factor and all',
    setUp: (tenant, truth) => run(tenant, truth, settings),
  };
}

function run(tenant: Tenant, truth: IntrusionTruth, settings: AdversaryInTheMiddleSettings): PluginRun {
  const { seed, people } = tenant;
  const begin = beginOf(tenant, settings.day);
  const done = new Backwards();
  const victims = people
    .slice(settings.victim, settings.victim + settings.victims)
    .map((person, slot) => ({ person, slot, client: clientOf(seed, truth, person, slot) }));
  return {
    hour: (hour, _ordinary, emit) => {
      const day = daysSince(begin, hour);
      if (day < 0 || day >= settings.days) return [];
      return victims.flatMap(({ person, slot, client }): readonly Use[] => {
        const from = intruderEndpoint(seed, truth.id, 1 + slot, person);
        if (day === 0 && hourOfDay(hour) === PHISHED) {
          client.credentialAt(hour + 12 * MINUTE, from, emit);
          const time = hour + 40 * MINUTE;
          const at = { seed, tenant: tenant.id, time, by: truth.id, actor: person, purpose: truth.id };
          const folder = {
            Name: '.',
            SubjectOrBodyContainsWords: 'phishing;hacked;invoice',
            MoveToFolder: 'RSS Feeds',
          };
          emit(cmdlet({ ...at, from, number: slot }, 'New-InboxRule', `${person.upn}\\.`, folder));
          truth.note(time, 'a rule hides answers', { user: person.upn });
        }
        if (!LOOKS.includes(hourOfDay(hour))) return [];
        const random = new Random(seed, truth.id, person.index, hour / HOUR);
        const messages = done.next(person.mailbox, random.count(settings.perDay / LOOKS.length));
        const fetching = { seed, purpose: truth.id, by: truth.id, client: client as Client, from };
        const start = hour + random.below(20 * MINUTE);
        return binds({ ...fetching, mailbox: person.mailbox, start, gap: [8, 60] }, messages, 1);
      });
    },
  };
}

function clientOf(seed: number, truth: IntrusionTruth, person: Person, slot: number): SignedInClient {
  const { app, signs, platform } = CLIENT_KINDS.owa;
  const firstFrom = intruderEndpoint(seed, truth.id, 0, person);
  return new SignedInClient(seed, truth, {
    person,
    app,
    signs,
    platform,
    first: 'interactive',
    mfa: true,
    firstFrom,
    slot,
  });
}
