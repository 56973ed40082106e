/**
 * The secret of an application that may read every mailbox is stolen, from its vendor or from a repository. The intruder
 * signs in as the application from elsewhere; the identity system issues the tokens, to the same name as ever.
 */
import type { Person, Use } from '../core/model.ts';
import type { Intrusion, IntrusionTruth, PluginRun, Tenant } from '../core/plugin.ts';
import { Random } from '../core/random.ts';
import { HOUR, MINUTE } from '../core/time.ts';
import { THIRD_PARTY } from '../mail/clients.ts';
import { Backwards, beginOf, binds, daysSince, hourOfDay } from '../mail/fetch.ts';
import { AppClient, type ConnectedApp } from '../mail/tokens.ts';
import { intruderEndpoint } from './common.ts';
import { SignedInClient } from './signed-in.ts';

export interface ApplicationSecretSettings {
  readonly application: ConnectedApp;
  readonly victim: number;
  readonly victims: number;
  /** Null: a third of the way in. */
  readonly day: number | null;
  /** Messages fetched from each mailbox in a night. */
  readonly perNight: number;
}

export const APPLICATION_SECRET: ApplicationSecretSettings = {
  application: THIRD_PARTY.archiver,
  victim: 0,
  victims: 6,
  day: null,
  perNight: 120,
};

/** Nights from 22:00 to 02:00, UTC. */
const HOURS = [22, 23, 0, 1];

export function applicationSecret(given: Partial<ApplicationSecretSettings> = {}): Intrusion {
  const settings = { ...APPLICATION_SECRET, ...given };
  return {
    name: 'application-secret',
    title: "An application's own secret used from elsewhere",
    setUp: (tenant, truth) => run(tenant, truth, settings),
  };
}

function run(tenant: Tenant, truth: IntrusionTruth, settings: ApplicationSecretSettings): PluginRun {
  const { seed, people } = tenant;
  const { app, signs, userAgent } = settings.application;
  const begin = beginOf(tenant, settings.day);
  const victims = people.slice(settings.victim, settings.victim + settings.victims);
  const done = new Backwards();
  const client = new SignedInClient(seed, truth, {
    person: null,
    principal: { caller: new AppClient(seed, settings.application, null).caller, name: app.name },
    app,
    signs,
    platform: { userAgent, os: '', browser: '', client: 'Mobile Apps and Desktop clients' },
    first: 'service-principal',
    mfa: false,
    slot: 0,
  });
  return {
    hour: (hour) => {
      if (daysSince(begin, hour) < 0 || !HOURS.includes(hourOfDay(hour))) return [];
      return victims.flatMap((person: Person): readonly Use[] => {
        const random = new Random(seed, truth.id, person.index, hour / HOUR);
        const messages = done.next(person.mailbox, random.count(settings.perNight / HOURS.length));
        const from = intruderEndpoint(seed, truth.id, hourOfDay(hour) % 2, people[0] ?? person);
        const common = { seed, purpose: truth.id, by: truth.id, client, from, mailbox: person.mailbox };
        return binds({ ...common, start: hour + random.below(30 * MINUTE), gap: [2, 9] }, messages, 10);
      });
    },
  };
}
