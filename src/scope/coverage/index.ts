/**
 * Coverage: for each mailbox (or the tenant) and log kind, whether the log was there to see it. From the reach of the
 * records, the rhythm of tenant and mailbox, throttling, bypasses, known losses and the clock.
 */
import { LOG_KINDS, type LogKind } from '../../facts/index.ts';
import type { Database } from '../../store/index.ts';
import type { ScopeLimits } from '../options.ts';
import { byText, textOf, textOrNull } from '../rows.ts';
import { HOUR, type Interval, type Micros } from '../time.ts';
import type { CoverageSpan, MailboxCoverage, ScopeCoverage } from '../types.ts';
import { bypassedTimes, type Overlay, throttledTimes } from './overlays.ts';
import { daysOf, emptyRuns, type LogReach, type Silence, silences } from './rhythm.ts';
import { paint } from './spans.ts';
import { tenantSpans } from './tenant.ts';

/** Logs whose records name the mailbox they are about. */
export const MAILBOX_LOGS: readonly LogKind[] = ['mailbox-audit', 'google-gmail'];

/** Logs of a vendor that a case should hold; others count only where they are. */
const EXPECTED: Readonly<Record<'m365' | 'google', readonly LogKind[]>> = {
  m365: [
    'mailbox-audit',
    'exchange-admin',
    'directory-audit',
    'signin-interactive',
    'signin-noninteractive',
    'signin-service-principal',
    'graph-activity',
  ],
  google: ['google-login', 'google-token', 'google-gmail', 'google-admin'],
};

/** All of them. */
export const EXPECTED_LOGS: ReadonlySet<LogKind> = new Set([...EXPECTED.m365, ...EXPECTED.google]);

/** Exports of what is now, and leftovers: no time in which they could have seen anything. */
const NO_TIME: ReadonlySet<LogKind> = new Set([
  'configuration',
  'people',
  'other-audit',
  'google-other',
  'message-trace',
]);

export interface CoverageInput {
  /** From `readReach`. */
  readonly reach: readonly LogReach[];
  readonly window: Interval | null;
  readonly now: Micros;
  readonly limits: ScopeLimits;
  readonly labels: ReadonlyMap<string, string>;
}

/** The window: `since`/`until` where given, else the span of mailbox audit, else of all events. */
export function coverageWindow(
  reach: readonly LogReach[],
  since: Micros | undefined,
  until: Micros | undefined,
): Interval | null {
  const own = reach.filter(({ logKind }) => MAILBOX_LOGS.includes(logKind));
  const spans = own.length > 0 ? own : reach;
  if (spans.length === 0 && (since === undefined || until === undefined)) return null;
  const from = since ?? spans.reduce((least, { first }) => Math.min(least, first), Infinity);
  const to = until ?? spans.reduce((most, { last }) => Math.max(most, last), -Infinity) + 1;
  return from < to ? { from, to } : null;
}

export async function computeCoverage(
  database: Database,
  { reach: all, window, now, limits, labels }: CoverageInput,
): Promise<ScopeCoverage> {
  if (window === null) return { window, rows: [], shares: new Map() };
  const reaches = all.filter(({ logKind }) => !NO_TIME.has(logKind));
  const mailboxes = await mailboxesOfTenants(database);
  const overlays = {
    throttled: ofMailboxes(await throttledTimes(database, limits.throttledHours)),
    bypassed: ofMailboxes(await bypassedTimes(database, window)),
  };
  const rows: MailboxCoverage[] = [];
  for (const { tenant, logKind, reach } of expectedLogs(reaches)) {
    const runs = reach === null ? [] : await emptyRuns(database, reach);
    const spans = tenantSpans(logKind, reach, runs, window, now, limits);
    if (!MAILBOX_LOGS.includes(logKind)) {
      rows.push({ tenant, mailboxId: null, mailbox: null, logKind, spans });
      continue;
    }
    const silent = reach === null ? [] : await silences(database, reach, observedDays(reach, runs, spans), limits);
    const silentOf = groupBy(silent, ({ mailboxId }) => mailboxId);
    const seen = reach === null ? new Set<string>() : await mailboxesSeen(database, reach);
    for (const mailboxId of mailboxes.get(tenant ?? '') ?? []) {
      if (!seen.has(mailboxId) && (logKind === 'google-gmail') !== mailboxId.includes('@')) continue;
      const own = mailboxSpans(
        spans,
        seen.has(mailboxId) ? (silentOf.get(mailboxId) ?? []) : null,
        overlays,
        mailboxId,
      );
      rows.push({ tenant, mailboxId, mailbox: labels.get(mailboxId) ?? mailboxId, logKind, spans: own });
    }
  }
  return { window, rows: rows.sort(byPlace), shares: sharesOf(rows) };
}

/** Logs that are here, and those that should be, of every tenant. */
function expectedLogs(
  reaches: readonly LogReach[],
): readonly { readonly tenant: string | null; readonly logKind: LogKind; readonly reach: LogReach | null }[] {
  const tenants = groupBy(reaches, ({ tenant }) => tenant);
  return [...tenants].flatMap(([tenant, own]) => {
    const google = own.some(({ logKind }) => logKind.startsWith('google-'));
    const m365 = own.some(({ logKind }) => !logKind.startsWith('google-'));
    const wanted = new Set([
      ...(m365 ? EXPECTED.m365 : []),
      ...(google ? EXPECTED.google : []),
      ...own.map(({ logKind }) => logKind),
    ]);
    return LOG_KINDS.filter((logKind) => wanted.has(logKind)).map((logKind) => ({
      tenant,
      logKind,
      reach: own.find((entry) => entry.logKind === logKind) ?? null,
    }));
  });
}

/** Days of a log's reach that are no hole. */
function observedDays(reach: LogReach, runs: readonly Interval[], spans: readonly CoverageSpan[]): readonly Micros[] {
  const holes = runs.filter((run) =>
    spans.some((span) => span.state === 'gap' && span.from < run.to && run.from < span.to),
  );
  return daysOf({ from: reach.first, to: reach.last + 1 }).filter(
    (day) => !holes.some((hole) => day >= hole.from && day < hole.to),
  );
}

interface Overlays {
  readonly throttled: ReadonlyMap<string | null, readonly Overlay[]>;
  readonly bypassed: ReadonlyMap<string | null, readonly Overlay[]>;
}

/** `silent` null: no record of the mailbox is here at all. */
function mailboxSpans(
  tenant: readonly CoverageSpan[],
  silent: readonly Silence[] | null,
  overlays: Overlays,
  mailboxId: string,
): readonly CoverageSpan[] {
  const everything = { from: -Infinity, to: Infinity };
  let spans = tenant;
  if (silent === null) {
    spans = paint(
      spans,
      everything,
      'silent',
      'No record of this mailbox is here: whether its accesses are audited cannot be told.',
      ONLY_OBSERVED,
    );
  }
  for (const silence of silent ?? []) spans = paint(spans, silence, 'silent', silenceReason(silence), ONLY_OBSERVED);
  for (const overlay of overlays.throttled.get(mailboxId) ?? [])
    spans = paint(spans, overlay, 'throttled', overlay.reason, SEEING);
  for (const overlay of [...(overlays.bypassed.get(null) ?? []), ...(overlays.bypassed.get(mailboxId) ?? [])]) {
    spans = paint(spans, overlay, 'bypassed', overlay.reason, SEEING);
  }
  return spans;
}

const ONLY_OBSERVED = new Set(['observed'] as const);
const SEEING = new Set(['observed', 'silent', 'pending', 'throttled'] as const);

function silenceReason({ activeDays, ofDays, days, likelihood }: Silence): string {
  const had = `It has records on ${activeDays} of ${ofDays} other days, then none for ${days}`;
  if (likelihood === null) return `${had}: too few to tell its rhythm, so whether it was audited cannot be told.`;
  return `${had}; by its own rhythm the chance of that is ${likelihood < 1e-6 ? 'less than one in a million' : `about ${likelihood.toPrecision(1)}`}.`;
}

function ofMailboxes(overlays: readonly Overlay[]): ReadonlyMap<string | null, readonly Overlay[]> {
  return groupBy(overlays, ({ mailboxId }) => mailboxId);
}

async function mailboxesSeen(database: Database, reach: LogReach): Promise<ReadonlySet<string>> {
  const rows = await database.all({
    text: `SELECT DISTINCT mailbox_id FROM observed WHERE mailbox_id IS NOT NULL AND log_kind = $1`,
    values: [reach.logKind],
  });
  return new Set(rows.map((row) => textOf(row, 'mailbox_id')));
}

/** Every mailbox the logs or directories name, by tenant (`''` where none is stated). */
async function mailboxesOfTenants(database: Database): Promise<ReadonlyMap<string, readonly string[]>> {
  const rows = await database.all(
    `SELECT DISTINCT coalesce(tenant, '') AS tenant, mailbox_id FROM (
       SELECT tenant, mailbox_id FROM observed UNION ALL SELECT tenant, mailbox_id FROM person
       UNION ALL SELECT tenant, mailbox_id FROM state UNION ALL SELECT tenant, mailbox FROM access WHERE mailbox_id IS NULL)
     WHERE mailbox_id IS NOT NULL ORDER BY tenant, mailbox_id`,
  );
  return new Map(
    [...groupBy(rows, (row) => textOrNull(row, 'tenant') ?? '')].map(([tenant, own]) => [
      tenant,
      own.map((row) => textOf(row, 'mailbox_id')),
    ]),
  );
}

/** Time-weighted share observed, per log kind. */
function sharesOf(rows: readonly MailboxCoverage[]): ReadonlyMap<LogKind, number> {
  const sums = new Map<LogKind, { observed: number; all: number }>();
  for (const { logKind, spans } of rows) {
    const sum = sums.get(logKind) ?? { observed: 0, all: 0 };
    for (const span of spans) {
      const length = (span.to - span.from) / HOUR;
      sum.all += length;
      if (span.state === 'observed') sum.observed += length;
    }
    sums.set(logKind, sum);
  }
  return new Map(
    LOG_KINDS.flatMap((logKind) => {
      const sum = sums.get(logKind);
      return sum === undefined || sum.all === 0 ? [] : [[logKind, sum.observed / sum.all] as const];
    }),
  );
}

/** Logs of the tenant first, then by mailbox; within, in the order of LOG_KINDS. */
function byPlace(a: MailboxCoverage, b: MailboxCoverage): number {
  const place = ({ mailboxId }: MailboxCoverage): number => (mailboxId === null ? 0 : 1);
  return (
    place(a) - place(b) ||
    byText(a.mailbox ?? '', b.mailbox ?? '') ||
    byText(a.mailboxId ?? '', b.mailboxId ?? '') ||
    byText(a.tenant ?? '', b.tenant ?? '') ||
    LOG_KINDS.indexOf(a.logKind) - LOG_KINDS.indexOf(b.logKind)
  );
}

function groupBy<Item, Key>(items: Iterable<Item>, keyOf: (item: Item) => Key): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const list = groups.get(key);
    if (list === undefined) groups.set(key, [item]);
    else list.push(item);
  }
  return groups;
}
