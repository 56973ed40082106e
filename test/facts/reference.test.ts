import { describe, expect, it } from 'vitest';
import { LOG_KINDS } from '../../src/facts/index.ts';
import {
  loadApplications,
  loadCollectAdvice,
  loadExportLimits,
  loadKnownGaps,
  loadNetworks,
  loadRetention,
} from '../../src/facts/reference.ts';
import { networkTable } from '../../src/ingest/derive/networks.ts';
import { parsePrefix } from './networks-oracle.ts';

function duplicates(values: readonly string[]): readonly string[] {
  return values.filter((value, index) => values.indexOf(value) !== index);
}

describe('networks', () => {
  const networks = loadNetworks();
  const classOf = (address: string): string => networkTable(networks)(address)?.networkClass ?? 'other';

  it('are valid networks, each once', () => {
    expect(networks.length).toBeGreaterThan(300);
    expect(networks.filter(({ prefix }) => parsePrefix(prefix) === null)).toEqual([]);
    // Two spellings of one network would have two classes or two sources.
    const keys = networks.map(({ prefix }) => {
      const { family, first, length } = parsePrefix(prefix) ?? { family: 0, first: 0n, length: 0 };
      return `${family} ${first}/${length}`;
    });
    expect(duplicates(keys)).toEqual([]);
    expect(duplicates(['a', 'b', 'a'])).toEqual(['a']);
  });

  it('give the vendor its own and never a rented machine', () => {
    expect(classOf('2603:10a6:20b:5fa::17')).toBe('vendor-service');
    expect(classOf('2603:10b6:930:3d::7')).toBe('vendor-service');
    expect(classOf('40.97.1.1')).toBe('vendor-service');
    expect(classOf('52.100.17.5')).toBe('vendor-service');
    expect(classOf('20.190.130.1')).toBe('vendor-service');
    expect(classOf('209.85.220.41')).toBe('vendor-service');
    // Azure, Google Cloud: for rent.
    expect(classOf('20.42.1.1')).toBe('vendor-cloud');
    expect(classOf('52.239.152.10')).toBe('vendor-cloud');
    expect(classOf('2603:1020:201::1')).toBe('vendor-cloud');
    expect(classOf('34.76.1.1')).toBe('vendor-cloud');
    expect(classOf('35.204.10.10')).toBe('vendor-cloud');
    expect(classOf('130.211.40.1')).toBe('vendor-cloud');
    expect(classOf('2600:1900:4000::1')).toBe('vendor-cloud');
    expect(classOf('192.168.1.1')).toBe('private');
    expect(classOf('::1')).toBe('private');
    expect(classOf('203.0.113.9')).toBe('other');
    expect(classOf('2603:2000::1')).toBe('other');
  });

  it('name the vendor whose own they are', () => {
    const match = networkTable(networks);
    expect(match('2603:10a6::1')?.vendor).toBe('m365');
    expect(match('209.85.220.41')?.vendor).toBe('google');
    expect(match('10.0.0.1')?.vendor).toBeNull();
  });
});

describe('applications', () => {
  const applications = loadApplications();

  it('are well-formed, each once', () => {
    expect(applications.length).toBeGreaterThan(150);
    expect(duplicates(applications.map(({ id }) => id))).toEqual([]);
    const form = {
      m365: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
      google: /^[0-9a-z-]+\.apps\.googleusercontent\.com$/,
    };
    expect(applications.filter(({ id, vendor }) => !form[vendor].test(id))).toEqual([]);
  });

  it('hold those of the field that matter most', () => {
    const named = new Map(applications.map((application) => [application.id, application]));
    expect(named.get('00000002-0000-0ff1-ce00-000000000000')?.name).toBe('Office 365 Exchange Online');
    expect(named.get('13937bba-652e-4c46-b222-3003f4d1ff97')).toMatchObject({ kind: 'service', firstParty: true });
    expect(named.get('27922004-5251-4030-b22d-91ecd9a37ea4')).toMatchObject({ name: 'Outlook Mobile', kind: 'client' });
    expect(named.get('d3590ed6-52b3-4102-aeff-aad2292ab01c')?.kind).toBe('client');
  });
});

describe('export limits, gaps, retention, advice', () => {
  it('state each limit of one export once', () => {
    const limits = loadExportLimits();
    expect(limits.length).toBeGreaterThan(15);
    expect(duplicates(limits.map(({ rows, export: name }) => `${rows} ${name}`))).toEqual([]);
    const rowsOf = (kind: string): readonly number[] =>
      limits.filter(({ logKinds }) => logKinds.some((known) => known === kind)).map(({ rows }) => rows);
    expect(rowsOf('mailbox-audit')).toEqual(expect.arrayContaining([5000, 50_000, 500_000]));
    expect(rowsOf('signin-interactive')).toContain(100_000);
    expect(rowsOf('google-gmail')).toContain(10_000);
  });

  it('hold gaps that begin before they end', () => {
    const gaps = loadKnownGaps();
    expect(gaps.length).toBeGreaterThan(0);
    for (const { from, to } of gaps) expect(Date.parse(from)).toBeLessThan(Date.parse(to));
  });

  it('tell the retention of every log that expires, once, the shortest first', () => {
    const periods = loadRetention();
    const kinds = periods.flatMap(({ logKinds }) => logKinds);
    expect(duplicates(kinds)).toEqual([]);
    // The present state and a list of one's own do not expire.
    expect([...kinds].sort()).toEqual(LOG_KINDS.filter((kind) => kind !== 'configuration' && kind !== 'people').sort());
    for (const { tiers } of periods) {
      const days = tiers.map((tier) => tier.days);
      expect(days).toEqual([...days].sort((a, b) => a - b));
    }
  });

  it('tell how to get every kind of log', () => {
    const advice = loadCollectAdvice();
    expect(advice.map(({ logKind }) => logKind).sort()).toEqual([...LOG_KINDS].sort());
  });
});
