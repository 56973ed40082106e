/** Times in which a log was there, but blind: throttled, bypassed, or lost by the vendor. */
import type { Database } from '../../store/index.ts';
import { flagOrNull, textOf, textOrNull, timeOf, timeOrNull } from '../rows.ts';
import { HOUR, type Interval, type Micros, sentenceTime } from '../time.ts';
import { union } from './spans.ts';

export interface Overlay extends Interval {
  /** Null: all mailboxes of the tenant. */
  readonly mailboxId: string | null;
  readonly reason: string;
}

/** After a throttled record nothing more is logged of that mailbox's binds for a day. */
export async function throttledTimes(database: Database, hours: number): Promise<readonly Overlay[]> {
  const rows = await database.all(
    `SELECT coalesce(mailbox_id, mailbox, '') AS box, time FROM access WHERE throttled ORDER BY box, time`,
  );
  const times = new Map<string, Interval[]>();
  for (const row of rows) {
    const from = timeOf(row, 'time');
    times.set(textOf(row, 'box'), [...(times.get(textOf(row, 'box')) ?? []), { from, to: from + hours * HOUR }]);
  }
  return [...times].flatMap(([mailboxId, intervals]) =>
    union(intervals).map((interval) => ({
      ...interval,
      mailboxId,
      reason: `A record of ${sentenceTime(interval.from)} says that logging was throttled: for ${hours} hours after it no bind is logged.`,
    })),
  );
}

interface Switch {
  readonly mailboxId: string | null;
  readonly time: Micros;
  readonly off: boolean;
  readonly what: string;
}

/** Times in which auditing was switched off or a mailbox's owner bypassed it, from changes and from what stands now. */
export async function bypassedTimes(database: Database, window: Interval): Promise<readonly Overlay[]> {
  const changes = await database.all(
    `SELECT c.time, c.category, c.name, c.enabled, c.target_kind, coalesce(c.mailbox_id, m.mailbox_id, t.mailbox_id, c.mailbox, c.target) AS box FROM change AS c
     LEFT JOIN account AS m ON m.tenant = c.tenant AND m.label = c.mailbox
     LEFT JOIN account AS t ON t.tenant = c.tenant AND t.label = lower(c.target)
     WHERE c.time IS NOT NULL AND c.enabled IS NOT NULL AND (c.outcome IS NULL OR c.outcome <> 'failure')
       AND (c.category = 'audit-bypass' OR (c.category = 'audit-setting' AND c.target_kind = 'organisation'))
     ORDER BY c.time, c.event_id, c.part`,
  );
  const switches = changes.map((row): Switch => {
    const bypass = textOf(row, 'category') === 'audit-bypass';
    const enabled = flagOrNull(row, 'enabled') ?? false;
    return {
      mailboxId: bypass ? (textOrNull(row, 'box') ?? '') : null,
      time: timeOf(row, 'time'),
      off: bypass ? enabled : !enabled,
      what: bypass
        ? 'the owner was set to bypass mailbox auditing'
        : `auditing of the whole organisation was switched off (${textOrNull(row, 'name') ?? 'setting not named'})`,
    };
  });
  return [...switchedOff(switches, window), ...(await standingBypasses(database, window, switches))];
}

function switchedOff(switches: readonly Switch[], window: Interval): readonly Overlay[] {
  const series = new Map<string, Switch[]>();
  for (const entry of switches) {
    const key = `${entry.mailboxId ?? '*'} ${entry.what}`;
    series.set(key, [...(series.get(key) ?? []), entry]);
  }
  return [...series.values()].flatMap((own) => {
    const overlays: Overlay[] = [];
    for (const [index, { off, time, mailboxId, what }] of own.entries()) {
      const before = own[index - 1];
      if (!off || before?.off === true) continue;
      const end = own.slice(index + 1).find((later) => !later.off);
      const reason = `On ${sentenceTime(time)} ${what}${end === undefined ? '; no record shows that it was switched back' : ` until ${sentenceTime(end.time)}`}.`;
      overlays.push({ mailboxId, from: time, to: end?.time ?? window.to, reason });
    }
    return overlays;
  });
}

/** A bypass that stands in an exported configuration and whose beginning no record shows. */
async function standingBypasses(
  database: Database,
  window: Interval,
  switches: readonly Switch[],
): Promise<readonly Overlay[]> {
  const rows = await database.all(
    `SELECT DISTINCT coalesce(s.mailbox_id, m.mailbox_id, s.mailbox) AS box, s.since FROM state AS s
     LEFT JOIN account AS m ON m.tenant = s.tenant AND m.label = s.mailbox
     WHERE s.kind = 'audit-bypass' AND s.enabled AND coalesce(s.mailbox_id, m.mailbox_id, s.mailbox) IS NOT NULL ORDER BY box, s.since`,
  );
  const shown = new Set(switches.filter(({ off }) => off).map(({ mailboxId }) => mailboxId));
  return rows
    .filter((row) => !shown.has(textOf(row, 'box')))
    .map((row) => {
      const since = timeOrNull(row, 'since');
      const reason = `The exported configuration says that the owner bypasses mailbox auditing${since === null ? '; since when, it does not say' : ''}.`;
      return { mailboxId: textOf(row, 'box'), from: since ?? window.from, to: window.to, reason };
    });
}
