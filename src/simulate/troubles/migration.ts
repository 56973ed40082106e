/**
 * Mailboxes are moved by a tool of another vendor, so many each night: it acts by itself, after an administrator let it,
 * and fetches all that is newer than some years from each mailbox once.
 */
import type { AppName, Mailbox, Person, Use } from '../core/model.ts';
import type { Tenant, Trouble } from '../core/plugin.ts';
import { DAY, HOUR, MINUTE } from '../core/time.ts';
import { beginOf, binds, hourOfDay } from '../mail/fetch.ts';
import { AppClient, type ConnectedApp } from '../mail/tokens.ts';
import { hostedEndpoint, officeEndpoint } from '../people/networks.ts';
import { appRole } from '../records/changes.ts';

export interface MigrationSettings {
  /** Null: a third of the way in. */
  readonly day: number | null;
  /** Nights within which every mailbox is moved. */
  readonly nights: number;
  /** The newest messages of each mailbox that are fetched. */
  readonly messages: number;
}

export const MIGRATION: MigrationSettings = { day: null, nights: 12, messages: 1200 };

const APP: AppName = { id: '93c0e7d4-6a1f-4d2b-b5e8-1f7a04c6d9e2', name: 'Causeway Migrator' };
const TOOL: ConnectedApp = {
  app: APP,
  signs: {
    clientInfo: `Client=WebServices;Causeway/7.2[AppId=${APP.id}];`,
    appId: APP.id,
    clientAppId: null,
    shows: { session: 0, token: 0.9 },
    topSession: false,
    named: 1,
  },
  userAgent: 'Causeway/7.2',
  vendor: 6,
};
/** Hours of the night, UTC. */
const HOURS = [20, 21, 22, 23];

export function migration(given: Partial<MigrationSettings> = {}): Trouble {
  const settings = { ...MIGRATION, ...given };
  return {
    name: 'migration',
    title: 'Every mailbox is copied once by a migration tool',
    setUp: (tenant) => {
      const { seed, mailboxes } = tenant;
      const client = new AppClient(seed, TOOL, null);
      const begin = beginOf(tenant, settings.day);
      const moved = mailboxes.filter(({ vendor }) => vendor === 'm365');
      const batches = settings.nights * HOURS.length;
      return {
        hour: (hour, _ordinary, emit) => {
          if (hour === begin + 9 * HOUR) emit(permission(tenant, client, hour + 5 * MINUTE));
          const night = Math.floor((hour - begin) / DAY);
          const shift = HOURS.indexOf(hourOfDay(hour));
          if (night < 0 || night >= settings.nights || shift < 0) return [];
          const batch = night * HOURS.length + shift;
          return moved
            .filter((_mailbox, order) => order % batches === batch)
            .flatMap((mailbox) => move(seed, settings, client, mailbox, hour));
        },
      };
    },
  };
}

function move(
  seed: number,
  settings: MigrationSettings,
  client: AppClient,
  mailbox: Mailbox,
  hour: number,
): readonly Use[] {
  const count = Math.min(settings.messages, mailbox.messages);
  const messages = Array.from({ length: count }, (_unused, index) => mailbox.messages - count + index);
  const from = hostedEndpoint(seed, TOOL.vendor, mailbox.index);
  const start = hour + (mailbox.index % 40) * MINUTE;
  return binds({ seed, purpose: 'migration', by: null, client, from, mailbox, start, gap: [2, 20] }, messages, 20);
}

function permission({ seed, id, people }: Tenant, client: AppClient, time: number) {
  const actor = people.at(-1) as Person;
  const from = officeEndpoint(seed, actor.office, time);
  const occasion = { seed, tenant: id, time, by: null, actor, from, purpose: 'migration', number: 1 };
  return appRole(occasion, APP, client.caller.userId, 'full_access_as_app');
}
