/**
 * A product that copies every mailbox at night, by itself (app-only). As it should be it takes what is new; an overeager
 * one takes the last weeks again and again, and now and then a whole mailbox.
 */
import type { Mailbox, Use } from '../core/model.ts';
import type { Tenant, Trouble } from '../core/plugin.ts';
import { Random, shareOf } from '../core/random.ts';
import { DAY, HOUR, MINUTE } from '../core/time.ts';
import { THIRD_PARTY } from '../mail/clients.ts';
import { binds, hourOfDay } from '../mail/fetch.ts';
import { AppClient, type ConnectedApp } from '../mail/tokens.ts';
import { hostedEndpoint } from '../people/networks.ts';

export interface BackupSettings {
  readonly application: ConnectedApp;
  /** The newest messages of each mailbox that are copied in a night, on average. */
  readonly perNight: number;
  /** Share of mailboxes that are copied wholly in a night, and the most of their messages. */
  readonly whole: number;
  readonly wholeMost: number;
}

export const BACKUP: BackupSettings = { application: THIRD_PARTY.archiver, perNight: 30, whole: 0, wholeMost: 0 };
export const OVEREAGER: Partial<BackupSettings> = { perNight: 60, whole: 0.005, wholeMost: 20_000 };

/** Hours of the night, UTC; a mailbox has its own. */
const HOURS = [21, 22, 23, 0, 1, 2, 3, 4];

export function backup(given: Partial<BackupSettings> = {}): Trouble {
  const settings = { ...BACKUP, ...given };
  const overeager = settings.whole > 0;
  return {
    name: overeager ? 'overeager-backup' : 'backup',
    title: overeager
      ? 'A backup product copies far more than what is new'
      : 'A backup product copies new mail at night',
    setUp: (tenant) => {
      const client = new AppClient(tenant.seed, settings.application, null);
      return {
        hour: (hour) => {
          const shift = HOURS.indexOf(hourOfDay(hour));
          if (shift < 0) return [];
          return tenant.mailboxes
            .filter(({ index, vendor }) => vendor === 'm365' && index % HOURS.length === shift)
            .flatMap((mailbox) => copy(tenant, settings, client, mailbox, hour));
        },
      };
    },
  };
}

function copy(
  { seed }: Tenant,
  settings: BackupSettings,
  client: AppClient,
  mailbox: Mailbox,
  hour: number,
): readonly Use[] {
  const random = new Random(seed, 'backup', mailbox.index, hour / HOUR);
  const whole = shareOf(seed, 'backup whole', mailbox.index, Math.floor(hour / DAY)) < settings.whole;
  const wanted = whole ? settings.wholeMost : random.count(settings.perNight);
  const count = Math.min(wanted, mailbox.messages);
  const messages = Array.from({ length: count }, (_unused, index) => mailbox.messages - 1 - index);
  const from = hostedEndpoint(seed, settings.application.vendor, Math.floor(hour / HOUR));
  const start = hour + random.below(40 * MINUTE);
  return binds({ seed, purpose: 'backup', by: null, client, from, mailbox, start, gap: [3, 9] }, messages, 20);
}
