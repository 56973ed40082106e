/** Made-up records of every Microsoft format, and what they become. The vectors are data: `test/vectors/microsoft`. */
import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { named, readCases, VectorRun } from './vectors.ts';

const FOLDER = new URL('../../vectors/microsoft/', import.meta.url);
const FILES = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.json'))
  .sort();

it('finds its vectors', () => {
  expect(FILES.length).toBeGreaterThanOrEqual(10);
});

it('notices a value that is wrong, a row that is missing and a row too many', () => {
  const rows = [{ name: 'a', other: 1 }];
  expect(named(rows, [{ name: 'a' }])).toEqual([{ name: 'a' }]);
  expect(named(rows, [{ name: 'b' }])).not.toEqual([{ name: 'b' }]);
  expect(named([], [{ name: 'a' }])).not.toEqual([{ name: 'a' }]);
  expect(named(rows, [])).not.toEqual([]);
});

for (const file of FILES) {
  const { doc, cases } = readCases(readFileSync(new URL(file, FOLDER), 'utf8'));
  describe(`${file}: ${doc}`, () => {
    const run = new VectorRun(cases);
    afterAll(() => run.close());
    it.each(cases)('$name', async (one) => {
      for (const [table, wanted] of Object.entries(one.expect)) {
        expect(named(await run.rows(one, table), wanted), table).toEqual(wanted);
      }
    });
  });
}
