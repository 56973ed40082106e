/** A program that exists: it shows what the logs say it has shown, at that time, and signs in to nothing. */
import type { AppName, Caller, ClientSigns, Credential, Program } from '../core/model.ts';
import type { KnownCredential, KnownProgram } from './known.ts';

const NOTHING: Credential = { token: null, issuedAt: null, session: null, deviceId: null };

export class ObservedClient implements Program {
  readonly caller: Caller;
  readonly signs: ClientSigns;
  readonly kind: { readonly app: AppName };
  readonly #held: readonly KnownCredential[];
  #now = Number.NEGATIVE_INFINITY;

  constructor(caller: Caller, { app, signs, held }: KnownProgram) {
    this.caller = caller;
    this.signs = signs;
    this.kind = { app };
    this.#held = held;
  }

  /** Time goes on to this hour. */
  reach(hour: number): void {
    this.#now = hour;
  }

  credentialAt(time: number): Credential {
    return this.peek(time) ?? NOTHING;
  }

  peek(time: number): Credential | null {
    const held = this.#heldAt(time);
    if (held === undefined) return null;
    const { token, issuedAt, session, deviceId } = held;
    return { token, issuedAt, session, deviceId };
  }

  get heldUntil(): number {
    return this.#heldAt(this.#now)?.until ?? 0;
  }

  #heldAt(time: number): KnownCredential | undefined {
    return this.#held.findLast(({ from, until }) => from <= time && time < until);
  }
}
