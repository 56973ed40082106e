/** Times of the engine as text: ISO 8601, UTC, fractions only where there are any. */
import { DuckDBTimestampValue } from '@duckdb/node-api';

/** Null for null; anything but a time is a programmer's fault. */
export function utcText(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (!(value instanceof DuckDBTimestampValue)) throw new TypeError('not a time');
  const second = value.micros >= 0n ? value.micros / 1_000_000n : -((999_999n - value.micros) / 1_000_000n);
  const rest = value.micros - second * 1_000_000n;
  const whole = new Date(Number(second) * 1000).toISOString().slice(0, 19);
  const fraction = rest === 0n ? '' : `.${rest.toString().padStart(6, '0').replace(/0+$/, '')}`;
  return `${whole}${fraction}Z`;
}
