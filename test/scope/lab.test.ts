import { existsSync, readFileSync } from 'node:fs';
import Papa from 'papaparse';
import { describe, expect, test } from 'vitest';
import { loadDetections, runDetections, storeResults } from '../../src/detect/index.ts';
import { loadApplications, loadNetworks } from '../../src/facts/reference.ts';
import { deriveFacts } from '../../src/ingest/derive/index.ts';
import { ingestRecords } from '../../src/ingest/index.ts';
import { buildDocument } from '../../src/report/index.ts';
import { computeScope } from '../../src/scope/index.ts';

const LAB = new URL('../../../shared/data/m365-lab-2021/search-unified-audit-log-2021-03_06.csv', import.meta.url);
const APP = 'ea0056b2-87ac-4765-ba13-e2768da6fba7';
const NOW = new Date('2021-06-26T00:00:00Z');

describe.skipIf(!existsSync(LAB))('the lab tenant of 2021 (skipped where ../shared/data is absent)', () => {
  test("the Graph read of 16 April is the intruder's, with the consents and rules around it; service reads are in no incident", {
    timeout: 120_000,
  }, async () => {
    const rows = Papa.parse<Record<string, string>>(readFileSync(LAB, 'utf8').replace(/^\uFEFF/, ''), {
      header: true,
      skipEmptyLines: true,
    }).data;
    const database = await ingestRecords(rows.flatMap((row) => (row['AuditData'] ? [row['AuditData']] : [])));
    try {
      const applications = loadApplications().map(({ id, name, firstParty, kind }) => ({
        appId: id,
        name,
        firstParty,
        kind,
      }));
      const networks = loadNetworks().flatMap(({ prefix, networkClass }) =>
        networkClass === 'private' ? [] : [{ prefix, class: networkClass }],
      );
      await deriveFacts(database, { networks, applications, geo: [] });
      const detections = loadDetections();
      await storeResults(database, await runDetections(database, detections));
      const scope = await computeScope(database, { now: NOW, detections });
      const document = await buildDocument(database, scope, { version: '0.0.0', now: NOW, detections });

      const owner = scope.incidents.find(({ applications: ids }) => ids.includes(APP));
      expect(document.summary.verdict).toBe('intrusion');
      expect(owner?.severity).toMatch(/high|critical/);
      expect(new Set(owner?.flows.map(({ kind }) => kind))).toEqual(
        new Set(['consent', 'inbox-rule', 'transport-rule']),
      );
      expect(
        owner?.flows.filter(({ kind }) => kind === 'consent').every(({ destination }) => destination === APP),
      ).toBe(true);

      const read = await database.all(`SELECT e.event_id FROM access AS e WHERE e.client_app_id = '${APP}'`);
      const named = await database.all(
        `SELECT m.message_id FROM message AS m JOIN access AS a ON a.event_id = m.event_id WHERE a.client_app_id = '${APP}'`,
      );
      expect([read.length, named.length]).toEqual([1, 5]);
      const exposed = document.exposure
        .filter(({ incident }) => incident === owner?.id)
        .flatMap(({ messages }) => messages);
      for (const { message_id: id } of named)
        expect(exposed.find(({ messageId }) => messageId === id)?.attribution).toBe('intruder');

      // What a finding is about stands in its incident; nothing else ties the vendor's own service to one.
      const service = await database.all(
        `SELECT count(*) AS n, count(s.event_id) AS tied FROM access AS a JOIN address AS n ON n.address = a.address
         LEFT JOIN scope_access AS s ON s.event_id = a.event_id AND s.rank <> 2 WHERE a.client_family = 'rest-system' AND n.network_class = 'vendor-service'`,
      );
      expect(Number(service[0]?.['n'])).toBeGreaterThan(100);
      expect(Number(service[0]?.['tied'])).toBe(0);
    } finally {
      database.close();
    }
  });
});
