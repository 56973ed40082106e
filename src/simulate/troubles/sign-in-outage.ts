/**
 * The vendor loses the sign-ins of some hours, in all their logs, and mailbox audit of that day comes a day late: tokens
 * were issued that no ledger holds, in everybody's name at once.
 */
import type { Trouble } from '../core/plugin.ts';
import { DAY, HOUR } from '../core/time.ts';
import { beginOf } from '../mail/fetch.ts';

export interface SignInOutageSettings {
  /** Null: a third of the way in. */
  readonly day: number | null;
  /** First hour of the day, UTC, and hours that are lost. */
  readonly fromHour: number;
  readonly hours: number;
}

export const SIGN_IN_OUTAGE: SignInOutageSettings = { day: null, fromHour: 7, hours: 6 };

export function signInOutage(given: Partial<SignInOutageSettings> = {}): Trouble {
  const { day, fromHour, hours } = { ...SIGN_IN_OUTAGE, ...given };
  return {
    name: 'sign-in-outage',
    title: 'The vendor loses the sign-ins of some hours',
    setUp: (tenant) => {
      const midnight = beginOf(tenant, day);
      const from = midnight + fromHour * HOUR;
      const to = from + hours * HOUR;
      return {
        keeps: ({ time }, log) => !(log.startsWith('signin-') && time >= from && time < to),
        delays: ({ time }, log) => (log === 'mailbox-audit' && time >= midnight && time < midnight + DAY ? DAY : 0),
      };
    },
  };
}
