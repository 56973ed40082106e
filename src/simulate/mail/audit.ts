/**
 * Mailbox audit as Exchange does it: which record is made of which accesses, and which accesses leave none.
 * Source: learn.microsoft.com/purview/audit-log-investigate-accounts
 *
 * - Binds of one context within two minutes stand in one record.
 * - The same bind or sync in the same context within an hour is not logged again.
 * - After more than 1,000 bind records of a mailbox within 24 hours none are written for 24 hours; the last says so.
 * - A mailbox without the licence, and a user with audit bypass, leave nothing.
 */
import { guidOf } from '../core/identifiers.ts';
import type { AccessEvent, Credential, Emit, Mailbox, Use } from '../core/model.ts';
import { DAY, HOUR, MINUTE } from '../core/time.ts';
import { folderOf } from './messages.ts';

export const AGGREGATION = 2 * MINUTE;
export const SUPPRESSION = HOUR;
export const THROTTLE_RECORDS = 1000;
export const THROTTLE_SPAN = DAY;
/** Messages in one record at most; Microsoft states none, and the largest record of the lab has 11. */
const MOST_ITEMS = 100;

type AccessUse = Extract<Use, { kind: 'bind' | 'sync' }>;
type BindUse = Extract<Use, { kind: 'bind' }>;

/** Why an access left no record. */
export type Unlogged = 'suppressed' | 'throttled' | 'unaudited';

/** Told of what leaves no record. */
export type Silence = (use: AccessUse, credential: Credential, messages: readonly number[], why: Unlogged) => void;

interface Context {
  /** When each message (sync: minus one minus the folder) was last logged. */
  readonly logged: Map<number, number>;
  open: { readonly use: BindUse; readonly credential: Credential; readonly messages: number[] } | null;
  last: number;
}

interface State {
  readonly contexts: Map<string, Context>;
  /** Bind records by hour of the last day. */
  readonly hours: Map<number, number>;
  throttledUntil: number;
}

export class MailboxAudit {
  readonly #seed: number;
  readonly #emit: Emit;
  readonly #silence: Silence;
  readonly #states = new Map<number, State>();
  readonly #bypassed = new Set<string>();

  constructor(seed: number, emit: Emit, silence: Silence) {
    this.#seed = seed;
    this.#emit = emit;
    this.#silence = silence;
  }

  /** Turns the audit bypass of a user on or off. */
  setBypass(userId: string, on: boolean): void {
    if (on) this.#bypassed.add(userId);
    else this.#bypassed.delete(userId);
  }

  /** Uses come in the order of time. */
  access(use: AccessUse, credential: Credential): void {
    const { mailbox, client, time } = use;
    const all = use.kind === 'bind' ? use.messages : [];
    if (!mailbox.audited || this.#bypassed.has(client.caller.userId)) {
      this.#silence(use, credential, all, 'unaudited');
      return;
    }
    const state = this.#stateOf(mailbox);
    this.#closeDue(mailbox, state, time);
    const context = contextOf(state, use, credential);
    context.last = time;
    if (use.kind === 'sync') this.#sync(use, credential, context);
    else this.#bind(use, credential, state, context);
  }

  /** Ends what is due by a time, and forgets what can no longer matter. */
  settle(mailboxes: readonly Mailbox[], time: number): void {
    for (const mailbox of mailboxes) {
      const state = this.#states.get(mailbox.index);
      if (state === undefined) continue;
      this.#closeDue(mailbox, state, time);
      for (const [key, context] of state.contexts) {
        if (context.open === null && context.last < time - SUPPRESSION) state.contexts.delete(key);
      }
      for (const hour of state.hours.keys()) if (hour < time - THROTTLE_SPAN) state.hours.delete(hour);
    }
  }

  #stateOf(mailbox: Mailbox): State {
    let state = this.#states.get(mailbox.index);
    if (state === undefined) {
      state = { contexts: new Map(), hours: new Map(), throttledUntil: Number.NEGATIVE_INFINITY };
      this.#states.set(mailbox.index, state);
    }
    return state;
  }

  #sync(use: Extract<Use, { kind: 'sync' }>, credential: Credential, context: Context): void {
    const mark = -1 - use.folder;
    if (use.time - (context.logged.get(mark) ?? Number.NEGATIVE_INFINITY) < SUPPRESSION) {
      this.#silence(use, credential, [], 'suppressed');
      return;
    }
    context.logged.set(mark, use.time);
    this.#record('sync', use, credential, [], use.folder, false);
  }

  #bind(use: BindUse, credential: Credential, state: State, context: Context): void {
    if (use.time < state.throttledUntil) {
      this.#silence(use, credential, use.messages, 'throttled');
      return;
    }
    const again: number[] = [];
    for (const message of use.messages) {
      if (use.time - (context.logged.get(message) ?? Number.NEGATIVE_INFINITY) < SUPPRESSION) {
        again.push(message);
        continue;
      }
      context.logged.set(message, use.time);
      context.open ??= { use, credential, messages: [] };
      context.open.messages.push(message);
      if (context.open.messages.length >= MOST_ITEMS) this.#close(use.mailbox, state, context);
    }
    if (again.length > 0) this.#silence(use, credential, again, 'suppressed');
  }

  #closeDue(mailbox: Mailbox, state: State, time: number): void {
    for (const context of state.contexts.values()) {
      if (context.open !== null && time - context.open.use.time >= AGGREGATION) this.#close(mailbox, state, context);
    }
  }

  #close(mailbox: Mailbox, state: State, context: Context): void {
    if (context.open === null) return;
    const { use, credential, messages } = context.open;
    context.open = null;
    if (use.time < state.throttledUntil) {
      this.#silence(use, credential, messages, 'throttled');
      return;
    }
    const hour = use.time - (use.time % HOUR);
    state.hours.set(hour, (state.hours.get(hour) ?? 0) + 1);
    let records = 0;
    for (const [at, count] of state.hours) if (at > use.time - THROTTLE_SPAN) records += count;
    const throttled = records > THROTTLE_RECORDS;
    if (throttled) {
      state.throttledUntil = use.time + THROTTLE_SPAN;
      state.hours.clear();
    }
    const folder = folderOf(this.#seed, mailbox, messages[0] ?? 0);
    this.#record('bind', use, credential, messages, folder, throttled);
  }

  /** Spelled out, not copied by spreading: it is made for every record. */
  #record(
    access: AccessEvent['access'],
    use: AccessUse,
    credential: Credential,
    messages: readonly number[],
    folder: number,
    throttled: boolean,
  ): void {
    const { time, by, key, mailbox, client, from } = use;
    const id = guidOf(this.#seed, 'audit record', key, mailbox.index, Math.floor(time / 1000));
    const { caller, signs } = client;
    this.#emit({
      kind: 'access',
      access,
      time,
      by,
      key,
      id,
      mailbox,
      caller,
      signs,
      from,
      credential,
      messages,
      folder,
      throttled,
    });
  }
}

/** The documented key of the duplicate filter. The token is not in it, so that one record can stand for several. */
function contextOf(state: State, use: AccessUse, credential: Credential): Context {
  const { caller, signs } = use.client;
  const key = `${use.kind}|${use.from.address}|${signs.clientInfo}|${signs.clientAppId ?? ''}|${caller.userId}|${credential.session ?? ''}|${use.by ?? ''}`;
  let context = state.contexts.get(key);
  if (context === undefined) {
    context = { logged: new Map(), open: null, last: use.time };
    state.contexts.set(key, context);
  }
  return context;
}
