/**
 * A token that was issued to its rightful user is taken from her machine and shown again from elsewhere, until it runs
 * out. The ledgers know it; only the network, and what it is used for, are not hers.
 */
import type { Client, Credential, Person, Program, Use } from '../core/model.ts';
import type { Intrusion, IntrusionTruth, PluginRun, Tenant } from '../core/plugin.ts';
import { Random } from '../core/random.ts';
import { DAY, HOUR, MINUTE } from '../core/time.ts';
import { messagesIn } from '../mail/messages.ts';
import { programsOf } from '../people/population.ts';
import { intruderEndpoint } from './common.ts';

export interface StolenTokenSettings {
  /** Index of the victim; null: whoever first holds a token, from the third person on. */
  readonly victim: number | null;
  /** Day of the simulation on which it is taken. */
  readonly day: number;
  /** Messages that are fetched. */
  readonly messages: number;
}

export const STOLEN_TOKEN: StolenTokenSettings = { victim: null, day: 8, messages: 120 };

export function stolenToken(given: Partial<StolenTokenSettings> = {}): Intrusion {
  const settings = { ...STOLEN_TOKEN, ...given };
  return {
    name: 'stolen-token',
    title: 'A token of one user, replayed from elsewhere until it runs out',
    setUp: (tenant, truth) => run(tenant, truth, settings),
  };
}

function run(tenant: Tenant, truth: IntrusionTruth, settings: StolenTokenSettings): PluginRun {
  let taken = false;
  return {
    hour: (hour) => {
      if (taken || hour < tenant.start + settings.day * DAY + 8 * HOUR) return [];
      const found = findToken(tenant, settings, hour);
      if (found === null) return [];
      taken = true;
      return replay(tenant, truth, settings, found, hour);
    },
  };
}

interface Found {
  readonly person: Person;
  readonly program: Program;
  readonly credential: Credential;
}

/** The program whose token is good for the longest, of those that are good for half an hour at least. */
function findToken(tenant: Tenant, settings: StolenTokenSettings, hour: number): Found | null {
  const people =
    settings.victim === null ? tenant.people.slice(2) : tenant.people.slice(settings.victim, settings.victim + 1);
  for (const person of people) {
    const programs = programsOf(person).filter(({ heldUntil }) => heldUntil > hour + HOUR / 2);
    const program = programs.sort((a, b) => b.heldUntil - a.heldUntil)[0];
    const credential = program?.peek(hour) ?? null;
    if (program !== undefined && credential !== null) return { person, program, credential };
  }
  return null;
}

function replay(
  tenant: Tenant,
  truth: IntrusionTruth,
  settings: StolenTokenSettings,
  found: Found,
  hour: number,
): readonly Use[] {
  const { person, program, credential } = found;
  const { token, session, issuedAt } = credential;
  const until = program.heldUntil;
  if (token !== null) {
    truth.token({
      token,
      session,
      issuedAt: issuedAt ?? hour,
      until,
      how: 'stolen',
      ledger: 'signin-noninteractive',
      user: person.upn,
      app: program.kind.app.id,
    });
  }
  const client: Client = {
    caller: program.caller,
    signs: { ...program.signs, clientInfo: 'Client=REST;;' },
    credentialAt: () => credential,
  };
  const random = new Random(tenant.seed, truth.id);
  const from = intruderEndpoint(tenant.seed, truth.id, 0, person);
  const inbox = messagesIn(tenant.seed, person.mailbox, 0).slice(-settings.messages);
  const uses: Use[] = [];
  let time = hour + random.below(10 * MINUTE);
  for (let at = 0; at < inbox.length && time < until; at += 5) {
    uses.push({
      kind: 'bind',
      time,
      client,
      from,
      by: truth.id,
      key: random.word(),
      mailbox: person.mailbox,
      messages: inbox.slice(at, at + 5),
    });
    time += random.between(5, 60) * 1000;
  }
  return uses;
}
