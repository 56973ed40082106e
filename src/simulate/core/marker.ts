/**
 * The mark of records that a drill makes for somebody's own logs. They hold true names and must never be taken for real
 * ones: the last twelve hex digits of an identifier are those of the SHA-256 of "letterlock drill " and what stands before
 * them. A real identifier passes with a chance of 1 to 2^48, and nobody without a hash can tell; no detection has one.
 */
import { createHash } from 'node:crypto';
import type { LogEvent } from './model.ts';

const DIGITS = 12;
const WORD = 'letterlock drill ';

function checkOf(before: string): string {
  return createHash('sha256').update(`${WORD}${before}`).digest('hex').slice(0, DIGITS);
}

/** A GUID or hex text, lower case, with the mark in place of its last digits. */
export function marked(identifier: string): string {
  const before = identifier.slice(0, -DIGITS);
  return before + checkOf(before);
}

/** Whether an identifier bears the mark, in capitals or not. */
export function isMarked(identifier: string): boolean {
  const plain = identifier.toLowerCase();
  return plain.length > DIGITS && marked(plain) === plain;
}

/** Sign-ins bear it in the correlation, since their id is that of a token; Google's activities in the etag (`records/google.ts`). */
export function markedEvent(event: LogEvent): LogEvent {
  switch (event.kind) {
    case 'sign-in':
      return { ...event, correlation: marked(event.correlation) };
    case 'google':
      return event;
    case 'access':
    case 'send':
    case 'owa-token':
    case 'graph':
    case 'audit-record':
      return { ...event, id: marked(event.id) };
    default:
      return event satisfies never;
  }
}
