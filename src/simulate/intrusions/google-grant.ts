/**
 * Mail at Google: users grant an application access to their mailboxes, and it fetches them over the Gmail API; one
 * account is signed in to in the end and exported whole by Takeout. Google logs no identifier of a token.
 * Sources: developers.google.com/workspace/admin/reports/v1/appendix/activity/token, …/gmail, …/takeout
 */
import { guidOf, hexOf } from '../core/identifiers.ts';
import type { Client, ClientSigns, Credential, Endpoint, GoogleEvent, Person, Use } from '../core/model.ts';
import type { Intrusion, IntrusionTruth, PluginRun, Tenant } from '../core/plugin.ts';
import { hashOf, Random } from '../core/random.ts';
import { DAY, HOUR, MINUTE } from '../core/time.ts';
import { Backwards, beginOf, binds, daysSince, hourOfDay } from '../mail/fetch.ts';
import { callerOf } from '../mail/tokens.ts';
import { homeEndpoint } from '../people/networks.ts';
import { intruderEndpoint } from './common.ts';

export interface GoogleGrantSettings {
  readonly victim: number;
  readonly victims: number;
  /** Null: a third of the way in. */
  readonly day: number | null;
  /** Messages fetched from each mailbox on a day. */
  readonly perDay: number;
  /** Days after the grant on which the first victim's account is exported; null: never. */
  readonly takeoutAfter: number | null;
}

export const GOOGLE_GRANT: GoogleGrantSettings = { victim: 1, victims: 3, day: null, perDay: 90, takeoutAfter: 2 };

const NAME = 'Sheets Mail Merge Pro';
const SCOPE = 'https://www.googleapis.com/auth/gmail.readonly';
/** Hours, UTC, at which it fetches, and in which the grants and the export happen. */
const FETCHES = [3, 11, 19];
const GRANTED = 8;
const EXPORTED = 17;

export function googleGrant(given: Partial<GoogleGrantSettings> = {}): Intrusion {
  const settings = { ...GOOGLE_GRANT, ...given };
  return {
    name: 'google-grant',
    title: 'An application granted access at Google, and an account exported by Takeout',
    setUp: (tenant, truth) => run(tenant, truth, settings),
  };
}

function run(tenant: Tenant, truth: IntrusionTruth, settings: GoogleGrantSettings): PluginRun {
  const { seed, people } = tenant;
  const begin = beginOf(tenant, settings.day);
  const application = `${hashOf(seed, `${truth.id} application`)}-${hexOf(seed, truth.id).slice(0, 20)}.apps.googleusercontent.com`;
  const done = new Backwards();
  const say = eventsOf(seed, truth.id);
  const victims = people
    .filter(({ mailbox }) => mailbox.vendor === 'google')
    .slice(settings.victim, settings.victim + settings.victims)
    .map((person, slot) => ({ person, slot, client: clientOf(person, application) }));
  return {
    hour: (hour, _ordinary, emit) => {
      const day = daysSince(begin, hour);
      if (day < 0) return [];
      return victims.flatMap(({ person, slot, client }): readonly Use[] => {
        const from = intruderEndpoint(seed, truth.id, slot % 2, person);
        if (day === 0 && hourOfDay(hour) === GRANTED) {
          const time = hour + (5 + 9 * slot) * MINUTE;
          emit(say(time, person, homeEndpoint(seed, person, time), 'token', 'auth', 'authorize', grant(application)));
          truth.note(time, 'granted the application access', { user: person.upn, application });
        }
        if (slot === 0 && day === settings.takeoutAfter && hourOfDay(hour) === EXPORTED) {
          const at = hour + 10 * MINUTE;
          const login = [
            { name: 'login_type', value: 'google_password' },
            { name: 'is_suspicious', boolValue: false },
          ];
          emit(say(at, person, from, 'login', 'login', 'login_success', login));
          const ready = at + 40 * MINUTE;
          emit(say(ready, person, from, 'takeout', 'USER_TAKEOUT', 'COMPLETED_USER_TAKEOUT', takeout(person)));
          truth.note(ready, 'account exported by Takeout', { user: person.upn, messageCount: person.mailbox.messages });
        }
        const granted = day > 0 || hourOfDay(hour) > GRANTED;
        if (!granted || !FETCHES.includes(hourOfDay(hour))) return [];
        const random = new Random(seed, truth.id, person.index, hour / HOUR);
        const messages = done.next(person.mailbox, random.count(settings.perDay / FETCHES.length));
        const start = hour + random.below(20 * MINUTE);
        const fetching = { seed, purpose: truth.id, by: truth.id, client, from, mailbox: person.mailbox, start };
        const uses = binds({ ...fetching, gap: [1, 4] }, messages, 1);
        for (const { time } of uses) emit(say(time, person, from, 'token', 'auth', 'activity', call(application)));
        return uses;
      });
    },
  };
}

/** Shows nothing that could be linked: Google's logs name the application alone. */
function clientOf(person: Person, application: string): Client {
  const signs: ClientSigns = {
    clientInfo: 'API',
    appId: null,
    clientAppId: application,
    shows: { session: 0, token: 0 },
    topSession: false,
    named: 1,
  };
  const nothing: Credential = { token: null, issuedAt: null, session: null, deviceId: null };
  return { caller: callerOf(person), signs, credentialAt: () => nothing };
}

type Parameters_ = GoogleEvent['parameters'];

function eventsOf(seed: number, id: string) {
  let said = 0;
  return (
    time: number,
    person: Person,
    from: Endpoint,
    application: GoogleEvent['application'],
    type: string,
    name: string,
    parameters: Parameters_,
  ): GoogleEvent => {
    said += 1;
    const key = hashOf(seed, `${id} event`, said, Math.floor(time / DAY));
    return { kind: 'google', time, by: id, key, application, person, from, name, type, parameters, access: null };
  };
}

function grant(application: string): Parameters_ {
  return [
    { name: 'client_id', value: application },
    { name: 'app_name', value: NAME },
    { name: 'client_type', value: 'WEB' },
    { name: 'scope', multiValue: ['openid', SCOPE] },
    {
      name: 'scope_data',
      multiMessageValue: [
        {
          parameter: [
            { name: 'scope_name', value: SCOPE },
            { name: 'product_bucket', multiValue: ['GMAIL'] },
          ],
        },
      ],
    },
  ];
}

function call(application: string): Parameters_ {
  return [
    { name: 'api_name', value: 'gmail' },
    { name: 'method_name', value: 'gmail.users.messages.get' },
    { name: 'client_id', value: application },
    { name: 'num_response_bytes', intValue: '24000' },
    { name: 'product_bucket', value: 'GMAIL' },
    { name: 'app_name', value: NAME },
    { name: 'client_type', value: 'WEB' },
  ];
}

function takeout(person: Person): Parameters_ {
  return [
    { name: 'USER_EMAIL', value: person.upn },
    { name: 'INITIATED_BY', value: person.upn },
    { name: 'PRODUCTS_REQUESTED', value: 'Mail' },
    { name: 'TAKEOUT_DESTINATION', value: 'EMAIL' },
    { name: 'TAKEOUT_STATUS', value: 'COMPLETED' },
    { name: 'TAKEOUT_ID', value: guidOf(0, person.upn) },
  ];
}
