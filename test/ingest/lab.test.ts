import { existsSync, readFileSync } from 'node:fs';
import Papa from 'papaparse';
import { describe, expect, test } from 'vitest';
import { addRecords, ingestRecords } from '../../src/ingest/index.ts';

const LAB = new URL('../../../shared/data/m365-lab-2021/search-unified-audit-log-2021-03_06.csv', import.meta.url);

describe.skipIf(!existsSync(LAB))('the lab tenant of 2021 (absent where ../shared/data is)', () => {
  test('every record is accounted for, and accesses and messages are there', async () => {
    const rows = Papa.parse<Record<string, string>>(readFileSync(LAB, 'utf8').replace(/^\uFEFF/, ''), {
      header: true,
      skipEmptyLines: true,
    }).data;
    const records = rows.map((row) => row['AuditData'] ?? '').filter((text) => text !== '');
    const database = await ingestRecords(records);
    try {
      const source = await database.one('SELECT read, stored, merged, duplicates, rejected FROM source');
      console.log(
        source,
        await database.all('SELECT code, count(*) FROM reject GROUP BY 1'),
        await database.all('SELECT * FROM field_issue'),
      );
      console.log(
        await database.all(
          `SELECT access_type, client_family, count(*) n, count(token_id) t, count(session_id) s, count(throttled) FROM access GROUP BY 1,2 ORDER BY n DESC`,
        ),
      );
      expect(Number(source['read'])).toBe(6914);
      expect(Number(source['stored'])).toBe(4169);
      expect(
        await database.all(
          `SELECT count(*) AS n FROM message JOIN access USING (event_id) WHERE client_app_id = 'ea0056b2-87ac-4765-ba13-e2768da6fba7' OR app_id = 'ea0056b2-87ac-4765-ba13-e2768da6fba7'`,
        ),
      ).toEqual([{ n: 5n }]);
      await addRecords(database, records, 2);
      const again = await database.one('SELECT stored, merged, duplicates FROM source WHERE source_id = 2');
      expect([again['stored'], again['merged'], again['duplicates']].map(Number)).toEqual([0, 0, 6914]);
      await addRecords(
        database,
        records.map((text) => JSON.stringify({ ...JSON.parse(text), Extra: 1 })),
        3,
      );
      const other = await database.one('SELECT stored, merged, duplicates FROM source WHERE source_id = 3');
      console.log(
        other,
        await database.all('SELECT fact, field, count(*), min(kept), min(other) FROM conflict GROUP BY 1,2'),
      );
    } finally {
      database.close();
    }
  });
});
