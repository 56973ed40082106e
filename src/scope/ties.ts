/**
 * The rules by which findings belong together and accesses follow from them. Each rule gives ties: a key on which
 * findings meet, the value a person sees and may cut, the ground in words, and what to follow into the accesses.
 */
import { eventIdText } from '../facts/index.ts';
import { severityRank } from './findings.ts';
import type { DetectionInfo, ScopeLimits } from './options.ts';
import { byTime, DAY, HOUR, type Micros } from './time.ts';
import { type Account, type AddressUse, type Population, type Trace, tellsWho, type Use } from './traces.ts';
import type { LinkKind, ScopeFinding } from './types.ts';

/** How accesses are found from a tie. Null members mean "any". */
export type Follow =
  | { readonly by: 'token'; readonly token: string }
  | { readonly by: 'session'; readonly session: string; readonly network: string; readonly client: string | null }
  | { readonly by: 'event'; readonly event: bigint }
  | { readonly by: 'account-address'; readonly mailboxId: string; readonly address: string }
  | { readonly by: 'address'; readonly address: string; readonly client: string | null }
  | {
      readonly by: 'application';
      readonly application: string;
      readonly mailboxId: string | null;
      readonly client: string | null;
    };

export interface Tie {
  readonly finding: string;
  readonly kind: LinkKind;
  /** What is shown, and named when it is cut. */
  readonly value: string;
  /** Findings with the same key belong together. */
  readonly key: string;
  readonly ground: string;
  readonly follow: Follow | null;
}

/** What the rules look at. */
export interface TieContext {
  readonly limits: ScopeLimits;
  readonly detections: ReadonlyMap<string, DetectionInfo>;
  readonly traces: ReadonlyMap<string, readonly Trace[]>;
  readonly accounts: ReadonlyMap<string, Account>;
  readonly addressUse: ReadonlyMap<string, AddressUse>;
  readonly applicationUse: ReadonlyMap<string, Use>;
  readonly population: Population;
}

type Rule = (finding: ScopeFinding, context: TieContext) => readonly Tie[];

/** All ties of all findings, in the order of the findings. */
export function tiesOf(findings: readonly ScopeFinding[], context: TieContext): readonly Tie[] {
  const single = findings.flatMap((finding) => {
    const rules = isOwnAct(finding) ? RULES.filter((rule) => !BY_ACTOR.has(rule)) : RULES;
    const ties = rules.flatMap((rule) => rule(finding, context));
    const stops = (tie: Tie): boolean => !leads(finding) || (ownerGoesOn(finding) && tie.kind === 'token');
    return ties.map((tie) => (stops(tie) ? { ...tie, follow: null } : tie));
  });
  return [...wildcardSessions(single), ...sameAccount(findings, context)];
}

/** What only says that sight was lost (auditing off, a mailbox throttled) joins others, but its accesses may be anybody's. */
function leads({ detection }: ScopeFinding): boolean {
  return !detection.startsWith('audit/');
}

/** Its owner goes on with the very token: which uses are the thief's only the network tells, so that it is not followed. */
export function ownerGoesOn({ detection }: ScopeFinding): boolean {
  return detection === 'token/credential-access-token-at-work-elsewhere';
}

/**
 * What counts all that happened in a mailbox on a day is about the owner's accesses, too. Where anything else of the
 * incident leads to accesses, they are followed from there; alone, the amount is all that there is to go by.
 */
export function countsAll({ detection }: ScopeFinding): boolean {
  return detection === 'volume/collection-access-volume' || detection === 'volume/collection-folder-sweep';
}

function key(...parts: readonly string[]): string {
  return parts.join('\u0000');
}

function tracesOf(finding: ScopeFinding, context: TieContext): readonly Trace[] {
  return context.traces.get(finding.id) ?? [];
}

/** Whoever consents is deceived, not the intruder: token, session and address of that act are the user's own. */
function isOwnAct({ detection }: ScopeFinding): boolean {
  return detection.startsWith('consent/');
}

/** A token is one bearer's: it ties always. */
const byToken: Rule = (finding, context) => {
  const tokens = new Set([...finding.tokens, ...tracesOf(finding, context).flatMap(({ token }) => token ?? [])]);
  return [...tokens].map((token) => ({
    finding: finding.id,
    kind: 'token',
    value: token,
    key: key('token', token),
    ground: 'Every use of one token is by whoever holds it.',
    follow: { by: 'token', token },
  }));
};

/** A stolen session is the owner's too: it ties only together with the network and, for accesses, the client. */
const bySession: Rule = (finding, context) =>
  tracesOf(finding, context).flatMap((trace): readonly Tie[] => {
    const { session, network, client } = trace;
    if (session === null || network === null || !tellsWho(trace.networkClass)) return [];
    const place = client === null ? `network ${network}` : `network ${network} and client ${client}`;
    return [
      {
        finding: finding.id,
        kind: 'session',
        value: session,
        key: client === null ? key('session', session, network) : key('session', session, network, client),
        ground: `The session was used from the same ${place}; the session alone would be the owner's too.`,
        follow: { by: 'session', session, network, client },
      },
    ];
  });

/** A sign-in names no client family: sessions of accesses in its network meet it. */
function wildcardSessions(ties: readonly Tie[]): readonly Tie[] {
  const wild = new Set(
    ties.filter(({ follow }) => follow?.by === 'session' && follow.client === null).map((tie) => tie.key),
  );
  return ties.map((tie) => {
    if (tie.follow?.by !== 'session' || tie.follow.client === null) return tie;
    const wide = key('session', tie.follow.session, tie.follow.network);
    return wild.has(wide) ? { ...tie, key: wide } : tie;
  });
}

/** A record that a finding is about ties what else is about it; what only informs ties by other things. */
const byEvent: Rule = (finding) => {
  if (finding.severity === 'info') return [];
  return finding.events.map((event) => ({
    finding: finding.id,
    kind: 'event',
    value: eventIdText(event),
    key: key('event', String(event)),
    ground: 'The record itself is what the finding is about.',
    follow: { by: 'event', event },
  }));
};

/** Few use it, counted and as a share. */
function isRare({ subjects }: Use, { limits, population }: TieContext): boolean {
  return subjects <= limits.rareSubjects && (subjects <= 2 || subjects <= limits.rareShare * population.mailboxes);
}

/** Nobody used it before the finding, in a log that would show it. */
function isNew({ first }: Use, finding: ScopeFinding, { limits, population }: TieContext): boolean {
  const { firstSeen } = finding;
  if (firstSeen === null) return false;
  const from = firstSeen - limits.habitHours * HOUR;
  const reaches = population.first !== null && population.first <= firstSeen - limits.rhythmDays * DAY;
  return reaches && (first === null || first >= from);
}

const byAddress: Rule = (finding, context) =>
  finding.addresses.flatMap((address): readonly Tie[] => {
    const use = context.addressUse.get(address);
    if (use === undefined || !tellsWho(use.networkClass)) return [];
    // A new address of many is a new office; of a few it may be the intruder's in each of their mailboxes.
    const few = use.subjects <= context.limits.rareSubjects && isNew(use, finding, context);
    if (!few && !isRare(use, context)) return [];
    const clients = clientsOf(finding, context, (trace) => trace.address === address);
    const users =
      use.subjects === 0
        ? 'no mailbox or sign-in uses'
        : use.subjects === 1
          ? 'only one mailbox or person uses'
          : `only ${use.subjects} mailboxes or people use`;
    const ground = `The address is no service of the vendor, and ${users} it.`;
    const tie = { finding: finding.id, kind: 'address', value: address, key: key('address', address), ground } as const;
    return clients.map((client) => ({ ...tie, follow: { by: 'address', address, client } }));
  });

/** Client families of the finding's own accesses; null, any, where it has none. */
function clientsOf(
  finding: ScopeFinding,
  context: TieContext,
  fits: (trace: Trace) => boolean,
): readonly (string | null)[] {
  const clients = new Set(tracesOf(finding, context).flatMap((trace) => (fits(trace) ? (trace.client ?? []) : [])));
  return clients.size === 0 ? [null] : [...clients];
}

/** A strange sign-in ties what the same account does from the same address, however many others use that address. */
const byAccountAddress: Rule = (finding, context) => {
  const account = context.accounts.get(finding.id);
  const traces = tracesOf(finding, context);
  const aboutPerson = /^(user|session):/.test(finding.subject) || traces.some(({ isSignIn }) => isSignIn);
  if (account === undefined || !aboutPerson) return [];
  const { mailboxId } = account;
  return finding.addresses.flatMap((address): readonly Tie[] => {
    if (!tellsWho(context.addressUse.get(address)?.networkClass ?? null)) return [];
    return [
      {
        finding: finding.id,
        kind: 'user',
        value: `${account.label} ${address}`,
        key: key('user', account.person, address),
        ground: `The account was used from this address in a way that a finding is about.`,
        follow: mailboxId === null ? null : { by: 'account-address', mailboxId, address },
      },
    ];
  });
};

/**
 * An application ties only where the finding is about it. A common one ties findings of its mailbox alone, and is followed
 * no further than the finding's own events, as long as they are all named.
 */
const byApplication: Rule = (finding, context) =>
  finding.severity === 'info'
    ? []
    : finding.applications.flatMap((application): readonly Tie[] => {
        const about =
          context.detections.get(finding.detection)?.subject === 'application' || finding.subject.includes(application);
        if (!about) return [];
        const use = context.applicationUse.get(application) ?? { subjects: 0, first: null };
        const clients = clientsOf(finding, context, () => true);
        const tie = { finding: finding.id, kind: 'application', value: application } as const;
        // However many a new application touches at once: whoever brought it in is behind all of it.
        if (isRare(use, context) || isNew(use, finding, context)) {
          const ground = `The finding is about this application, and ${use.subjects === 0 ? 'it touched no mailbox' : `${use.subjects === 1 ? 'one mailbox was' : `${use.subjects} mailboxes were`} touched by it, none of them long before`}.`;
          return clients.map((client) => ({
            ...tie,
            key: key('application', application),
            ground,
            follow: { by: 'application', application, mailboxId: null, client },
          }));
        }
        const { mailboxId } = finding;
        if (mailboxId === null) return [];
        const ground = `The finding is about this application in this mailbox; as ${use.subjects} mailboxes use it, it ties no others.`;
        const whole = finding.eventCount <= finding.events.length;
        return clients.map((client) => ({
          ...tie,
          key: key('application', application, mailboxId),
          ground,
          follow: whole ? null : { by: 'application', application, mailboxId, client },
        }));
      });

const byDestination: Rule = (finding) =>
  finding.destinations.map((destination) => ({
    finding: finding.id,
    kind: 'destination',
    value: destination,
    key: key('destination', destination.toLowerCase()),
    ground: 'Mail was sent to the same destination.',
    follow: null,
  }));

const RULES: readonly Rule[] = [byToken, bySession, byEvent, byAddress, byAccountAddress, byApplication, byDestination];

/** What ties by who acted, and from where. */
const BY_ACTOR: ReadonlySet<Rule> = new Set([byToken, bySession, byAddress]);

/** Findings on one account that begin within a day of each other, or of which none says since when, are one matter until somebody says otherwise; hints are not. */
function sameAccount(findings: readonly ScopeFinding[], context: TieContext): readonly Tie[] {
  const hours = context.limits.sameAccountHours;
  const accounts = new Map<string, ScopeFinding[]>();
  for (const finding of findings) {
    const account = context.accounts.get(finding.id);
    if (account === undefined || severityRank(finding.severity) < severityRank('medium')) continue;
    accounts.set(account.person, [...(accounts.get(account.person) ?? []), finding]);
  }
  return [...accounts].flatMap(([person, own]) => {
    const ordered = [...own].sort((a, b) => byTime(a.firstSeen, b.firstSeen) || (a.id < b.id ? -1 : 1));
    return ordered.slice(1).flatMap((finding, index): readonly Tie[] => {
      const before = ordered[index];
      if (before === undefined) return [];
      const ground = groundOfTimes(before.firstSeen, finding.firstSeen, hours);
      if (ground === null) return [];
      const value = context.accounts.get(finding.id)?.label ?? person;
      const shared = { kind: 'user', value, key: key('account', person, before.id), ground, follow: null } as const;
      return [
        { ...shared, finding: before.id },
        { ...shared, finding: finding.id },
      ];
    });
  });
}

function groundOfTimes(before: Micros | null, after: Micros | null, hours: number): string | null {
  if (before === null && after === null) return 'Both stand in settings of this account that do not say since when.';
  if (before === null || after === null || after - before > hours * HOUR) return null;
  return `Findings on this account began within ${hours} hours of each other.`;
}
