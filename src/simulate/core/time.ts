/** Times are milliseconds since 1970, UTC; zones are fixed offsets (no zone database: it differs between machines). */

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** `2026-03-02T08:15:00` as the unified audit log writes it (UTC, no zone). */
export function auditTime(time: number): string {
  return new Date(time).toISOString().slice(0, 19);
}

/** `2026-03-02T08:15:00Z`, to the second. */
export function isoSecond(time: number): string {
  return `${auditTime(time)}Z`;
}

/** `2026-03-02T08:15:00.123Z`. */
export function isoTime(time: number): string {
  return new Date(time).toISOString();
}

/** `2026-03-02`. */
export function dayText(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

/** Days since 1970 of a local time. */
export function dayNumber(local: number): number {
  return Math.floor(local / DAY);
}

/** 0 Monday to 6 Sunday (1 January 1970 was a Thursday). */
export function weekday(day: number): number {
  return (((day + 3) % 7) + 7) % 7;
}

/** Month and day of a day number, `12-25`. */
export function monthDay(day: number): string {
  return new Date(day * DAY).toISOString().slice(5, 10);
}
