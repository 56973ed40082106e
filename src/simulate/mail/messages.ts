/** What lies in a mailbox. Nothing is kept: a message is its mailbox and its number, all else follows from the key. */
import { hexOf } from '../core/identifiers.ts';
import type { Mailbox } from '../core/model.ts';
import { hashOf, shareOf } from '../core/random.ts';
import { HOUR } from '../core/time.ts';

/** Share of messages that went to the whole department, and so lie in several mailboxes under one id. */
const SHARED = 0.2;

/** `InternetMessageId` of a message. */
export function messageId(seed: number, mailbox: Mailbox, number: number): string {
  const known = mailbox.known?.ids[number - mailbox.known.from];
  if (known !== undefined) return known;
  if (shareOf(seed, 'shared message', mailbox.department, number) < SHARED) {
    return `<${hexOf(seed, 'department message', mailbox.department, number)}@news.agency.example>`;
  }
  const text = hexOf(seed, 'message', mailbox.index, number).toUpperCase();
  const server = `AM0PR04MB${1000 + (mailbox.index % 9000)}`;
  return `<${server}${text.slice(0, 20)}@${server}.eurprd04.prod.example>`;
}

/** Bytes; most messages are small, some carry files. */
export function messageSize(seed: number, mailbox: Mailbox, number: number): number {
  const share = shareOf(seed, 'message size', mailbox.index, number);
  const extra = hashOf(seed, 'message bytes', mailbox.index, number) % 40_000;
  return 8_000 + extra + (share > 0.9 ? Math.floor((share - 0.9) * 30_000_000) : 0);
}

/** Index of the folder a message lies in. */
export function folderOf(seed: number, mailbox: Mailbox, number: number): number {
  let left = shareOf(seed, 'message folder', mailbox.index, number);
  for (const [index, { share }] of mailbox.folders.entries()) {
    left -= share;
    if (left < 0) return index;
  }
  return 0;
}

/** Numbers of the messages of a folder, oldest first. */
export function messagesIn(seed: number, mailbox: Mailbox, folder: number): readonly number[] {
  const found: number[] = [];
  for (let number = 0; number < mailbox.messages; number += 1) {
    if (folderOf(seed, mailbox, number) === folder) found.push(number);
  }
  return found;
}

/** Local hours in which mail arrives, relative to a working day's mean. */
const ARRIVAL_SHARES = [1, 1, 1, 1, 1, 2, 3, 6, 10, 12, 12, 10, 8, 10, 11, 10, 8, 6, 4, 3, 2, 2, 1, 1];
const ARRIVAL_SUM = ARRIVAL_SHARES.reduce((sum, share) => sum + share, 0);

/** Messages that arrive in an hour. */
export function arrivalsIn(seed: number, mailbox: Mailbox, hour: number, localHour: number, working: boolean): number {
  const share = (ARRIVAL_SHARES[localHour] ?? 1) / ARRIVAL_SUM;
  const mean = mailbox.arrivals * share * (working ? 1 : 0.2);
  const whole = Math.floor(mean * 1.5);
  // Between nothing and three times the mean, whole numbers, the mean kept by the last chance.
  const lot = shareOf(seed, 'arrivals', mailbox.index, Math.floor(hour / HOUR));
  return Math.floor(lot * (2 * mean + 1)) + (whole > 12 ? 1 : 0);
}
