/** Coverage of two cases: shares, and times in which a log is seen in another state. */
import { LOG_KINDS, type LogKind } from '../../facts/index.ts';
import { byPlace } from '../../scope/coverage/index.ts';
import { byText } from '../../scope/index.ts';
import type { Coverage, CoverageSpan, Share } from '../model.ts';
import type { CaseDiff, CoverageChange } from './model.ts';

export function coverageDiff(before: readonly Coverage[], after: readonly Coverage[]): CaseDiff['coverage'] {
  const old = sharesOf(before);
  const now = sharesOf(after);
  const shares = LOG_KINDS.flatMap((logKind) => {
    const pair = { logKind, before: old.get(logKind) ?? null, after: now.get(logKind) ?? null };
    return pair.before === pair.after ? [] : [pair];
  });
  return { shares, changes: stateChanges(before, after) };
}

/** Time-weighted share observed, six digits. */
function sharesOf(rows: readonly Coverage[]): ReadonlyMap<LogKind, Share> {
  const sums = new Map<LogKind, { observed: number; all: number }>();
  for (const { logKind, spans } of rows) {
    const sum = sums.get(logKind) ?? { observed: 0, all: 0 };
    for (const { from, to, state } of spans) {
      const length = Date.parse(to) - Date.parse(from);
      sum.all += length;
      if (state === 'observed') sum.observed += length;
    }
    sums.set(logKind, sum);
  }
  return new Map(
    [...sums].flatMap(([logKind, { observed, all }]) =>
      all === 0 ? [] : [[logKind, Math.round((observed / all) * 1e6) / 1e6] as const],
    ),
  );
}

/** By mailbox (logs of the tenant first), log, time. */
function stateChanges(before: readonly Coverage[], after: readonly Coverage[]): readonly CoverageChange[] {
  const old = new Map(before.map((row) => [keyOf(row), row]));
  const now = new Map(after.map((row) => [keyOf(row), row]));
  const rows = [...new Set([...old.keys(), ...now.keys()])].flatMap((key) => {
    const row = now.get(key) ?? old.get(key);
    return row === undefined ? [] : [{ row, was: old.get(key)?.spans ?? [], is: now.get(key)?.spans ?? [] }];
  });
  rows.sort((a, b) => byPlace(a.row, b.row));
  return rows.flatMap(({ row: { tenant, mailbox, mailboxId, logKind }, was, is }) =>
    changesBetween(was, is).map((change) => ({ tenant, mailbox, mailboxId, logKind, ...change })),
  );
}

function keyOf({ tenant, mailboxId, logKind }: Coverage): string {
  return JSON.stringify([tenant, mailboxId, logKind]);
}

type Stretch = Omit<CoverageChange, 'tenant' | 'mailbox' | 'mailboxId' | 'logKind'>;

/** Walks both lists of spans at once; neighbours that changed in the same way are one. */
function changesBetween(was: readonly CoverageSpan[], is: readonly CoverageSpan[]): readonly Stretch[] {
  const bounds = [...new Set([...was, ...is].flatMap(({ from, to }) => [from, to]))].sort(byTime);
  const changes: Stretch[] = [];
  let [old, now] = [0, 0];
  for (const [index, from] of bounds.entries()) {
    const to = bounds[index + 1];
    if (to === undefined) break;
    while (byTime(was[old]?.to ?? '9999', from) <= 0) old += 1;
    while (byTime(is[now]?.to ?? '9999', from) <= 0) now += 1;
    const before = spanAt(was[old], from);
    const after = spanAt(is[now], from);
    if ((before?.state ?? null) === (after?.state ?? null)) continue;
    const stretch = {
      from,
      to,
      before: before?.state ?? null,
      after: after?.state ?? null,
      reasonBefore: reasonOf(before),
      reasonAfter: reasonOf(after),
    };
    const last = changes.at(-1);
    if (last !== undefined && last.to === from && sameChange(last, stretch))
      changes[changes.length - 1] = { ...last, to };
    else changes.push(stretch);
  }
  return changes;
}

function spanAt(span: CoverageSpan | undefined, time: string): CoverageSpan | null {
  return span !== undefined && byTime(span.from, time) <= 0 ? span : null;
}

function reasonOf(span: CoverageSpan | null): string | null {
  return span === null || span.state === 'observed' ? null : span.reason;
}

function sameChange(a: Stretch, b: Stretch): boolean {
  return (
    a.before === b.before && a.after === b.after && a.reasonBefore === b.reasonBefore && a.reasonAfter === b.reasonAfter
  );
}

/** Order of times as text: without their Z, so that `…09Z` comes before `…09.5Z`. */
function byTime(a: string, b: string): number {
  return byText(a.replace('Z', ''), b.replace('Z', ''));
}
