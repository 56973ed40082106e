/**
 * The case of 2023: tokens signed with a stolen key, good for any mailbox, in the name of one of the vendor's own
 * applications. Some are shown to Exchange at once; most are exchanged there for tokens of Exchange's own
 * (`GetAccessTokenForResource`), which are renewed without the identity system. Mail is fetched by a program that says
 * `Client=REST;Client=RESTSystem;;`, from rented addresses, some of them near the victims, in working hours of the east.
 * Sources: Microsoft, 14 July 2023; CSRB, 20 March 2024; CISA and FBI, AA23-193A.
 */
import { guidOf } from '../core/identifiers.ts';
import type { Client, ClientSigns, Credential, Emit, Endpoint, Mailbox, Person, Use } from '../core/model.ts';
import type { Intrusion, IntrusionTruth, Tenant } from '../core/plugin.ts';
import { hashOf, Random } from '../core/random.ts';
import { DAY, HOUR, MINUTE, weekday } from '../core/time.ts';
import { EXCHANGE, GRAPH } from '../mail/clients.ts';
import { beginOf, hourOfDay } from '../mail/fetch.ts';
import { callerOf } from '../mail/tokens.ts';
import { intruderEndpoint } from './common.ts';

export interface ForgedTokensSettings {
  /** Mailboxes taken: people of one department, the first ones of the tenant. */
  readonly mailboxes: number;
  /** Messages fetched from each mailbox on a day of work, on average. */
  readonly perDay: number;
  /** Day of the simulation on which it begins (null: a third of the way in) and, after the last, ends (null: never). */
  readonly fromDay: number | null;
  readonly toDay: number | null;
  /** Application whose id the tokens carry. */
  readonly application: string;
  /** `AppId` of the records: whom the request was for. */
  readonly resource: string;
  readonly clientInfo: string;
  /** Renewed by Exchange itself instead of forged anew. */
  readonly renewed: boolean;
  /** The list of all accounts is taken over Graph on the first day. */
  readonly directory: boolean;
  /** Sessions of the forged tokens: none, invented, or copied from real sessions of the victim. */
  readonly session: 'none' | 'invented' | 'copied';
}

export const FORGED_TOKENS: ForgedTokensSettings = {
  mailboxes: 10,
  perDay: 270,
  fromDay: 0,
  toDay: null,
  application: '9199bf20-a13f-4107-85dc-02114787ef48',
  resource: EXCHANGE.id,
  clientInfo: 'Client=REST;Client=RESTSystem;;',
  renewed: true,
  directory: true,
  session: 'invented',
};

/** Hours of work, UTC: 00:00 to 09:00, Monday to Friday. */
const WORK_HOURS = 9;
const BATCH = 30;

export function forgedTokens(given: Partial<ForgedTokensSettings> = {}): Intrusion {
  const settings = { ...FORGED_TOKENS, ...given };
  return {
    name: 'forged-tokens',
    title: 'Mailboxes of one department accessed with forged tokens',
    setUp: (tenant, truth) => new ForgedTokens(tenant, truth, settings),
  };
}

class ForgedTokens {
  readonly #tenant: Tenant;
  readonly #truth: IntrusionTruth;
  readonly #settings: ForgedTokensSettings;
  readonly #tools = new Map<number, ForgingClient>();
  /** How far each mailbox has been worked through, from the newest message backwards. */
  readonly #reached = new Map<number, number>();
  #listed = false;

  constructor(tenant: Tenant, truth: IntrusionTruth, settings: ForgedTokensSettings) {
    this.#tenant = tenant;
    this.#truth = truth;
    this.#settings = settings;
  }

  hour(hour: number): readonly Use[] {
    const { start, seed } = this.#tenant;
    const { fromDay, toDay, directory } = this.#settings;
    const works = weekday(Math.floor(hour / DAY)) < 5 && hourOfDay(hour) < WORK_HOURS;
    if (!works || hour < beginOf(this.#tenant, fromDay) || (toDay !== null && hour >= start + toDay * DAY)) return [];
    const uses = this.#victims().flatMap((person) => this.#read(person, hour));
    if (!directory || this.#listed) return uses;
    this.#listed = true;
    this.#truth.note(hour, 'the list of all accounts was taken over Graph', { accounts: this.#tenant.people.length });
    return [...uses, ...this.#list(hour, new Random(seed, this.#truth.id, hour / HOUR))];
  }

  #victims(): readonly Person[] {
    return this.#tenant.people.slice(0, this.#settings.mailboxes);
  }

  /** Batches of messages, one after another. */
  #read(person: Person, hour: number): readonly Use[] {
    const random = new Random(this.#tenant.seed, `${this.#truth.id} read`, person.index, hour / HOUR);
    const wanted = random.count(this.#settings.perDay / WORK_HOURS);
    const from = intruderEndpoint(this.#tenant.seed, this.#truth.id, random.below(6), person);
    const uses: Use[] = [];
    let time = hour + random.below(20 * MINUTE);
    for (let left = wanted; left > 0; left -= BATCH) {
      const messages = this.#next(person.mailbox, Math.min(left, BATCH));
      if (messages.length === 0) break;
      uses.push({
        kind: 'bind',
        time,
        client: this.#toolFor(person),
        from,
        by: this.#truth.id,
        key: random.word(),
        mailbox: person.mailbox,
        messages,
      });
      time += random.between(30, 150) * 1000;
    }
    return uses;
  }

  /** The newest not yet fetched first, then older ones. */
  #next(mailbox: Mailbox, count: number): readonly number[] {
    const done = this.#reached.get(mailbox.index) ?? 0;
    this.#reached.set(mailbox.index, done + count);
    return Array.from({ length: count }, (_unused, index) => mailbox.messages - 1 - done - index).filter(
      (number) => number >= 0,
    );
  }

  #list(hour: number, random: Random): readonly Use[] {
    const person = this.#tenant.people[0];
    if (person === undefined) return [];
    const client = this.#toolFor(person, GRAPH.id);
    const from = intruderEndpoint(this.#tenant.seed, this.#truth.id, 0, person);
    const pages = Math.ceil(this.#tenant.people.length / 100);
    return Array.from({ length: pages }, (_unused, page) => ({
      kind: 'graph' as const,
      time: hour + 30 * MINUTE + page * 2000,
      client,
      from,
      by: this.#truth.id,
      key: random.word(),
      method: 'GET',
      uri: `users?$select=displayName,mail,department&$top=100${page === 0 ? '' : `&$skiptoken=RFNwdAIAAQ${page}`}`,
      bytes: 60_000,
      scopes: 'User.ReadBasic.All',
    }));
  }

  #toolFor(person: Person, resource = this.#settings.resource): ForgingClient {
    const known = this.#tools.get(person.index);
    if (known !== undefined && resource === this.#settings.resource) return known;
    const tool = new ForgingClient(this.#tenant.seed, this.#truth, person, { ...this.#settings, resource });
    if (resource === this.#settings.resource) this.#tools.set(person.index, tool);
    return tool;
  }
}

/** Shows a forged token, or one that Exchange gave for it; nothing ever signs in. */
class ForgingClient implements Client {
  readonly caller;
  readonly signs: ClientSigns;
  readonly #seed: number;
  readonly #truth: IntrusionTruth;
  readonly #person: Person;
  readonly #settings: ForgedTokensSettings;
  #held: { readonly credential: Credential; readonly until: number } | null = null;
  #count = 0;

  constructor(seed: number, truth: IntrusionTruth, person: Person, settings: ForgedTokensSettings) {
    this.#seed = seed;
    this.#truth = truth;
    this.#person = person;
    this.#settings = settings;
    this.caller = callerOf(person);
    this.signs = {
      clientInfo: settings.clientInfo,
      appId: settings.resource,
      clientAppId: settings.application,
      shows: { session: 0.95, token: 0.95 },
      topSession: false,
      named: 1,
    };
  }

  credentialAt(time: number, from: Endpoint, emit: Emit): Credential {
    if (this.#held !== null && time < this.#held.until) return this.#held.credential;
    const { renewed, application } = this.#settings;
    const byExchange = renewed && this.#count > 0;
    const key = hashOf(this.#seed, this.#truth.id, this.#person.index, this.#count);
    const token = guidOf(
      this.#seed,
      `${this.#truth.id} token ${this.#settings.resource}`,
      this.#person.index,
      this.#count,
    );
    const session = this.#held?.credential.session ?? this.#session(time);
    const credential: Credential = { token, issuedAt: time - 5 * MINUTE, session, deviceId: null };
    const until = time + HOUR;
    this.#count += 1;
    this.#held = { credential, until };
    this.#truth.token({
      token,
      session,
      issuedAt: time - 5 * MINUTE,
      until,
      how: byExchange ? 'renewed-by-exchange' : 'forged',
      ledger: byExchange ? 'owa-auth' : null,
      user: this.#person.upn,
      app: application,
    });
    if (byExchange) {
      const id = guidOf(this.#seed, `${this.#truth.id} renewal`, key);
      emit({
        kind: 'owa-token',
        time,
        by: this.#truth.id,
        key,
        id,
        caller: this.caller,
        from,
        credential,
        resource: 'https://outlook.office365.com',
      });
    }
    return credential;
  }

  #session(time: number): string | null {
    switch (this.#settings.session) {
      case 'none':
        return null;
      case 'invented':
        return guidOf(this.#seed, `${this.#truth.id} session`, this.#person.index);
      case 'copied':
        return (
          this.#person.clients
            .map((client) => client.peek?.(time)?.session ?? null)
            .find((session) => session !== null) ?? null
        );
      default:
        return this.#settings.session satisfies never;
    }
  }
}
