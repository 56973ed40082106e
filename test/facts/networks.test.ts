import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadNetworks } from '../../src/facts/reference.ts';
import { networkTable } from '../../src/ingest/derive/networks.ts';
import { networkMatcher, parseAddress, parsePrefix } from './networks-oracle.ts';

describe('parseAddress', () => {
  it('reads both families', () => {
    expect(parseAddress('1.2.3.4')).toEqual({ family: 4, first: 0x01020304n, length: 32 });
    expect(parseAddress('::1')).toEqual({ family: 6, first: 1n, length: 128 });
    expect(parseAddress('2603:10a6:10::5')?.first).toBe(0x260310a6001000000000000000000005n);
    expect(parseAddress('64:ff9b::192.0.2.1')?.first).toBe(0x0064ff9b0000000000000000c0000201n);
  });

  it('reads an IPv4 address in IPv6 clothes as IPv4', () => {
    expect(parseAddress('::ffff:192.0.2.1')).toEqual(parseAddress('192.0.2.1'));
    expect(parseAddress('::ffff:c000:201')).toEqual(parseAddress('192.0.2.1'));
  });

  it('refuses what is no address', () => {
    const none = [
      '',
      '1.2.3',
      '1.2.3.4:80',
      '[::1]',
      'fe80::1%eth0',
      '1.2.3.256',
      '01.2.3.4',
      'mail',
      '::1::',
      '1.2.3.4/32',
    ];
    for (const text of none) expect(parseAddress(text), text).toBeNull();
  });

  it('agrees with every spelling of the same IPv6 number', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 1n << 48n, max: (1n << 128n) - 1n }), (number) => {
        const hex = number.toString(16).padStart(32, '0');
        const groups = hex.match(/.{4}/g) ?? [];
        const full = groups.join(':');
        const short = new URL(`http://[${full}]/`).hostname.slice(1, -1);
        return parseAddress(full)?.first === number && parseAddress(short)?.first === number;
      }),
    );
  });
});

describe('parsePrefix', () => {
  it('refuses host bits, wrong lengths and bare addresses', () => {
    expect(parsePrefix('10.0.0.0/8')).toEqual({ family: 4, first: 10n << 24n, length: 8 });
    expect(parsePrefix('0.0.0.0/0')?.length).toBe(0);
    for (const text of ['10.0.0.1/8', '10.0.0.0/33', '10.0.0.0', '::1/127', '::/129', '10.0.0.0/-1', '/8']) {
      expect(parsePrefix(text), text).toBeNull();
    }
  });
});

describe('networkMatcher', () => {
  const match = networkMatcher([{ prefix: '10.0.0.0/8' }, { prefix: '10.1.0.0/16' }, { prefix: '2603:1000::/24' }]);

  it('finds the longest network', () => {
    expect(match('10.1.2.3')?.prefix).toBe('10.1.0.0/16');
    expect(match('10.2.2.3')?.prefix).toBe('10.0.0.0/8');
    expect(match('2603:10ff::1')?.prefix).toBe('2603:1000::/24');
  });

  it('finds none where there is none', () => {
    for (const address of ['11.0.0.0', '9.255.255.255', '2603:1100::', 'mail', ''])
      expect(match(address), address).toBeNull();
  });

  it('throws for a list that holds what is no network', () => {
    expect(() => networkMatcher([{ prefix: '10.0.0.1/8' }])).toThrow('not a network: 10.0.0.1/8');
  });
});

describe('networkTable of ingest', () => {
  const networks = loadNetworks();
  const program = networkTable(networks);
  const oracle = networkMatcher(networks);

  it('agrees with the oracle at the edges of every network', () => {
    const shown = (family: 4 | 6, number: bigint): string =>
      family === 4
        ? [24n, 16n, 8n, 0n].map((shift) => (number >> shift) & 255n).join('.')
        : (number.toString(16).padStart(32, '0').match(/.{4}/g) ?? []).join(':');
    const differing = networks.flatMap(({ prefix }) => {
      const parsed = parsePrefix(prefix);
      if (parsed === null) return [prefix];
      const width = parsed.family === 4 ? 32 : 128;
      const last = parsed.first + (1n << BigInt(width - parsed.length)) - 1n;
      const edges = [parsed.first - 1n, parsed.first, last, last + 1n].filter(
        (edge) => edge >= 0n && edge < 1n << BigInt(width),
      );
      return edges.map((edge) => shown(parsed.family, edge)).filter((address) => program(address) !== oracle(address));
    });
    expect(differing).toEqual([]);
  });

  it('agrees with the oracle anywhere', () => {
    const address = fc.oneof(fc.ipV4(), fc.ipV6(), fc.constantFrom('2603:10a6::', '::ffff:40.97.1.1', '20.190.160.96'));
    fc.assert(
      fc.property(address, (text) => program(text) === oracle(text)),
      { numRuns: 2000 },
    );
  });
});
