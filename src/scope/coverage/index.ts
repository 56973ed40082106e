/**
 * Coverage: for each mailbox (or the tenant) and log kind, whether the log was there to see it. From the ledger, the rhythm
 * of tenant and mailbox, settings of auditing, throttling, known losses and the clock.
 */
import { LOG_KINDS, type LogKind } from '../../facts/index.ts';
import type { Database } from '../../store/index.ts';
import type { ScopeLimits } from '../options.ts';
import { byText, groupBy, textOf, textOrNull } from '../rows.ts';
import { DAY, HOUR, type Interval, type Micros } from '../time.ts';
import type { CoverageSpan, MailboxCoverage, ScopeCoverage } from '../types.ts';
import { daysOf, emptyDays } from './days.ts';
import { missingOf, readSourceSpans } from './ledger.ts';
import { unlicensedMailboxes } from './licences.ts';
import { type ExpectedLog, expectedLogs, MAILBOX_LOGS } from './logs.ts';
import { type Overlay, readOverlays } from './overlays.ts';
import { type LogReach, readHours } from './reach.ts';
import { type Silence, silences } from './silence.ts';
import { paint } from './spans.ts';
import { type TenantLog, tenantSpans } from './tenant.ts';
import { silenceReason } from './words.ts';

export { EXPECTED_LOGS, MAILBOX_LOGS } from './logs.ts';

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
  { reach, window, now, limits, labels }: CoverageInput,
): Promise<ScopeCoverage> {
  if (window === null) return { window, rows: [], shares: new Map() };
  const logs = expectedLogs(reach);
  const here = await readLogs(database, logs, window);
  const mailboxes = await mailboxesOfTenants(database);
  const unlicensed = await unlicensedMailboxes(database);
  const overlays = await readOverlays(database, window, limits.throttledHours);
  const rows: MailboxCoverage[] = [];
  for (const expected of logs) {
    const { tenant, logKind } = expected;
    const own = overlays.filter(
      (overlay) => overlay.logKinds.includes(logKind) && (overlay.tenant === null || overlay.tenant === tenant),
    );
    const forAll = own.filter(({ mailboxId }) => mailboxId === null);
    const log = here.get(expected) ?? null;
    const spans = tenantSpans({ logKind, log, window, now, limits });
    if (!MAILBOX_LOGS.includes(logKind)) {
      rows.push({ tenant, mailboxId: null, mailbox: null, logKind, spans: painted(spans, forAll) });
      continue;
    }
    const silentOf = groupBy(
      log === null ? [] : await silences(database, log.reach, observedDays(log.reach, spans), limits),
      ({ mailboxId }) => mailboxId,
    );
    const overlaysOf = groupBy(own, ({ mailboxId }) => mailboxId);
    const seen = log === null ? new Set<string>() : await mailboxesSeen(database, log.reach);
    for (const mailboxId of mailboxes.get(tenant ?? '') ?? []) {
      if (!seen.has(mailboxId) && (logKind === 'google-gmail') !== mailboxId.includes('@')) continue;
      const silent = seen.has(mailboxId) ? (silentOf.get(mailboxId) ?? []) : null;
      const blind = [...forAll, ...(overlaysOf.get(mailboxId) ?? [])];
      rows.push({
        tenant,
        mailboxId,
        mailbox: labels.get(mailboxId) ?? mailboxId,
        logKind,
        spans: painted(withSilences(spans, silent, unlicensed.has(mailboxId)), blind),
      });
    }
  }
  return { window, rows: rows.sort(byPlace), shares: sharesOf(rows) };
}

/** What is known of each log that is here. */
async function readLogs(
  database: Database,
  logs: readonly ExpectedLog[],
  window: Interval,
): Promise<ReadonlyMap<ExpectedLog, TenantLog>> {
  const sources = groupBy(await readSourceSpans(database), ({ tenant, logKind }) => `${tenant} ${logKind}`);
  const present: { readonly expected: ExpectedLog; readonly reach: LogReach; readonly series: TenantLog['series'] }[] =
    [];
  for (const expected of logs) {
    if (expected.reach === null) continue;
    present.push({ expected, reach: expected.reach, series: await readHours(database, expected.reach) });
  }
  const result = new Map<ExpectedLog, TenantLog>();
  for (const { expected, reach, series } of present) {
    const { tenant, logKind } = expected;
    const others = present.filter((other) => other.expected !== expected && other.expected.tenant === tenant);
    result.set(expected, {
      reach,
      series,
      emptyDays: await emptyDays(database, reach),
      missing: missingOf(sources.get(`${tenant} ${logKind}`) ?? [], series, window),
      others: others.map((other) => ({ logKind: other.expected.logKind, series: other.series })),
    });
  }
  return result;
}

/** Days of a log's reach of which no hole takes half. */
function observedDays(reach: LogReach, spans: readonly CoverageSpan[]): readonly Micros[] {
  const gaps = spans.filter(({ state }) => state === 'gap');
  return daysOf({ from: reach.first, to: reach.last + 1 }).filter((day) => {
    const lost = gaps.reduce(
      (sum, { from, to }) => sum + Math.max(0, Math.min(to, day + DAY) - Math.max(from, day)),
      0,
    );
    return lost < DAY / 2;
  });
}

/** `silent` null: no record of the mailbox is here at all. */
function withSilences(
  tenant: readonly CoverageSpan[],
  silent: readonly Silence[] | null,
  unlicensed: boolean,
): readonly CoverageSpan[] {
  if (silent === null)
    return paint(tenant, ALWAYS, 'silent', unlicensed ? `${NEVER_SEEN} ${UNLICENSED}` : NEVER_SEEN, ONLY_OBSERVED);
  return silent.reduce(
    (spans, silence) => paint(spans, silence, 'silent', silenceReason(silence), ONLY_OBSERVED),
    tenant,
  );
}

const ALWAYS: Interval = { from: -Infinity, to: Infinity };
const UNLICENSED = 'The exported directory names no licence of its owner: without one accesses may never be logged.';
const NEVER_SEEN = 'No record of this mailbox is here: whether its accesses are audited cannot be told.';

/** Throttled times first: a bypass is worse. */
function painted(spans: readonly CoverageSpan[], overlays: readonly Overlay[]): readonly CoverageSpan[] {
  return [...overlays]
    .sort((a, b) => (a.state === b.state ? 0 : a.state === 'throttled' ? -1 : 1))
    .reduce((all, overlay) => paint(all, overlay, overlay.state, overlay.reason, SEEING), spans);
}

const ONLY_OBSERVED = new Set(['observed'] as const);
const SEEING = new Set(['observed', 'silent', 'pending', 'throttled'] as const);

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

type Place = Pick<MailboxCoverage, 'tenant' | 'mailbox' | 'mailboxId' | 'logKind'>;

/** Logs of the tenant first, then by mailbox; within, in the order of LOG_KINDS. */
export function byPlace(a: Place, b: Place): number {
  const place = ({ mailboxId }: Place): number => (mailboxId === null ? 0 : 1);
  return (
    place(a) - place(b) ||
    byText(a.mailbox ?? '', b.mailbox ?? '') ||
    byText(a.mailboxId ?? '', b.mailboxId ?? '') ||
    byText(a.tenant ?? '', b.tenant ?? '') ||
    LOG_KINDS.indexOf(a.logKind) - LOG_KINDS.indexOf(b.logKind)
  );
}
