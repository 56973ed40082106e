/** Messages: who wrote to whom, and in which folder of whose mailbox each one lies. */
import { DAY, DAYS, FIRST_DAY, isWeekend, MINUTE } from './firm.mjs';

const TOPICS = [
  'Quarterly figures',
  'Vessel schedule',
  'Port fees',
  'Tender: second round',
  'Visit of the delegation',
  'Minutes',
  'Draft agreement',
  'Insurance claim',
  'Customs forms',
  'Budget review',
  'Travel plan',
  'Rates for October',
  'Audit questions',
  'Contract annex',
  'Supplier list',
  'Training dates',
  'Invoice',
  'Crew rotation',
];
const OUTSIDE = ['northwind.example', 'fabrikam.example', 'adatum.example', 'litware.example'];
const SERVERS = ['DB9PR08MB', 'AM8PR08MB', 'VI1PR08MB'];

/**
 * Every message once a mailbox that it reached. The same message in two mailboxes has the same internet message id.
 * @returns {{ sent: object[], boxes: Map<string, object[]> }}
 */
export function makeMail(random, firm) {
  const boxes = new Map(firm.mailboxes.map((person) => [person.address, []]));
  const sent = [];
  for (let day = 0; day < DAYS; day += 1) {
    const count = isWeekend(day) ? 6 : 60;
    for (let index = 0; index < count; index += 1) {
      const time = FIRST_DAY + day * DAY + random.int(6 * 60, 17 * 60) * MINUTE + random.int(0, 59_999);
      deliver(random, firm, boxes, sent, time);
    }
  }
  for (const list of boxes.values()) list.sort((a, b) => a.time - b.time || (a.messageId < b.messageId ? -1 : 1));
  sent.sort((a, b) => a.time - b.time || (a.messageId < b.messageId ? -1 : 1));
  return { sent, boxes };
}

function deliver(random, firm, boxes, sent, time) {
  const inside = random.chance(0.6);
  const sender = random.pick(firm.people);
  // People write to their own department more than to others, and the three of the Asia trade talks to one another.
  const near = firm.people.filter((person) => person !== sender && person.department === sender.department);
  const circle = ['helen.abara', 'tomas.lindqvist', 'priya.raman', 'ingrid.solheim'].map(firm.named);
  const pool =
    circle.includes(sender) && random.chance(0.6)
      ? circle.filter((one) => one !== sender)
      : near.length > 1 && random.chance(0.5)
        ? near
        : firm.mailboxes.filter((one) => one !== sender);
  const recipients = random.sample(pool, inside ? random.int(1, 3) : 1);
  const server = `${random.pick(SERVERS)}${random.int(4000, 4099)}`;
  const from = inside
    ? sender.address
    : `${random.pick(['office', 'a.klein', 'desk', 'booking'])}@${random.pick(OUTSIDE)}`;
  const messageId = inside
    ? `<${server}${random.hex(24).toUpperCase()}@${server}.eurprd08.prod.outlook.example>`
    : `<${random.hex(12)}.${random.hex(8)}@${from.split('@')[1]}>`;
  const message = {
    messageId,
    time,
    from,
    subject: `${random.chance(0.3) ? 'Re: ' : ''}${random.pick(TOPICS)}`,
    size: random.int(4, 40) * 1000 + random.int(0, 999) + (random.chance(0.1) ? random.int(200, 2400) * 1000 : 0),
    recipients: recipients.map((person) => person.address),
  };
  sent.push(message);
  for (const person of recipients)
    boxes.get(person.address).push(itemOf(random, person, message, random.chance(0.85) ? 'Inbox' : 'Projects'));
  if (inside) boxes.get(sender.address).push(itemOf(random, sender, message, 'Sent Items'));
}

function itemOf(random, person, message, folder) {
  const tail = `${random.base64(9)}AAA`;
  return {
    ...message,
    folder,
    itemId: `RgAAAAD${person.mailboxKey}BwDP${person.mailboxKey}AAAAAAEMAADP${person.mailboxKey}AA${tail}`,
    immutableId: `AAkALgAAAAAAHYQDEapmEc2byACqAC/EWg0A${person.mailboxKey}AA${tail}`,
  };
}

/** The vendor's id of a folder. */
export function folderId(person, folder) {
  const number = { 'Inbox': 'AAEMAAAB', 'Sent Items': 'AAEJAAAB', 'Projects': 'B7QxAAAB' }[folder] ?? 'AAEPAAAB';
  return `LgAAAAD${person.mailboxKey}AQDP${person.mailboxKey}AAA${number}`;
}

/** Messages that lay in the mailbox at a time, newest first. */
export function recentItems(boxes, person, time, withinDays) {
  const items = boxes.get(person.address) ?? [];
  return items.filter((item) => item.time < time - MINUTE && item.time > time - withinDays * DAY).reverse();
}
