/** Numbers and lists in plain English, the same in every locale. */
import { type Micros, sentenceTime } from './time.ts';

/** `one message`, `60,123 messages`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return count === 1 ? `one ${one}` : `${grouped(count)} ${many}`;
}

/** `60,123`: digits in groups of three, in every locale. */
export function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** `On 3 May 2023 10:00 UTC` or `Between … and … UTC`. */
export function whenWords(first: Micros, last: Micros): string {
  return first === last
    ? `On ${sentenceTime(first)} UTC`
    : `Between ${sentenceTime(first)} and ${sentenceTime(last)} UTC`;
}
