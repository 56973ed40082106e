/** Times of the scope: microseconds since 1970-01-01 UTC as exact numbers (below 2^53 until the year 2255). */

/** Microseconds since 1970-01-01T00:00Z. */
export type Micros = number;

export const HOUR: Micros = 3_600_000_000;
export const DAY: Micros = 24 * HOUR;

/** From `from` (inclusive) to `to` (exclusive). */
export interface Interval {
  readonly from: Micros;
  readonly to: Micros;
}

/** `2023-06-16T05:12:09Z`; a fraction only where there is one, without trailing zeros. */
export function isoTime(micros: Micros): string {
  const second = Math.floor(micros / 1_000_000);
  const fraction = micros - second * 1_000_000;
  const whole = new Date(second * 1000).toISOString().slice(0, 19);
  return fraction === 0 ? `${whole}Z` : `${whole}.${String(fraction).padStart(6, '0').replace(/0+$/, '')}Z`;
}

/** `16 Jun 2023 05:12` in UTC, for sentences. */
export function sentenceTime(micros: Micros): string {
  const date = new Date(Math.floor(micros / 1000));
  const pad = (value: number): string => String(value).padStart(2, '0');
  return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()] ?? ''} ${date.getUTCFullYear()} ${pad(date.getUTCHours())}:${pad(date.getUTCMinutes())}`;
}

/** `16 Jun 2023` in UTC, for sentences. */
export function sentenceDay(micros: Micros): string {
  return sentenceTime(micros).slice(0, -6);
}

/** The least and the greatest of the times that are known; null where none is. */
export function earliest(times: readonly (Micros | null)[]): Micros | null {
  return times.reduce((least, time) => (least === null || (time !== null && time < least) ? time : least), null);
}

export function latest(times: readonly (Micros | null)[]): Micros | null {
  return times.reduce((most, time) => (most === null || (time !== null && time > most) ? time : most), null);
}

/** For sorting: what states no time comes last. */
export function byTime(a: Micros | null, b: Micros | null): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return a - b;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Start of the day, UTC. */
export function dayStart(micros: Micros): Micros {
  return Math.floor(micros / DAY) * DAY;
}

/** Hours of an interval, rounded to a whole number; a part of an hour counts as one. */
export function wholeHours(length: Micros): number {
  return Math.ceil(length / HOUR);
}
