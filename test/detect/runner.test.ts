import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  DEFAULT_DETECT_LIMITS,
  detect,
  findingId,
  runDetections,
  storeResults,
  timeLimit,
  withLockedCase,
} from '../../src/detect/index.ts';
import { appendRows, Database } from '../../src/store/index.ts';
import { detectionFrom, emptyCase, SMALL } from './fixture.ts';

const folder = mkdtempSync(join(tmpdir(), 'letterlock-detect-'));
const path = join(folder, 'case.duckdb');
const file = { path, spillFolder: null };
const small = detectionFrom(SMALL);

function access(number: number, day: number, app: string): Record<string, string | number | Date> {
  return {
    event_id: number,
    part: 0,
    tenant: 't',
    time: new Date(Date.UTC(2024, 0, day)),
    mailbox_id: `m${number % 2}`,
    app_id: app,
    address: `192.0.2.${number}`,
  };
}

beforeAll(async () => {
  const writer = await emptyCase(path);
  const rows = [access(1, 1, 'app-1'), access(2, 2, 'app-1'), access(3, 20, 'app-1'), access(4, 3, 'app-2')];
  await appendRows(writer, 'access', rows);
  await appendRows(
    writer,
    'event',
    rows.map((row) => ({ ...row, log_kind: 'mailbox-audit' })),
  );
  writer.close();
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('running a detection', () => {
  test('gathers the rows of a subject into one finding with anchors', async () => {
    const { findings, runs } = await detect(file, [small]);
    expect(runs).toEqual([
      { detection: small.id, version: 3, ran: true, reason: null, missing: [], findings: 1, lookedAt: 4 },
    ]);
    expect(findings).toEqual([
      {
        id: findingId(small.id, 't', 'application:app-1'),
        detection: small.id,
        version: 3,
        tenant: 't',
        severity: 'medium',
        strength: 0.6,
        basis: "the detection's confidence (medium)",
        matchRate: null,
        subject: 'application:app-1',
        mailboxId: null,
        mailbox: null,
        person: null,
        firstSeen: new Date('2024-01-01T00:00:00Z'),
        lastSeen: new Date('2024-01-20T00:00:00Z'),
        explanation: 'seen 3 times',
        events: 3,
        anchors: [
          { kind: 'address', value: '192.0.2.1' },
          { kind: 'address', value: '192.0.2.2' },
          { kind: 'address', value: '192.0.2.3' },
          { kind: 'application', value: 'app-1' },
          { kind: 'event', value: '1' },
          { kind: 'event', value: '2' },
          { kind: 'event', value: '3' },
          { kind: 'mailbox', value: 'm0' },
          { kind: 'mailbox', value: 'm1' },
        ],
      },
    ]);
  });

  test('cuts texts that would fill the memory of whoever reads them', async () => {
    const long = detectionFrom(
      SMALL.replace(
        "' times' AS explanation",
        `${"replace('xxxxxxxxxx', 'x', 'yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy') || ".repeat(20)}' times' AS explanation`,
      ),
    );
    const { findings } = await detect(file, [long]);
    expect(findings[0]?.explanation).toHaveLength(10_000);
  });

  test('names events up to the limit, the earliest, and counts all', async () => {
    const { findings } = await detect(file, [small], { limits: { events: 2 } });
    expect(findings[0]?.events).toBe(3);
    expect(findings[0]?.anchors.filter(({ kind }) => kind === 'event').map(({ value }) => value)).toEqual(['1', '2']);
  });

  test('takes parameters as typed values', async () => {
    const hostile = await detect(file, [small], { parameters: { [small.id]: { wanted: "x' OR true --" } } });
    expect(hostile.findings).toEqual([]);
    await expect(detect(file, [small], { parameters: { [small.id]: { wanted: 5 } } })).rejects.toThrow('takes text');
    await expect(detect(file, [small], { parameters: { [small.id]: { want: 'x' } } })).rejects.toThrow('no parameter');
  });

  test('does not run without the logs it needs, and says which', async () => {
    const needy = detectionFrom(
      SMALL.replace(
        '  - fact: access',
        '  - fact: access\n  - fact: sign_in\n  - { fact: change, logs: [exchange-admin] }',
      ),
    );
    const { runs, findings } = await detect(file, [needy]);
    expect(findings).toEqual([]);
    expect(runs[0]).toMatchObject({ ran: false, findings: 0, lookedAt: 0 });
    expect(runs[0]?.reason).toBe(
      'no log with sign-ins is here (signin-interactive, signin-noninteractive, signin-service-principal, signin-managed-identity, signin-adfs, signin-ual, google-login); no log with changes to configuration, permissions and credentials is here (exchange-admin)',
    );
    expect(runs[0]?.missing).toHaveLength(2);
  });

  test('does not run where nobody has a past, and says for whom it had none', async () => {
    const withBaseline = (days: number) =>
      detectionFrom(
        SMALL.replace('subject: app', 'baseline: { fact: access, by: mailbox_id, days: past_days }\nsubject: app')
          .replace('parameters:', `parameters:\n  - { name: past_days, type: integer, default: ${days}, why: x }`)
          .replace('= $wanted', '= $wanted AND $past_days > 0'),
      );
    const none = await detect(file, [withBaseline(30)]);
    expect(none.runs[0]).toMatchObject({
      ran: false,
      reason: 'no past: none of 2 (mailbox_id) has 30 days of access records to compare with',
    });
    const some = await detect(file, [withBaseline(14)]);
    expect(some.runs[0]).toMatchObject({
      ran: true,
      reason: 'no past for 1 of 2 (mailbox_id): fewer than 14 days of records, so they could not be judged',
    });
  });

  test('ends a query that takes too long', async () => {
    const slow = detectionFrom(
      SMALL.replace(
        'FROM access a WHERE',
        `FROM access a, (SELECT count(*) AS n FROM ${Array.from({ length: 26 }, (_, index) => `access c${index}`).join(', ')}) x WHERE x.n > 0 AND`,
      ),
    );
    const started = Date.now();
    const { runs } = await detect(file, [slow, small], { limits: { seconds: 0.3 } });
    expect(runs.map(({ ran, reason }) => [ran, reason])).toEqual([
      [false, 'it took longer than 0.3 seconds and was ended'],
      [true, null],
    ]);
    expect(Date.now() - started).toBeLessThan(10_000);
  });

  test('time limit grows with the case', () => {
    expect(timeLimit(DEFAULT_DETECT_LIMITS, 0)).toBe(60);
    expect(timeLimit(DEFAULT_DETECT_LIMITS, 3 * 1024 ** 3)).toBe(150);
  });

  test('keeps the strongest findings up to the limit and says how many there were', async () => {
    const many = detectionFrom(
      SMALL.replace('a.app_id AS subject', 'a.address AS subject').replace(
        "' times' AS explanation",
        "' times' AS explanation, CAST(CASE WHEN a.event_id = 3 THEN 1 ELSE 0 END AS DOUBLE) AS strength",
      ),
    );
    const { findings, runs } = await detect(file, [many], { limits: { findings: 1 } });
    expect(findings.map(({ subject }) => subject)).toEqual(['application:192.0.2.3']);
    expect(runs[0]).toMatchObject({ findings: 3, reason: '3 findings; the strongest 1 are kept' });
  });

  test('a query that fails is not run, and the others go on', async () => {
    const broken = detectionFrom(
      SMALL.replace('= $wanted', '= $wanted AND CAST(a.app_id AS BIGINT) = 1').replace(
        'collection-small',
        'collection-broken',
      ),
      'application/collection-broken.yml',
    );
    const { runs } = await detect(file, [broken, small]);
    expect(runs.map(({ ran }) => ran)).toEqual([false, true]);
    expect(runs[0]?.reason).toMatch(/^it failed: Conversion Error/);
  });

  test('what fails beside another is run again alone', async () => {
    const database = await Database.open({ path, spillFolder: null, readOnly: true });
    const other = detectionFrom(
      SMALL.replace('collection-small', 'collection-other'),
      'application/collection-other.yml',
    );
    const alone = await runDetections(database, [small, other]);
    expect(alone.runs.map(({ ran }) => ran)).toEqual([true, true]);
    const failing = await database.fork();
    await failing.run('CREATE TEMP VIEW hit AS SELECT 1 AS taken');
    expect(await runDetections(database, [small, other], {}, 0, [database, failing])).toEqual(alone);
    database.close();
  });

  test('ends a query that spills more than it may', async () => {
    const large = detectionFrom(
      SMALL.replace(
        'FROM access a WHERE',
        `FROM access a, (SELECT count(*) AS n FROM (SELECT row_number() OVER (ORDER BY r.text) AS n FROM (SELECT ll_string(c0.event_id) || ${Array.from({ length: 9 }, (_, index) => `ll_string(c${index + 1}.event_id) || `).join('')}'padding that takes up room in memory' AS text FROM ${Array.from({ length: 10 }, (_, index) => `access c${index}`).join(', ')}) r)) x WHERE x.n > 0 AND`,
      ),
    );
    const spillFolder = join(folder, 'spill');
    const limits = { memoryBytes: 40 * 1024 ** 2, seconds: 60 };
    const { runs } = await detect({ path, spillFolder }, [large], { limits: { ...limits, spillBytes: 1024 ** 2 } });
    expect(runs[0]?.ran).toBe(false);
    expect(runs[0]?.reason).toMatch(/^it failed: The memory limit/);
    const allowed = await detect({ path, spillFolder }, [large], { limits });
    expect(allowed.runs[0]).toMatchObject({ ran: true, findings: 1 });
  });

  test('gives the same, byte for byte, in a second run', async () => {
    expect(JSON.stringify(await detect(file, [small]))).toBe(JSON.stringify(await detect(file, [small])));
  });
});

describe('a locked case', () => {
  test.each([
    ['read a file', "SELECT * FROM read_text('/etc/hostname')"],
    ['write a file', "COPY access TO 'out.csv'"],
    ['attach another database', "ATTACH 'other.duckdb'"],
    ['change the case', 'DELETE FROM access'],
    ['load an extension', 'INSTALL httpfs'],
    ['unlock itself', 'SET enable_external_access = true'],
    ['take more memory', "SET memory_limit = '100GB'"],
  ])('does not %s', async (_, statement) => {
    await withLockedCase(file, {}, async (database) => {
      await expect(database.run(statement)).rejects.toThrow(/disabled|locked|read-only|not allowed|Cannot/i);
    });
  });
});

describe('storing results', () => {
  test('replaces what was there, whole', async () => {
    const result = await detect(file, [small]);
    const writer = await Database.open({ path, spillFolder: null });
    await storeResults(writer, result);
    await storeResults(writer, result);
    const findings = await writer.all(
      'SELECT finding_id, events, subject, CAST(first_seen AS VARCHAR) AS first_seen FROM finding',
    );
    expect(findings).toEqual([
      {
        finding_id: result.findings[0]?.id,
        events: 3n,
        subject: 'application:app-1',
        first_seen: '2024-01-01 00:00:00',
      },
    ]);
    expect((await writer.one('SELECT count(*) AS n FROM finding_anchor')).n).toBe(9n);
    expect(await writer.all('SELECT detection, ran, looked_at FROM detection_run')).toEqual([
      { detection: small.id, ran: true, looked_at: 4n },
    ]);
    writer.close();
  });
});

test('detections run on a database in memory too', async () => {
  const database = await emptyCase();
  const { runs } = await runDetections(database, [small]);
  expect(runs[0]?.ran).toBe(false);
  database.close();
});
