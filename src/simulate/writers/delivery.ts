/**
 * How records come to whoever collects them: some minutes later, a few days later or twice, out of order, a few never.
 * Source: the Management Activity API promises neither order nor uniqueness nor completeness (its reference and its
 * troubleshooting page); how many are late, repeated or lost is nowhere published: parameters.
 */
import type { LogKind } from '../../facts/index.ts';
import type { LogEvent } from '../core/model.ts';
import type { PluginRun } from '../core/plugin.ts';
import { hashOf, shareOf } from '../core/random.ts';
import { DAY, MINUTE } from '../core/time.ts';
import type { Collection, DeliverySettings } from '../core/world.ts';
import type { LogWriters, Stream } from './formats.ts';

/** What became of the records of an event, by kind of log. */
export type Arrival = 'yes' | 'lost' | 'not-collected';

interface Waiting {
  readonly arrives: number;
  readonly order: number;
  readonly stream: Stream;
  readonly event: LogEvent;
}

/** Whether a kind of log that is collected holds what happened at a time (milliseconds since 1970). */
export type Covers = (log: LogKind, time: number) => boolean;

/** How late, how often and how surely records come, by what they are of. */
export type DeliveryRates = Pick<Collection, 'audit' | 'signIns' | 'refreshesInAudit'>;

export interface DeliveryGiven {
  readonly covers: Covers;
  readonly delivery: DeliveryRates;
  /** When the logs are fetched; what would arrive later is not there. Milliseconds since 1970, or infinity. */
  readonly collectedAt: number;
}

export class Delivery {
  /** Records by kind of log, repeated ones included. */
  readonly counts = new Map<LogKind, number>();
  /** Events of which a kind of log that is not collected, or not of that time, would hold a record. */
  readonly uncollected = new Map<LogKind, number>();
  readonly #seed: number;
  readonly #given: DeliveryGiven;
  readonly #writers: LogWriters;
  #runs: readonly PluginRun[] = [];
  #waiting: Waiting[] = [];
  #order = 0;
  /** Everything that arrived before has been written. */
  #written = Number.NEGATIVE_INFINITY;

  constructor(seed: number, given: DeliveryGiven, writers: LogWriters) {
    this.#seed = seed;
    this.#given = given;
    this.#writers = writers;
  }

  /** Asks these plug-ins, from now on, what they keep from arriving and what they delay. */
  heed(runs: readonly PluginRun[]): void {
    this.#runs = runs;
  }

  /** Takes an event to the logs that would hold it, and says what became of its record in each. */
  take(event: LogEvent): ReadonlyMap<LogKind, Arrival> {
    const arrivals = new Map<LogKind, Arrival>();
    for (const [log, stream] of logsOf(event)) {
      if (log === 'signin-ual' && !this.#inAudit(event)) continue;
      arrivals.set(log, this.#deliver(event, log, stream));
    }
    return arrivals;
  }

  /** Writes what has arrived before `time`, in the order of arrival. */
  writeUntil(time: number): void {
    this.#written = time;
    const due = this.#waiting.filter(({ arrives }) => arrives < time);
    if (due.length === 0) return;
    this.#waiting = this.#waiting.filter(({ arrives }) => arrives >= time);
    due.sort((a, b) => a.arrives - b.arrives || a.order - b.order);
    for (const { stream, arrives, event } of due) this.#writers.write(stream, arrives, event);
  }

  #deliver(event: LogEvent, log: LogKind, stream: Stream): Arrival {
    const { covers, delivery, collectedAt } = this.#given;
    if (!covers(log, event.time) || !this.#writers.takes(stream)) {
      this.uncollected.set(log, (this.uncollected.get(log) ?? 0) + 1);
      return 'not-collected';
    }
    const settings = stream === 'sign-ins' ? delivery.signIns : delivery.audit;
    const lot = (what: string): number =>
      shareOf(this.#seed, `${what} ${log}`, event.key, Math.floor(event.time / 1000));
    if (lot('lost') < settings.lost || this.#runs.some((run) => run.keeps?.(event, log) === false)) return 'lost';
    const later = this.#runs.reduce((sum, run) => sum + (run.delays?.(event, log) ?? 0), 0);
    const earliest = event.time + delayOf(settings, lot('delay'), lot('late')) + later;
    const arrives = Math.max(earliest, this.#written);
    this.#put(log, { arrives, order: this.#order, stream, event });
    if (lot('repeated') < settings.repeated) {
      const again = MINUTE * (1 + (hashOf(this.#seed, 'again', event.key) % (5 * 24 * 60)));
      this.#put(log, { arrives: arrives + again, order: this.#order, stream, event });
    }
    return arrives < collectedAt ? 'yes' : 'not-collected';
  }

  #put(log: LogKind, waiting: Waiting): void {
    this.#order += 1;
    if (waiting.arrives >= this.#given.collectedAt) return;
    this.counts.set(log, (this.counts.get(log) ?? 0) + 1);
    this.#waiting.push(waiting);
  }

  /** Whether the unified audit log shows a sign-in, too. */
  #inAudit(event: LogEvent): boolean {
    if (event.kind !== 'sign-in' || event.signInKind !== 'noninteractive') return true;
    return shareOf(this.#seed, 'refresh in audit', event.key) < this.#given.delivery.refreshesInAudit;
  }
}

function delayOf(settings: DeliverySettings, delay: number, late: number): number {
  const { usualMinutes, mostMinutes } = settings;
  const usual = Math.floor((usualMinutes + (mostMinutes - usualMinutes) * delay * delay) * MINUTE);
  return late < settings.late ? usual + Math.floor((late / settings.late) * 3 * DAY) : usual;
}

function logsOf(event: LogEvent): readonly (readonly [LogKind, Stream])[] {
  switch (event.kind) {
    case 'access':
    case 'send':
      return [['mailbox-audit', 'audit']];
    case 'owa-token':
      return [['owa-auth', 'audit']];
    case 'audit-record':
      return [
        [
          event.recordType === 1 ? 'exchange-admin' : event.recordType === 8 ? 'directory-audit' : 'mailbox-audit',
          'audit',
        ],
      ];
    case 'sign-in':
      if (event.signInKind === 'adfs') return [['signin-adfs', 'sign-ins']];
      return event.person === null
        ? [['signin-service-principal', 'sign-ins']]
        : [
            [event.signInKind === 'interactive' ? 'signin-interactive' : 'signin-noninteractive', 'sign-ins'],
            ['signin-ual', 'audit'],
          ];
    case 'graph':
      return [['graph-activity', 'graph']];
    case 'google':
      return [[event.application === 'takeout' ? 'google-other' : `google-${event.application}`, 'google']];
    default:
      return event satisfies never;
  }
}
