import { existsSync, readFileSync } from 'node:fs';
import Papa from 'papaparse';
import { describe, expect, test } from 'vitest';
import { deriveFacts } from '../../../src/ingest/derive/index.ts';
import { ingestRecords } from '../../../src/ingest/index.ts';
import type { Database } from '../../../src/store/index.ts';

const LAB = new URL('../../../../shared/data/m365-lab-2021/search-unified-audit-log-2021-03_06.csv', import.meta.url);

const DERIVED = ['account', 'person', 'identity', 'address', 'application', 'issuance', 'observed'];

async function fingerprint(database: Database): Promise<readonly string[]> {
  const lines: string[] = [];
  for (const table of DERIVED) {
    const row = await database.one(
      `SELECT count(*) AS n, md5(coalesce(string_agg(CAST(t AS VARCHAR), '' ORDER BY CAST(t AS VARCHAR)), '')) AS content FROM ${table} AS t`,
    );
    lines.push(`${table} ${String(row['n'])} ${String(row['content'])}`);
  }
  return lines;
}

describe.skipIf(!existsSync(LAB))('persons of the lab tenant of 2021 (skipped: ../shared/data is not here)', () => {
  test('every mailbox and actor has one person, and running again changes nothing', async () => {
    const rows = Papa.parse<Record<string, string>>(readFileSync(LAB, 'utf8').replace(/^\uFEFF/, ''), {
      header: true,
      skipEmptyLines: true,
    }).data;
    const database = await ingestRecords(rows.map((row) => row['AuditData'] ?? '').filter((text) => text !== ''));
    try {
      const options = {
        networks: [{ prefix: '2603:1000::/20', class: 'vendor-service' as const }],
        applications: [],
        geo: [],
      };
      await deriveFacts(database, options);
      expect(await database.all('SELECT 1 FROM account GROUP BY tenant, label HAVING count(*) > 1')).toEqual([]);
      expect(
        await database.all(
          'SELECT 1 FROM access WHERE NOT EXISTS (SELECT 1 FROM account AS a WHERE a.tenant = access.tenant AND a.label = access.mailbox_id)',
        ),
      ).toEqual([]);
      expect(
        await database.all(
          'SELECT 1 FROM event WHERE actor IS NOT NULL AND NOT EXISTS (SELECT 1 FROM account AS a WHERE a.tenant = event.tenant AND a.label = event.actor)',
        ),
      ).toEqual([]);
      const before = await fingerprint(database);
      await deriveFacts(database, options);
      expect(await fingerprint(database)).toEqual(before);
    } finally {
      database.close();
    }
  });
});
