/**
 * A new application, consented to by the administrator for the whole organisation, comes into everybody's use within days:
 * it fetches mail over Graph from its vendor's network, with tokens that stand in the ledgers.
 */
import type { AppName, Person } from '../core/model.ts';
import type { Tenant, Trouble } from '../core/plugin.ts';
import { Random, shareOf } from '../core/random.ts';
import { DAY, HOUR, MINUTE } from '../core/time.ts';
import { GRAPH } from '../mail/clients.ts';
import { beginOf } from '../mail/fetch.ts';
import { AppClient, type ConnectedApp } from '../mail/tokens.ts';
import { officeEndpoint } from '../people/networks.ts';
import { consent } from '../records/changes.ts';

export interface NewApplicationSettings {
  /** Null: a third of the way in. */
  readonly day: number | null;
  /** Days within which everybody has it. */
  readonly days: number;
}

export const NEW_APPLICATION: NewApplicationSettings = { day: null, days: 3 };

const APP: AppName = { id: '7d1b52c9-0f3e-4a86-9c47-e2a95d18b603', name: 'Meridian Meeting Notes' };
const PROGRAM: ConnectedApp = {
  app: APP,
  signs: {
    clientInfo: 'Client=REST;;',
    appId: GRAPH.id,
    clientAppId: APP.id,
    shows: { session: 0.9, token: 0.97 },
    topSession: false,
    named: 1,
  },
  userAgent: 'meridian/1.0',
  vendor: 5,
};

export function newApplication(given: Partial<NewApplicationSettings> = {}): Trouble {
  const settings = { ...NEW_APPLICATION, ...given };
  return {
    name: 'new-application',
    title: 'A new application is rolled out to all',
    setUp: (tenant) => {
      const begin = beginOf(tenant, settings.day) + 8 * HOUR;
      const waiting = new Set(tenant.people.filter(({ mailbox }) => mailbox.vendor === 'm365'));
      return {
        hour: (hour, _ordinary, emit) => {
          if (hour === begin) emit(consentOf(tenant, hour + 20 * MINUTE));
          for (const person of waiting) {
            const from = begin + HOUR + shareOf(tenant.seed, 'roll-out', person.index) * settings.days * DAY;
            if (hour < from) continue;
            person.clients.push(new AppClient(tenant.seed, PROGRAM, person));
            waiting.delete(person);
          }
          return [];
        },
      };
    },
  };
}

function consentOf({ seed, id, people }: Tenant, time: number) {
  const actor = people.at(-1) as Person;
  const principal = new AppClient(seed, PROGRAM, null).caller.userId;
  const number = new Random(seed, 'roll-out').word();
  const from = officeEndpoint(seed, actor.office, time);
  const occasion = { seed, tenant: id, time, by: null, actor, from, purpose: 'roll-out', number };
  return consent(occasion, { app: APP, principal, scopes: 'Mail.Read Calendars.Read User.Read', everybody: true });
}
