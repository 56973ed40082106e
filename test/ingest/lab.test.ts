import { existsSync, readFileSync } from 'node:fs';
import Papa from 'papaparse';
import { describe, expect, test } from 'vitest';
import { addRecords, ingestRecords } from '../../src/ingest/index.ts';

const LAB = new URL('../../../shared/data/m365-lab-2021/search-unified-audit-log-2021-03_06.csv', import.meta.url);
const THE_APPLICATION = 'ea0056b2-87ac-4765-ba13-e2768da6fba7';

function records(): readonly string[] {
  const text = readFileSync(LAB, 'utf8').replace(/^\uFEFF/, '');
  const { data } = Papa.parse<Record<string, string>>(text, { header: true, skipEmptyLines: true });
  return data.map((row) => row['AuditData'] ?? '').filter((cell) => cell !== '');
}

describe.skipIf(!existsSync(LAB))('the lab tenant of 2021 (skipped where ../shared/data is absent)', () => {
  test('every record is accounted for, taken in once, again, and in another shape', async () => {
    const all = records();
    const database = await ingestRecords(all);
    const counts = async (source: number): Promise<readonly number[]> => {
      const row = await database.one(
        `SELECT read, stored, merged, duplicates, rejected FROM source WHERE source_id = ${source}`,
      );
      return Object.values(row).map(Number);
    };
    try {
      expect(await counts(1)).toEqual([6914, 4169, 0, 2745, 0]);
      await addRecords(database, all, 2);
      expect(await counts(2)).toEqual([6914, 0, 0, 6914, 0]);
      const reshaped = all.map((text) => JSON.stringify({ ...JSON.parse(text), Extra: 1 }));
      await addRecords(database, reshaped, 3);
      expect(await counts(3)).toEqual([6914, 0, 4169, 2745, 0]);
      // A field more changes nothing that facts hold.
      expect((await database.one('SELECT count(*) AS n FROM conflict'))['n']).toBe(0n);
    } finally {
      database.close();
    }
  });

  test('accesses by kind and client, and the five messages of the read over Graph', async () => {
    const database = await ingestRecords(records());
    try {
      const kinds = await database.all(
        'SELECT access_type, client_family, count(*) AS n FROM access GROUP BY access_type, client_family ORDER BY n DESC, client_family',
      );
      expect(kinds.map((row) => [row['access_type'], row['client_family'], Number(row['n'])])).toEqual([
        ['bind', 'rest-system', 167],
        ['bind', 'owa', 35],
        ['sync', 'outlook-desktop', 30],
        ['bind', 'outlook-desktop', 6],
        ['bind', 'ews', 1],
        ['bind', 'rest', 1],
      ]);
      const row = await database.one(
        `SELECT count(DISTINCT message_id) AS n FROM message JOIN access USING (event_id) WHERE client_app_id = '${THE_APPLICATION}' OR app_id = '${THE_APPLICATION}'`,
      );
      expect(row['n']).toBe(5n);
    } finally {
      database.close();
    }
  });
});
