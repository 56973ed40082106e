/** Every world, small: the same again, taken in without a reject, and true to what it says of itself. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Case, type Ingested, ingestPhase } from '../../src/case/index.ts';
import { DEFAULT_START, drawnWorld, WORLDS } from '../../src/simulate/index.ts';
import { type Json, type Simulated, simulated } from './tenant.ts';

const DAY = 86_400_000;
const NOW = new Date(DEFAULT_START + 40 * DAY);
/** Most intrusions begin a third of the way in; these later, on a day that is fixed. */
const DAYS: Readonly<Record<string, number>> = {
  'storm-2023': 8,
  'storm-2023-logs-of-2023': 8,
  'stolen-token': 9,
  'seven-days-of-sign-ins': 9,
  'example': 16,
};

const run = (name: string): Promise<Simulated> =>
  simulated({ world: name, mailboxes: 12, days: DAYS[name] ?? 4, seed: seedOf(name) });

/** A tenant of its own for each world, so that no two have records in common. */
function seedOf(name: string): number {
  return 1 + WORLDS.findIndex((world) => world.name === name);
}

const documentation = readFileSync(join(import.meta.dirname, '../../docs/simulation.md'), 'utf8');
const tenants = new Map<string, Simulated>();
const folder = mkdtempSync(join(tmpdir(), 'letterlock-worlds-'));
let ingested: Ingested;

beforeAll(async () => {
  for (const { name } of WORLDS) tenants.set(name, await run(name));
  const opened = await Case.open({ folder: join(folder, 'case'), mode: 'make', now: NOW });
  try {
    const paths = [...tenants.values()].map((tenant) => join(tenant.folder, 'logs'));
    ingested = await ingestPhase(opened, { paths, cwd: folder }, {});
  } finally {
    await opened.close();
  }
}, 300_000);

afterAll(() => {
  for (const tenant of tenants.values()) tenant.remove();
  rmSync(folder, { recursive: true, force: true });
});

function world(name: string): Simulated {
  const found = tenants.get(name);
  if (found === undefined) throw new TypeError(`no world ${name}`);
  return found;
}

const truth = (name: string, kind: string): readonly Json[] =>
  world(name)
    .truth()
    .filter((line) => line['kind'] === kind);
const loggedAs = (name: string): ReadonlySet<unknown> => new Set(truth(name, 'access').map(({ logged }) => logged));
const operations = (name: string): readonly unknown[] =>
  world(name)
    .records('logs/audit/')
    .map((record) => record['Operation']);
/** Sign-ins, of one kind or of all. */
const rows = (name: string, kind = ''): readonly Json[] =>
  world(name).records(`logs/sign-ins/${kind === '' ? '' : `${kind}-`}`);

describe.each(WORLDS.map((one) => ({ one, name: one.name })))('the world $name', ({ one, name }) => {
  it('has the same bytes again', async () => {
    const again = await run(name);
    expect(again.summary).toEqual(world(name).summary);
    again.remove();
  });

  it('is taken in without a reject', () => {
    const lines = ingested.lines.filter(({ path }) => path.includes(join(world(name).folder, 'logs')));
    expect(lines.reduce((sum, { records }) => sum + records, 0)).toBeGreaterThan(200);
    expect(
      lines.filter(({ rejected, format }) => rejected > 0 || format === 'not-recognised' || format === 'empty'),
    ).toEqual([]);
  });

  it('tells the truth of its intrusions, and of nothing else', () => {
    const { intrusions } = world(name).summary;
    expect(intrusions).toHaveLength((one.intrusions ?? []).length);
    // Every field has one type over all lines: the drill takes them in as one table.
    for (const line of world(name).truth()) expect(Array.isArray(line['messages'] ?? [])).toBe(true);
    for (const intrusion of intrusions) {
      expect(intrusion.messages).toBeGreaterThan(0);
      expect(intrusion.mailboxes.length).toBeGreaterThan(0);
      expect(intrusion.addresses.length).toBeGreaterThan(0);
      expect(intrusion.tokens.length > 0).toBe(name !== 'google-grant');
    }
    if (name === 'malicious-consent') {
      const consents = truth(name, 'record').filter(({ what }) => what === 'audit-record');
      expect(consents).toHaveLength(truth(name, 'note').length);
    }
    if (intrusions.length === 0) {
      for (const kind of ['access', 'token', 'record', 'note']) expect(truth(name, kind)).toEqual([]);
    }
  });

  it('says in a sentence or two what it is, and so does the documentation', () => {
    expect(one.about).toMatch(/^[A-Z].{40,}\.$/);
    expect(documentation).toContain(`| \`${name}\` | ${one.about} |`);
    expect(one.title).not.toBe('');
  });
});

describe('what sets worlds apart', () => {
  it('has no two of one name', () => {
    expect(new Set(WORLDS.map(({ name }) => name)).size).toBe(WORLDS.length);
  });

  it('copied sessions are sessions of sign-ins', () => {
    const real = new Set(rows('copied-sessions', 'noninteractive').map(({ sessionId }) => sessionId));
    const copied = truth('copied-sessions', 'token').map(({ session }) => session);
    expect(copied.filter((session) => real.has(session)).length).toBeGreaterThan(copied.length / 2);
    const issued = new Set(rows('copied-sessions', 'noninteractive').map(({ id }) => id));
    expect(truth('copied-sessions', 'token').filter(({ token }) => issued.has(token))).toEqual([]);
  });

  it('three messages a day are about that', () => {
    const messages = world('low-and-slow').summary.intrusions[0]?.messages ?? 0;
    expect(messages).toBeGreaterThan(0);
    expect(messages).toBeLessThan(20);
  });

  it('a synchronised mailbox is named by its folders alone', () => {
    const [intrusion] = world('whole-mailbox-sync').summary.intrusions;
    expect(intrusion?.messagesLogged).toBe(0);
    for (const { folders } of intrusion?.mailboxes ?? []) expect(folders.length).toBeGreaterThan(4);
  });

  it('audit is silenced before mail is taken', () => {
    const silent = truth('throttle-on-purpose', 'access').filter(({ logged }) => logged === 'throttled');
    const taken = silent.reduce((sum, { messages }) => sum + (messages as readonly unknown[]).length, 0);
    expect(taken).toBeGreaterThanOrEqual(3000);
  });

  it('nobody is audited while exempted, and the exemption is set and taken back', () => {
    expect(loggedAs('audit-bypass')).toEqual(new Set(['unaudited']));
    expect(operations('audit-bypass').filter((one) => one === 'Set-MailboxAuditBypassAssociation')).toHaveLength(2);
  });

  it('every token of a consented, phished, sprayed or impersonated account stands in a ledger or is lost', () => {
    for (const name of [
      'malicious-consent',
      'adversary-in-the-middle',
      'application-secret',
      'imap-spray',
      'forged-saml',
    ]) {
      const tokens = truth(name, 'token');
      const issued = new Set(
        world(name)
          .records('logs/sign-ins/')
          .map(({ id }) => id),
      );
      const found = tokens.filter(({ token }) => issued.has(token));
      expect(found.length, name).toBeGreaterThan(0);
      expect(found.length / tokens.length, name).toBeGreaterThan(0.9);
    }
  });

  it('a stolen secret is used under the name of an application that is used as ever', () => {
    const addresses = new Set(rows('application-secret', 'service-principal').map(({ ipAddress }) => ipAddress));
    const apps = new Set(rows('application-secret', 'service-principal').map(({ appId }) => appId));
    expect(apps.size).toBe(1);
    const theirs = world('application-secret').summary.intrusions[0]?.addresses ?? [];
    expect(theirs.every((address) => addresses.has(address))).toBe(true);
    expect(addresses.size).toBeGreaterThan(theirs.length);
  });

  it('a spray fails on all but two', () => {
    const failures = rows('imap-spray', 'interactive').filter(
      (row) => row['clientAppUsed'] === 'IMAP4' && (row['status'] as Json)['errorCode'] === 50126,
    );
    expect(new Set(failures.map(({ userId }) => userId)).size).toBeGreaterThan(9);
    expect(world('imap-spray').summary.intrusions[0]?.mailboxes).toHaveLength(2);
  });

  it('sign-ins reach back seven days, the tenant of ten has ten mailboxes', () => {
    const times = rows('seven-days-of-sign-ins').map(({ createdDateTime }) => Date.parse(String(createdDateTime)));
    expect(times.length).toBeGreaterThan(20);
    expect(times.every((time) => time >= DEFAULT_START + 2 * DAY)).toBe(true);
    expect(world('ten-mailboxes').summary.mailboxes).toBe(10);
  });

  it('nobody at Google has a record elsewhere; the intruder fetches, calls and exports', () => {
    expect(Object.keys(world('google-grant').summary.records)).toEqual(
      expect.arrayContaining(['google-gmail', 'google-login', 'google-token']),
    );
    expect(world('google-grant').summary.records['mailbox-audit'] ?? 0).toBe(0);
    expect(world('google-grant').summary.records['google-other']).toBeGreaterThan(0);
    expect(loggedAs('google-grant').has('yes')).toBe(true);
  });

  it('an outage and a partner leave tokens without a ledger, and those licences no refreshes', () => {
    const benign = (name: string) => world(name).summary.benignTokensWithoutIssuance;
    expect(benign('sign-in-outage')['row-lost']).toBeGreaterThan(5);
    expect(benign('guests-and-partners')['issued-elsewhere']).toBeGreaterThan(0);
    const external = world('guests-and-partners')
      .records('logs/audit/')
      .filter((row) => row['Operation'] === 'MailItemsAccessed' && row['ExternalAccess'] === true);
    expect(external.length).toBeGreaterThan(0);
    expect(
      external.filter((row) => row['LogonType'] !== 6 || !String(row['UserId']).endsWith('@partner.example')),
    ).toEqual([]);
    expect(rows('p1-licences', 'noninteractive')).toEqual([]);
    expect(rows('p1-licences', 'interactive').length).toBeGreaterThan(0);
  });

  it('one exit, a few translated addresses, and places far away', () => {
    const users = (name: string, address: (text: string) => boolean): number =>
      new Set(
        world(name)
          .records('logs/audit/')
          .filter((row) => address(String(row['ClientIPAddress'])))
          .map(({ UserId }) => UserId),
      ).size;
    expect(users('vpn-one-exit', (text) => text === '203.0.113.250')).toBeGreaterThan(6);
    expect(users('carrier-nat', (text) => text.startsWith('100.64.'))).toBeGreaterThan(6);
    const far = rows('travelling-minister').map((row) => String((row['location'] as Json)['countryOrRegion']));
    expect(far.filter((country) => country === 'KE' || country === 'SG').length).toBeGreaterThan(0);
  });

  it('changes are logged where somebody makes them', () => {
    expect(operations('new-application')).toContain('Consent to application.');
    expect(operations('malicious-consent').filter((one) => one === 'Consent to application.').length).toBeGreaterThan(
      2,
    );
    expect(operations('migration')).toContain('Add app role assignment to service principal.');
    expect(operations('ediscovery')).toContain('SearchExported');
    expect(operations('adversary-in-the-middle')).toContain('New-InboxRule');
    expect(operations('merger')).toContain('Add-MailboxPermission');
  });
});

describe('drawn worlds', () => {
  const drawn = Array.from({ length: 200 }, (_unused, seed) => drawnWorld(seed));

  it('meet every trouble and every intrusion, and often none', () => {
    expect(new Set(drawn.flatMap(({ troubles }) => (troubles ?? []).map(({ name }) => name))).size).toBe(12);
    expect(new Set(drawn.flatMap(({ intrusions }) => (intrusions ?? []).map(({ name }) => name))).size).toBe(10);
    const benign = drawn.filter(({ intrusions }) => intrusions?.length === 0).length;
    expect(benign).toBeGreaterThan(50);
    expect(benign).toBeLessThan(110);
  });

  it('are the same for the same seed, and run', async () => {
    expect(drawnWorld(7).title).toBe(drawn[7]?.title);
    for (const seed of [3, 4, 5]) {
      const once = await simulated({ world: drawnWorld(seed), mailboxes: 10, days: 4, seed });
      const again = await simulated({ world: drawnWorld(seed), mailboxes: 10, days: 4, seed });
      expect(again.summary).toEqual(once.summary);
      once.remove();
      again.remove();
    }
  });
});
