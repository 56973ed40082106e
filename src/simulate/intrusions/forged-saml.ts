/**
 * Assertions signed with the stolen key of the federation server: the identity system takes them for sign-ins of whoever
 * they name, second factor included, and issues tokens that its ledgers hold. Only the federation server's own log, which
 * has no such sign-in, tells. Sources: CyberArk, 21 November 2017 (golden SAML); CISA, AA21-008A.
 */
import type { Person, Use } from '../core/model.ts';
import type { Intrusion, IntrusionTruth, PluginRun, Tenant } from '../core/plugin.ts';
import { Random } from '../core/random.ts';
import { HOUR, MINUTE } from '../core/time.ts';
import { CLIENT_KINDS } from '../mail/clients.ts';
import { Backwards, beginOf, binds, daysSince, hourOfDay } from '../mail/fetch.ts';
import { intruderEndpoint } from './common.ts';
import { SignedInClient } from './signed-in.ts';

export interface ForgedSamlSettings {
  readonly victim: number;
  readonly victims: number;
  /** Null: a third of the way in. */
  readonly day: number | null;
  /** Messages fetched from each mailbox on a day of work. */
  readonly perDay: number;
}

export const FORGED_SAML: ForgedSamlSettings = { victim: 0, victims: 4, day: null, perDay: 60 };

/** Hours of work, UTC. */
const FROM = 6;
const HOURS = 6;

export function forgedSaml(given: Partial<ForgedSamlSettings> = {}): Intrusion {
  const settings = { ...FORGED_SAML, ...given };
  return {
    name: 'forged-saml',
    title: 'Sign-ins by assertions forged with the key of the federation server',
    setUp: (tenant, truth) => run(tenant, truth, settings),
  };
}

function run(tenant: Tenant, truth: IntrusionTruth, settings: ForgedSamlSettings): PluginRun {
  const { seed, people } = tenant;
  const begin = beginOf(tenant, settings.day);
  const victims = people.slice(settings.victim, settings.victim + settings.victims);
  const done = new Backwards();
  const sessions = new Map<number, { readonly day: number; readonly client: SignedInClient }>();
  /** A new assertion each day begins a new session. */
  const clientOf = (person: Person, slot: number, day: number): SignedInClient => {
    const known = sessions.get(person.index);
    if (known?.day === day) return known.client;
    const { app, signs, platform } = CLIENT_KINDS.owa;
    const client = new SignedInClient(seed, truth, {
      person,
      app,
      signs,
      platform,
      first: 'interactive',
      mfa: true,
      forged: true,
      slot: day * settings.victims + slot,
    });
    sessions.set(person.index, { day, client });
    return client;
  };
  return {
    hour: (hour) => {
      const day = daysSince(begin, hour);
      const inWork = hourOfDay(hour) - FROM;
      if (day < 0 || inWork < 0 || inWork >= HOURS) return [];
      return victims.flatMap((person, slot): readonly Use[] => {
        const random = new Random(seed, truth.id, person.index, hour / HOUR);
        const messages = done.next(person.mailbox, random.count(settings.perDay / HOURS));
        const client = clientOf(person, slot, day);
        const from = intruderEndpoint(seed, truth.id, slot, person);
        const common = { seed, purpose: truth.id, by: truth.id, client, from, mailbox: person.mailbox };
        return binds({ ...common, start: hour + random.below(30 * MINUTE), gap: [10, 90] }, messages, 2);
      });
    },
  };
}
