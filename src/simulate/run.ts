/** Lets a world run, hour by hour: what happens is carried out in the order of time, logged, delivered and written. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LetterlockError } from '../errors.ts';
import type { LogKind } from '../facts/index.ts';
import { guidOf } from './core/identifiers.ts';
import type { AccessEvent, Credential, Emit, LogEvent, Use } from './core/model.ts';
import type { Format } from './core/options.ts';
import type { PluginRun, Tenant } from './core/plugin.ts';
import { hashOf } from './core/random.ts';
import { DAY, HOUR, isoSecond } from './core/time.ts';
import { type IntrusionSummary, type Logged, Truth } from './core/truth.ts';
import { COLLECTION, type Collection, type World } from './core/world.ts';
import { MailboxAudit } from './mail/audit.ts';
import { messageId, messagesIn } from './mail/messages.ts';
import { ACTIVITY, OrdinaryLife } from './people/activity.ts';
import { Administration } from './people/administration.ts';
import { POPULATION, populate } from './people/population.ts';
import { Delivery } from './writers/delivery.ts';
import { LogWriters } from './writers/formats.ts';
import type { Written } from './writers/rolling-file.ts';
import { TruthFile, writePeople } from './writers/side-files.ts';

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
  readonly #tenant: Tenant;
  readonly #collection: Collection;
  readonly #life: OrdinaryLife;
  readonly #administration: Administration;
  readonly #runs: readonly PluginRun[];
  readonly #writers: LogWriters;
  readonly #delivery: Delivery;
  readonly #truth: Truth;
  readonly #truthFile: TruthFile;
  #pending: Use[] = [];

  constructor(options: RunOptions) {
    const { seed, start, world, folder } = options;
    this.#options = options;
    this.#end = start + options.days * DAY;
    this.#collection = { ...COLLECTION, ...world.collection };
    this.#truthFile = new TruthFile(folder);
    this.#truth = new Truth({
      write: (line) => this.#truthFile.line(line),
      messageId: (mailbox, number) => messageId(seed, mailbox, number),
      messagesIn: (mailbox, folderIndex) => messagesIn(seed, mailbox, folderIndex),
    });
    const population = { ...POPULATION, ...world.population };
    const audit = new MailboxAudit(seed, this.#emit, (use, credential, messages, why) =>
      this.#truth.silent(use, credential, messages, why),
    );
    this.#tenant = {
      seed,
      id: guidOf(seed, 'tenant'),
      domain: population.domain,
      start,
      end: this.#end,
      audit,
      ...populate(seed, world.mailboxes ?? options.mailboxes, population, start),
    };
    this.#life = new OrdinaryLife(seed, { ...ACTIVITY, ...world.activity });
    this.#administration = new Administration(seed, this.#tenant.id, this.#tenant.people);
    this.#runs = this.#setUp();
    const context = {
      seed,
      tenant: this.#tenant.id,
      domain: population.domain,
      linkable: this.#collection.identifiers === 'today',
    };
    this.#writers = new LogWriters(folder, context, options.formats);
    this.#delivery = new Delivery(seed, this.#collection, this.#end, this.#runs, this.#writers);
  }

  async toEnd(): Promise<SimulationSummary> {
    const { start, onHour, signal } = this.#options;
    const total = (this.#end - start) / HOUR;
    for (let hour = start, done = 0; hour < this.#end; hour += HOUR) {
      this.#hour(hour);
      done += 1;
      onHour?.(done, total, this.#records());
      if (done % BREATH === 0) await new Promise((next) => setImmediate(next));
      if (signal?.aborted === true) throw new LetterlockError('interrupted', { phase: 'simulating' });
    }
    this.#tenant.audit.settle(this.#tenant.mailboxes, Number.POSITIVE_INFINITY);
    this.#delivery.writeUntil(Number.POSITIVE_INFINITY);
    this.#writers.close();
    return this.#finish();
  }

  abandon(): void {
    this.#writers.abandon();
    this.#truthFile.close();
  }

  /** Troubles first, then intrusions: an intruder finds the tenant as it is. */
  #setUp(): readonly PluginRun[] {
    const { troubles = [], intrusions = [] } = this.#options.world;
    return [
      ...troubles.map((trouble) => trouble.setUp(this.#tenant, (token) => this.#truth.benignToken(token))),
      ...intrusions.map((intrusion, index) => intrusion.setUp(this.#tenant, this.#truth.begin(intrusion, index + 1))),
    ];
  }

  #hour(hour: number): void {
    const { people, mailboxes, audit } = this.#tenant;
    const planned = [
      ...this.#life.arrive(mailboxes, people, hour),
      ...people.flatMap((person) => this.#life.act(person, hour)),
    ];
    const ordinary = this.#runs.some(({ reroute }) => reroute !== undefined)
      ? planned.map((use) => this.#rerouted(use))
      : planned;
    const others = this.#runs.flatMap((run) => run.hour?.(hour, ordinary, this.#emit) ?? []);
    const all = [...this.#pending, ...ordinary, ...others];
    this.#administration.hour(hour, this.#emit);
    const until = hour + HOUR;
    this.#pending = all.filter((use) => use.time >= until);
    // Sorting is stable: at one moment ordinary life comes first, in its own order.
    for (const use of all.filter((one) => one.time < until).sort((a, b) => a.time - b.time)) this.#carryOut(use);
    audit.settle(mailboxes, until);
    this.#delivery.writeUntil(until);
  }

  #rerouted(use: Use): Use {
    for (const run of this.#runs) {
      const from = run.reroute?.(use) ?? null;
      if (from !== null) return { ...use, from };
    }
    return use;
  }

  #carryOut(use: Use): void {
    const { client, from, time, by, key } = use;
    const credential = client.credentialAt(time, from, this.#emit);
    const common = () => ({ time, by, key, caller: client.caller, signs: client.signs, from, credential });
    switch (use.kind) {
      case 'bind':
      case 'sync':
        if (use.mailbox.vendor === 'google') this.#atGoogle(use, credential);
        else this.#tenant.audit.access(use, credential);
        return;
      case 'send':
        if (use.mailbox.vendor === 'm365')
          this.#emit({
            kind: 'send',
            id: this.#id('send', key, time),
            mailbox: use.mailbox,
            recipients: use.recipients,
            ...common(),
          });
        return;
      case 'graph':
        this.#emit({
          kind: 'graph',
          id: this.#id('graph', key, time),
          method: use.method,
          uri: use.uri,
          bytes: use.bytes,
          scopes: use.scopes,
          ...common(),
        });
        return;
      default:
        use satisfies never;
    }
  }

  /** Google logs every message that is opened, each by itself. */
  #atGoogle(use: Extract<Use, { kind: 'bind' | 'sync' }>, credential: Credential): void {
    const person = this.#tenant.people[use.mailbox.index];
    if (person === undefined || use.kind === 'sync') return;
    const { time, by, from, mailbox, client } = use;
    for (const [index, message] of use.messages.entries()) {
      const key = hashOf(use.key, 'google message', index, message);
      const id = this.#id('google', key, time);
      const access: AccessEvent = {
        kind: 'access',
        id,
        access: 'bind',
        time,
        by,
        key,
        mailbox,
        caller: client.caller,
        signs: client.signs,
        from,
        credential,
        messages: [message],
        folder: 0,
        throttled: false,
      };
      this.#emit({
        kind: 'google',
        application: 'gmail',
        name: 'delivery',
        type: 'delivery_type',
        time,
        by,
        key,
        person,
        from,
        parameters: [],
        access,
      });
    }
  }

  readonly #emit: Emit = (event: LogEvent): void => {
    const arrivals = this.#delivery.take(event);
    const logged = (log: LogKind): Logged => arrivals.get(log) ?? 'not-collected';
    if (event.kind === 'access') this.#truth.record(event, logged('mailbox-audit'));
    else if (event.kind === 'google' && event.access !== null) this.#truth.record(event.access, logged('google-gmail'));
    else if (event.kind === 'sign-in' && event.by === null && event.error === 0 && !event.redirect) {
      const lost = [...arrivals.values()].includes('lost') && ![...arrivals.values()].includes('yes');
      if (lost)
        this.#truth.benignToken({
          token: event.id,
          issuedAt: event.time,
          user: event.person?.upn ?? null,
          app: event.app.id,
          why: 'row-lost',
        });
    }
  };

  #id(what: string, key: number, time: number): string {
    return guidOf(this.#options.seed, `${what} record`, key, Math.floor(time / 1000));
  }

  #records(): number {
    let sum = 0;
    for (const count of this.#delivery.counts.values()) sum += count;
    return sum;
  }

  #finish(): SimulationSummary {
    const { world, seed, start, folder } = this.#options;
    const files = [...this.#writers.written];
    if (this.#collection.logs.includes('people')) files.push(writePeople(folder, this.#tenant));
    files.push(this.#truthFile.finish());
    const summary: SimulationSummary = {
      schemaVersion: 1,
      world: world.name,
      title: world.title,
      seed,
      tenant: this.#tenant.id,
      from: isoSecond(start),
      to: isoSecond(this.#end),
      people: this.#tenant.people.length,
      mailboxes: this.#tenant.mailboxes.length,
      records: Object.fromEntries([...this.#delivery.counts].sort(([a], [b]) => (a < b ? -1 : 1))),
      troubles: (world.troubles ?? []).map(({ name, title }) => ({ name, title })),
      intrusions: this.#truth.summaries(),
      benignTokensWithoutIssuance: this.#truth.benign,
      files: files.sort((a, b) => (a.path < b.path ? -1 : 1)),
    };
    writeFileSync(join(folder, 'truth', 'truth.json'), `${JSON.stringify(summary, null, 2)}\n`);
    return summary;
  }
}
