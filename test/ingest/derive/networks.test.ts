import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  defaultNetwork,
  formatAddress,
  networkTable,
  PRIVATE_NETWORKS,
  parseAddress,
  parsePrefix,
} from '../../../src/ingest/derive/index.ts';

const v4 = fc.ipV4();
const v6 = fc.ipV6();
const address = fc.oneof(v4, v6);

/** An independent reading of an address: one big number, IPv4 in ::ffff:0:0/96. */
function big(text: string): bigint {
  if (!text.includes(':'))
    return text.split('.').reduce((sum, part) => sum * 256n + BigInt(part), 0n) + (0xffffn << 32n);
  const dotted = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text);
  const plain =
    dotted === null
      ? text
      : `${dotted[1]}${((big(dotted[2] ?? '') & 0xffff_0000n) >> 16n).toString(16)}:${(big(dotted[2] ?? '') & 0xffffn).toString(16)}`;
  const [head = '', tail] = plain.split('::');
  const groups = (side: string): string[] => (side === '' ? [] : side.split(':'));
  const left = groups(head);
  const right = tail === undefined ? [] : groups(tail);
  const middle = tail === undefined ? [] : new Array<string>(8 - left.length - right.length).fill('0');
  return [...left, ...middle, ...right].reduce((sum, group) => sum * 65_536n + BigInt(`0x${group}`), 0n);
}

function wordsToBig(words: readonly number[]): bigint {
  return words.reduce((sum, word) => (sum << 32n) + BigInt(word), 0n);
}

function contains(prefix: string, text: string): boolean {
  const [base = '', bits = ''] = prefix.split('/');
  const length = BigInt(bits) + (base.includes(':') ? 0n : 96n);
  const shift = 128n - length;
  return big(base) >> shift === big(text) >> shift;
}

describe('addresses', () => {
  test('parse as an independent reader has them', () => {
    fc.assert(
      fc.property(address, (text) => {
        const words = parseAddress(text);
        expect(words === null ? null : wordsToBig(words)).toBe(big(text));
      }),
      { numRuns: 1000 },
    );
  });

  test('format and parse are inverse', () => {
    fc.assert(
      fc.property(address, (text) => {
        const words = parseAddress(text);
        expect(words === null ? null : parseAddress(formatAddress(words))).toEqual(words);
      }),
      { numRuns: 1000 },
    );
  });

  test.each([
    '',
    'unknown',
    '1.2.3',
    '1.2.3.4.5',
    '256.1.1.1',
    '1.2.3.x',
    ':::',
    '1::2::3',
    '12345::',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '::1.2.3',
    '1.2.3.4::',
    'host.example',
  ])('%j is none', (text) => {
    expect(parseAddress(text)).toBeNull();
  });

  test('mapped addresses, zones', () => {
    expect(parseAddress('::ffff:192.0.2.1')).toEqual(parseAddress('192.0.2.1'));
    expect(parseAddress('fe80::1%eth0')).toEqual(parseAddress('fe80::1'));
  });
});

describe('the network an address is compared by', () => {
  test.each([
    ['192.0.2.77', '192.0.2.0/24'],
    ['::ffff:192.0.2.77', '192.0.2.0/24'],
    ['2001:db8:1:2:3::4', '2001:db8:1::/48'],
    ['255.255.255.255', '255.255.255.0/24'],
    ['::', '::/48'],
  ])('%s -> %s', (text, network) => {
    expect(defaultNetwork(text)).toBe(network);
  });

  test('none for text that is no address', () => {
    expect(defaultNetwork('not stated')).toBeNull();
  });
});

describe('longest prefix', () => {
  // Few distinct bits, so that prefixes nest and touch one another.
  const narrow = fc.integer({ min: 0, max: 255 }).map((last) => `10.0.0.${last}`);
  const prefix4 = fc.tuple(narrow, fc.integer({ min: 22, max: 32 })).map(([base, bits]) => `${base}/${bits}`);
  const prefix6 = fc
    .tuple(fc.integer({ min: 0, max: 255 }), fc.integer({ min: 118, max: 128 }))
    .map(([last, bits]) => `2001:db8::${last.toString(16)}/${bits}`);
  const narrow6 = fc.integer({ min: 0, max: 255 }).map((last) => `2001:db8::${last.toString(16)}`);

  test('is the one a plain search finds', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(prefix4, prefix6), { maxLength: 30 }),
        fc.array(fc.oneof(narrow, narrow6, address), { minLength: 1, maxLength: 30 }),
        (prefixes, addresses) => {
          const find = networkTable(prefixes.map((prefix) => ({ prefix })));
          for (const text of addresses) {
            const length = (prefix: string): number => Number(prefix.split('/')[1]) + (prefix.includes(':') ? 0 : 96);
            const best = prefixes
              .filter((prefix) => contains(prefix, text))
              .sort((left, right) => length(right) - length(left))[0];
            const found = find(text)?.prefix ?? null;
            expect(found === null ? null : parsePrefix(found)).toEqual(best === undefined ? null : parsePrefix(best));
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  test('the ends of the address space', () => {
    const find = networkTable([
      { prefix: '::/0' },
      { prefix: 'ffff::/16' },
      { prefix: '0.0.0.0/0' },
      { prefix: '255.255.255.255/32' },
    ]);
    expect(find('::')?.prefix).toBe('::/0');
    expect(find('ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff')?.prefix).toBe('ffff::/16');
    expect(find('255.255.255.255')?.prefix).toBe('255.255.255.255/32');
    expect(find('1.2.3.4')?.prefix).toBe('0.0.0.0/0');
  });

  test('private networks', () => {
    const find = networkTable(PRIVATE_NETWORKS);
    for (const text of [
      '10.1.2.3',
      '172.31.255.255',
      '192.168.0.1',
      '127.0.0.1',
      '169.254.1.1',
      '::1',
      'fe80::1',
      'fd00::1',
      '::ffff:10.0.0.1',
    ])
      expect(find(text)?.class).toBe('private');
    for (const text of ['172.32.0.1', '11.0.0.1', '2001:db8::1', '100.128.0.1', '8.8.8.8'])
      expect(find(text)).toBeNull();
  });

  test('a list with an entry that is no network is a fault', () => {
    expect(() => networkTable([{ prefix: '1.2.3.4/33' }])).toThrow(TypeError);
    expect(parsePrefix('1.2.3.0/24/1')).toBeNull();
    expect(parsePrefix('1.2.3.0/x')).toBeNull();
  });

  test('a million look-ups stay well under the budget', () => {
    const prefixes = Array.from({ length: 4000 }, (_, index) => ({
      prefix: `${20 + (index % 100)}.${Math.floor(index / 100)}.0.0/18`,
    }));
    const find = networkTable(prefixes);
    const texts = Array.from(
      { length: 1000 },
      (_, index) => `${(index * 7) % 256}.${(index * 13) % 256}.${(index * 29) % 256}.${index % 256}`,
    );
    const started = performance.now();
    let found = 0;
    for (let round = 0; round < 1000; round += 1) for (const text of texts) if (find(text) !== null) found += 1;
    expect(found).toBeGreaterThan(0);
    expect(performance.now() - started).toBeLessThan(5000);
  });
});
