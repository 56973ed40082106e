/** Times as the engine counts them. */

/** One hour, microseconds. */
export const HOUR = 3_600_000_000n;

/** From microseconds since 1970. */
export function dateOf(micros: bigint): Date {
  return new Date(Number(micros / 1000n));
}
