import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ingestRecords } from '../../../src/ingest/index.ts';
import type { Database } from '../../../src/store/index.ts';

const DATA = new URL('../../../../shared/data/', import.meta.url);
const absent = !existsSync(DATA);

function lines(path: string): readonly string[] {
  return readFileSync(new URL(path, DATA), 'utf8').split('\n').filter((line) => line.trim() !== '');
}

describe.skipIf(absent)('activities of the Reports API, as public repositories have them (skipped: ../shared/data is not here)', () => {
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
    const expected = lines('google-samples/reports-api.jsonl').reduce((sum, line) => sum + (JSON.parse(line) as { events: unknown[] }).events.length, 0);
    const events = await database.one('SELECT count(*) AS n, count(operation) AS named, count(time) AS timed FROM event');
    expect([events['n'], events['named'], events['timed']].map(Number)).toEqual([expected, expected, expected]);
  });

  test('each event is in its family', async () => {
    expect(await database.all('SELECT log_kind, count(*) AS n FROM event GROUP BY log_kind ORDER BY log_kind')).toEqual([
      { log_kind: 'google-admin', n: 7n },
      { log_kind: 'google-login', n: 1n },
      { log_kind: 'google-other', n: 49n },
      { log_kind: 'google-token', n: 2n },
    ]);
    expect(await database.all('SELECT category, operation, destination FROM change ORDER BY category, operation')).toMatchObject([
      { category: 'account', operation: 'DELETE_USER' },
      { category: 'account', operation: 'SUSPEND_USER' },
      { category: 'auth-method', operation: 'ALLOW_STRONG_AUTHENTICATION' },
      { category: 'auth-method', operation: 'CHANGE_TWO_STEP_VERIFICATION_FREQUENCY' },
      { category: 'auth-method', operation: 'ENFORCE_STRONG_AUTHENTICATION' },
      { category: 'compliance-search', operation: 'SECURITY_INVESTIGATION_CONTENT_ACCESS' },
      { category: 'consent', operation: 'authorize' },
      { category: 'forwarding', operation: 'email_forwarding_out_of_domain', destination: 'jane.doe@example.net' },
    ]);
    expect(await database.all('SELECT target, uri, response_bytes FROM directory_read')).toEqual([{ target: 'other', uri: 'reports.activities.list', response_bytes: 7n }]);
  });
});

describe.skipIf(absent)('events with a rule\'s verdict (skipped: ../shared/data is not here)', () => {
  test.each(['gsuite_activityevent_rules', 'gsuite_reports_rules'])('%s: recognised all, and only those without a time rejected', async (name) => {
    const records = lines(`labelled-events/${name}.jsonl`).map((line) => (JSON.parse(line) as { event: Readonly<Record<string, unknown>> }).event);
    const database = await ingestRecords(records);
    try {
      const text = (record: Readonly<Record<string, unknown>>): boolean => {
        const id = record['id'] as { time?: string } | undefined;
        return id?.time !== undefined || record['p_event_time'] !== undefined;
      };
      const rejects = await database.all('SELECT code, sum(records) AS n FROM reject GROUP BY code ORDER BY code');
      const source = await database.one('SELECT read, stored, merged, duplicates, rejected FROM source');
      console.log(name, source, rejects, await database.all(`select * from reject where code<>'no-time' limit 5`), records.filter((r) => !text(r)).length);
      console.table(await database.all('SELECT application, operation, category FROM (SELECT workload application, event_id, operation FROM event) LEFT JOIN (SELECT event_id, category FROM change) USING (event_id) ORDER BY 1,2'));
    } finally {
      database.close();
    }
  });
});
