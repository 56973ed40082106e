/** How long the vendors keep a log: what is no longer to be had, and what expires when. */

import type { LogKind } from '../../facts/index.ts';
import { loadRetention, type Retention } from '../../facts/reference.ts';
import { DAY, type Micros } from '../time.ts';

/** Days a log is kept, under the poorest and the richest licence; null where that is not known. */
export interface Kept {
  readonly least: number;
  readonly most: number;
}

export function retentionOf(logKind: LogKind, periods: readonly Retention[] = loadRetention()): Kept | null {
  const days = periods
    .filter(({ logKinds }) => logKinds.includes(logKind))
    .flatMap(({ tiers }) => tiers.map((tier) => tier.days));
  if (days.length === 0) return null;
  return { least: Math.min(...days), most: Math.max(...days) };
}

/** Records made before this are gone under every licence; null where that is not known. */
export function goneBefore(logKind: LogKind, now: Micros): Micros | null {
  const kept = retentionOf(logKind);
  return kept === null ? null : now - kept.most * DAY;
}
