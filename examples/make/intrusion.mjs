/**
 * The intrusion, in the style of 2023: somebody holds a signing key and makes tokens of a first-party application. No
 * password is used, nothing is planted; the only trace is what the mailbox audit says.
 */
import { APPS, CONSUMER_TENANT, DAY, FIRST_DAY, HOUR, MINUTE } from './firm.mjs';
import { recentItems } from './mail.mjs';
import { bindRecord, seconds, syncRecord } from './records.mjs';

const VICTIMS = ['helen.abara', 'tomas.lindqvist', 'priya.raman'];
const ADDRESSES = ['203.0.113.44', '203.0.113.91', '198.51.100.23'];
/** Tuesday to Friday, at hours when the firm sleeps. */
const NIGHTS = [22, 23, 24, 25];
const REST = 'Client=REST;Client=RESTSystem;;';

/** Adds the intruder's records and gives the truth about them. */
export function makeIntrusion(random, firm, mail, audit) {
  const state = { random, mail, records: [], tokens: new Set(), taken: new Map() };
  for (const night of NIGHTS) {
    for (const local of VICTIMS) {
      if (night === NIGHTS[0] && local === 'priya.raman') continue;
      raid(state, firm.named(local), night);
    }
  }
  throttle(state);
  const synced = syncInbox(state, firm.named('tomas.lindqvist'));
  audit.push(...state.records.map(({ record }) => record));
  return truthOf(state, firm, synced);
}

/** One night in one mailbox: one forged token, a handful of records, the newest and the most interesting mail. */
function raid(state, person, night) {
  const { random } = state;
  const begin = FIRST_DAY + night * DAY + random.int(60, 6 * 60) * MINUTE;
  const token = forge(state, person, APPS.search.id, begin, night === NIGHTS[0] ? CONSUMER_TENANT : undefined);
  const address = night === NIGHTS[0] ? ADDRESSES[0] : random.pick(ADDRESSES);
  const items = recentItems(state.mail.boxes, person, begin, night === NIGHTS[0] ? 14 : 3);
  const wanted = items
    .filter((item) => /delegation|agreement|Tender|Contract|Rates|figures/i.test(item.subject))
    .slice(0, 45);
  for (let index = 0; index < wanted.length; index += 5) {
    const chosen = wanted.slice(index, index + 5);
    const time = begin + (index / 5) * random.int(2, 4) * MINUTE + random.int(0, 59) * 1000;
    for (const item of chosen) take(state, person, item);
    state.records.push({
      person,
      record: bindRecord(
        random,
        person,
        person,
        { time, address, client: REST, appId: APPS.search.id, session: token.session, token },
        chosen,
      ),
    });
  }
}

/** A token that nobody issued. Its identifiers are well formed. */
function forge(state, person, appId, begin, tenant) {
  const id = state.random.requestId();
  state.tokens.add(id);
  return {
    id,
    session: state.random.guid(),
    appId,
    issued: begin - state.random.int(1, 20) * MINUTE,
    objectId: person.objectId,
    ...(tenant === undefined ? {} : { tenant }),
  };
}

function take(state, person, item) {
  const taken = state.taken.get(person.address) ?? new Set();
  state.taken.set(person.address, taken.add(item.messageId));
}

/** After the last record of the last night the vendor stops logging binds of that mailbox for a day. */
function throttle(state) {
  const last = state.records.filter(({ person }) => person.local === 'helen.abara').at(-1);
  last.record.OperationProperties.find((property) => property.Name === 'IsThrottled').Value = 'True';
}

/** One whole folder is taken, with a client that synchronises. */
function syncInbox(state, person) {
  const time = FIRST_DAY + NIGHTS[2] * DAY + 3 * HOUR + 12 * MINUTE;
  const token = forge(state, person, APPS.outlook.id, time);
  const record = syncRecord(
    state.random,
    person,
    person,
    {
      time,
      address: ADDRESSES[2],
      client: 'Client=MSExchangeRPC',
      process: 'OUTLOOK.EXE',
      appId: APPS.outlook.id,
      session: token.session,
      token,
    },
    'Inbox',
  );
  state.records.push({ person, record });
  return record;
}

function truthOf(state, firm, synced) {
  const records = state.records.map(({ record }) => record);
  const times = records.map((record) => record.CreationTime).sort();
  const boxes = VICTIMS.map((local) => {
    const { address, mailboxGuid } = firm.named(local);
    return { mailbox: address, mailboxId: mailboxGuid, messageIds: [...(state.taken.get(address) ?? [])].sort() };
  });
  const all = boxes.flatMap((box) => box.messageIds);
  const throttled = records.find((record) =>
    record.OperationProperties.some(({ Name, Value }) => Name === 'IsThrottled' && Value === 'True'),
  );
  return {
    firstSeen: `${times[0]}Z`,
    lastSeen: `${times.at(-1)}Z`,
    application: APPS.search.id,
    addresses: [...new Set(records.map((record) => record.ClientIPAddress))].sort(),
    tokens: [...state.tokens].sort(),
    records: records.length,
    recordIds: records.map((record) => record.Id).sort(),
    mailboxes: boxes,
    mailboxMessagePairs: all.length,
    distinctMessages: new Set(all).size,
    foldersPresumed: [{ mailbox: synced.MailboxOwnerUPN, path: '\\Inbox', at: `${synced.CreationTime}Z` }],
    throttled: {
      mailbox: throttled.MailboxOwnerUPN,
      from: `${throttled.CreationTime}Z`,
      to: `${seconds(new Date(`${throttled.CreationTime}Z`).getTime() + DAY)}Z`,
    },
  };
}
