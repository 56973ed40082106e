/** Programs of people whose mail is at Google. Google logs no identifier of a token; a sign-in begins a session. */
import { guidOf } from '../core/identifiers.ts';
import type { Caller, Client, ClientSigns, Credential, Emit, Endpoint, Person } from '../core/model.ts';
import { hashOf, shareOf } from '../core/random.ts';
import { DAY } from '../core/time.ts';
import { callerOf } from './tokens.ts';

const SIGNS = { shows: { session: 1, token: 0 }, topSession: false, named: 1, appId: null, clientAppId: null } as const;

/** What `client_type` says of a program. */
export type GoogleProgram = 'WEB' | 'IOS' | 'ANDROID' | 'IMAP';

export class GoogleClient implements Client {
  readonly caller: Caller;
  readonly signs: ClientSigns;
  readonly program: GoogleProgram;
  readonly #seed: number;
  readonly #person: Person;
  readonly #key: number;
  #until: number;
  #sessions = 0;

  constructor(seed: number, person: Person, program: GoogleProgram, slot: number, start: number) {
    this.caller = callerOf(person);
    this.signs = { ...SIGNS, clientInfo: program };
    this.program = program;
    this.#seed = seed;
    this.#person = person;
    this.#key = hashOf(seed, 'google client', person.index, slot);
    this.#until = start + Math.floor(shareOf(seed, 'google session left', this.#key) * this.#days * DAY);
  }

  credentialAt(time: number, from: Endpoint, emit: Emit): Credential {
    if (time >= this.#until) {
      this.#sessions += 1;
      this.#until = time + this.#days * DAY;
      emit(this.#login(time - 20_000, from));
    }
    return {
      token: null,
      issuedAt: null,
      session: guidOf(this.#seed, 'dusi', this.#key, this.#sessions),
      deviceId: null,
    };
  }

  get #days(): number {
    return this.program === 'WEB' ? 7 : 60;
  }

  #login(time: number, from: Endpoint): Parameters<Emit>[0] {
    const key = hashOf(this.#seed, 'google login', this.#key, this.#sessions);
    return {
      kind: 'google',
      time,
      by: null,
      key,
      application: 'login',
      person: this.#person,
      from,
      name: 'login_success',
      type: 'login',
      parameters: [
        { name: 'login_type', value: 'google_password' },
        { name: 'login_challenge_method', multiValue: ['password', 'google_prompt'] },
        { name: 'is_suspicious', boolValue: false },
        { name: 'dusi', value: guidOf(this.#seed, 'dusi', this.#key, this.#sessions) },
      ],
      access: null,
    };
  }
}
