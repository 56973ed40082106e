/** A world: whose tenant it is, what troubles and intrusions it meets, and what of its logs somebody collected. */
import type { LogKind } from '../../facts/index.ts';
import type { ActivityRates } from '../people/activity.ts';
import type { PopulationSettings } from '../people/population.ts';
import type { Intrusion, Trouble } from './plugin.ts';

/** How records come to whoever collects them. */
export interface DeliverySettings {
  /** Minutes until a record is there: usual, and the most of those that are not late. */
  readonly usualMinutes: number;
  readonly mostMinutes: number;
  /** Share that comes up to three days late. */
  readonly late: number;
  /** Share that comes twice, the second time up to five days later. */
  readonly repeated: number;
  /** Share that never comes. */
  readonly lost: number;
}

export interface Collection {
  /** Kinds of logs that were collected; `people` adds a list of who is who. */
  readonly logs: readonly LogKind[];
  /** Sign-ins of the last so many days only; null: of all. */
  readonly signInDays: number | null;
  /** What records can carry: `2023` knows neither token identifiers nor sessions in sign-in logs. */
  readonly identifiers: 'today' | '2023';
  readonly audit: DeliverySettings;
  readonly signIns: DeliverySettings;
  /** Share of refreshes that the unified audit log shows, too. */
  readonly refreshesInAudit: number;
}

export interface World {
  /** Short, kebab-case: `--world`. */
  readonly name: string;
  readonly title: string;
  /** One or two sentences: what it is for. */
  readonly about: string;
  /** Mailboxes of this tenant, whatever is asked for; as asked where it is not given. */
  readonly mailboxes?: number;
  readonly population?: Partial<PopulationSettings>;
  readonly activity?: Partial<ActivityRates>;
  readonly collection?: Partial<Collection>;
  readonly troubles?: readonly Trouble[];
  readonly intrusions?: readonly Intrusion[];
}

export const COLLECTION: Collection = {
  logs: [
    'mailbox-audit',
    'exchange-admin',
    'directory-audit',
    'signin-interactive',
    'signin-noninteractive',
    'signin-service-principal',
    'signin-adfs',
    'signin-ual',
    'owa-auth',
    'graph-activity',
    'google-login',
    'google-token',
    'google-gmail',
    'google-other',
    'people',
  ],
  signInDays: null,
  identifiers: 'today',
  audit: { usualMinutes: 45, mostMinutes: 90, late: 0.004, repeated: 0.01, lost: 0.0002 },
  signIns: { usualMinutes: 5, mostMinutes: 30, late: 0.002, repeated: 0.003, lost: 0.0005 },
  refreshesInAudit: 0.3,
};
