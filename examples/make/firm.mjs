/** The firm: who works there, from where, with what. All names are invented; all addresses are documentation ranges. */

export const TENANT = '5c1a6f0e-3f0b-4a52-9d3a-7f2b8c6d4e10';
export const DOMAIN = 'contoso.example';
export const ORGANISATION = 'contoso.example';

/** The vendor's own applications, by the ids that Microsoft publishes. */
export const APPS = {
  owa: { id: '9199bf20-a13f-4107-85dc-02114787ef48', name: 'One Outlook Web' },
  outlook: { id: 'd3590ed6-52b3-4102-aeff-aad2292ab01c', name: 'Microsoft Office' },
  mobile: { id: '27922004-5251-4030-b22d-91ecd9a37ea4', name: 'Outlook Mobile' },
  substrate: { id: '13937bba-652e-4c46-b222-3003f4d1ff97', name: 'Microsoft Substrate Context Service' },
  search: { id: '66a88757-258c-4c72-893c-3e8bed4d6899', name: 'Office 365 Search Service' },
  portal: { id: '4765445b-32c6-49b0-83e6-1d93765276ca', name: 'OfficeHome' },
};
/** The one that is rolled out meanwhile: nobody's but the firm's. */
export const NEW_APP = { id: '8e1f3b52-6a0d-4c7e-9b41-2d5f7a9c0e63', name: 'Meridian Scheduler' };
export const EXCHANGE_ONLINE = '00000002-0000-0ff1-ce00-000000000000';
export const CONSUMER_TENANT = '9188040d-6c67-4c5b-b112-36a304b66dad';

/** name, department, title, clients */
const STAFF = [
  ['Helen Abara', 'Asia-Pacific Trade', 'Director', 'owa mobile'],
  ['Tomas Lindqvist', 'Asia-Pacific Trade', 'Deputy Director', 'outlook mobile'],
  ['Priya Raman', 'Legal', 'General Counsel', 'outlook'],
  ['Marcus Bell', 'Executive Office', 'Chief Executive', 'owa mobile'],
  ['Ingrid Solheim', 'Executive Office', 'Chief of Staff', 'owa'],
  ['Daniel Okoro', 'Finance', 'Chief Financial Officer', 'outlook mobile'],
  ['Mei Tanaka', 'Asia-Pacific Trade', 'Analyst', 'owa'],
  ['Ruben Castillo', 'Sales', 'Head of Sales', 'outlook mobile'],
  ['Anja Vogel', 'Sales', 'Account Manager', 'owa mobile'],
  ['Samir Haddad', 'Sales', 'Account Manager', 'owa'],
  ['Chloe Martin', 'Finance', 'Controller', 'outlook'],
  ['Piotr Zielinski', 'Finance', 'Accountant', 'outlook'],
  ['Grace Mwangi', 'Human Resources', 'Head of People', 'owa'],
  ['Liam Doyle', 'IT', 'Administrator', 'owa mobile'],
  ['Nadia Petrova', 'IT', 'Engineer', 'owa'],
  ['Hugo Fernandes', 'Operations', 'Head of Operations', 'outlook mobile'],
  ['Sofia Rossi', 'Operations', 'Planner', 'owa'],
  ['Jonas Weber', 'Operations', 'Planner', 'outlook'],
  ['Amina Yusuf', 'Legal', 'Counsel', 'owa'],
  ['Peter Novak', 'Purchasing', 'Buyer', 'outlook'],
  ['Leila Karimi', 'Purchasing', 'Buyer', 'owa mobile'],
  ['Oscar Nilsson', 'Engineering', 'Head of Engineering', 'outlook'],
  ['Yara Santos', 'Engineering', 'Engineer', 'owa'],
  ['Victor Lang', 'Engineering', 'Engineer', 'outlook'],
];

/** Who reads the shared mailbox. */
const SHARED_READERS = ['sofia.rossi', 'anja.vogel'];

/** @param {ReturnType<typeof import('./random.mjs').randomness>} random */
export function makeFirm(random) {
  const people = STAFF.map(([name, department, title, clients], index) => {
    const local = name.toLowerCase().replace(' ', '.');
    return {
      name,
      department,
      title,
      local,
      address: `${local}@${DOMAIN}`,
      clients: clients.split(' '),
      objectId: random.guid(),
      mailboxGuid: random.guid(),
      puid: `1003200${random.hex(9).toUpperCase()}`,
      sid: `S-1-5-21-1146321089-2847193385-1902847561-${41000 + index * 7}`,
      home: `2001:db8:${(0x1100 + index * 16).toString(16)}`,
      carrier: `2001:db8:${(0xa000 + (index % 3)).toString(16)}`,
      mailboxKey: random.base64(22),
      shared: false,
    };
  });
  const shared = {
    ...people[0],
    name: 'Information desk',
    department: 'Operations',
    title: 'Shared mailbox',
    local: 'info',
    address: `info@${DOMAIN}`,
    clients: [],
    objectId: random.guid(),
    mailboxGuid: random.guid(),
    puid: `1003200${random.hex(9).toUpperCase()}`,
    sid: 'S-1-5-21-1146321089-2847193385-1902847561-41999',
    mailboxKey: random.base64(22),
    shared: true,
  };
  const named = (local) => people.find((person) => person.local === local);
  return { people, shared, mailboxes: [...people, shared], sharedReaders: SHARED_READERS.map(named), named };
}

/** The offices' ways out. */
export const OFFICE = ['192.0.2.10', '192.0.2.11'];
/** The vendor's own network, from which its services work on mailboxes. */
export const SERVICE_NETWORK = '2603:10a6';
/** Where the new application's servers stand: rented in the vendor's cloud. */
export const NEW_APP_ADDRESSES = ['2603:1020:206:8::1a', '2603:1020:206:8::2c'];

/** First day, and how many. A Monday. */
export const FIRST_DAY = Date.UTC(2026, 8, 14);
export const DAYS = 35;
export const DAY = 86_400_000;
export const HOUR = 3_600_000;
export const MINUTE = 60_000;

/** @param {number} day */
export function isWeekend(day) {
  return [0, 6].includes(new Date(FIRST_DAY + day * DAY).getUTCDay());
}
