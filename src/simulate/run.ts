/** Lets a world run, hour by hour: what happens is carried out in the order of time, logged, delivered and written. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LetterlockError } from '../errors.ts';
import type { LogKind } from '../facts/index.ts';
import { guidOf } from './core/identifiers.ts';
import type { Use } from './core/model.ts';
import type { Format } from './core/options.ts';
import type { Tenant } from './core/plugin.ts';
import { DAY, HOUR, isoSecond } from './core/time.ts';
import type { IntrusionSummary } from './core/truth.ts';
import { COLLECTION, type Collection, type World } from './core/world.ts';
import { ACTIVITY, OrdinaryLife } from './people/activity.ts';
import { Administration } from './people/administration.ts';
import { POPULATION, populate } from './people/population.ts';
import { Stage } from './stage.ts';
import type { Covers } from './writers/delivery.ts';
import type { Written } from './writers/rolling-file.ts';
import { writePeople } from './writers/side-files.ts';

export interface RunOptions {
  readonly world: World;
  readonly seed: number;
  readonly mailboxes: number;
  readonly days: number;
  /** Milliseconds since 1970; the start of a day, UTC. */
  readonly start: number;
  readonly formats: readonly Format[];
  /** An existing, empty folder. */
  readonly folder: string;
  /**
   * When somebody collects the logs, milliseconds since 1970: what would arrive later is not there, and the world runs no
   * further. All else is the same, byte for byte, but for sign-ins that are kept for some days only: those days end then.
   */
  readonly collectedAt?: number | undefined;
  /** Called once a simulated hour. */
  readonly onHour?: (done: number, total: number, records: number) => void;
  readonly signal?: AbortSignal;
}

/** What `truth.json` says, and what `simulate` gives back. Times ISO 8601, UTC. */
export interface SimulationSummary {
  readonly schemaVersion: 1;
  readonly world: string;
  readonly title: string;
  readonly seed: number;
  readonly tenant: string;
  readonly from: string;
  readonly to: string;
  readonly people: number;
  readonly mailboxes: number;
  /** Records that were collected, repeated ones included, by kind of log. */
  readonly records: Readonly<Partial<Record<LogKind, number>>>;
  readonly troubles: readonly { readonly name: string; readonly title: string }[];
  readonly intrusions: readonly IntrusionSummary[];
  /** Benign tokens that were issued and stand in no ledger. */
  readonly benignTokensWithoutIssuance: Readonly<Record<string, number>>;
  readonly files: readonly Written[];
}

/** Hours between two breaths: signals and timers get their turn. */
const BREATH = 6;

export async function runWorld(options: RunOptions): Promise<SimulationSummary> {
  const run = new Run(options);
  try {
    return await run.toEnd();
  } catch (error) {
    run.abandon();
    throw error;
  }
}

class Run {
  readonly #options: RunOptions;
  readonly #end: number;
  readonly #collectedAt: number;
  readonly #tenant: Tenant;
  readonly #collection: Collection;
  readonly #life: OrdinaryLife;
  readonly #administration: Administration;
  readonly #stage: Stage;

  constructor(options: RunOptions) {
    const { seed, start, world, folder, formats } = options;
    this.#options = options;
    this.#end = start + options.days * DAY;
    this.#collectedAt = options.collectedAt ?? Number.POSITIVE_INFINITY;
    this.#collection = { ...COLLECTION, ...world.collection };
    const population = { ...POPULATION, ...world.population };
    const id = guidOf(seed, 'tenant');
    const linkable = this.#collection.identifiers === 'today';
    this.#stage = new Stage({
      context: { seed, tenant: id, domain: population.domain, linkable },
      covers: coverOf(this.#collection, Math.min(this.#end, this.#collectedAt)),
      delivery: this.#collection,
      collectedAt: this.#collectedAt,
      formats,
      folder,
    });
    this.#tenant = {
      seed,
      id,
      domain: population.domain,
      start,
      end: this.#end,
      audit: this.#stage.audit,
      ...populate(seed, world.mailboxes ?? options.mailboxes, population, start),
    };
    this.#life = new OrdinaryLife(seed, { ...ACTIVITY, ...world.activity });
    this.#administration = new Administration(seed, id, this.#tenant.people);
    this.#stage.begin(this.#tenant, world.troubles ?? [], world.intrusions ?? []);
  }

  async toEnd(): Promise<SimulationSummary> {
    const { start, onHour, signal } = this.#options;
    const until = Math.min(this.#end, this.#collectedAt);
    const total = Math.ceil((until - start) / HOUR);
    for (let hour = start, done = 0; hour < until; hour += HOUR) {
      this.#stage.hour(hour, this.#planned(hour), (emit) => this.#administration.hour(hour, emit));
      done += 1;
      onHour?.(done, total, this.#records());
      if (done % BREATH === 0) await new Promise((next) => setImmediate(next));
      if (signal?.aborted === true) throw new LetterlockError('interrupted', { phase: 'simulating' });
    }
    return this.#summary(this.#stage.finish());
  }

  abandon(): void {
    this.#stage.abandon();
  }

  #planned(hour: number): readonly Use[] {
    const { people, mailboxes } = this.#tenant;
    return [...this.#life.arrive(mailboxes, people, hour), ...people.flatMap((person) => this.#life.act(person, hour))];
  }

  #records(): number {
    let sum = 0;
    for (const count of this.#stage.collected.values()) sum += count;
    return sum;
  }

  #summary(written: readonly Written[]): SimulationSummary {
    const { world, seed, start, folder } = this.#options;
    const people = this.#collection.logs.includes('people') ? [writePeople(folder, this.#tenant)] : [];
    const summary: SimulationSummary = {
      schemaVersion: 1,
      world: world.name,
      title: world.title,
      seed,
      tenant: this.#tenant.id,
      from: isoSecond(start),
      to: isoSecond(Math.min(this.#end, this.#collectedAt)),
      people: this.#tenant.people.length,
      mailboxes: this.#tenant.mailboxes.length,
      records: Object.fromEntries([...this.#stage.collected].sort(([a], [b]) => (a < b ? -1 : 1))),
      troubles: (world.troubles ?? []).map(({ name, title }) => ({ name, title })),
      intrusions: this.#stage.truth.summaries(),
      benignTokensWithoutIssuance: this.#stage.truth.benign,
      files: [...written, ...people].sort((a, b) => (a.path < b.path ? -1 : 1)),
    };
    writeFileSync(join(folder, 'truth', 'truth.json'), `${JSON.stringify(summary, null, 2)}\n`);
    return summary;
  }
}

/** Whether the logs that somebody collects, up to `end`, hold what happened at a time. */
function coverOf({ logs, signInDays }: Collection, end: number): Covers {
  const kept = new Set(logs);
  const signInsFrom = signInDays === null ? Number.NEGATIVE_INFINITY : end - signInDays * DAY;
  return (log, time) => kept.has(log) && (!ENTRA_SIGN_INS.has(log) || time >= signInsFrom);
}

/** Sign-ins that Entra keeps for so many days only; those in the unified audit log it keeps for as long as all else. */
const ENTRA_SIGN_INS: ReadonlySet<LogKind> = new Set([
  'signin-interactive',
  'signin-noninteractive',
  'signin-service-principal',
  'signin-adfs',
]);
