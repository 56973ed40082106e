/**
 * JSON with one spelling only (RFC 8785, without fractions): keys in the order of their UTF-16 code units, no white space,
 * whole numbers. What is hashed and signed is written so.
 */
import { hash } from 'node:crypto';

export type Canonical =
  | null
  | boolean
  | number
  | string
  | readonly Canonical[]
  | { readonly [key: string]: Canonical | undefined };

/** The one spelling; keys whose value is `undefined` are left out. A number that is not whole and exact throws. */
export function canonicalJson(value: Canonical): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value)) throw new TypeError(`${value} has no canonical spelling`);
    return String(value);
  }
  if (isList(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const members = Object.keys(value)
    .sort()
    .flatMap((key) => {
      const member = value[key];
      return member === undefined ? [] : [`${JSON.stringify(key)}:${canonicalJson(member)}`];
    });
  return `{${members.join(',')}}`;
}

/** TypeScript's own test does not know read-only lists. */
function isList(value: readonly Canonical[] | object): value is readonly Canonical[] {
  return Array.isArray(value);
}

/** SHA-256 as 64 hex digits. */
export function sha256(bytes: Buffer | string): string {
  return hash('sha256', bytes, 'hex');
}
