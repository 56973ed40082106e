/**
 * A small model of a tenant whose truth is known: what was done to mailboxes, what the vendor logs of it by its own rules
 * (repeats left out for an hour, binds of two minutes in one record, throttling, bypass), and what of that was collected.
 * It knows nothing of the program. Rules: learn.microsoft.com/purview/audit-log-investigate-accounts.
 */
import { bind, cmdlet, guid, sync } from '../scope/world.ts';

/** Milliseconds since 1970. */
export type Time = number;

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** By what an access comes; the vendor compares address, client and session, never the token. */
export interface Way {
  readonly address: string;
  readonly client: string;
  readonly session: string | null;
  readonly token: string | null;
}

/** One access, as it happened. */
export interface Touch {
  readonly time: Time;
  readonly who: 'owner' | 'intruder';
  /** The mailbox, by its owner's address. */
  readonly box: string;
  readonly folder: string;
  /** Null: the folder is synchronised. */
  readonly message: string | null;
  readonly way: Way;
}

export interface Span {
  readonly from: Time;
  readonly to: Time;
}

export interface Vendor {
  /** Records of binds of one mailbox within 24 hours after which it is throttled: 1,000 in truth, fewer in a small world. */
  readonly throttleAfter: number;
  /** What a record of two minutes says of the token where accesses by two are in it; the vendor does not say. */
  readonly mixedToken: 'first' | 'none';
  /** Whether an access that was not logged starts the hour in which repeats are left out. */
  readonly unloggedCounts: boolean;
}

export interface World {
  readonly touches: readonly Touch[];
  /** Messages of each folder, by `box folder`: what a synchronisation takes. */
  readonly contents: ReadonlyMap<string, readonly string[]>;
  readonly vendor: Vendor;
  /** Times in which the owner of a mailbox bypasses its log. */
  readonly bypass: readonly (Span & { readonly box: string })[];
  /** Times of which no record was collected: a file is missing. */
  readonly missing: readonly Span[];
  /** Records of accesses at these times are not here yet. */
  readonly late: readonly (Span & { readonly box: string | null })[];
  /** Records of other logs, as they are. */
  readonly others?: readonly Record<string, unknown>[];
}

export interface Logged {
  readonly records: readonly Record<string, unknown>[];
  /** Pairs `box message` that the intruder accessed. */
  readonly truth: ReadonlySet<string>;
  /**
   * Of these: only accessed behind an access of the owner, or in one record with it, where address, client and session are
   * the owner's and no record anywhere shows the intruder to have them. That cannot be told from his absence.
   */
  readonly traceless: ReadonlySet<string>;
  /** Records of throttling, by mailbox. */
  readonly throttled: readonly (Span & { readonly box: string })[];
}

interface Draft {
  readonly time: Time;
  readonly box: string;
  readonly folder: string;
  readonly way: Way;
  token: string | null;
  readonly messages: string[];
  readonly kind: 'bind' | 'sync';
  throttled: boolean;
}

const within = (time: Time, { from, to }: Span): boolean => time >= from && time < to;

/** What became of one access of the intruder: never logged in a blind time, left out as a repeat, or in a record. */
interface Fate {
  readonly pair: string;
  readonly context: string;
  readonly token: string | null;
  readonly record: Draft | 'blind' | 'repeat';
}

export function logOf(world: World): Logged {
  const fates: Fate[] = [];
  const logged = new Map<string, Time>();
  const open = new Map<string, Draft>();
  const recent = new Map<string, Time[]>();
  const blind = new Map<string, Time>();
  const drafts: Draft[] = [];
  const throttled: (Span & { box: string })[] = [];
  for (const touch of [...world.touches].sort((a, b) => a.time - b.time)) {
    const { time, box, folder, message, way } = touch;
    const context = [box, way.address, way.client, way.session ?? ''].join('|');
    const repeat = [context, folder, message ?? '(sync)'].join('|');
    const became = (record: Fate['record']): void => {
      if (touch.who === 'intruder')
        for (const pair of pairsOf(touch, world)) fates.push({ pair, context, token: way.token, record });
    };
    const last = logged.get(repeat);
    if (last !== undefined && time - last < HOUR) {
      became('repeat');
      continue;
    }
    const hidden =
      world.bypass.some((span) => span.box === box && within(time, span)) ||
      (message !== null && time < (blind.get(box) ?? -Infinity));
    if (!hidden || world.vendor.unloggedCounts) logged.set(repeat, time);
    if (hidden) {
      became('blind');
      continue;
    }
    if (message === null) {
      const whole: Draft = { time, box, folder, way, token: way.token, messages: [], kind: 'sync', throttled: false };
      drafts.push(whole);
      became(whole);
      continue;
    }
    const there = open.get(`${context}|${folder}`);
    if (there !== undefined && time - there.time < 2 * MINUTE) {
      if (there.token !== way.token && world.vendor.mixedToken === 'none') there.token = null;
      if (!there.messages.includes(message)) there.messages.push(message);
      became(there);
      continue;
    }
    const draft: Draft = {
      time,
      box,
      folder,
      way,
      token: way.token,
      messages: [message],
      kind: 'bind',
      throttled: false,
    };
    drafts.push(draft);
    became(draft);
    open.set(`${context}|${folder}`, draft);
    const day = [...(recent.get(box) ?? []).filter((earlier) => time - earlier < DAY), time];
    recent.set(box, day);
    if (day.length > world.vendor.throttleAfter) {
      draft.throttled = true;
      blind.set(box, time + DAY);
      throttled.push({ box, from: time, to: time + DAY });
      for (const key of [...open.keys()]) if (key.startsWith(`${box}|`)) open.delete(key);
    }
  }
  const lost = ({ time, box }: Draft): boolean =>
    world.missing.some((span) => within(time, span)) ||
    world.late.some((span) => (span.box === null || span.box === box) && within(time, span));
  return {
    records: [
      ...drafts.filter((draft) => !lost(draft)).map(recordOf),
      ...world.bypass.flatMap(switches),
      ...(world.others ?? []),
    ],
    truth: new Set(fates.map(({ pair }) => pair)),
    traceless: tracelessOf(fates, lost),
    throttled,
  };
}

function pairsOf({ box, folder, message }: Touch, { contents }: World): readonly string[] {
  return message === null
    ? (contents.get(`${box} ${folder}`) ?? []).map((id) => `${box} ${id}`)
    : [`${box} ${message}`];
}

function tracelessOf(fates: readonly Fate[], lost: (draft: Draft) => boolean): ReadonlySet<string> {
  const own = (fate: Fate): boolean => typeof fate.record === 'object' && fate.record.token === fate.token;
  const shown = new Set(
    fates
      .filter((fate) => own(fate) && typeof fate.record === 'object' && !lost(fate.record))
      .map(({ context }) => context),
  );
  const traced = new Set(
    fates.filter((fate) => fate.record === 'blind' || own(fate) || shown.has(fate.context)).map(({ pair }) => pair),
  );
  return new Set(fates.map(({ pair }) => pair).filter((pair) => !traced.has(pair)));
}

function stamp(time: Time): string {
  return new Date(Math.floor(time / 1000) * 1000).toISOString().slice(0, 19);
}

function recordOf(draft: Draft, index: number): Record<string, unknown> {
  const { box, folder, way, token, messages, throttled } = draft;
  const spec = {
    id: `${box} ${draft.time} ${draft.kind} ${folder} ${way.address} ${index}`,
    user: box,
    time: stamp(draft.time),
    address: way.address,
    client: way.client,
    session: way.session,
    token,
  };
  return draft.kind === 'sync' ? sync({ ...spec, folder }) : bind({ ...spec, folder, messages, throttled });
}

function switches({ box, from, to }: Span & { readonly box: string }): readonly Record<string, unknown>[] {
  const one = (name: string, time: Time, value: string): Record<string, unknown> =>
    cmdlet({
      id: `bypass ${box} ${name} ${time}`,
      user: 'admin@contoso.example',
      time: stamp(time),
      operation: 'Set-MailboxAuditBypassAssociation',
      object: box,
      parameters: { Identity: box, AuditBypassEnabled: value },
    });
  return [one('on', from, 'True'), one('off', to, 'False')];
}

/** The past that every world shares: each owner in each of eleven hours of the day, from one place, a session a day. */
export function ownersTouches(boxes: readonly string[], from: Time, days: number): readonly Touch[] {
  return boxes.flatMap((box) =>
    Array.from({ length: days * 11 }, (_, index): Touch => {
      const day = Math.floor(index / 11);
      const hour = 7 + (index % 11);
      return {
        time: from + day * DAY + hour * HOUR + ((hour * 7 + day * 3) % 50) * MINUTE,
        who: 'owner',
        box,
        folder: '\\Inbox',
        message: `<${box} ${day} ${hour % 4}>`,
        way: ownersWay(box, day),
      };
    }),
  );
}

export function ownersWay(box: string, day: number): Way {
  return {
    address: `198.51.100.${10 + (guid(box).charCodeAt(0) % 40)}`,
    client: 'Client=OWA;Action=ViaProxy',
    session: guid(`session ${box} ${day}`),
    token: guid(`token ${box} ${day}`),
  };
}
