/** An intrusion in a tenant that is known from its logs: whose names records bear, what is taken, and the mark. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ALLOWED_FUNCTIONS, readDetections } from '../../src/detect/index.ts';
import type { LogKind } from '../../src/facts/index.ts';
import { isMarked, marked } from '../../src/simulate/core/marker.ts';
import { type KnownPerson, type KnownTenant, mixIntrusion, OWN_INTRUSIONS, spanOf } from '../../src/simulate/index.ts';
import { type Json, simulated } from './tenant.ts';

const DAY = 86_400_000;
const FROM = Date.UTC(2026, 8, 7, 5);
const TO = FROM + 20 * DAY;

const SIGNS = {
  clientInfo: 'Client=OWA;Action=ViaProxy',
  appId: '00000002-0000-0ff1-ce00-000000000000',
  clientAppId: '9199bf20-a13f-4107-85dc-02114787ef48',
  shows: { session: 1, token: 1 },
  topSession: true,
  named: 1,
} as const;

function person(number: number): KnownPerson {
  const guid = (kind: string): string => `${kind}000000-0000-4000-8000-00000000000${number}`;
  const at = (hours: number): number => FROM + hours * 3_600_000;
  const held = Array.from({ length: 500 }, (_unused, hour) => ({
    token: `7000${String(1000 + hour)}-0000-4000-8000-00000000000${number}`,
    session: guid('5e'),
    deviceId: null,
    issuedAt: at(hour) - 300_000,
    from: at(hour),
    until: at(hour + 2),
  }));
  return {
    upn: `someone${number}@own.example`,
    name: `Some One ${number}`,
    objectId: guid('0b'),
    puid: `1003000000000${number}`,
    sid: `S-1-5-21-1-2-3-${number}`,
    mailboxId: guid('ab'),
    usual: { address: `203.0.113.${number}`, country: 'DE', city: 'Bonn', asn: 64_500 },
    folders: [{ id: '', path: '\\Inbox' }],
    messages: Array.from({ length: 60 }, (_unused, index) => ({
      id: `<${index}.${number}@own.example>`,
      at: at(index * 8),
    })),
    programs: [{ app: { id: SIGNS.clientAppId, name: 'Web' }, signs: SIGNS, held }],
  };
}

const ALL: readonly LogKind[] = [
  'mailbox-audit',
  'exchange-admin',
  'directory-audit',
  'signin-interactive',
  'signin-noninteractive',
  'signin-service-principal',
  'signin-ual',
  'owa-auth',
  'graph-activity',
  'google-gmail',
  'google-token',
  'google-login',
  'google-other',
];

function known(more: Partial<KnownTenant> = {}): KnownTenant {
  return {
    vendor: 'm365',
    id: '7e000000-0000-4000-8000-000000000001',
    domain: 'own.example',
    from: FROM,
    to: TO,
    covered: new Map(ALL.map((log) => [log, { from: FROM, to: TO }])),
    linkable: true,
    signIns: { tokens: true, sessions: true },
    people: [1, 2, 3, 4, 5, 6].map(person),
    common: { app: { id: SIGNS.clientAppId, name: 'Web' }, signs: SIGNS },
    ownApplication: {
      app: { id: 'a0000000-0000-4000-8000-000000000001', name: 'Backup' },
      signs: SIGNS,
      principal: 'b0000000-0000-4000-8000-000000000001',
    },
    ...more,
  };
}

const home = mkdtempSync(join(tmpdir(), 'letterlock-mix-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));
let mixes = 0;

async function mixed(name: string, tenant: KnownTenant) {
  const laid = OWN_INTRUSIONS.find((one) => one.name === name)?.lay(tenant);
  if (laid === undefined || typeof laid === 'string') throw new TypeError(`${name}: ${laid}`);
  mixes += 1;
  const folder = join(home, `mix-${mixes}`);
  const made = await mixIntrusion({ tenant, intrusion: laid, seed: 5, folder });
  const files = readdirSync(join(folder, 'logs'), { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.jsonl?$/.test(path))
    .sort();
  const records = files.flatMap((path): readonly Json[] => {
    const text = readFileSync(join(folder, 'logs', path), 'utf8');
    if (path.endsWith('.jsonl'))
      return text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as Json);
    const document = JSON.parse(text) as readonly Json[] | { readonly value: readonly Json[] };
    return 'value' in document ? document.value : document;
  });
  const truth = readFileSync(join(folder, 'truth', 'truth.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Json);
  return { ...made, records, truth };
}

/** What of a record must bear the mark. */
function markOf(record: Json): string {
  const properties = record['properties'] as Json | undefined;
  if (properties !== undefined) return String(properties['requestId']);
  if ('etag' in record) return String(record['etag']).replaceAll('"', '');
  if ('createdDateTime' in record) return String(record['correlationId']);
  return String(record['RecordType'] === 15 ? record['InterSystemsId'] : record['Id']);
}

describe('the mark', () => {
  const names = OWN_INTRUSIONS.map(({ name }) => name);
  it.each(names)('is borne by every record of %s', async (name) => {
    const { records } = await mixed(name, known({ vendor: name === 'google-grant' ? 'google' : 'm365' }));
    expect(records.length).toBeGreaterThan(3);
    expect(records.filter((record) => !isMarked(markOf(record)))).toEqual([]);
  });

  it('is borne by no other record', async () => {
    const made = await simulated({ days: 2, mailboxes: 6 });
    const records = [...made.records('logs/audit/'), ...made.records('logs/sign-ins/'), ...made.records('logs/graph/')];
    expect(records.length).toBeGreaterThan(200);
    expect(records.filter((record) => isMarked(markOf(record)))).toEqual([]);
    made.remove();
  });

  it('can be checked by anybody: the last twelve digits are a hash of those before', () => {
    const guid = marked('0f1e2d3c-4b5a-4978-8695-a4b3c2d1e0f1');
    expect(guid).toBe('0f1e2d3c-4b5a-4978-8695-1daba2fa6cde');
    expect(isMarked(guid.toUpperCase())).toBe(true);
    expect(isMarked('0f1e2d3c-4b5a-4978-8695-a4b3c2d1e0f1')).toBe(false);
  });
});

describe('what tells records of a drill from real ones', () => {
  it('stands in addresses of no network, too: an intruder has no others', async () => {
    for (const { name } of OWN_INTRUSIONS.filter((one) => one.name !== 'google-grant')) {
      const { truth } = await mixed(name, known());
      const addresses = truth.flatMap(({ kind, address }) => (kind === 'access' ? [String(address)] : []));
      expect(addresses.filter((address) => !/^2(4\d|5[0-5])\./.test(address))).toEqual([]);
    }
  });

  it('is nothing that a detection can ask for', () => {
    // The mark is of SHA-256. `ll_hash` is the engine's own hash, which tells nothing of it.
    expect([...ALLOWED_FUNCTIONS.keys()].filter((name) => /md5|sha|hash|crc/i.test(name))).toEqual(['ll_hash']);
    const { detections } = readDetections();
    expect(detections.length).toBeGreaterThan(20);
    expect(detections.filter(({ sql }) => /\b2(4\d|5[0-5])\./.test(sql)).map(({ id }) => id)).toEqual([]);
  });
});

describe('an intrusion in a tenant that is known', () => {
  it('is in its name and those of its people, from its last third on', async () => {
    const { records, truth, intrusion } = await mixed('storm-2023', known());
    const accesses = records.filter(({ Operation }) => Operation === 'MailItemsAccessed');
    expect(new Set(accesses.map(({ OrganizationId }) => OrganizationId))).toEqual(new Set([known().id]));
    expect([...new Set(accesses.map(({ MailboxOwnerUPN }) => MailboxOwnerUPN))].sort()).toEqual(
      [1, 2, 3].map((number) => `someone${number}@own.example`),
    );
    const begins = spanOf(known()).end - 7 * DAY;
    expect(Date.parse(String(intrusion.first))).toBeGreaterThanOrEqual(begins);
    const messages = truth
      .filter(({ kind }) => kind === 'access')
      .flatMap(({ messages: ids }) => ids as readonly string[]);
    expect(messages.filter((id) => id.endsWith('@own.example>')).length).toBeGreaterThan(100);
    expect(messages).not.toContain('<59.1@own.example>');
  });

  it('steals a token that was shown, copies a session that was there', async () => {
    const stolen = await mixed('stolen-token', known());
    const [token] = stolen.truth.filter(({ kind }) => kind === 'token').map(({ token: id }) => String(id));
    expect(token).toMatch(/^7000\d{4}-0000-4000-8000-00000000000\d$/);
    const copied = await mixed('copied-sessions', known());
    expect(copied.intrusion.sessions.every((session) => session.startsWith('5e000000'))).toBe(true);
  });

  it('leaves no record where no log is, nor outside of its time, and counts what would be there', async () => {
    const half = FROM + 17 * DAY;
    const covered = new Map([
      ['mailbox-audit', { from: FROM, to: TO }],
      ['signin-interactive', { from: FROM, to: half }],
    ] as const);
    const { records, uncollected } = await mixed('forged-saml', known({ covered }));
    const signIns = records.filter((record) => 'createdDateTime' in record);
    expect(signIns.length).toBeGreaterThan(3);
    expect(
      signIns.filter(
        ({ isInteractive, createdDateTime }) => isInteractive !== true || Date.parse(String(createdDateTime)) > half,
      ),
    ).toEqual([]);
    expect(uncollected.get('signin-interactive')).toBeGreaterThan(3);
    expect(uncollected.get('signin-noninteractive')).toBeGreaterThan(3);
  });

  it('names tokens and sessions only where the logs do', async () => {
    const { records } = await mixed(
      'adversary-in-the-middle',
      known({ linkable: false, signIns: { tokens: false, sessions: false } }),
    );
    expect(records.filter((record) => 'AppAccessContext' in record || 'TokenObjectId' in record)).toEqual([]);
    const signIns = records.filter((record) => 'createdDateTime' in record);
    expect(signIns.length).toBeGreaterThan(3);
    expect(signIns.filter((record) => 'uniqueTokenIdentifier' in record || 'sessionId' in record)).toEqual([]);
  });

  it('is not possible where what it needs is not there, and says so', () => {
    const lay = (name: string, tenant: KnownTenant) => OWN_INTRUSIONS.find((one) => one.name === name)?.lay(tenant);
    const bare = known({
      common: null,
      ownApplication: null,
      people: known().people.map((one) => ({ ...one, programs: [] })),
    });
    for (const name of [
      'common-application',
      'application-secret',
      'stolen-token',
      'copied-sessions',
      'google-grant',
    ]) {
      expect(lay(name, bare)).toEqual(expect.any(String));
    }
    expect(lay('storm-2023', known({ vendor: 'google' }))).toBe('these are logs of Google Workspace');
  });
});
