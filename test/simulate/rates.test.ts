/**
 * The simulated logs beside real ones: the lab tenant of 2021 in the folder of real records, where it is there. It is
 * small (240 accesses, 403 sign-ins) and a lab, so that only what does not depend on how many people work there is held
 * against it: what records carry, how they are put together, how sign-ins go.
 */
import { existsSync, readFileSync } from 'node:fs';
import Papa from 'papaparse';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Json, type Simulated, simulated } from './tenant.ts';

const LAB = new URL('../../../shared/data/m365-lab-2021/search-unified-audit-log-2021-03_06.csv', import.meta.url);
const there = existsSync(LAB);
if (!there) console.warn('simulate: the real records (../shared/data) are absent; distributions were not compared');

interface Named {
  readonly Name: string;
  readonly Value: string;
}

const named = (record: Json, list: string, name: string): string | undefined =>
  ((record[list] ?? []) as readonly Named[]).find(({ Name }) => Name === name)?.Value;

/** Each record once. */
function labRecords(): readonly Json[] {
  const text = readFileSync(LAB, 'utf8').replace(/^\uFEFF/, '');
  const { data } = Papa.parse<{ readonly AuditData: string }>(text, { header: true });
  const records = data.flatMap(({ AuditData }) => (AuditData ? [JSON.parse(AuditData) as Json] : []));
  return [...new Map(records.map((record) => [record['Id'], record])).values()];
}

type Family = 'owa' | 'rest-system' | 'desktop' | 'other';

function familyOf(record: Json): Family {
  const client = String(record['ClientInfoString'] ?? '');
  if (client.startsWith('Client=OWA')) return 'owa';
  if (client.includes('RESTSystem')) return 'rest-system';
  return client.includes('MSExchangeRPC') ? 'desktop' : 'other';
}

interface Shape {
  readonly sessions: number;
  readonly apps: number;
  readonly syncs: number;
  /** Messages in a bind record: mean, and share of records with one. */
  readonly messages: number;
  readonly single: number;
  readonly oneFolder: number;
}

const share = (all: readonly Json[], of: (record: Json) => boolean): number => all.filter(of).length / all.length;

function shapeOf(records: readonly Json[], family: Family): Shape {
  const all = records.filter((record) => record['Operation'] === 'MailItemsAccessed' && familyOf(record) === family);
  expect(all.length, family).toBeGreaterThan(20);
  const binds = all.filter((record) => record['RecordType'] === 50);
  const folders = (record: Json) =>
    (record['Folders'] ?? []) as readonly { readonly FolderItems?: readonly unknown[] }[];
  const items = (record: Json): number =>
    folders(record).reduce((sum, { FolderItems }) => sum + (FolderItems?.length ?? 0), 0);
  return {
    sessions: share(all, (record) => record['SessionId'] !== undefined),
    apps: share(all, (record) => record['AppId'] !== undefined),
    syncs: share(all, (record) => record['RecordType'] === 2),
    messages: binds.reduce((sum, record) => sum + items(record), 0) / binds.length,
    single: share(binds, (record) => items(record) === 1),
    oneFolder: share(binds, (record) => folders(record).length === 1),
  };
}

/** Interrupts, redirects and wrong passwords for each completed interactive sign-in. */
function signInsOf(records: readonly Json[]): { interrupted: number; redirects: number; refused: number } {
  const rows = records.filter((record) => record['RecordType'] === 15);
  const request = (record: Json) => named(record, 'ExtendedProperties', 'RequestType') ?? '';
  const interactive = rows.filter(
    (record) => request(record) !== 'OAuth2:Token' && !request(record).startsWith('bind'),
  );
  const detail = (record: Json) => named(record, 'ExtendedProperties', 'ResultStatusDetail');
  const code = (record: Json) => String(record['ErrorNumber'] ?? '');
  const count = (of: (record: Json) => boolean): number => interactive.filter(of).length;
  const completed = count(
    (record) => record['Operation'] === 'UserLoggedIn' && code(record) === '0' && detail(record) === 'Success',
  );
  expect(completed).toBeGreaterThan(20);
  return {
    interrupted: count((record) => ['50140', '50072', '50074', '50058', '65001'].includes(code(record))) / completed,
    redirects: count((record) => code(record) === '0' && detail(record) === 'Redirect') / completed,
    refused: count((record) => code(record) === '50126') / completed,
  };
}

describe.skipIf(!there)('beside the lab of 2021', () => {
  let made: readonly Json[] = [];
  let real: readonly Json[] = [];
  let tenant: Simulated;
  beforeAll(async () => {
    real = labRecords();
    const population = {
      programs: [
        ['owa', 60],
        ['outlook-desktop', 40],
      ] as const,
      phones: 0,
      connected: 0,
      displays: 0,
    };
    const world = { name: 'lab', title: '', about: '', population, collection: { identifiers: '2023' as const } };
    tenant = await simulated({ world, mailboxes: 30, days: 14 });
    made = [...new Map(tenant.records('logs/audit/').map((record) => [record['Id'], record])).values()];
  });
  afterAll(() => tenant.remove());

  it.each(['owa', 'rest-system', 'desktop'] as const)('%s: records carry and hold what real ones do', (family) => {
    const ours = shapeOf(made, family);
    const theirs = shapeOf(real, family);
    expect(Math.abs(ours.sessions - theirs.sessions), 'sessions').toBeLessThan(0.1);
    expect(Math.abs(ours.apps - theirs.apps), 'applications').toBeLessThan(0.1);
    expect(Math.abs(ours.syncs - theirs.syncs), 'syncs').toBeLessThan(0.15);
    expect(ours.messages / theirs.messages, 'messages').toBeGreaterThan(0.7);
    expect(ours.messages / theirs.messages, 'messages').toBeLessThan(family === 'desktop' ? 3 : 1.4);
    if (family === 'desktop') return; // six binds say nothing of their distribution
    expect(Math.abs(ours.single - theirs.single), 'single messages').toBeLessThan(0.15);
    expect(Math.abs(ours.oneFolder - theirs.oneFolder), 'one folder').toBeLessThan(0.2);
  });

  it('sign-ins are interrupted, redirected and refused as often', () => {
    const ours = signInsOf(made);
    const theirs = signInsOf(real);
    for (const what of ['interrupted', 'redirects', 'refused'] as const) {
      expect(ours[what] / theirs[what], what).toBeGreaterThan(0.6);
      expect(ours[what] / theirs[what], what).toBeLessThan(1.6);
    }
  });
});
