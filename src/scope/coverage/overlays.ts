/** Times in which a log was there, but blind: throttled, bypassed, switched off, or set not to log accesses. */
import type { CoverageState, LogKind } from '../../facts/index.ts';
import type { Database } from '../../store/index.ts';
import { flagOrNull, textOf, textOrNull, timeOf, timeOrNull } from '../rows.ts';
import { HOUR, type Interval, type Micros, sentenceTime } from '../time.ts';
import { union } from './spans.ts';

export interface Overlay extends Interval {
  readonly state: Extract<CoverageState, 'throttled' | 'bypassed'>;
  /** Null: all of them. */
  readonly tenant: string | null;
  /** Null: all mailboxes of the tenant, and the tenant's own log. */
  readonly mailboxId: string | null;
  readonly logKinds: readonly LogKind[];
  readonly reason: string;
  /** Where accesses of that time are logged all the same, it does not hold. */
  readonly unlessLogged: boolean;
}

/** By mailbox, then time. */
export async function readOverlays(
  database: Database,
  window: Interval,
  throttledHours: number,
): Promise<readonly Overlay[]> {
  const overlays = [
    ...(await throttledTimes(database, throttledHours)),
    ...(await switchedOff(database, window)),
    ...(await standing(database, window)),
  ];
  const contradicted = await loggedAllTheSame(
    database,
    overlays.filter(({ unlessLogged }) => unlessLogged),
  );
  return overlays.filter((overlay) => !contradicted.has(overlay));
}

/** After a throttled record nothing more is logged of that mailbox's binds for a day; synchronisation goes on being logged. */
async function throttledTimes(database: Database, hours: number): Promise<readonly Overlay[]> {
  const rows = await database.all(
    `SELECT coalesce(mailbox_id, mailbox, '') AS box, tenant, time FROM access WHERE throttled AND time IS NOT NULL ORDER BY box, tenant, time`,
  );
  const times = new Map<string, { readonly tenant: string | null; readonly intervals: Interval[] }>();
  for (const row of rows) {
    const from = timeOf(row, 'time');
    const own = times.get(textOf(row, 'box')) ?? { tenant: textOrNull(row, 'tenant'), intervals: [] };
    own.intervals.push({ from, to: from + hours * HOUR });
    times.set(textOf(row, 'box'), own);
  }
  return [...times].flatMap(([mailboxId, { tenant, intervals }]) =>
    union(intervals).map((interval) => ({
      ...interval,
      state: 'throttled' as const,
      tenant,
      mailboxId,
      logKinds: ['mailbox-audit'] as const,
      reason: `A record of ${sentenceTime(interval.from)} says that logging was throttled: for ${hours} hours after it no bind is logged.`,
      unlessLogged: false,
    })),
  );
}

/** Logs of the unified audit log: nothing is taken in while its ingestion is off. */
const UNIFIED: readonly LogKind[] = ['mailbox-audit', 'exchange-admin', 'signin-ual', 'owa-auth', 'other-audit'];

/** What a setting of the organisation blinds when it is off; others are not about what is logged. */
const ORGANISATION: Readonly<Record<string, readonly LogKind[]>> = {
  AuditDisabled: ['mailbox-audit'],
  UnifiedAuditLogIngestionEnabled: UNIFIED,
  AdminAuditLogEnabled: ['exchange-admin'],
};

interface Switch {
  /** What is switched: setting, tenant and mailbox. */
  readonly series: string;
  readonly time: Micros;
  readonly off: boolean;
  readonly overlay: Pick<Overlay, 'tenant' | 'mailboxId' | 'logKinds' | 'unlessLogged'>;
  readonly what: string;
}

/** Settings of a mailbox that decide whether its accesses are logged. */
const MAILBOX_SETTINGS = ['AuditEnabled', 'AuditOwner', 'DefaultAuditSet'];

/** Times from a record that switches auditing off to the one that switches it on again. */
async function switchedOff(database: Database, window: Interval): Promise<readonly Overlay[]> {
  const rows = await database.all(
    `SELECT c.tenant, c.time, c.category, c.name, c.enabled, c.value, c.target_kind,
       coalesce(c.mailbox_id, m.mailbox_id, t.mailbox_id, c.mailbox, c.target) AS box FROM change AS c
     LEFT JOIN account AS m ON m.tenant = c.tenant AND m.label = c.mailbox
     LEFT JOIN account AS t ON t.tenant = c.tenant AND t.label = lower(c.target)
     WHERE c.time IS NOT NULL AND (c.outcome IS NULL OR c.outcome <> 'failure') AND c.category IN ('audit-bypass', 'audit-setting')
     ORDER BY c.time, c.event_id, c.part`,
  );
  const series = new Map<string, Switch[]>();
  for (const row of rows) {
    const found = switchOf({
      tenant: textOrNull(row, 'tenant'),
      time: timeOf(row, 'time'),
      category: textOf(row, 'category'),
      target: textOrNull(row, 'target_kind'),
      name: textOrNull(row, 'name'),
      enabled: flagOrNull(row, 'enabled'),
      value: textOrNull(row, 'value'),
      box: textOrNull(row, 'box'),
    });
    if (found !== null) series.set(found.series, [...(series.get(found.series) ?? []), found]);
  }
  return [...series.values()].flatMap((own) => offTimes(own, window));
}

interface Change {
  readonly tenant: string | null;
  readonly time: Micros;
  readonly category: string;
  readonly target: string | null;
  readonly name: string | null;
  readonly enabled: boolean | null;
  readonly value: string | null;
  readonly box: string | null;
}

/** What a change switches, and which way; null where it does not say or is about something else. */
function switchOf({ tenant, time, category, target, name, enabled, value, box }: Change): Switch | null {
  if (category === 'audit-bypass') {
    if (enabled === null || box === null) return null;
    const overlay = { tenant, mailboxId: box, logKinds: ['mailbox-audit'] as const, unlessLogged: false };
    return {
      series: `bypass ${tenant} ${box}`,
      time,
      off: enabled,
      overlay,
      what: 'the owner was set to bypass mailbox auditing',
    };
  }
  if (target === 'organisation') {
    const logKinds = ORGANISATION[name ?? ''];
    if (logKinds === undefined || enabled === null) return null;
    const overlay = { tenant, mailboxId: null, logKinds, unlessLogged: false };
    const what = `auditing of the whole organisation was switched off (${name ?? 'setting not named'})`;
    return { series: `${name} ${tenant}`, time, off: !enabled, overlay, what };
  }
  if (target !== 'mailbox' || box === null || !MAILBOX_SETTINGS.includes(name ?? '')) return null;
  const overlay = { tenant, mailboxId: box, logKinds: ['mailbox-audit'] as const, unlessLogged: true };
  if (name === 'AuditEnabled') {
    const what = 'auditing of the mailbox was switched off (AuditEnabled)';
    return enabled === null ? null : { series: `enabled ${tenant} ${box}`, time, off: !enabled, overlay, what };
  }
  const logged = logsOwnAccess(name ?? '', value ?? '');
  const what = `the actions logged for the owner were set without MailItemsAccessed (${name})`;
  return logged === null ? null : { series: `actions ${tenant} ${box}`, time, off: !logged, overlay, what };
}

/** Whether after the change accesses by the owner are logged; null where the change leaves that as it was. */
function logsOwnAccess(name: string, value: string): boolean | null {
  const text = value.toLowerCase();
  if (name === 'DefaultAuditSet') return text.includes('owner') ? true : null;
  const names = text.includes('mailitemsaccessed');
  if (text.includes('remove')) return names ? false : null;
  if (text.includes('add')) return names ? true : null;
  return names;
}

function offTimes(own: readonly Switch[], window: Interval): readonly Overlay[] {
  return own.flatMap(({ off, time, overlay, what }, index): readonly Overlay[] => {
    if (!off || own[index - 1]?.off === true) return [];
    const end = own.slice(index + 1).find((later) => !later.off);
    const until =
      end === undefined ? '; no record shows that it was switched back' : ` until ${sentenceTime(end.time)}`;
    const reason = `On ${sentenceTime(time)} ${what}${until}.`;
    return [{ ...overlay, state: 'bypassed', from: time, to: end?.time ?? window.to, reason }];
  });
}

/** What stands in an exported configuration and whose beginning no record shows. */
async function standing(database: Database, window: Interval): Promise<readonly Overlay[]> {
  const rows = await database.all(
    `SELECT DISTINCT s.tenant, s.kind, s.name, s.since, coalesce(s.mailbox_id, m.mailbox_id, s.mailbox) AS box FROM state AS s
     LEFT JOIN account AS m ON m.tenant = s.tenant AND m.label = s.mailbox
     WHERE coalesce(s.mailbox_id, m.mailbox_id, s.mailbox) IS NOT NULL AND (
       s.kind = 'audit-bypass' AND s.enabled
       OR s.kind = 'mailbox-audit' AND s.name IN ('AuditEnabled', 'AuditOwner') AND NOT s.enabled)
       AND NOT EXISTS (
         SELECT 1 FROM change AS c LEFT JOIN account AS t ON t.tenant = c.tenant AND t.label = lower(coalesce(c.mailbox, c.target))
         WHERE c.tenant = s.tenant AND (c.category = 'audit-bypass' AND s.kind = 'audit-bypass' AND c.enabled
             OR c.category = 'audit-setting' AND s.kind = 'mailbox-audit' AND c.name = s.name)
           AND coalesce(c.mailbox_id, t.mailbox_id, c.mailbox, c.target) = coalesce(s.mailbox_id, m.mailbox_id, s.mailbox))
     ORDER BY box, s.kind, s.name, s.since`,
  );
  return rows.map((row): Overlay => {
    const since = timeOrNull(row, 'since');
    const bypass = textOf(row, 'kind') === 'audit-bypass';
    const what = bypass
      ? 'the owner bypasses mailbox auditing'
      : textOf(row, 'name') === 'AuditEnabled'
        ? 'the mailbox is not audited (AuditEnabled)'
        : 'MailItemsAccessed is not among the actions logged for the owner (AuditOwner)';
    return {
      state: 'bypassed',
      tenant: textOrNull(row, 'tenant'),
      mailboxId: textOf(row, 'box'),
      logKinds: ['mailbox-audit'],
      from: since ?? window.from,
      to: window.to,
      reason: `The exported configuration says that ${what}${since === null ? '; since when, it does not say' : ''}.`,
      unlessLogged: !bypass,
    };
  });
}

/** A setting takes up to an hour to take effect. */
const SETTLING = HOUR;

/**
 * Settings that the log contradicts: the vendor ignores `AuditEnabled` where auditing is on for the organisation, and a list
 * of actions may be logged in spite of what an export shows of it.
 */
async function loggedAllTheSame(database: Database, overlays: readonly Overlay[]): Promise<ReadonlySet<Overlay>> {
  if (overlays.length === 0) return new Set();
  const rows = await database.all(
    `SELECT mailbox_id, max(time) AS last_at FROM access WHERE mailbox_id IS NOT NULL AND time IS NOT NULL GROUP BY mailbox_id`,
  );
  const last = new Map(rows.map((row) => [textOf(row, 'mailbox_id'), timeOf(row, 'last_at')]));
  const contradicted = new Set<Overlay>();
  for (const overlay of overlays) {
    const latest = last.get(overlay.mailboxId ?? '') ?? -Infinity;
    if (latest < overlay.from + SETTLING) continue;
    const row = await database.one(accessesWithin(overlay));
    if (flagOrNull(row, 'logged') === true) contradicted.add(overlay);
  }
  return contradicted;
}

function accessesWithin({ mailboxId, from, to }: Overlay): {
  readonly text: string;
  readonly values: readonly string[];
} {
  const iso = (micros: Micros): string => new Date(micros / 1000).toISOString().slice(0, 23).replace('T', ' ');
  return {
    text: `SELECT count(*) > 0 AS logged FROM access WHERE mailbox_id = $1 AND time >= CAST($2 AS TIMESTAMP) AND time < CAST($3 AS TIMESTAMP)`,
    values: [mailboxId ?? '', iso(from + SETTLING), iso(to)],
  };
}
