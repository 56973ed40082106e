/** Numbers and times as text. Own code, so that the page looks the same under every locale. */

/** `60,000` */
export function count(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+(?!\d))/g, ',');
}

/** `1 message`, `2 messages`. */
export function plural(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/** Whole percents, near the ends with one decimal; never rounds to 0 or 100 what is neither. */
export function percent(share: number): string {
  if (share <= 0 || share >= 1) return `${Math.round(share * 100)} %`;
  if (share < 0.001) return 'under 0.1 %';
  if (share > 0.999) return 'over 99.9 %';
  return share < 0.01 || share > 0.99 ? `${(share * 100).toFixed(1)} %` : `${Math.round(share * 100)} %`;
}

const BYTE_UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB'] as const;

/** Decimal units, three figures. */
export function bytes(value: number): string {
  let scaled = value;
  let unit = 0;
  while (scaled >= 1000 && unit < BYTE_UNITS.length - 1) {
    scaled /= 1000;
    unit += 1;
  }
  const figures = unit === 0 || scaled >= 100 ? String(Math.round(scaled)) : scaled.toFixed(1);
  return `${figures} ${BYTE_UNITS[unit]}`;
}

/** Milliseconds of a time as ISO text; NaN, which lies in no range, where none is stated. */
export function instant(at: string | null): number {
  return at === null ? Number.NaN : Date.parse(at);
}

export type Zone = 'utc' | 'local';

function two(value: number): string {
  return String(value).padStart(2, '0');
}

/** Minutes by which local time is ahead of UTC at that moment; 0 for UTC. */
function offset(ms: number, zone: Zone): number {
  return zone === 'utc' ? 0 : -new Date(ms).getTimezoneOffset();
}

function shifted(ms: number, zone: Zone): Date {
  return new Date(ms + offset(ms, zone) * 60_000);
}

/** `2023-06-16` */
export function day(ms: number, zone: Zone): string {
  if (!Number.isFinite(ms)) return '';
  const date = shifted(ms, zone);
  return `${date.getUTCFullYear()}-${two(date.getUTCMonth() + 1)}-${two(date.getUTCDate())}`;
}

function offsetText(minutes: number): string {
  const size = Math.abs(minutes);
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

/** `2023-06-16 05:12:09 Z`, or with the offset of local time; with `zoned` false without either. */
export function moment(ms: number, zone: Zone, zoned = true): string {
  if (!Number.isFinite(ms)) return '';
  const date = shifted(ms, zone);
  const clock = `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}`;
  const suffix = zone === 'utc' ? 'Z' : offsetText(offset(ms, zone));
  return `${day(ms, zone)} ${clock}${zoned ? ` ${suffix}` : ''}`;
}

/** `2023-06-16T05:12:09Z`, with milliseconds only where there are any. */
export function iso(ms: number): string {
  return Number.isFinite(ms) ? new Date(ms).toISOString().replace('.000Z', 'Z') : '';
}

/** `in 12 days`, `3 hours before`, seen from `from`. */
export function distance(from: number, to: number): string {
  const hours = Math.abs(to - from) / 3_600_000;
  const size = hours >= 48 ? plural(Math.floor(hours / 24), 'day') : plural(Math.max(1, Math.floor(hours)), 'hour');
  return to >= from ? `${size} after` : `${size} before`;
}
