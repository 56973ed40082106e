/**
 * A few passwords tried on every account over IMAP, slowly, where a password alone is enough. Two accounts open; their
 * mail is fetched by a program that looks like any mail client. One token a sign-in, no second factor.
 */
import { guidOf, requestIdOf } from '../core/identifiers.ts';
import type { Person, SignInEvent, Use } from '../core/model.ts';
import type { Intrusion, IntrusionTruth, PluginRun, Tenant } from '../core/plugin.ts';
import { hashOf, Random } from '../core/random.ts';
import { DAY, HOUR, MINUTE } from '../core/time.ts';
import { CLIENT_KINDS, EXCHANGE } from '../mail/clients.ts';
import { Backwards, beginOf, binds, daysSince, hourOfDay } from '../mail/fetch.ts';
import { intruderEndpoint } from './common.ts';
import { SignedInClient } from './signed-in.ts';

export interface ImapSpraySettings {
  /** Null: a third of the way in. */
  readonly day: number | null;
  /** Rounds, one a day: each account is tried once. */
  readonly rounds: number;
  /** Accounts that open, spread over the tenant. */
  readonly opened: number;
  /** Messages fetched from each on a day, once all rounds are done. */
  readonly perDay: number;
}

export const IMAP_SPRAY: ImapSpraySettings = { day: null, rounds: 2, opened: 2, perDay: 150 };

/** Hour, UTC, in which a round begins, and hours it takes. */
const ROUND_AT = 1;
const ROUND_HOURS = 8;
const FETCH_AT = 3;
const WRONG_PASSWORD = 50_126;

export function imapSpray(given: Partial<ImapSpraySettings> = {}): Intrusion {
  const settings = { ...IMAP_SPRAY, ...given };
  return {
    name: 'imap-spray',
    title: 'Passwords tried on every account over IMAP; two open',
    setUp: (tenant, truth) => run(tenant, truth, settings),
  };
}

function run(tenant: Tenant, truth: IntrusionTruth, settings: ImapSpraySettings): PluginRun {
  const { seed, people } = tenant;
  const begin = beginOf(tenant, settings.day);
  const step = Math.max(1, Math.floor(people.length / settings.opened));
  const opened = people.filter(({ index }) => index % step === 1 % step).slice(0, settings.opened);
  const clients = new Map(opened.map((person, slot) => [person.index, clientOf(seed, truth, person, slot)]));
  const done = new Backwards();
  const from = (person: Person, day: number) => intruderEndpoint(seed, truth.id, day % 3, people[0] ?? person);
  return {
    hour: (hour, _ordinary, emit) => {
      const day = daysSince(begin, hour);
      const inRound = hourOfDay(hour) - ROUND_AT;
      if (day >= 0 && day < settings.rounds && inRound >= 0 && inRound < ROUND_HOURS) {
        for (const person of people) {
          if (person.index % ROUND_HOURS !== inRound) continue;
          const random = new Random(seed, `${truth.id} try`, person.index, day);
          const time = hour + random.below(HOUR);
          const client = clients.get(person.index);
          if (client !== undefined && day === settings.rounds - 1) client.credentialAt(time, from(person, day), emit);
          else emit(attempt(seed, truth.id, person, time, from(person, day)));
        }
      }
      if (day < settings.rounds || hourOfDay(hour) !== FETCH_AT) return [];
      return opened.flatMap((person): readonly Use[] => {
        const client = clients.get(person.index);
        if (client === undefined) return [];
        const random = new Random(seed, truth.id, person.index, hour / DAY);
        const messages = done.next(person.mailbox, random.count(settings.perDay));
        const common = { seed, purpose: truth.id, by: truth.id, client, mailbox: person.mailbox };
        const start = hour + random.below(20 * MINUTE);
        return binds({ ...common, from: from(person, day), start, gap: [2, 12] }, messages, 4);
      });
    },
  };
}

function attempt(seed: number, id: string, person: Person, time: number, from: SignInEvent['from']): SignInEvent {
  const { app, platform } = CLIENT_KINDS.imap;
  const minute = Math.floor(time / MINUTE);
  return {
    kind: 'sign-in',
    time,
    by: id,
    key: hashOf(seed, `${id} attempt`, person.index, minute),
    signInKind: 'interactive',
    id: requestIdOf(seed, `${id} attempt`, person.index, minute),
    correlation: guidOf(seed, `${id} attempt correlation`, person.index, minute),
    person,
    principal: null,
    app,
    resource: EXCHANGE,
    from,
    session: null,
    deviceId: null,
    platform,
    error: WRONG_PASSWORD,
    redirect: false,
    mfa: false,
    incoming: 'none',
    cae: false,
  };
}

function clientOf(seed: number, truth: IntrusionTruth, person: Person, slot: number): SignedInClient {
  const { app, signs, platform } = CLIENT_KINDS.imap;
  return new SignedInClient(seed, truth, { person, app, signs, platform, first: 'interactive', mfa: false, slot });
}
