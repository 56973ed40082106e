/**
 * Sessions and tokens of people's programs, and the sign-ins that they leave.
 *
 * A session begins with an interactive sign-in and is kept over all refreshes; each refresh is a non-interactive sign-in
 * whose request id is the identifier of the new token. Tokens live 60 to 90 minutes, with continuous access evaluation 20
 * to 28 hours. `iat` lies about five minutes before the sign-in. Attempts that were refused or interrupted carry
 * identifiers, too, and no token came out of them.
 */
import { guidOf, requestIdOf } from '../core/identifiers.ts';
import type {
  AppName,
  Caller,
  Client,
  ClientSigns,
  Credential,
  Emit,
  Endpoint,
  Person,
  SignInEvent,
} from '../core/model.ts';
import { hashOf, Random, shareOf } from '../core/random.ts';
import { DAY, HOUR, MINUTE } from '../core/time.ts';
import { type ClientKind, EXCHANGE, GRAPH } from './clients.ts';
import { assertionOf } from './federation.ts';

const BACKDATED = 5 * MINUTE;
const SHELL: AppName = { id: '89bee1f7-5e6e-4d8a-9f3d-ecd601259da7', name: 'Office365 Shell WCSS-Client' };

/** How sign-ins go; shares of interactive sign-ins. */
export interface SignInRates {
  /** Preceded by a wrong password. */
  readonly failed: number;
  /** Preceded by an interrupt (stay signed in?, second factor). */
  readonly interrupted: number;
  /** Mean of redirects to other parts of the portal that go with a sign-in in a browser. */
  readonly redirects: number;
}

/** As in the lab of 2021: of 59 completed sign-ins, 7 wrong passwords in the page, 37 interrupts, 219 redirects. */
export const SIGN_IN_RATES: SignInRates = { failed: 0.12, interrupted: 0.63, redirects: 3.7 };

/** Who a person is to Exchange. */
export function callerOf(person: Person): Caller {
  return { userId: person.upn, userKey: person.puid, sid: person.sid, userType: 0, objectId: person.objectId };
}

interface Held {
  readonly token: string;
  readonly issuedAt: number;
  readonly until: number;
}

/** A program on one device of one person. */
export class PersonalClient implements Client {
  readonly caller: Caller;
  readonly signs: ClientSigns;
  readonly kind: ClientKind;
  readonly deviceId: string | null;
  readonly #seed: number;
  readonly #person: Person;
  readonly #key: number;
  readonly #cae: boolean;
  readonly #rates: SignInRates;
  #session: string;
  #sessionUntil: number;
  #held: Held | null = null;
  #issued = 0;
  #sessions = 0;

  /** `slot` tells the programs of one person apart; `start` is when the world begins, with sessions that are older. */
  constructor(seed: number, person: Person, kind: ClientKind, slot: number, start: number, rates = SIGN_IN_RATES) {
    this.caller = callerOf(person);
    this.signs = kind.signs;
    this.kind = kind;
    this.#seed = seed;
    this.#person = person;
    this.#rates = rates;
    this.#key = hashOf(seed, 'client', person.index, slot);
    this.#cae = shareOf(seed, 'client cae', person.index, slot) < kind.cae;
    this.deviceId = kind.joined ? guidOf(seed, 'device', person.index, slot) : null;
    this.#session = guidOf(seed, 'session', this.#key, 0);
    const [least, most] = kind.sessionDays;
    this.#sessionUntil = start + Math.floor(shareOf(seed, 'session left', this.#key) * (least + most) * (DAY / 2));
  }

  credentialAt(time: number, from: Endpoint, emit: Emit): Credential {
    if (time >= this.#sessionUntil) this.#signIn(time, from, emit);
    else if (this.#held === null || time >= this.#held.until) this.#refresh(time, from, emit);
    return this.#credential();
  }

  peek(time: number): Credential | null {
    return this.#held !== null && time < this.#held.until ? this.#credential() : null;
  }

  /** Until when the token held is good; 0 where there is none. */
  get heldUntil(): number {
    return this.#held?.until ?? 0;
  }

  #credential(): Credential {
    const { token = null, issuedAt = null } = this.#held ?? {};
    return { token, issuedAt, session: this.#session, deviceId: this.deviceId };
  }

  #signIn(time: number, from: Endpoint, emit: Emit): void {
    this.#sessions += 1;
    const random = new Random(this.#seed, 'sign-in', this.#key, this.#sessions);
    this.#session = guidOf(this.#seed, 'session', this.#key, this.#sessions);
    const [least, most] = this.kind.sessionDays;
    this.#sessionUntil = time + Math.floor((least + random.share() * (most - least)) * DAY);
    const browser = this.kind.platform.client === 'Browser';
    // A federated user's password is checked elsewhere: the identity system never sees a wrong one.
    const wrong = random.chance(this.#rates.failed) && !this.#person.federated;
    if (wrong) emit(this.#attempt(time - random.between(40, 90) * 1000, from, 50_126));
    if (random.chance(this.#rates.interrupted)) {
      emit(this.#attempt(time - random.between(15, 38) * 1000, from, browser ? 50_140 : 50_074));
    }
    const completed = this.#attempt(time - random.between(1, 14) * 1000, from, 0);
    this.#take(completed.id, completed.time);
    if (this.#person.federated) emit(assertionOf(this.#seed, completed));
    emit(this.#person.federated ? { ...completed, incoming: 'saml11' } : completed);
    for (let left = browser ? random.often(this.#rates.redirects) : 0; left > 0; left -= 1) {
      emit({ ...this.#attempt(time + random.between(1, 20) * 1000, from, 0), app: SHELL, redirect: true });
    }
  }

  #refresh(time: number, from: Endpoint, emit: Emit): void {
    const event = { ...this.#attempt(time - 1000, from, 0), signInKind: 'noninteractive' as const };
    this.#take(event.id, event.time);
    emit({ ...event, mfa: false, incoming: this.deviceId === null ? 'refreshToken' : 'primaryRefreshToken' });
  }

  #take(token: string, at: number): void {
    const share = shareOf(this.#seed, 'token life', this.#key, this.#issued);
    const life = this.#cae ? (20 + 8 * share) * HOUR : (60 + 30 * share) * MINUTE;
    this.#held = { token, issuedAt: at - BACKDATED, until: at + Math.floor(life / 1000) * 1000 };
  }

  #attempt(time: number, from: Endpoint, error: number): SignInEvent {
    this.#issued += 1;
    return {
      kind: 'sign-in',
      time,
      by: null,
      key: hashOf(this.#seed, 'sign-in key', this.#key, this.#issued),
      signInKind: 'interactive',
      id: requestIdOf(this.#seed, 'request', this.#key, this.#issued),
      correlation: guidOf(this.#seed, 'correlation', this.#key, this.#sessions),
      person: this.#person,
      principal: null,
      app: this.kind.app,
      resource: this.kind.resource,
      from,
      session: error === 50_126 ? null : this.#session,
      deviceId: this.deviceId,
      platform: this.kind.platform,
      error,
      redirect: false,
      mfa: true,
      incoming: 'none',
      cae: this.#cae,
    };
  }
}

/** What an application of others is, to the tokens it needs. */
export interface ConnectedApp {
  readonly app: AppName;
  readonly signs: ClientSigns;
  readonly userAgent: string;
  /** Number of its maker: which exits it comes from. */
  readonly vendor: number;
  /** Object id of its service principal, where that is known. */
  readonly principal?: string;
}

/** An application that acts for a person (delegated), or, without one, for itself (app-only). Tokens of an hour. */
export class AppClient implements Client {
  readonly caller: Caller;
  readonly signs: ClientSigns;
  readonly vendor: number;
  /** Its requests are in the log of Graph, too. */
  readonly overGraph: boolean;
  readonly #seed: number;
  readonly #app: ConnectedApp;
  readonly #person: Person | null;
  readonly #key: number;
  /** Object id of its service principal. */
  readonly principal: string;
  #held: Held | null = null;
  #issued = 0;

  constructor(seed: number, app: ConnectedApp, person: Person | null) {
    this.#seed = seed;
    this.#app = app;
    this.#person = person;
    this.#key = hashOf(seed, `application ${app.app.id}`, person?.index ?? -1);
    this.principal = app.principal ?? guidOf(seed, `principal ${app.app.id}`);
    this.signs = app.signs;
    this.vendor = app.vendor;
    this.overGraph = app.signs.appId === GRAPH.id;
    this.caller =
      person === null
        ? { userId: this.principal, userKey: this.principal, sid: '', userType: 5, objectId: null }
        : callerOf(person);
  }

  credentialAt(time: number, from: Endpoint, emit: Emit): Credential {
    if (this.#held === null || time >= this.#held.until) {
      const event = this.#event(time - 2000, from);
      this.#held = { token: event.id, issuedAt: event.time - BACKDATED, until: event.time + 65 * MINUTE };
      emit(event);
    }
    const { token, issuedAt } = this.#held;
    return { token, issuedAt, session: this.#person === null ? null : this.#sessionId(), deviceId: null };
  }

  peek(time: number): Credential | null {
    if (this.#held === null || time >= this.#held.until) return null;
    return { token: this.#held.token, issuedAt: this.#held.issuedAt, session: this.#sessionId(), deviceId: null };
  }

  #sessionId(): string {
    return guidOf(this.#seed, 'application session', this.#key);
  }

  #event(time: number, from: Endpoint): SignInEvent {
    this.#issued += 1;
    const person = this.#person;
    return {
      kind: 'sign-in',
      time,
      by: null,
      key: hashOf(this.#seed, 'application sign-in', this.#key, this.#issued),
      signInKind: person === null ? 'service-principal' : 'noninteractive',
      id: requestIdOf(this.#seed, 'application request', this.#key, this.#issued),
      correlation: guidOf(this.#seed, 'application correlation', this.#key, this.#issued),
      person,
      principal: person === null ? { id: this.principal, name: this.#app.app.name } : null,
      app: this.#app.app,
      resource: EXCHANGE,
      from,
      session: person === null ? null : this.#sessionId(),
      deviceId: null,
      platform: { userAgent: this.#app.userAgent, os: '', browser: '', client: 'Mobile Apps and Desktop clients' },
      error: 0,
      redirect: false,
      mfa: false,
      incoming: person === null ? 'none' : 'refreshToken',
      cae: false,
    };
  }
}

/** A service of the vendor at work by itself: it shows nothing that could be linked. */
export class ServiceClient implements Client {
  readonly caller: Caller;
  readonly signs: ClientSigns;

  constructor(signs: ClientSigns, caller: Caller) {
    this.signs = signs;
    this.caller = caller;
  }

  credentialAt(): Credential {
    return { token: null, issuedAt: null, session: null, deviceId: null };
  }
}
