/** Records whose leaves have another type or a hostile text: nothing throws, and every record is accounted for. */
import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ingestRecords } from '../../../src/ingest/testing.ts';
import { plain, readCases } from './vectors.ts';

const FOLDER = new URL('../../vectors/microsoft/', import.meta.url);
const SEED = 20250601;

/** What a leaf may turn into. Texts that look like what the SQL takes apart: times, JSON, addresses, tokens, patterns. */
const HOSTILE: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1e300,
  9007199254740992,
  '',
  ' ',
  [],
  {},
  [[]],
  [null],
  { a: { b: [1, { c: null }] } },
  ['x', 1, { Name: 'y' }],
  '/Date(9223372036854775807)/',
  '/Date(-1)/',
  '9999999999999999',
  '9999999999999',
  '0001-01-01T00:00:00Z',
  '9999-99-99T99:99:99Z',
  '2025-02-30T00:00:00',
  '99/99/9999 99:99:99 PM',
  '[',
  '{',
  '"',
  '{"a":',
  '[{"ActionType":',
  '[[[[',
  '[]',
  '{}',
  '["',
  "'; DROP TABLE event; --",
  '%',
  '\\',
  '$.a',
  '{staged}',
  '[SMTP:',
  'smtp:',
  '<@>',
  ';;;',
  '[EX:]',
  '::',
  '[',
  '[::1',
  '1.2.3.4:',
  ':::::',
  '<null>',
  'AAAAAAAAAAAAAAAAAAAAAA',
  '======================',
  `${'A'.repeat(48)}`,
  '\u0000\u0001\u2028',
  '\ud83d\ude00',
  'x'.repeat(5_000),
  '-9223372036854775809',
  '1e400',
  'NaN',
  'Infinity',
];

/** Paths to every leaf of a record. */
function leaves(value: unknown, path: readonly (string | number)[] = []): readonly (readonly (string | number)[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  return Object.entries(value).flatMap(([key, inner]) =>
    leaves(inner, [...path, Array.isArray(value) ? Number(key) : key]),
  );
}

function replaced(value: unknown, path: readonly (string | number)[], by: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return by;
  const copy: Record<string | number, unknown> = Array.isArray(value)
    ? ([...(value as unknown[])] as never)
    : { ...(value as object) };
  copy[key] = replaced((value as Record<string | number, unknown>)[key], rest, by);
  return copy;
}

const records = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.json'))
  .sort()
  .flatMap((name) => readCases(readFileSync(new URL(name, FOLDER), 'utf8')).cases.flatMap((one) => one.records));

it(`takes ${records.length} records with changed leaves (seed ${SEED})`, { timeout: 120_000 }, async () => {
  const mutation = fc.record({
    record: fc.constantFrom(...records),
    at: fc.nat(),
    by: fc.constantFrom(...HOSTILE),
    parent: fc.boolean(),
  });
  const mutated = fc.sample(mutation, { numRuns: 1500, seed: SEED }).map(({ record, at, by, parent }) => {
    const all = leaves(record);
    const path = all[at % all.length] ?? [];
    // Sometimes the list or object around the leaf goes too.
    return replaced(record, parent && path.length > 1 ? path.slice(0, -1) : path, by);
  });
  const database = await ingestRecords(mutated, { dateOrder: 'mdy' });
  try {
    const row = await database.one('SELECT read, stored, merged, duplicates, rejected FROM source');
    const [read, ...parts] = ['read', 'stored', 'merged', 'duplicates', 'rejected'].map((name) =>
      Number(plain(row[name])),
    );
    expect(read).toBe(mutated.length);
    expect(parts.reduce((sum, part) => sum + part, 0)).toBe(mutated.length);
    expect(parts[0]).toBeGreaterThan(0);
  } finally {
    database.close();
  }
});
