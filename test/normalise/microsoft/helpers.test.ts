/** The SQL helpers against independent definitions: tokens, addresses, times, recipients. */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { tokenBase64, tokenGuid } from '../../../src/facts/index.ts';
import { INTERRUPTS, outcomeOfCode } from '../../../src/normalise/entra/error-codes.ts';
import { Database } from '../../../src/store/index.ts';
import { plain } from './vectors.ts';

let database: Database;
beforeAll(async () => {
  database = await Database.open({ path: ':memory:', spillFolder: null });
});
afterAll(() => database.close());

/** One SQL expression over `x` for many values at once, in their order. */
async function each(expression: string, values: readonly (string | null)[]): Promise<readonly unknown[]> {
  const text = `SELECT ${expression} AS y FROM (SELECT json_extract_string(v, '$.x') AS x, ordinality AS o FROM unnest(CAST($1 AS VARCHAR[])) WITH ORDINALITY AS t(v, ordinality)) ORDER BY o`;
  const list = `[${values.map((value) => `'${JSON.stringify({ x: value }).replaceAll("'", "''")}'`).join(', ')}]`;
  const rows = await database.all(text.replace('$1', () => list));
  return rows.map((row) => plain(row['y']));
}

const guid = fc.uuid({ version: [1, 2, 3, 4, 5] });

it('reads all four encodings of a token identifier as tokenGuid does', async () => {
  const guids = fc.sample(guid, { numRuns: 300, seed: 20250101 });
  const spellings = guids.flatMap((one) => {
    const short = tokenBase64(one);
    return [
      one,
      one.toUpperCase(),
      short,
      `${short}==`,
      short.replaceAll('-', '+').replaceAll('_', '/'),
      Buffer.from(one, 'latin1').toString('base64'),
      `{${one}}`,
    ];
  });
  const got = await each('ll_token(x)', spellings);
  expect(got).toEqual(spellings.map((spelling) => tokenGuid(spelling)));
  expect(new Set(got).size).toBe(new Set(guids).size);
});

it('takes nothing for a token that tokenGuid does not, whatever the text', async () => {
  const texts = [
    ...fc
      .sample(fc.string({ maxLength: 60 }), { numRuns: 500, seed: 20250102 })
      .map((text) => text.replaceAll('\0', '')),
    ...fc.sample(fc.base64String({ maxLength: 60 }), { numRuns: 500, seed: 20250103 }),
    '',
    'xMFjTVvJPE2OChJx_YE-A',
    'xMFjTVvJPE2OChJx_YE-AAA',
    'xMFjTVvJPE2OChJx_YE-AA=',
    'xmfjtvvjpe2ochjx_ye-aa',
    'not a token',
  ].filter((text) => text.trim() === text);
  const got = await each('ll_token(x)', texts);
  const wanted = texts.map((text) => (text === '' ? null : tokenGuid(text)));
  const differing = texts.filter((_text, index) => got[index] !== wanted[index]);
  expect(differing).toEqual([]);
});

it('gives an address without port and brackets, IPv4-mapped IPv6 as IPv4', async () => {
  const v4 = fc.sample(fc.ipV4(), { numRuns: 100, seed: 20250104 });
  const v6 = fc.sample(fc.ipV6(), { numRuns: 100, seed: 20250105 }).filter((one) => !one.includes('.'));
  const port = ':51234';
  const cases: readonly (readonly [string, string | null])[] = [
    ...v4.flatMap((one): [string, string][] => [
      [one, one],
      [`${one}${port}`, one],
      [`[${one}]${port}`, one],
      [`::ffff:${one}`, one],
      [`[::ffff:${one}]${port}`, one],
    ]),
    ...v6.flatMap((one): [string, string][] => [
      [one, one.toLowerCase()],
      [`[${one}]${port}`, one.toLowerCase()],
      [`[${one}]`, one.toLowerCase()],
    ]),
    ['', null],
    ['<null>', null],
    ['2001:DB8::1', '2001:db8::1'],
  ];
  expect(
    await each(
      'll_address(x)',
      cases.map(([text]) => text),
    ),
  ).toEqual(cases.map(([, address]) => address));
});

it('brings every spelling of a time to UTC, and sentinels to null', async () => {
  const cases: readonly (readonly [string, string | null, string | null])[] = [
    ['2025-06-01T07:08:09', null, '2025-06-01T07:08:09Z'],
    ['2025-06-01T07:08:09Z', null, '2025-06-01T07:08:09Z'],
    ['2025-06-01T07:08:09.1234567Z', null, '2025-06-01T07:08:09.123456Z'],
    ['2025-06-01T07:08:09.1234567+02:00', null, '2025-06-01T05:08:09.123456Z'],
    ['2025-06-01 07:08:09 UTC', null, '2025-06-01T07:08:09Z'],
    ['6/1/2025, 7:08:09.500 PM', 'mdy', '2025-06-01T19:08:09.500000Z'],
    ['1/6/2025, 19:08:09', 'dmy', '2025-06-01T19:08:09Z'],
    ['6/1/2025 12:00:00 AM', 'mdy', '2025-06-01T00:00:00Z'],
    ['6/1/2025 12:30 PM', 'mdy', '2025-06-01T12:30:00Z'],
    ['6/1/2025 7:08:09', 'ambiguous', null],
    ['13/1/2025 7:08:09', 'mdy', null],
    ['/Date(1748761689000)/', null, '2025-06-01T07:08:09Z'],
    ['1748761689000', null, '2025-06-01T07:08:09Z'],
    ['0001-01-01T00:00:00Z', null, null],
    ['1601-01-01T00:00:00Z', null, null],
    ['9999-12-31T23:59:59Z', null, null],
    ['soon', null, null],
  ];
  for (const order of [null, 'mdy', 'dmy', 'ambiguous']) {
    const of = cases.filter(([, one]) => one === order);
    expect(
      await each(
        `ll_time(x, ${order === null ? 'NULL' : `'${order}'`})`,
        of.map(([text]) => text),
      ),
      String(order),
    ).toEqual(of.map(([, , time]) => time));
  }
});

it('agrees with Date on any ISO time', async () => {
  const times = fc.sample(
    fc.date({ min: new Date('1990-01-01T00:00:00Z'), max: new Date('2199-12-31T00:00:00Z'), noInvalidDate: true }),
    { numRuns: 200, seed: 20250106 },
  );
  const got = await each(
    `strftime(ll_time(x, NULL), '%Y-%m-%dT%H:%M:%S.%gZ')`,
    times.map((time) => time.toISOString()),
  );
  expect(got).toEqual(times.map((time) => time.toISOString()));
});

it('reads recipients in every spelling, each once, sorted', async () => {
  const cases: readonly (readonly [string, string | null])[] = [
    ['smtp:Out@Example.net', 'out@example.net'],
    ['SMTP:Out@Example.net;out@example.net', 'out@example.net'],
    ['"Out, Box" [SMTP:Out@example.net]', 'out@example.net'],
    ['"Eve" [EX:/o=ExchangeLabs/cn=Recipients/cn=eve]', '/o=ExchangeLabs/cn=Recipients/cn=eve'],
    ['Eve <Eve@example.net>', 'eve@example.net'],
    ['b@example.net;a@example.net', 'a@example.net;b@example.net'],
    ['EURPR01A001.PROD.OUTLOOK.COM/Microsoft Exchange Hosted Organizations/x/Eve', 'Eve'],
    ['', null],
    [';', null],
  ];
  expect(
    await each(
      'll_destinations(x)',
      cases.map(([text]) => text),
    ),
  ).toEqual(cases.map(([, wanted]) => wanted));
});

it('unpacks values of the directory', async () => {
  const cases: readonly (readonly [string, string | null])[] = [
    ['plain', 'plain'],
    ['"True"', 'True'],
    ['[\r\n  true\r\n]', 'true'],
    ['["a","b"]', 'a;b'],
    ['[]', null],
    ['[""]', null],
    ['""', null],
    ['', null],
    ['["[KeyType=Password]"]', '[KeyType=Password]'],
    ['[KeyType=Password]', '[KeyType=Password]'],
    ['"broken', '"broken'],
    ['[{"a":1}]', '{"a":1}'],
  ];
  expect(
    await each(
      'll_plain(x)',
      cases.map(([text]) => text),
    ),
  ).toEqual(cases.map(([, wanted]) => wanted));
});

it('lets only code 0 be a completed sign-in', async () => {
  const codes = ['0', ...Object.keys(INTERRUPTS), '50126', '53003', '700082', '1'];
  const got = await each(outcomeOfCode('ll_int(x)', 'NULL'), [...codes, null]);
  expect(got.filter((outcome) => outcome === 'completed')).toHaveLength(1);
  expect(got.slice(1, 1 + Object.keys(INTERRUPTS).length).every((outcome) => outcome === 'interrupted')).toBe(true);
  expect(got.slice(-5)).toEqual(['failed', 'failed', 'failed', 'failed', null]);
});
