/**
 * Users are led to consent to an application that reads mail. It gets its tokens from the identity system, refreshes them
 * from its own server and needs no password: every ledger knows them; only the consent and the application are new.
 */
import { guidOf } from '../core/identifiers.ts';
import type { AppName, ClientSigns, Person, Use } from '../core/model.ts';
import type { Intrusion, IntrusionTruth, PluginRun, Tenant } from '../core/plugin.ts';
import { Random } from '../core/random.ts';
import { HOUR, MINUTE } from '../core/time.ts';
import { GRAPH } from '../mail/clients.ts';
import { Backwards, beginOf, binds } from '../mail/fetch.ts';
import { homeEndpoint } from '../people/networks.ts';
import { consent } from '../records/changes.ts';
import { intruderEndpoint } from './common.ts';
import { SignedInClient } from './signed-in.ts';

export interface MaliciousConsentSettings {
  readonly victim: number;
  readonly victims: number;
  /** Null: a third of the way in. */
  readonly day: number | null;
  /** Messages fetched from each mailbox every few hours. */
  readonly each: number;
}

export const MALICIOUS_CONSENT: MaliciousConsentSettings = { victim: 2, victims: 3, day: null, each: 25 };

/** Hours between two visits. */
const EVERY = 4;
const SCOPES = 'Mail.Read User.Read offline_access';

export function maliciousConsent(given: Partial<MaliciousConsentSettings> = {}): Intrusion {
  const settings = { ...MALICIOUS_CONSENT, ...given };
  return {
    name: 'malicious-consent',
    title: 'Users consent to an application that takes their mail',
    setUp: (tenant, truth) => run(tenant, truth, settings),
  };
}

function run(tenant: Tenant, truth: IntrusionTruth, settings: MaliciousConsentSettings): PluginRun {
  const { seed, people } = tenant;
  const app: AppName = { id: guidOf(seed, `${truth.id} application`), name: 'Inbox Tidy Assistant' };
  const principal = guidOf(seed, `${truth.id} principal`);
  const done = new Backwards();
  const victims = people.slice(settings.victim, settings.victim + settings.victims).map((person, slot) => ({
    person,
    slot,
    client: clientOf(seed, truth, app, person, slot),
    consents: beginOf(tenant, settings.day) + (9 + 3 * slot) * HOUR,
  }));
  return {
    hour: (hour, _ordinary, emit) =>
      victims.flatMap(({ person, slot, client, consents }): readonly Use[] => {
        if (hour === consents) {
          const time = hour + 7 * MINUTE;
          const at = { seed, tenant: tenant.id, time, by: truth.id, actor: person, purpose: truth.id, number: slot };
          const grant = { app, principal, scopes: SCOPES, everybody: false };
          emit(consent({ ...at, from: homeEndpoint(seed, person, time) }, grant));
          truth.note(time, 'consented to the application', { user: person.upn, application: app.id });
        }
        if (hour < consents || ((hour - consents) / HOUR) % EVERY !== 0) return [];
        return visit(tenant, truth, settings, { person, client, hour, messages: done });
      }),
  };
}

interface Visit {
  readonly person: Person;
  readonly client: SignedInClient;
  readonly hour: number;
  readonly messages: Backwards;
}

function visit(tenant: Tenant, truth: IntrusionTruth, settings: MaliciousConsentSettings, visited: Visit) {
  const { person, client, hour, messages } = visited;
  const { seed } = tenant;
  const random = new Random(seed, truth.id, person.index, hour / HOUR);
  const from = intruderEndpoint(seed, truth.id, 0, person);
  const start = hour + random.between(10, 20) * MINUTE;
  const count = random.between(1, settings.each * 2);
  const list: Use = {
    kind: 'graph',
    time: start,
    client,
    from,
    by: truth.id,
    key: random.word(),
    method: 'GET',
    uri: `me/messages?$top=${count}`,
    bytes: 2_000 + count * 9_000,
    scopes: SCOPES,
  };
  const fetching = { seed, purpose: truth.id, by: truth.id, client, from, mailbox: person.mailbox } as const;
  const taken = messages.next(person.mailbox, count);
  return [list, ...binds({ ...fetching, start: start + 2000, gap: [1, 5] }, taken, 10)];
}

function clientOf(seed: number, truth: IntrusionTruth, app: AppName, person: Person, slot: number): SignedInClient {
  const signs: ClientSigns = {
    clientInfo: 'Client=REST;;',
    appId: GRAPH.id,
    clientAppId: app.id,
    shows: { session: 0.9, token: 0.97 },
    topSession: false,
    named: 1,
  };
  const platform = {
    userAgent: 'python-requests/2.32',
    os: '',
    browser: '',
    client: 'Mobile Apps and Desktop clients',
  };
  return new SignedInClient(seed, truth, { person, app, signs, platform, first: 'noninteractive', mfa: false, slot });
}
