/**
 * The exposure of one mailbox in words that the evidence licenses and that can be quoted: one sentence, and what belongs
 * to it. Whatever is negative says how far the log was there to show it.
 */
import { grouped, plural, whenWords } from './statement-words.ts';
import { type Micros, sentenceDay, sentenceTime } from './time.ts';
import type { ScopeExposure, ScopeFlow } from './types.ts';

export interface StatementInput extends Omit<ScopeExposure, 'statement' | 'details'> {
  /** Messages that only accesses name which may be the owner's. */
  readonly doubtful: number;
  readonly firstTrace: Micros | null;
}

export function exposureWords(input: StatementInput): Pick<ScopeExposure, 'statement' | 'details'> {
  return {
    statement: `${capital(mainClause(input))}; ${observedWords(input.observed)}${flowClause(input.flows)}.`,
    details: [
      ...synchronised(input),
      ...undecidable(input),
      ...bound(input),
      ...input.totals.reasons.map(({ why }) => why),
      ...filtered(input),
      ...input.flows.map((flow) => `Mail could leave without being accessed by ${flowWords(flow)}. ${flow.extent}`),
    ],
  };
}

function mainClause(input: StatementInput): string {
  const { mailbox, intruderAccesses, firstSeen, lastSeen, totals, undecidableAccesses } = input;
  if (intruderAccesses === 0 || firstSeen === null || lastSeen === null) {
    const but =
      undecidableAccesses === 0
        ? ''
        : `, though ${plural(undecidableAccesses, 'access', 'accesses')} naming ${plural(input.doubtful, 'message')} may be the intruder's or the owner's`;
    return `no access to ${mailbox} is logged that is held to be the intruder's${but}`;
  }
  const when = whenWords(firstSeen, lastSeen);
  if (input.wholeMailbox) {
    const size = input.inventory === null ? '' : ` (${plural(input.inventory.items, 'item')} by the inventory)`;
    const named = totals.lower === 0 ? '' : `, and the log names ${plural(totals.lower, 'message')} one by one`;
    return `${when} the intruder synchronised ${plural(input.folders.length, 'folder')} of ${mailbox}, so that the whole mailbox${size} is to be presumed taken${named}`;
  }
  return `${when} the intruder accessed ${amount(totals)} of ${mailbox}${closing(totals)}`;
}

function amount({ lower, upper }: ScopeExposure['totals']): string {
  if (upper === null) return lower === 0 ? 'items that no record names' : `at least ${plural(lower, 'message')}`;
  if (upper === lower) return plural(lower, 'message');
  return `at least ${grouped(lower)} and at most ${plural(upper, 'message')}`;
}

function closing({ lower, upper }: ScopeExposure['totals']): string {
  if (upper === null) return ', and how many at most cannot be said';
  return upper === lower ? ', neither more nor fewer in ways that this log records' : '';
}

/** `the log of accesses was there for 640 of the 672 hours from 1 Feb 2026 to 1 Mar 2026`. */
export function observedWords(observed: ScopeExposure['observed']): string {
  if (observed === null) return 'no log of accesses to it is here';
  const { from, to, hours, ofHours } = observed;
  const time = `from ${sentenceDay(from)} to ${sentenceDay(to)}`;
  return hours === ofHours
    ? `the log of accesses was there for all ${plural(ofHours, 'hour')} ${time}`
    : `the log of accesses was there for ${grouped(hours)} of the ${plural(ofHours, 'hour')} ${time}`;
}

function flowClause(flows: readonly ScopeFlow[]): string {
  if (flows.length === 0) return '';
  const words = flows.slice(0, 3).map(flowWords).join(', ');
  return `; mail could also leave it without being accessed, by ${words}${flows.length > 3 ? ` and ${plural(flows.length - 3, 'other way')}` : ''}`;
}

function synchronised({ wholeMailbox, folders, inventory }: StatementInput): readonly string[] {
  if (!wholeMailbox) return [];
  const names = folders
    .slice(0, 5)
    .map(({ path, items }) => (items === null ? path : `${path}, ${plural(items, 'item')}`))
    .join('; ');
  const rest = folders.length > 5 ? `; and ${folders.length - 5} more` : '';
  const size = inventory === null ? ' How many items it holds was not given (--inventory).' : '';
  return [`Synchronised whole: ${names}${rest}. A client that does this keeps a copy of what it synchronises.${size}`];
}

function undecidable({ undecidableAccesses, doubtful }: StatementInput): readonly string[] {
  if (undecidableAccesses === 0) return [];
  return [
    `${capital(plural(undecidableAccesses, 'further access', 'further accesses'))}, naming ${plural(doubtful, 'other message')}, may be the intruder's or the owner's: counted in the upper bound, not in the lower.`,
  ];
}

function bound({ totals, inventory, firstTrace }: StatementInput): readonly string[] {
  const { upper, upperBasis, upperSinceFirst } = totals;
  const since =
    firstTrace === null || upperSinceFirst === null || upperSinceFirst === upper
      ? ''
      : ` If the intruder was not there before the first trace (${sentenceTime(firstTrace)} UTC), at most ${plural(upperSinceFirst, 'message')} can have been accessed.`;
  if (upper === null) {
    const help =
      inventory === null ? ' The number of items of the mailbox would be one: it was not given (--inventory).' : '';
    return [`No upper bound can be stated.${help}${since}`];
  }
  return upperBasis === null && since === '' ? [] : [`${upperBasis ?? ''}${since}`.trim()];
}

/** What the vendor's own filter leaves out: repeats, and no message of its own. */
function filtered({ intruderAccesses, totals }: StatementInput): readonly string[] {
  if (intruderAccesses === 0) return [];
  const blind = totals.reasons.some(({ hours }) => hours > 0);
  const but = blind
    ? ' Only where the first access lies in a time that could not be seen, its repeat within the hour after is missing too.'
    : '';
  const shared = totals.reasons.some(({ reason }) => reason === 'shared-context');
  const behind = shared
    ? ''
    : " Somebody who had the owner's very address, client and session could repeat accesses of the owner without a record: of that there is no trace here.";
  return [
    `The vendor does not log the same access from the same address, client and session again within an hour, and makes accesses within two minutes one record: that hides repeats, not further messages.${but}${behind}`,
  ];
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

/** Where its destination is no place, but somebody or an application. */
const TOWARDS: Readonly<Partial<Record<ScopeFlow['kind'], string>>> = {
  'mailbox-permission': 'a permission on the mailbox for',
  'folder-permission': 'a permission on a folder for',
  'send-as': 'the right to send in its name for',
  'delegate': 'the delegate',
  'consent': 'a consent to application',
  'app-permission': 'a permission of application',
};

/** `an inbox rule to a@b.example since 3 May 2023 10:00`. */
export function flowWords({
  kind,
  destination,
  from,
  to,
}: Pick<ScopeFlow, 'kind' | 'destination' | 'from' | 'to'>): string {
  const what = destination === null ? FLOW_WORDS[kind] : `${TOWARDS[kind] ?? `${FLOW_WORDS[kind]} to`} ${destination}`;
  const since = from === null ? '' : ` since ${sentenceTime(from)} UTC`;
  const until = to === null ? '' : ` until ${sentenceTime(to)} UTC`;
  return `${what}${since}${until}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
