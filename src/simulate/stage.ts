/**
 * Where things happen: uses of mail are carried out in the order of time, whoever makes them; what is logged of them is
 * delivered and written, and what is an intruder's stands in the truth.
 */
import type { LogKind } from '../facts/index.ts';
import { guidOf } from './core/identifiers.ts';
import { markedEvent } from './core/marker.ts';
import type { AccessEvent, Credential, Emit, LogEvent, Use } from './core/model.ts';
import type { Format } from './core/options.ts';
import type { Intrusion, PluginRun, Tenant, Trouble } from './core/plugin.ts';
import { hashOf } from './core/random.ts';
import { HOUR } from './core/time.ts';
import { type Logged, Truth } from './core/truth.ts';
import { MailboxAudit } from './mail/audit.ts';
import { messageId, messagesIn } from './mail/messages.ts';
import type { RecordContext } from './records/audit.ts';
import { googleId } from './records/google.ts';
import { type Covers, Delivery, type DeliveryRates } from './writers/delivery.ts';
import { LogWriters } from './writers/formats.ts';
import type { Written } from './writers/rolling-file.ts';
import { TruthFile } from './writers/side-files.ts';

export interface StageSettings {
  readonly context: RecordContext;
  /** Which logs are collected, and over which time. */
  readonly covers: Covers;
  readonly delivery: DeliveryRates;
  /** When somebody fetches the logs: what arrives later is not among them. Milliseconds since 1970. */
  readonly collectedAt: number;
  readonly formats: readonly Format[];
  /** An existing, empty folder. */
  readonly folder: string;
}

export class Stage {
  readonly audit: MailboxAudit;
  readonly truth: Truth;
  readonly #settings: StageSettings;
  readonly #truthFile: TruthFile;
  readonly #writers: LogWriters;
  readonly #delivery: Delivery;
  #tenant: Tenant | null = null;
  #runs: readonly PluginRun[] = [];
  #pending: Use[] = [];

  constructor(settings: StageSettings) {
    const { folder, context, formats } = settings;
    const { seed } = context;
    this.#settings = settings;
    this.#truthFile = new TruthFile(folder);
    this.truth = new Truth({
      write: (line) => this.#truthFile.line(line),
      messageId: (mailbox, number) => messageId(seed, mailbox, number),
      messagesIn: (mailbox, folderIndex) => messagesIn(seed, mailbox, folderIndex),
    });
    this.audit = new MailboxAudit(seed, this.emit, (use, credential, messages, why) =>
      this.truth.silent(use, credential, messages, why),
    );
    this.#writers = new LogWriters(folder, context, formats);
    this.#delivery = new Delivery(seed, settings, this.#writers);
  }

  /** Whose tenant it is, and what it meets. Troubles first, then intrusions: an intruder finds the tenant as it is. */
  begin(tenant: Tenant, troubles: readonly Trouble[], intrusions: readonly Intrusion[]): void {
    this.#tenant = tenant;
    this.#runs = [
      ...troubles.map((trouble) => trouble.setUp(tenant, (token) => this.truth.benignToken(token))),
      ...intrusions.map((intrusion, index) => intrusion.setUp(tenant, this.truth.begin(intrusion, index + 1))),
    ];
    this.#delivery.heed(this.#runs);
  }

  /** One hour: `planned` are the uses of ordinary life, `besides` emits what is no use of mail. */
  hour(hour: number, planned: readonly Use[], besides: (emit: Emit) => void): void {
    const ordinary = this.#runs.some(({ reroute }) => reroute !== undefined)
      ? planned.map((use) => this.#rerouted(use))
      : planned;
    const others = this.#runs.flatMap((run) => run.hour?.(hour, ordinary, this.emit) ?? []);
    const all = [...this.#pending, ...ordinary, ...others];
    besides(this.emit);
    const until = hour + HOUR;
    this.#pending = all.filter((use) => use.time >= until);
    // Sorting is stable: at one moment ordinary life comes first, in its own order.
    for (const use of all.filter((one) => one.time < until).sort((a, b) => a.time - b.time)) this.#carryOut(use);
    this.audit.settle(this.#mailboxes, until);
    this.#delivery.writeUntil(until);
  }

  /** Ends what is under way, writes what is still to come, and gives the files, those of the logs first. */
  finish(): readonly Written[] {
    this.audit.settle(this.#mailboxes, Number.POSITIVE_INFINITY);
    this.#delivery.writeUntil(Number.POSITIVE_INFINITY);
    this.#writers.close();
    return [...this.#writers.written, this.#truthFile.finish()];
  }

  /** Leaves everything as it is: what is written is not whole. */
  abandon(): void {
    this.#writers.abandon();
    this.#truthFile.close();
  }

  /** Records that were collected, repeated ones included, by kind of log. */
  get collected(): ReadonlyMap<LogKind, number> {
    return this.#delivery.counts;
  }

  /** Records that no log which is collected held, by the kind of log that would. */
  get uncollected(): ReadonlyMap<LogKind, number> {
    return this.#delivery.uncollected;
  }

  get #mailboxes(): Tenant['mailboxes'] {
    return this.#tenant?.mailboxes ?? [];
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
    const credential = client.credentialAt(time, from, this.emit);
    const common = () => ({ time, by, key, caller: client.caller, signs: client.signs, from, credential });
    switch (use.kind) {
      case 'bind':
      case 'sync':
        if (use.mailbox.vendor === 'google') this.#atGoogle(use, credential);
        else this.audit.access(use, credential);
        return;
      case 'send':
        if (use.mailbox.vendor === 'm365')
          this.emit({
            kind: 'send',
            id: this.#id('send', key, time),
            mailbox: use.mailbox,
            recipients: use.recipients,
            ...common(),
          });
        return;
      case 'graph':
        this.emit({
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
    const person = this.#tenant?.people[use.mailbox.index];
    if (person === undefined || use.kind === 'sync') return;
    const { time, by, from, mailbox, client } = use;
    for (const [index, message] of use.messages.entries()) {
      const key = hashOf(use.key, 'google message', index, message);
      const id = googleId(this.#settings.context.seed, key);
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
      this.emit({
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

  readonly emit: Emit = (happened: LogEvent): void => {
    const event = this.#settings.context.marked === true ? markedEvent(happened) : happened;
    const arrivals = this.#delivery.take(event);
    const logged = (log: LogKind): Logged => arrivals.get(log) ?? 'not-collected';
    const outcomes = new Set(arrivals.values());
    if (event.kind === 'access') this.truth.record(event, logged('mailbox-audit'));
    else if (event.kind === 'google' && event.access !== null) this.truth.record(event.access, logged('google-gmail'));
    else if (event.by !== null) {
      const id = event.kind === 'google' ? googleId(this.#settings.context.seed, event.key) : event.id;
      if (outcomes.has('yes')) this.truth.trace(event, id);
    } else if (event.kind === 'sign-in' && event.error === 0 && !event.redirect) {
      if (outcomes.has('lost') && !outcomes.has('yes'))
        this.truth.benignToken({
          token: event.id,
          issuedAt: event.time,
          user: event.person?.upn ?? null,
          app: event.app.id,
          why: 'row-lost',
        });
    }
  };

  #id(what: string, key: number, time: number): string {
    return guidOf(this.#settings.context.seed, `${what} record`, key, Math.floor(time / 1000));
  }
}
