/**
 * Why the bounds of an exposure differ, reason by reason. Each reason adds a number of messages at most, or opens the
 * bound: then only an inventory of the mailbox closes it.
 *
 * The vendor's own filter is no reason of its own: it leaves out repeats of a bind in the same context for an hour, and
 * makes binds within two minutes one record. What it leaves out was named before, unless the first of the hour lies in a
 * time that could not be seen, which is a reason already; or unless the repeat is another's: neither token nor application
 * is compared. That is `shared-context`.
 */

import { paint } from './coverage/spans.ts';
import type { BoxCounts } from './exposure-counts.ts';
import { plural } from './statement-words.ts';
import { HOUR, type Interval, type Micros, wholeHours } from './time.ts';
import type { CoverageSpan, ScopeWidth, WidthReason } from './types.ts';

/** All of them, in the order in which they are told. */
export const WIDTH_REASONS = [
  'no-log',
  'not-collected',
  'beyond-retention',
  'gap',
  'bypassed',
  'silent',
  'throttled',
  'pending',
  'synchronised',
  'undecidable-sync',
  'not-named',
  'undecidable',
  'shared-context',
] as const satisfies readonly WidthReason[];

type BlindState = Exclude<CoverageSpan['state'], 'observed'>;

/** A width with what it means for the bound. */
export interface Width extends ScopeWidth {
  /** It opens the bound; `messages` is then the inventory's. */
  readonly open: boolean;
  /** It also stands if the intruder was not there before the first trace. */
  readonly since: boolean;
}

export interface WidthInput {
  readonly counts: BoxCounts;
  /** Spans of the log of accesses with what may still arrive painted in; null where there is no such log. */
  readonly spans: readonly CoverageSpan[] | null;
  readonly window: Interval | null;
  /** Null where nothing of the incident states a time: then it may have been there from the beginning. */
  readonly firstTrace: Micros | null;
  /** Items of the mailbox by the inventory. */
  readonly items: number | null;
}

/** Paints what may still arrive over the end of the observed time. */
export function withLate(spans: readonly CoverageSpan[], now: Micros, hours: number): readonly CoverageSpan[] {
  const reason = `Single records have been seen to arrive ${hours} hours late; the last of them would be due then.`;
  return paint(spans, { from: now - hours * HOUR, to: Infinity }, 'pending', reason, new Set(['observed']));
}

/** The reasons that hold in one mailbox, in the order of WIDTH_REASONS. */
export function widthsOf(input: WidthInput): readonly Width[] {
  const found = new Map<WidthReason, Width>();
  const add = (reason: WidthReason, messages: number | null, why: string, hours: Blind | null = null): void => {
    const open = messages === null;
    found.set(reason, {
      reason,
      mailboxes: 1,
      hours: wholeHours(hours?.all ?? 0),
      hoursSinceFirst: wholeHours(hours?.since ?? 0),
      messages: messages ?? input.items,
      why,
      open,
      since: hours === null || hours.since > 0,
    });
  };
  for (const [state, blind] of blindTimes(input)) add(state, null, blindWords(state, blind), blind);
  const { counts } = input;
  if (counts.syncs > 0)
    add('synchronised', null, 'The intruder synchronised folders: the whole mailbox is to be presumed taken.');
  if (counts.doubtfulSyncs > 0)
    add(
      'undecidable-sync',
      null,
      `${plural(counts.doubtfulSyncs, 'synchronisation of a folder', 'synchronisations of folders')} may have been the intruder's.`,
    );
  const unnamed = counts.uncounted > 0 ? null : counts.notNamed;
  if (unnamed === null)
    add(
      'not-named',
      null,
      `${plural(counts.uncounted, 'access names', 'accesses name')} no message and no number of them.`,
    );
  else if (unnamed > 0)
    add(
      'not-named',
      unnamed,
      `Records stand for ${plural(unnamed, 'access', 'accesses')} more than they name messages.`,
    );
  if (counts.doubtfulMessages > 0)
    add(
      'undecidable',
      counts.doubtfulMessages,
      `${plural(counts.doubtfulMessages, 'message is', 'messages are')} named by accesses that may be the intruder's or the owner's.`,
    );
  if (counts.sharedMessages > 0)
    add(
      'shared-context',
      counts.sharedMessages,
      `${plural(counts.sharedMessages, 'message is', 'messages are')} named in a context (address, client, session) that the intruder shares with others: the vendor does not log a repeat apart for another token, so whose access it was, or whether both had it, cannot be told.`,
    );
  return WIDTH_REASONS.flatMap((reason) => found.get(reason) ?? []);
}

interface Blind {
  readonly all: Micros;
  readonly since: Micros;
}

function blindTimes({ spans, window, firstTrace }: WidthInput): ReadonlyMap<BlindState | 'no-log', Blind> {
  const lengthOf = ({ from, to }: Interval): Blind => ({
    all: to - from,
    since: Math.max(0, to - Math.max(from, firstTrace ?? from)),
  });
  if (spans === null) return new Map([['no-log', window === null ? { all: 0, since: 1 } : lengthOf(window)]]);
  const times = new Map<BlindState, Blind>();
  for (const span of spans) {
    if (span.state === 'observed') continue;
    const before = times.get(span.state) ?? { all: 0, since: 0 };
    const length = lengthOf(span);
    times.set(span.state, { all: before.all + length.all, since: before.since + length.since });
  }
  return times;
}

const BLIND_WORDS: Readonly<Record<BlindState | 'no-log', string>> = {
  'no-log': 'no log of accesses to this mailbox is here',
  'not-collected': 'the log was not collected',
  'beyond-retention': 'the log is no longer kept by the vendor',
  'gap': 'the log has a hole',
  'bypassed': 'auditing was switched off or bypassed',
  'silent': 'the mailbox was silent in a way that its own rhythm does not explain',
  'throttled': 'the vendor had stopped logging binds',
  'pending': 'records may still arrive',
};

function blindWords(state: BlindState | 'no-log', { all, since }: Blind): string {
  const hours = plural(wholeHours(all), 'hour');
  const when =
    since === 0
      ? ', all of them before the first trace of the intruder'
      : since < all
        ? `, ${plural(wholeHours(since), 'of them', 'of them')} since the first trace of the intruder`
        : '';
  return `For ${hours} an access would have left no record here, because ${BLIND_WORDS[state]}${when}.`;
}

/** What can come on top of the messages that are named: null where that is open. */
export interface Extra {
  readonly all: number | null;
  /** If the intruder was not there before the first trace. */
  readonly sinceFirst: number | null;
  /** Whether an inventory closes the bound. */
  readonly byInventory: boolean;
}

export function extraOf(widths: readonly Width[], items: number | null): Extra {
  const unnamed = widths.reduce(
    (sum, { reason, open, messages }) => sum + (reason === 'not-named' && !open ? (messages ?? 0) : 0),
    0,
  );
  const bound = (open: boolean): number | null => (open ? (items === null ? null : items + unnamed) : unnamed);
  const open = widths.some((width) => width.open);
  return {
    all: bound(open),
    sinceFirst: bound(widths.some((width) => width.open && width.since)),
    byInventory: open && items !== null,
  };
}

/** Reasons of several mailboxes made one row each. */
export function mergedWidths(all: readonly (readonly ScopeWidth[])[]): readonly ScopeWidth[] {
  const rows = all.flat();
  return WIDTH_REASONS.flatMap((reason): readonly ScopeWidth[] => {
    const own = rows.filter((row) => row.reason === reason);
    const [first] = own;
    if (first === undefined) return [];
    if (own.length === 1) return [first];
    const sum = (pick: (row: ScopeWidth) => number): number => own.reduce((total, row) => total + pick(row), 0);
    return [
      {
        reason,
        mailboxes: sum(({ mailboxes }) => mailboxes),
        hours: sum(({ hours }) => hours),
        hoursSinceFirst: sum(({ hoursSinceFirst }) => hoursSinceFirst),
        messages: own.some(({ messages }) => messages === null) ? null : sum(({ messages }) => messages ?? 0),
        why: `In ${own.length} mailboxes, the first of them: ${first.why}`,
      },
    ];
  });
}
