/** An intruder's program that signs in for its tokens, as whoever has a password, a session or a secret can. */
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
  Platform,
  SignInEvent,
  SignInKind,
} from '../core/model.ts';
import type { IntrusionTruth } from '../core/plugin.ts';
import { hashOf } from '../core/random.ts';
import { MINUTE } from '../core/time.ts';
import { EXCHANGE } from '../mail/clients.ts';
import { assertionOf } from '../mail/federation.ts';
import { callerOf } from '../mail/tokens.ts';

const BACKDATED = 5 * MINUTE;

export interface SignedInSettings {
  /** Whom it signs in as; null: an application by itself. */
  readonly person: Person | null;
  readonly principal?: { readonly caller: Caller; readonly name: string };
  readonly app: AppName;
  readonly signs: ClientSigns;
  readonly platform: Platform;
  /** How the first token comes; later ones of a person are refreshed. */
  readonly first: SignInKind;
  /** The first sign-in fulfilled a second factor. */
  readonly mfa: boolean;
  /** Where the first sign-in comes from, if not from where the token is used: a proxy. */
  readonly firstFrom?: Endpoint;
  /** A federated user's first sign-in rests on an assertion that her federation server never gave. */
  readonly forged?: true;
  /** Tells programs of one intrusion apart. */
  readonly slot: number;
}

/** Tokens of about an hour; all of one session. */
export class SignedInClient implements Client {
  readonly caller: Caller;
  readonly signs: ClientSigns;
  readonly session: string | null;
  readonly #seed: number;
  readonly #truth: IntrusionTruth;
  readonly #settings: SignedInSettings;
  #held: { readonly credential: Credential; readonly until: number } | null = null;
  #issued = 0;

  constructor(seed: number, truth: IntrusionTruth, settings: SignedInSettings) {
    this.#seed = seed;
    this.#truth = truth;
    this.#settings = settings;
    this.signs = settings.signs;
    this.caller = callerFor(settings);
    this.session = settings.person === null ? null : guidOf(seed, `${truth.id} session`, settings.slot);
  }

  credentialAt(time: number, from: Endpoint, emit: Emit): Credential {
    if (this.#held !== null && time < this.#held.until) return this.#held.credential;
    const event = this.#event(time - 2000, from);
    const credential = { token: event.id, issuedAt: event.time - BACKDATED, session: this.session, deviceId: null };
    const until = event.time + 65 * MINUTE;
    this.#held = { credential, until };
    this.#truth.token({
      token: event.id,
      session: this.session,
      issuedAt: credential.issuedAt,
      until,
      how: 'issued-to-intruder',
      ledger: `signin-${event.signInKind}`,
      user: this.#settings.person?.upn ?? null,
      app: this.#settings.app.id,
    });
    if (event.incoming === 'saml11' && this.#settings.forged !== true) emit(assertionOf(this.#seed, event));
    emit(event);
    return credential;
  }

  #event(time: number, from: Endpoint): SignInEvent {
    const { person, principal, app, platform, slot, first, firstFrom, mfa } = this.#settings;
    const purpose = this.#truth.id;
    const number = this.#issued;
    this.#issued += 1;
    const refresh = number > 0 && person !== null;
    return {
      kind: 'sign-in',
      time,
      by: purpose,
      key: hashOf(this.#seed, `${purpose} sign-in`, slot, number),
      signInKind: refresh ? 'noninteractive' : first,
      id: requestIdOf(this.#seed, `${purpose} request`, slot, number),
      correlation: guidOf(this.#seed, `${purpose} correlation`, slot, number),
      person,
      principal: principal === undefined ? null : { id: principal.caller.userId, name: principal.name },
      app,
      resource: EXCHANGE,
      from: refresh ? from : (firstFrom ?? from),
      session: this.session,
      deviceId: null,
      platform,
      error: 0,
      redirect: false,
      mfa: mfa && !refresh,
      incoming: refresh || first === 'noninteractive' ? 'refreshToken' : person?.federated === true ? 'saml11' : 'none',
      cae: false,
    };
  }
}

function callerFor({ person, principal }: SignedInSettings): Caller {
  if (person !== null) return callerOf(person);
  if (principal === undefined) throw new RangeError('neither a person nor a principal signs in');
  return principal.caller;
}
