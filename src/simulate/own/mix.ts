/** Lets an intrusion happen in a tenant that exists, and writes what its logs would hold of it: as records of their own. */
import { mkdirSync } from 'node:fs';
import { LetterlockError } from '../../errors.ts';
import type { LogKind } from '../../facts/index.ts';
import { DEFAULT_FORMATS } from '../core/options.ts';
import type { Intrusion } from '../core/plugin.ts';
import { DAY, HOUR } from '../core/time.ts';
import type { IntrusionSummary } from '../core/truth.ts';
import { COLLECTION } from '../core/world.ts';
import { Stage } from '../stage.ts';
import type { KnownTenant } from './known.ts';
import { ownPeople } from './tenant.ts';

export interface MixOptions {
  readonly tenant: KnownTenant;
  readonly intrusion: Intrusion;
  readonly seed: number;
  /** Does not exist yet. Holds `logs/` and `truth/` afterwards. */
  readonly folder: string;
  readonly signal?: AbortSignal | undefined;
}

export interface Mixed {
  readonly intrusion: IntrusionSummary;
  /** Records that were written, and those that went to logs or times that are not here: by kind of log. */
  readonly records: ReadonlyMap<LogKind, number>;
  readonly uncollected: ReadonlyMap<LogKind, number>;
}

/** Hours between two breaths: signals get their turn. */
const BREATH = 48;

/** Days of the logs that are looked at, the last ones: an intrusion needs no more past to begin in. */
const MOST_DAYS = 120;

/** The days in which an intrusion is laid, whole ones, the last of the logs included. */
export function spanOf({ from, to }: Pick<KnownTenant, 'from' | 'to'>): {
  readonly start: number;
  readonly end: number;
} {
  const end = (Math.floor(to / DAY) + 1) * DAY;
  return { start: Math.max(Math.floor(from / DAY) * DAY, end - MOST_DAYS * DAY), end };
}

/** @throws LetterlockError `interrupted` where `signal` is aborted; what is written is not whole then. */
export async function mixIntrusion({ tenant, intrusion, seed, folder, signal }: MixOptions): Promise<Mixed> {
  const { id, domain, vendor, covered, linkable, signIns } = tenant;
  mkdirSync(folder, { recursive: true });
  const stage = new Stage({
    context: {
      seed,
      tenant: id,
      domain,
      linkable,
      signIns,
      marked: true,
      ...(vendor === 'google' ? { customer: id } : {}),
    },
    covers: (log, time) => {
      const span = covered.get(log);
      return span !== undefined && time >= span.from && time <= span.to;
    },
    // Nothing is lost: whether an intrusion is seen should not rest on the luck of a few records.
    delivery: { ...COLLECTION, audit: sure(COLLECTION.audit), signIns: sure(COLLECTION.signIns) },
    collectedAt: Number.POSITIVE_INFINITY,
    formats: DEFAULT_FORMATS,
    folder,
  });
  try {
    const { people, mailboxes, reach } = ownPeople(seed, tenant);
    const { start, end } = spanOf(tenant);
    stage.begin({ seed, id, domain, start, end, people, mailboxes, audit: stage.audit }, [], [intrusion]);
    for (let hour = start, done = 1; hour <= tenant.to; hour += HOUR, done += 1) {
      reach(hour);
      stage.hour(hour, [], () => {});
      if (done % BREATH === 0) await new Promise((next) => setImmediate(next));
      if (signal?.aborted === true) throw new LetterlockError('interrupted', { phase: 'mixing' });
    }
    stage.finish();
  } catch (error) {
    stage.abandon();
    throw error;
  }
  const [summary] = stage.truth.summaries();
  if (summary === undefined) throw new TypeError('the intrusion has no truth');
  return { intrusion: summary, records: stage.collected, uncollected: stage.uncollected };
}

function sure<Settings extends { readonly lost: number }>(settings: Settings): Settings {
  return { ...settings, lost: 0 };
}
