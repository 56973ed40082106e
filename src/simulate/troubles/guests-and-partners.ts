/**
 * Guests sign in to shared documents from their own organisations. Technicians of a partner, who administers the tenant,
 * open mailboxes when asked to, as delegated administrators (`ExternalAccess`, logon type 6): their tokens are issued in
 * the partner's tenant, and no ledger of this one holds them.
 */
import { guidOf, hexOf, requestIdOf } from '../core/identifiers.ts';
import type {
  AppName,
  Caller,
  Client,
  ClientSigns,
  Credential,
  Endpoint,
  Person,
  SignInEvent,
  Use,
} from '../core/model.ts';
import type { BenignToken, PluginRun, Tenant, Trouble } from '../core/plugin.ts';
import { hashOf, Random } from '../core/random.ts';
import { HOUR, MINUTE, weekday } from '../core/time.ts';
import { CLIENT_KINDS } from '../mail/clients.ts';
import { binds, hourOfDay } from '../mail/fetch.ts';

export interface GuestsAndPartnersSettings {
  /** Guests and technicians for each 100 mailboxes; one of each at least. */
  readonly guests: number;
  readonly technicians: number;
}

export const GUESTS_AND_PARTNERS: GuestsAndPartnersSettings = { guests: 8, technicians: 1 };

const DOCUMENTS: AppName = { id: '00000003-0000-0ff1-ce00-000000000000', name: 'Office 365 SharePoint Online' };
/** Shares of working hours in which a guest signs in, a technician is called. */
const SIGNS_IN = 0.08;
const CALLED = 0.1;
const PARTNER: Endpoint = { address: '192.0.2.230', country: 'DK', city: 'Copenhagen', asn: 65_550 };

export function guestsAndPartners(given: Partial<GuestsAndPartnersSettings> = {}): Trouble {
  const settings = { ...GUESTS_AND_PARTNERS, ...given };
  return {
    name: 'guests-and-partners',
    title: 'Guests sign in, technicians of a partner open mailboxes',
    setUp: (tenant, benign) => run(tenant, benign, settings),
  };
}

function run(tenant: Tenant, benign: (token: BenignToken) => void, settings: GuestsAndPartnersSettings): PluginRun {
  const { seed, people } = tenant;
  const many = (each: number): number => Math.max(1, Math.round((people.length * each) / 100));
  const guests = Array.from({ length: many(settings.guests) }, (_unused, index) => guestOf(tenant, index));
  const technicians = Array.from({ length: many(settings.technicians) }, (_unused, index) =>
    technicianOf(seed, index, benign),
  );
  return {
    hour: (hour, _ordinary, emit) => {
      if (hourOfDay(hour) < 7 || hourOfDay(hour) > 15 || weekday(Math.floor(hour / (24 * HOUR))) > 4) return [];
      for (const guest of guests) {
        const random = new Random(seed, 'guest', guest.index, hour / HOUR);
        if (random.chance(SIGNS_IN)) emit(guestSignIn(seed, guest, hour + random.below(HOUR), random.word()));
      }
      return technicians.flatMap((client, index): readonly Use[] => {
        const random = new Random(seed, 'technician', index, hour / HOUR);
        if (!random.chance(CALLED)) return [];
        const { mailbox } = random.pick(people);
        const newest = mailbox.messages - 1;
        const messages = Array.from({ length: Math.min(4, newest + 1) }, (_unused, older) => newest - older);
        const start = hour + random.below(50 * MINUTE);
        return binds(
          { seed, purpose: 'technician', by: null, client, from: PARTNER, mailbox, start, gap: [10, 60] },
          messages,
          1,
        );
      });
    },
  };
}

/** A person of another organisation, as the directory calls guests; without a mailbox here. */
function guestOf({ seed, domain, people }: Tenant, number: number): Person {
  const [like] = people;
  if (like === undefined) throw new RangeError('a tenant without people');
  const index = 1_000_000 + number;
  return {
    ...like,
    index,
    name: `Guest ${number + 1}`,
    upn: `guest${number + 1}_partner.example#ext#@${domain}`,
    objectId: guidOf(seed, 'guest', number),
    puid: `10037${hexOf(seed, 'guest', number).slice(0, 11).toUpperCase()}`,
    clients: [],
    delegated: [],
  };
}

function guestSignIn(seed: number, person: Person, time: number, key: number): SignInEvent {
  const host = hashOf(seed, 'guest network', person.index);
  return {
    kind: 'sign-in',
    time,
    by: null,
    key,
    signInKind: 'interactive',
    id: requestIdOf(seed, 'guest request', key),
    correlation: guidOf(seed, 'guest correlation', key),
    person,
    principal: null,
    app: DOCUMENTS,
    resource: DOCUMENTS,
    from: { address: `198.51.100.${2 + (host % 250)}`, country: 'FR', city: 'Lyon', asn: 65_551 + (host % 5) },
    session: guidOf(seed, 'guest session', key),
    deviceId: null,
    platform: CLIENT_KINDS.owa.platform,
    error: 0,
    redirect: false,
    mfa: true,
    incoming: 'none',
    cae: false,
  };
}

function technicianOf(seed: number, index: number, benign: (token: BenignToken) => void): Client {
  const caller: Caller = {
    userId: `technician${index + 1}@partner.example`,
    userKey: `10037${hexOf(seed, 'technician', index).slice(0, 11).toUpperCase()}`,
    sid: `S-1-5-21-${hashOf(seed, 'partner sid')}-${hashOf(seed, 'partner sid', 1)}-${1000 + index}`,
    userType: 0,
    objectId: null,
    external: true,
  };
  const signs: ClientSigns = CLIENT_KINDS.owa.signs;
  let held: { readonly credential: Credential; readonly until: number } | null = null;
  return {
    caller,
    signs,
    credentialAt: (time) => {
      if (held !== null && time < held.until) return held.credential;
      const token = requestIdOf(seed, 'technician token', index, Math.floor(time / 1000));
      const issuedAt = time - 5 * MINUTE;
      const session = guidOf(seed, 'technician session', index, Math.floor(time / (24 * HOUR)));
      benign({ token, issuedAt, user: caller.userId, app: signs.clientAppId, why: 'issued-elsewhere' });
      held = { credential: { token, issuedAt, session, deviceId: null }, until: time + HOUR };
      return held.credential;
    },
  };
}
