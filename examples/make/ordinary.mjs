/** Thirty-five ordinary days: who signs in where, which tokens come out of it, and what they are used for. */
import {
  APPS,
  DAY,
  DAYS,
  FIRST_DAY,
  HOUR,
  isWeekend,
  MINUTE,
  NEW_APP,
  NEW_APP_ADDRESSES,
  OFFICE,
  SERVICE_NETWORK,
} from './firm.mjs';
import { recentItems } from './mail.mjs';
import { AGENTS, bindRecord, sendRecord, syncRecord } from './records.mjs';

const FOLDERS = ['Inbox', 'Projects', 'Sent Items'];
/** A token of Outlook lives for a day where continuous access evaluation is on; a browser's for a good hour. */
const LIFETIMES = { owa: 75 * MINUTE, outlook: 24 * HOUR, mobile: 24 * HOUR, app: 70 * MINUTE };
const CLIENTS = {
  owa: { appKey: 'owa', client: `Client=OWA;Action=ViaProxy` },
  outlook: { appKey: 'outlook', client: 'Client=MSExchangeRPC', process: 'OUTLOOK.EXE' },
  mobile: { appKey: 'mobile', client: `Client=OutlookService;${AGENTS.mobile}` },
};

/** The traveller is abroad on these days; the new application comes on this day. */
export const TRAVEL = { who: 'ruben.castillo', from: 21, to: 24, network: '2001:db8:beef' };
export const ROLLOUT_DAY = 17;

export function makeOrdinary(random, firm, mail) {
  const world = { random, firm, mail, audit: [], signIns: [], devices: new Map(), sessions: new Map() };
  for (let day = 0; day < DAYS; day += 1) {
    for (const person of firm.people) livePersonDay(world, person, day);
    serviceReads(world, day);
    if (day >= ROLLOUT_DAY && !isWeekend(day)) schedulerDay(world, day);
  }
  failedSignIns(world);
  return world;
}

function livePersonDay(world, person, day) {
  const { random } = world;
  const travelling = person.local === TRAVEL.who && day >= TRAVEL.from && day <= TRAVEL.to;
  const place = travelling ? 'travel' : random.chance(0.6) ? 'office' : 'home';
  for (const client of person.clients) {
    if (client !== 'mobile' && isWeekend(day)) continue;
    if (client === 'mobile' && isWeekend(day) && random.chance(0.5)) continue;
    const uses = client === 'owa' ? random.int(3, 5) : client === 'outlook' ? random.int(2, 4) : random.int(1, 3);
    clientDay(world, person, client, day, client === 'mobile' && !travelling ? 'mobile' : place, uses);
  }
}

function addressAt(world, person, place, day) {
  const { random } = world;
  switch (place) {
    case 'office':
      return OFFICE[(person.local.length + day) % OFFICE.length];
    // Privacy addresses: the host part is another one each day.
    case 'home':
      return `${person.home}:0:${(0x1000 + day * 257).toString(16)}:${(person.local.length * 4001).toString(16)}:9a2f:1`;
    case 'mobile':
      return `${person.carrier}:${(0x100 + (day % 4)).toString(16)}:${random.hex(4)}::${random.int(1, 9)}`.replace(
        /:0+(?=[0-9a-f])/g,
        ':',
      );
    default:
      return `${TRAVEL.network}:12:${(0x4000 + day).toString(16)}::7`;
  }
}

const PLACES = {
  office: { city: 'Rotterdam', country: 'NL', asn: 64496 },
  home: { city: 'Rotterdam', country: 'NL', asn: 64497 },
  mobile: { city: 'Amsterdam', country: 'NL', asn: 64498 },
  travel: { city: 'Singapore', country: 'SG', asn: 64499 },
};

/** One client of one person for one day: a session that lasts a week, tokens as they run out, and accesses. */
function clientDay(world, person, client, day, place, uses) {
  const { random } = world;
  const app = APPS[CLIENTS[client].appKey];
  const week = Math.floor(day / 7);
  const key = `${person.local}/${client}/${week}/${place === 'travel' ? 'travel' : ''}`;
  const fresh = !world.sessions.has(key);
  if (fresh) world.sessions.set(key, random.guid());
  const session = world.sessions.get(key);
  const address = addressAt(world, person, place, day);
  const start = FIRST_DAY + day * DAY + 7 * HOUR + random.int(0, 120) * MINUTE;
  const times = Array.from({ length: uses }, () => start + random.int(5, 480) * MINUTE + random.int(0, 59) * 1000).sort(
    (a, b) => a - b,
  );
  let token = null;
  for (const [index, time] of times.entries()) {
    if (token === null || time > token.issued + LIFETIMES[client]) {
      token = issue(world, person, client, app, session, {
        time: time - random.int(20, 240) * 1000,
        address,
        place,
        interactive: (fresh && index === 0) || (client === 'owa' && index === 0),
      });
    }
    access(world, person, client, app, token, { time, address, session });
  }
}

/** A completed sign-in and the token that came out of it; the token's own time of issue is set back by five minutes. */
function issue(world, person, client, app, session, { time, address, place, interactive }) {
  const { random } = world;
  const token = {
    id: random.requestId(),
    session,
    appId: app.id,
    issued: time - 5 * MINUTE,
    objectId: person.objectId,
  };
  const deviceKey = `${person.local}/${client === 'mobile' ? 'mobile' : 'computer'}`;
  if (!world.devices.has(deviceKey)) world.devices.set(deviceKey, random.guid());
  world.signIns.push({
    time,
    person,
    token,
    address,
    interactive,
    appName: app.name,
    device: client,
    error: 0,
    deviceId: client === 'app' ? '' : world.devices.get(deviceKey),
    correlation: random.guid(),
    ...(PLACES[place] ?? PLACES.office),
  });
  return token;
}

function access(world, person, client, app, token, { time, address, session }) {
  const { random, firm, mail } = world;
  const shape = CLIENTS[client];
  // Some aggregated records carry no linkable identifiers at all; the vendor says so.
  const linkable = random.chance(0.85);
  const common = {
    time,
    address,
    client: shape.client,
    appId: app.id,
    session,
    token: linkable ? token : null,
    process: shape.process,
  };
  if (client === 'outlook') {
    world.audit.push(syncRecord(random, person, person, common, random.pick(FOLDERS)));
    if (random.chance(0.5)) return;
  }
  const items = recentItems(mail.boxes, person, time, 3);
  const chosen = random.sample(items.slice(0, 14), random.int(1, 4));
  if (chosen.length > 0) world.audit.push(bindRecord(random, person, person, common, chosen));
  if (client === 'owa' && firm.sharedReaders.includes(person) && random.chance(0.4)) {
    const shared = random.sample(recentItems(mail.boxes, firm.shared, time, 5).slice(0, 8), random.int(1, 3));
    if (shared.length > 0) world.audit.push(bindRecord(random, firm.shared, person, common, shared));
  }
  const mine = items.find(
    (item) => item.folder === 'Sent Items' && item.time > time - HOUR && item.from === person.address,
  );
  if (mine !== undefined && random.chance(0.6)) world.audit.push(sendRecord(random, person, common, mine));
}

/** The vendor's own services go through every mailbox, from the vendor's network, without session and identifiers. */
function serviceReads(world, day) {
  const { random, firm, mail } = world;
  for (const person of firm.mailboxes) {
    if (random.chance(isWeekend(day) ? 0.7 : 0.1)) continue;
    const time = FIRST_DAY + day * DAY + random.int(0, 1439) * MINUTE + random.int(0, 59) * 1000;
    const items = random.sample(recentItems(mail.boxes, person, time, 1), random.int(1, 3));
    if (items.length === 0) continue;
    const address =
      `${SERVICE_NETWORK}:${random.pick(['800', '208', '102'])}:${random.hex(2)}::${random.int(1, 40)}`.replace(
        ':0',
        ':1',
      );
    world.audit.push(
      bindRecord(
        random,
        person,
        person,
        {
          time,
          address,
          client: 'Client=REST;Client=RESTSystem;;',
          appId: APPS.substrate.id,
          session: null,
          token: null,
        },
        items,
      ),
    );
  }
}

/** The scheduler that the firm rolls out: it works for its users with tokens of theirs, from the maker's rented servers. */
function schedulerDay(world, day) {
  const { random, firm, mail } = world;
  for (const person of firm.people.slice(6, 18)) {
    if (random.chance(0.4)) continue;
    const key = `${person.local}/app/${Math.floor(day / 7)}`;
    if (!world.sessions.has(key)) world.sessions.set(key, random.guid());
    const address = random.pick(NEW_APP_ADDRESSES);
    const time = FIRST_DAY + day * DAY + random.int(8 * 60, 16 * 60) * MINUTE;
    const token = issue(world, person, 'app', NEW_APP, world.sessions.get(key), {
      time: time - 2 * MINUTE,
      address,
      place: 'office',
      interactive: false,
    });
    const items = random.sample(
      recentItems(mail.boxes, person, time, 2)
        .filter((item) => item.folder === 'Inbox')
        .slice(0, 6),
      random.int(1, 2),
    );
    if (items.length === 0) continue;
    world.audit.push(
      bindRecord(
        random,
        person,
        person,
        {
          time,
          address,
          client: 'Client=REST;;',
          appId: NEW_APP.id,
          session: token.session,
          token,
        },
        items,
      ),
    );
  }
}

/** People mistype. */
function failedSignIns(world) {
  const { random, firm } = world;
  for (let index = 0; index < 40; index += 1) {
    const day = random.int(0, DAYS - 1);
    const person = random.pick(firm.people);
    const time = FIRST_DAY + day * DAY + random.int(7 * 60, 17 * 60) * MINUTE;
    const token = {
      id: random.requestId(),
      session: '',
      appId: APPS.portal.id,
      issued: time,
      objectId: person.objectId,
    };
    world.signIns.push({
      time,
      person,
      token,
      address: addressAt(world, person, random.pick(['office', 'home']), day),
      interactive: true,
      appName: APPS.portal.name,
      device: 'owa',
      error: 50126,
      deviceId: '',
      correlation: random.guid(),
      ...PLACES.home,
    });
  }
}
