/** The exposure of one mailbox in sentences that the evidence licenses and that can be quoted. */
import { type Micros, sentenceTime } from './time.ts';
import type { ScopeExposure, ScopeFlow } from './types.ts';

export type StatementInput = Omit<ScopeExposure, 'statement'> & {
  /** Messages that only undecidable accesses name. */
  readonly doubtfulMessages: number;
  readonly incidentFrom: Micros;
};

export function exposureStatement(input: StatementInput): string {
  return [accessed(input), synchronised(input), undecidable(input), bound(input), flows(input.flows)]
    .filter((sentence) => sentence !== '')
    .join(' ');
}

function accessed({ intruderAccesses, firstSeen, lastSeen, totals }: StatementInput): string {
  if (intruderAccesses === 0 || firstSeen === null || lastSeen === null)
    return "The logs that are here show no access that is held to be the intruder's.";
  const when =
    firstSeen === lastSeen
      ? `On ${sentenceTime(firstSeen)} UTC`
      : `Between ${sentenceTime(firstSeen)} and ${sentenceTime(lastSeen)} UTC`;
  const named =
    totals.lower === 0
      ? 'they name no single message'
      : `${intruderAccesses === 1 ? 'it names' : 'they name'} ${plural(totals.lower, 'message')}`;
  return `${when} ${plural(intruderAccesses, 'access', 'accesses')} held to be the intruder's ${intruderAccesses === 1 ? 'is' : 'are'} logged; ${named}.`;
}

function synchronised({ wholeMailbox, folders }: StatementInput): string {
  if (!wholeMailbox) return '';
  const names = folders
    .slice(0, 5)
    .map(({ path }) => path)
    .join(', ');
  const rest = folders.length > 5 ? ` and ${folders.length - 5} more` : '';
  return `${folders.length === 1 ? 'One folder was' : `${folders.length} folders were`} synchronised whole (${names}${rest}): the whole mailbox is to be presumed taken.`;
}

function undecidable({ undecidableAccesses, doubtfulMessages }: StatementInput): string {
  if (undecidableAccesses === 0) return '';
  return `${plural(undecidableAccesses, 'further access', 'further accesses')}, naming ${plural(doubtfulMessages, 'other message')}, may be the intruder's or the owner's.`;
}

function bound({ totals, windows, incidentFrom }: StatementInput): string {
  const before = windows
    .filter(({ from }) => from < incidentFrom)
    .reduce((sum, { from, to }) => sum + Math.min(to, incidentFrom) - from, 0);
  const earlier =
    before > 0
      ? ' Before the incident, too, there were times in which an access would not have been seen here; an earlier beginning cannot be ruled out.'
      : '';
  if (totals.upper !== null)
    return `The log was there throughout: at most ${plural(totals.upper, 'message')} can have been accessed in ways that this log records.${earlier}`;
  const hours =
    totals.hoursUnobservable > 0
      ? ` In all ${plural(totals.hoursUnobservable, 'hour')} since it began could not be seen.`
      : '';
  return `How many at most cannot be said. ${totals.upperReason ?? ''}${hours}${earlier}`;
}

const FLOW_WORDS: Readonly<Record<ScopeFlow['kind'], string>> = {
  'inbox-rule': 'an inbox rule',
  'forwarding': 'forwarding',
  'transport-rule': 'a transport rule',
  'connector': 'a connector',
  'mailbox-permission': 'a permission on the mailbox',
  'folder-permission': 'a permission on a folder',
  'send-as': 'the right to send in its name',
  'delegate': 'a delegate',
  'consent': 'a consent to an application',
  'app-permission': 'a permission of an application',
  'compliance-search': 'a compliance search',
  'export': 'an export',
};

/** `an inbox rule to a@b.example since 3 May 2023 10:00`. */
export function flowWords({ kind, destination, from, to }: ScopeFlow): string {
  const where = destination === null ? '' : ` to ${destination}`;
  const since = from === null ? '' : ` since ${sentenceTime(from)} UTC`;
  const until = to === null ? '' : ` until ${sentenceTime(to)} UTC`;
  return `${FLOW_WORDS[kind]}${where}${since}${until}`;
}

function flows(list: readonly ScopeFlow[]): string {
  if (list.length === 0) return '';
  const words = list.slice(0, 5).map(flowWords).join('; ');
  return `Mail could also leave without being accessed: ${words}${list.length > 5 ? `; and ${list.length - 5} more` : ''}.`;
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return count === 1 ? `one ${one}` : `${grouped(count)} ${many}`;
}

/** `60,123`: digits in groups of three, in every locale. */
export function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}
