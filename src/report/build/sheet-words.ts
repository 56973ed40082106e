/** The words of the notification sheets. */
import { grouped, isoTime, type Micros, type ScopeTotals } from '../../scope/index.ts';
import type { Attribution } from '../model.ts';

/** `1,204` */
export function countWords(count: number): string {
  return grouped(count);
}

/** `2023-06-16 05:12:09 UTC`: to the second, which is what the logs give. */
export function timeWords(micros: Micros): string {
  return `${isoTime(Math.floor(micros / 1_000_000) * 1_000_000)
    .replace('T', ' ')
    .replace('Z', '')} UTC`;
}

/** `at least 3, at most 7`, `3, neither more nor fewer`, `at least 3; how many at most cannot be said`. */
export function intervalWords({ lower, upper }: Pick<ScopeTotals, 'lower' | 'upper'>): string {
  if (upper === null) return `at least ${grouped(lower)}; how many at most cannot be said`;
  return upper === lower
    ? `${grouped(lower)}, neither more nor fewer in ways that the log records`
    : `at least ${grouped(lower)}, at most ${grouped(upper)}`;
}

/** Whose an access is held to be, and how sure that is. */
export function sureWords(attribution: Attribution): { readonly who: string; readonly how: string } {
  switch (attribution) {
    case 'intruder':
      return { who: "the intruder's", how: 'accessed by the intruder' };
    case 'undecidable':
      return { who: "the intruder's or the owner's", how: 'accessed by the intruder or the owner: cannot be told' };
    case 'owner':
      return { who: "the owner's", how: 'accessed by the owner' };
    default:
      throw new TypeError(`no such attribution: ${String(attribution satisfies never)}`);
  }
}
