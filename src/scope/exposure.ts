/**
 * What each incident could reach in each mailbox: messages named, folders presumed taken whole, time in which nothing
 * could be seen, and the interval that follows. Messages are counted in `exposure-counts.ts` and listed by the report.
 */
import type { BoxCounts, DistinctMessages, ExposureSource } from './exposure-counts.ts';
import { NO_COUNTS } from './exposure-counts.ts';
import { comparablePath } from './inventory/folder.ts';
import type { BoxInventory } from './inventory/match.ts';
import { byText } from './rows.ts';
import { exposureWords } from './statement.ts';
import { grouped, plural } from './statement-words.ts';
import { earliest, HOUR, type Interval, type Micros, wholeHours } from './time.ts';
import type { CoverageSpan, MailboxCoverage, ScopeExposure, ScopeFlow, ScopeTotals, ScopeWidth } from './types.ts';
import { type Extra, extraOf, mergedWidths, type Width, widthsOf, withLate } from './width.ts';

/** What the exposure of one incident is made from. */
export interface ExposureInput {
  readonly incident: string;
  /** Name in `scope_access`. */
  readonly name: string;
  /** First finding. */
  readonly firstSeen: Micros | null;
  readonly mailboxIds: readonly string[];
  readonly flows: readonly ScopeFlow[];
}

/** What all incidents share. */
export interface ExposureContext {
  readonly source: ExposureSource;
  /** The log of accesses of each mailbox. */
  readonly coverage: ReadonlyMap<string, MailboxCoverage>;
  readonly labels: ReadonlyMap<string, string>;
  readonly inventory: ReadonlyMap<string, BoxInventory>;
  readonly window: Interval | null;
  /** Hours in which an access would have left no record here, by mailbox; those without any are not there. */
  readonly blindHours: ReadonlyMap<string, number>;
  readonly now: Micros;
  readonly lateHours: number;
}

/** Hours of each mailbox in which its log would have shown no access. */
export function blindHours(
  coverage: ReadonlyMap<string, MailboxCoverage>,
  now: Micros,
  lateHours: number,
): ReadonlyMap<string, number> {
  return new Map(
    [...coverage].flatMap(([box, { spans }]) => {
      const blind = withLate(spans, now, lateHours).filter(({ state }) => state !== 'observed');
      const hours = wholeHours(blind.reduce((sum, { from, to }) => sum + to - from, 0));
      return hours === 0 ? [] : [[box, hours] as const];
    }),
  );
}

/** One mailbox with what can come on top of what is named. */
interface BoxExposure {
  readonly exposure: ScopeExposure;
  readonly extra: Extra;
}

/** Exposure of one incident, by mailbox label, and its totals. */
export function exposureOf(
  input: ExposureInput,
  context: ExposureContext,
): { readonly exposures: readonly ScopeExposure[]; readonly totals: ScopeTotals } {
  const counts = context.source.counts.get(input.name) ?? new Map<string, BoxCounts>();
  const boxes = new Set([
    ...input.mailboxIds,
    ...counts.keys(),
    ...input.flows.flatMap(({ mailboxId }) => mailboxId ?? []),
  ]);
  const firstTrace = earliest([input.firstSeen, ...[...counts.values()].map(({ firstSeen }) => firstSeen)]);
  const made = [...boxes]
    .map((box) => exposureOfMailbox({ input, box, counts: counts.get(box) ?? NO_COUNTS, firstTrace }, context))
    .sort(
      (a, b) => byText(a.exposure.mailbox, b.exposure.mailbox) || byText(a.exposure.mailboxId, b.exposure.mailboxId),
    );
  const distinct = context.source.distinct.get(input.name) ?? { sure: 0, all: 0 };
  const elsewhere = [...context.blindHours].filter(([box]) => !boxes.has(box));
  const unseen = { mailboxes: elsewhere.length, hours: elsewhere.reduce((sum, [, hours]) => sum + hours, 0) };
  return { exposures: made.map(({ exposure }) => exposure), totals: totalsOf(made, distinct, unseen) };
}

interface BoxInput {
  readonly input: ExposureInput;
  readonly box: string;
  readonly counts: BoxCounts;
  readonly firstTrace: Micros | null;
}

function exposureOfMailbox({ input, box, counts, firstTrace }: BoxInput, context: ExposureContext): BoxExposure {
  const coverage = context.coverage.get(box) ?? null;
  const inventory = context.inventory.get(box) ?? null;
  const spans = coverage === null ? null : withLate(coverage.spans, context.now, context.lateHours);
  const items = inventory?.items ?? null;
  const widths = widthsOf({ counts, spans, window: context.window, firstTrace, items });
  const extra = extraOf(widths, items);
  const totals = totalsOfMailbox(counts, widths, extra, inventory);
  const exposure = {
    incident: input.incident,
    mailboxId: box,
    mailbox: context.labels.get(box) ?? (box === '' ? '(mailbox not stated)' : box),
    intruderAccesses: counts.intruder,
    undecidableAccesses: counts.undecidable,
    firstSeen: counts.firstSeen,
    lastSeen: counts.lastSeen,
    folders: counts.folders.map(({ path, accesses }) => ({
      path: path === '' ? '(folder not named)' : path,
      reason: `Synchronised whole by ${accesses === 1 ? 'one access' : `${grouped(accesses)} accesses`} of the intruder; the whole mailbox is to be presumed taken, this folder is the least.`,
      items: inventory?.byPath.get(comparablePath(path)) ?? null,
    })),
    wholeMailbox: counts.syncs > 0,
    inventory: inventory === null ? null : { items: inventory.items, folders: inventory.folders, file: inventory.file },
    attributions: counts.attributions,
    observed: observedOf(spans),
    windows: (spans ?? [])
      .filter((span) => span.state !== 'observed')
      .map(({ from, to, state, reason }) => ({ from, to, state, reason })),
    flows: input.flows.filter((flow) => flow.mailboxId === box),
    totals,
  };
  const doubtful = counts.doubtfulMessages + counts.sharedMessages;
  return { exposure: { ...exposure, ...exposureWords({ ...exposure, doubtful, firstTrace }) }, extra };
}

function observedOf(spans: readonly CoverageSpan[] | null): ScopeExposure['observed'] {
  const [first] = spans ?? [];
  const last = spans?.at(-1);
  if (spans === null || first === undefined || last === undefined) return null;
  const observed = spans.reduce((sum, span) => sum + (span.state === 'observed' ? span.to - span.from : 0), 0);
  const hours = (length: Micros): number => Math.floor(length / HOUR);
  return { from: first.from, to: last.to, hours: hours(observed), ofHours: hours(last.to - first.from) };
}

function totalsOfMailbox(
  counts: BoxCounts,
  widths: readonly Width[],
  extra: Extra,
  inventory: BoxInventory | null,
): ScopeTotals {
  const lower = counts.messages;
  const named = lower + counts.doubtfulMessages + counts.sharedMessages;
  const upper = extra.all === null ? null : named + extra.all;
  return {
    distinctMessages: lower,
    mailboxMessagePairs: lower,
    lower,
    upper,
    upperReason: upper === null ? openReasons(widths) : null,
    upperSinceFirst: extra.sinceFirst === null ? null : named + extra.sinceFirst,
    pairsUpper: upper,
    upperBasis: upper !== null && extra.byInventory && inventory !== null ? basisOf(inventory, named) : null,
    reasons: widths.map(({ open: _, since: __, ...width }) => width),
    undecidable: counts.undecidable,
    foldersPresumed: counts.folders.length,
    hoursUnobservable: hoursOf(widths),
    elsewhere: null,
  };
}

function basisOf({ items, folders, file }: BoxInventory, named: number): string {
  return `It rests on the inventory ${file}: ${plural(items, 'item')} in ${plural(folders, 'folder')} when they were counted${named === 0 ? '' : `, and ${plural(named, 'message')} that the log names and that may no longer be among them`}. Mail that was deleted before the count and that no access names is not in it.`;
}

function openReasons(widths: readonly Width[]): string {
  return widths
    .filter(({ open }) => open)
    .map(({ why }) => why)
    .join(' ');
}

function hoursOf(widths: readonly ScopeWidth[]): number {
  return widths.reduce((sum, { hours }) => sum + hours, 0);
}

/** Totals over the mailboxes of an incident; a message that lies in two mailboxes counts once, except in the pairs. */
function totalsOf(
  made: readonly BoxExposure[],
  { sure, all }: DistinctMessages,
  elsewhere: ScopeTotals['elsewhere'],
): ScopeTotals {
  const sum = (pick: (totals: ScopeTotals) => number): number =>
    made.reduce((total, { exposure }) => total + pick(exposure.totals), 0);
  const extras = (pick: (extra: Extra) => number | null): number | null =>
    made.reduce<number | null>((total, { extra }) => {
      const own = pick(extra);
      return total === null || own === null ? null : total + own;
    }, 0);
  const extra = made.length === 0 ? null : extras((entry) => entry.all);
  const sinceFirst = made.length === 0 ? null : extras((entry) => entry.sinceFirst);
  const unbounded = made.filter((entry) => entry.extra.all === null).map(({ exposure }) => exposure);
  const bases = made.flatMap(({ exposure }) => exposure.totals.upperBasis ?? []);
  const [basis] = bases;
  return {
    distinctMessages: sure,
    mailboxMessagePairs: sum(({ mailboxMessagePairs }) => mailboxMessagePairs),
    lower: sure,
    upper: extra === null ? null : all + extra,
    upperReason: extra === null ? unboundedReason(unbounded, made.length) : null,
    upperSinceFirst: sinceFirst === null ? null : all + sinceFirst,
    pairsUpper: extra === null ? null : sum(({ pairsUpper }) => pairsUpper ?? 0),
    upperBasis:
      extra === null || basis === undefined
        ? null
        : bases.length === 1
          ? basis
          : `It rests on folder inventories of ${plural(bases.length, 'mailbox', 'mailboxes')}; mail that was deleted before they were counted and that no access names is not in them.`,
    reasons: mergedWidths(made.map(({ exposure }) => exposure.totals.reasons)),
    undecidable: sum(({ undecidable }) => undecidable),
    foldersPresumed: sum(({ foldersPresumed }) => foldersPresumed),
    hoursUnobservable: sum(({ hoursUnobservable }) => hoursUnobservable),
    elsewhere,
  };
}

function unboundedReason(unbounded: readonly ScopeExposure[], mailboxes: number): string {
  const [first] = unbounded;
  if (first === undefined) return 'No mailbox is tied to it by name; what left by its ways cannot be counted.';
  const reason = first.totals.upperReason ?? '';
  if (mailboxes === 1) return reason;
  return `In ${unbounded.length} of ${mailboxes} mailboxes no upper bound can be stated (${first.mailbox}: ${reason}).`;
}
