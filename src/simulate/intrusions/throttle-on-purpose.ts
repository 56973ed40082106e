/**
 * Mailbox audit is made to go silent before anything is taken: messages nobody cares for are fetched one by one, through
 * several addresses, so that each makes a record of its own; after a thousand records none are written for a day. What is
 * wanted is taken then. Source: learn.microsoft.com/purview/audit-log-investigate-accounts (throttling).
 */
import type { Use } from '../core/model.ts';
import type { Intrusion, IntrusionTruth, PluginRun, Tenant } from '../core/plugin.ts';
import { HOUR, MINUTE } from '../core/time.ts';
import { AGGREGATION, THROTTLE_RECORDS } from '../mail/audit.ts';
import { CLIENT_KINDS } from '../mail/clients.ts';
import { Backwards, beginOf, binds } from '../mail/fetch.ts';
import { intruderEndpoint } from './common.ts';
import { SignedInClient } from './signed-in.ts';

export interface ThrottleOnPurposeSettings {
  readonly victim: number;
  /** Null: a third of the way in. */
  readonly day: number | null;
  /** Addresses through which records are made. */
  readonly addresses: number;
  /** Messages taken once it is silent. */
  readonly messages: number;
}

export const THROTTLE_ON_PURPOSE: ThrottleOnPurposeSettings = { victim: 4, day: null, addresses: 8, messages: 3000 };

/** Between two fetches of one address: the next stands in a new record. */
const STEP = AGGREGATION + 5000;
const BATCH = 50;

export function throttleOnPurpose(given: Partial<ThrottleOnPurposeSettings> = {}): Intrusion {
  const settings = { ...THROTTLE_ON_PURPOSE, ...given };
  return {
    name: 'throttle-on-purpose',
    title: 'Mailbox audit tripped into silence, then the mailbox taken',
    setUp: (tenant, truth) => run(tenant, truth, settings),
  };
}

function run(tenant: Tenant, truth: IntrusionTruth, settings: ThrottleOnPurposeSettings): PluginRun {
  const { seed, people } = tenant;
  const person = people[settings.victim % people.length];
  if (person === undefined) return {};
  const { app, signs, platform } = CLIENT_KINDS['new-outlook'];
  const client = new SignedInClient(seed, truth, {
    person,
    app,
    signs,
    platform,
    first: 'interactive',
    mfa: true,
    slot: 0,
  });
  const begin = beginOf(tenant, settings.day) + 3 * HOUR;
  const perHour = Math.floor(HOUR / STEP);
  const tripping = Math.ceil((THROTTLE_RECORDS * 1.1) / (perHour * settings.addresses));
  const taken = new Backwards();
  const common = { seed, purpose: truth.id, by: truth.id, client, mailbox: person.mailbox } as const;
  /** The oldest messages, one a record. */
  const trip = (hour: number, round: number): readonly Use[] =>
    Array.from({ length: settings.addresses }, (_unused, which) => which).flatMap((which) => {
      const first = (round * settings.addresses + which) * perHour;
      const messages = Array.from({ length: perHour }, (_unused, index) => first + index);
      const from = intruderEndpoint(seed, truth.id, which, person);
      const gap = [STEP / 1000, STEP / 1000] as const;
      return binds({ ...common, from, start: hour + which * 7000, gap }, messages, 1);
    });
  const take = (hour: number): readonly Use[] => {
    truth.note(hour, 'mailbox audit is held to be silent: messages are taken', { messageCount: settings.messages });
    const from = intruderEndpoint(seed, truth.id, settings.addresses, person);
    const messages = taken.next(person.mailbox, settings.messages);
    return binds({ ...common, from, start: hour + 5 * MINUTE, gap: [10, 40] }, messages, BATCH);
  };
  return {
    hour: (hour) => {
      const round = Math.floor((hour - begin) / HOUR);
      if (round < 0 || round > tripping) return [];
      return round < tripping ? trip(hour, round) : take(hour);
    },
  };
}
