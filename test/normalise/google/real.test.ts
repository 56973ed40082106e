import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ingestRecords } from '../../../src/ingest/index.ts';
import type { Database } from '../../../src/store/index.ts';

const DATA = new URL('../../../../shared/data/', import.meta.url);
const absent = !existsSync(DATA);

function lines(path: string): readonly string[] {
  return readFileSync(new URL(path, DATA), 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '');
}

describe.skipIf(absent)(
  'activities of the Reports API, as public repositories have them (skipped: ../shared/data is not here)',
  () => {
    let database: Database;
    beforeAll(async () => {
      database = await ingestRecords(lines('google-samples/reports-api.jsonl'));
    });
    afterAll(() => {
      database.close();
    });

    test('every record is stored, and every event of it is a part', async () => {
      const source = await database.one('SELECT read, stored, rejected FROM source');
      expect([source['read'], source['stored'], source['rejected']].map(Number)).toEqual([48, 48, 0]);
      const expected = lines('google-samples/reports-api.jsonl').reduce(
        (sum, line) => sum + (JSON.parse(line) as { events: unknown[] }).events.length,
        0,
      );
      const events = await database.one(
        'SELECT count(*) AS n, count(operation) AS named, count(time) AS timed FROM event',
      );
      expect([events['n'], events['named'], events['timed']].map(Number)).toEqual([expected, expected, expected]);
    });

    test('each event is in its family', async () => {
      expect(
        await database.all('SELECT log_kind, count(*) AS n FROM event GROUP BY log_kind ORDER BY log_kind'),
      ).toEqual([
        { log_kind: 'google-admin', n: 11n },
        { log_kind: 'google-login', n: 1n },
        { log_kind: 'google-other', n: 48n },
        { log_kind: 'google-token', n: 2n },
      ]);
      expect(
        await database.all(
          'SELECT category, count(DISTINCT operation) AS n, count(destination) AS destinations FROM change GROUP BY category ORDER BY category',
        ),
      ).toEqual([
        { category: 'account', n: 2n, destinations: 0n },
        { category: 'auth-method', n: 7n, destinations: 0n },
        { category: 'compliance-search', n: 1n, destinations: 0n },
        { category: 'consent', n: 1n, destinations: 0n },
        { category: 'forwarding', n: 1n, destinations: 1n },
      ]);
      expect(await database.all('SELECT target, uri, response_bytes FROM directory_read')).toEqual([
        { target: 'other', uri: 'reports.activities.list', response_bytes: 7n },
      ]);
    });
  },
);

describe.skipIf(absent)("events with a rule's verdict (skipped: ../shared/data is not here)", () => {
  test.each(['gsuite_activityevent_rules', 'gsuite_reports_rules'])(
    '%s: recognised all, and only those without a time rejected',
    async (name) => {
      const records = lines(`labelled-events/${name}.jsonl`).map(
        (line) => (JSON.parse(line) as { event: Readonly<Record<string, unknown>> }).event,
      );
      const database = await ingestRecords(records);
      try {
        const timeless = records.filter(
          (record) =>
            (record['id'] as { time?: string } | undefined)?.time === undefined && record['p_event_time'] === undefined,
        );
        const rejects = await database.all(
          'SELECT code, CAST(sum(records) AS BIGINT) AS n FROM reject GROUP BY code ORDER BY code',
        );
        expect(rejects).toEqual([{ code: 'no-time', n: BigInt(timeless.length) }]);
        const source = await database.one('SELECT stored + merged + duplicates AS taken FROM source');
        expect(Number(source['taken'])).toBe(records.length - timeless.length);
        // The log kind of each record follows its application, whatever form its events came in.
        const kinds = await database.all(`SELECT DISTINCT workload, log_kind FROM event ORDER BY workload`);
        const named: Readonly<Record<string, string>> = {
          login: 'google-login',
          token: 'google-token',
          gmail: 'google-gmail',
          admin: 'google-admin',
        };
        expect(kinds.map((row) => row['log_kind'])).toEqual(
          kinds.map((row) => named[String(row['workload'])] ?? 'google-other'),
        );
        expect(
          await database.all(
            `SELECT DISTINCT workload FROM event JOIN change USING (event_id, part) WHERE workload NOT IN ('admin', 'token', 'login', 'user_accounts', 'vault')`,
          ),
        ).toEqual([]);
        expect(
          await database.all(
            `SELECT count(*) AS n FROM event WHERE workload = 'admin' AND NOT EXISTS (SELECT 1 FROM change AS c WHERE c.event_id = event.event_id)`,
          ),
        ).toEqual([{ n: 0n }]);
      } finally {
        database.close();
      }
    },
  );
});
