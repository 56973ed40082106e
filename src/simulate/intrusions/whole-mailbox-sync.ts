/**
 * A mail program elsewhere is set up with somebody's password and takes whole mailboxes: every folder is synchronised in
 * the evening, and again on the days after. The logs name folders, never messages.
 */
import type { Person, Use } from '../core/model.ts';
import type { Intrusion, IntrusionTruth, PluginRun, Tenant } from '../core/plugin.ts';
import { HOUR, MINUTE } from '../core/time.ts';
import { CLIENT_KINDS } from '../mail/clients.ts';
import { beginOf, daysSince, hourOfDay, syncs } from '../mail/fetch.ts';
import { intruderEndpoint } from './common.ts';
import { SignedInClient } from './signed-in.ts';

export interface WholeMailboxSyncSettings {
  /** Index of the first victim, and how many follow. */
  readonly victim: number;
  readonly victims: number;
  /** Day of the first sync, null: a third of the way in; and how many days it goes on. */
  readonly day: number | null;
  readonly days: number;
}

export const WHOLE_MAILBOX_SYNC: WholeMailboxSyncSettings = { victim: 3, victims: 2, day: null, days: 4 };

const EVENING = 20;

export function wholeMailboxSync(given: Partial<WholeMailboxSyncSettings> = {}): Intrusion {
  const settings = { ...WHOLE_MAILBOX_SYNC, ...given };
  return {
    name: 'whole-mailbox-sync',
    title: 'Whole mailboxes taken by a mail program that synchronises every folder',
    setUp: (tenant, truth) => run(tenant, truth, settings),
  };
}

function run(tenant: Tenant, truth: IntrusionTruth, settings: WholeMailboxSyncSettings): PluginRun {
  const { seed, people } = tenant;
  const begin = beginOf(tenant, settings.day);
  const victims = people.slice(settings.victim, settings.victim + settings.victims);
  const programs = victims.map((person, slot) => ({ person, client: programOf(seed, truth, person, slot), slot }));
  return {
    hour: (hour) => {
      const day = daysSince(begin, hour);
      if (day < 0 || day >= settings.days || hourOfDay(hour) !== EVENING) return [];
      return programs.flatMap(({ person, client, slot }): readonly Use[] =>
        syncs({
          seed,
          purpose: truth.id,
          by: truth.id,
          client,
          from: intruderEndpoint(seed, truth.id, slot, person),
          mailbox: person.mailbox,
          start: hour + slot * 10 * MINUTE,
          gap: [5, 40],
        }).filter(({ time }) => time < hour + HOUR),
      );
    },
  };
}

function programOf(seed: number, truth: IntrusionTruth, person: Person, slot: number): SignedInClient {
  const { app, signs, platform } = CLIENT_KINDS['outlook-desktop'];
  return new SignedInClient(seed, truth, { person, app, signs, platform, first: 'interactive', mfa: false, slot });
}
