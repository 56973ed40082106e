/** Identifiers in the forms in which the vendors write them. Each belongs to a key (see `random.ts`). */
import { hashOf } from './random.ts';

const BYTES = Buffer.alloc(16);

/** 32 hex digits for a key. */
export function hexOf(seed: number, purpose: string, a = 0, b = 0, c = 0): string {
  const first = hashOf(seed, purpose, a, b, c);
  const second = hashOf(first, purpose, 1, b, c);
  const third = hashOf(second, purpose, 2, a, c);
  BYTES.writeUInt32BE(first, 0);
  BYTES.writeUInt32BE(second, 4);
  BYTES.writeUInt32BE(third, 8);
  BYTES.writeUInt32BE(hashOf(third, purpose, 3, a, b), 12);
  return BYTES.toString('hex');
}

/** A version-4 GUID, lower case. */
export function guidOf(seed: number, purpose: string, a = 0, b = 0, c = 0): string {
  const text = hexOf(seed, purpose, a, b, c);
  const variant = '89ab'.charAt(Number.parseInt(text.charAt(16), 16) & 3);
  return `${text.slice(0, 8)}-${text.slice(8, 12)}-4${text.slice(13, 16)}-${variant}${text.slice(17, 20)}-${text.slice(20)}`;
}

/** A request id of Entra, which is the token's identifier as well: like version 4, and it ends in `00` (observed). */
export function requestIdOf(seed: number, purpose: string, a = 0, b = 0, c = 0): string {
  return `${guidOf(seed, purpose, a, b, c).slice(0, 34)}00`;
}
