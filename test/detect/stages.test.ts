import { describe, expect, test } from 'vitest';
import { caseMaker, caseRecords, explain, loadDetections } from '../../src/detect/index.ts';
import { splitSteps } from '../../src/detect/stages.ts';
import { appendRows } from '../../src/store/index.ts';
import { detectionFrom, emptyCase, SMALL } from './fixture.ts';

describe('the steps of a query', () => {
  test('are its CTEs with the comments before them', () => {
    const { steps, head } = splitSteps(
      `WITH -- the first
       one AS (SELECT ')' AS a, "x)" FROM access -- not this )
       ),
       -- the second,
       -- on two lines
       two (a, b) AS (SELECT a, (SELECT 1) FROM one /* nor ) this */)
       SELECT * FROM two -- the end`,
    );
    expect(steps).toEqual([
      { name: 'one', comment: 'the first' },
      { name: 'two', comment: 'the second, on two lines' },
    ]);
    expect(head.endsWith('this */)')).toBe(true);
  });

  test('are none in a plain query, whatever its subqueries', () => {
    expect(splitSteps('SELECT a FROM (WITH x AS (SELECT 1 AS a) SELECT a FROM x) AS y').steps).toEqual([]);
  });

  test('are found in every bundled detection that has any', () => {
    const all = loadDetections();
    const split = all.map(({ id, sql }) => ({
      id,
      steps: splitSteps(sql).steps.length,
      begins: /^(\s|--[^\n]*\n)*WITH\b/.test(sql),
    }));
    console.log(`${split.length} queries, ${split.reduce((sum, { steps }) => sum + steps, 0)} steps`);
    expect(split.filter(({ steps, begins }) => begins !== steps > 0)).toEqual([]);
    expect(split.reduce((sum, { steps }) => sum + steps, 0)).toBeGreaterThan(100);
  });
});

describe('explaining', () => {
  test('counts the rows of each step', async () => {
    const [detection] = loadDetections().filter(({ id }) => id === 'canary/collection-mailbox-accessed');
    const entry = detection?.cases.find(({ name }) => name === 'before it was planted');
    if (detection === undefined || entry === undefined) throw new Error('the case is gone');
    const database = await caseMaker()(caseRecords(detection, entry));
    await appendRows(database, 'canary', [{ kind: 'mailbox', value: 'board-archive@contoso.example' }]);
    const told = await explain(database, detection);
    expect(told.stages.map(({ name, rows }) => [name, rows])).toEqual([
      ['listed', 1],
      ['box', 1],
      ['touched', 1],
      ['figures', 1],
    ]);
    expect(told.stages[1]?.comment).toContain('The mailboxes that the list names');
    expect(told.lacking).toEqual([]);
    expect(told.findings).toHaveLength(1);
    await database.run('DELETE FROM canary');
    const without = await explain(database, detection);
    expect(without.run).toMatchObject({ ran: false, reason: 'no list of canaries was given' });
    expect(without.stages.map(({ rows }) => rows)).toEqual([0, 0, 0, 0]);
    database.close();
  });

  test('tells log kinds of which the case holds none, of the vendors that are here', async () => {
    const database = await emptyCase();
    const row = { event_id: 1, part: 0, tenant: 't', time: new Date(0), log_kind: 'signin-interactive' };
    await appendRows(database, 'event', [row]);
    await appendRows(database, 'sign_in', [row]);
    const told = await explain(
      database,
      detectionFrom(SMALL.replace('- fact: access', '- fact: access\n  - fact: sign_in')),
    );
    expect(told.lacking).toEqual([
      'mailbox-audit',
      'signin-adfs',
      'signin-managed-identity',
      'signin-noninteractive',
      'signin-service-principal',
      'signin-ual',
    ]);
    database.close();
  });

  test('counts nothing of a query that is not allowed', async () => {
    const database = await emptyCase();
    const hostile = detectionFrom(
      SMALL.replace('FROM access a', "FROM (SELECT * FROM read_text('/etc/passwd')) x, access a"),
    );
    const told = await explain(database, hostile);
    expect(told.stages).toEqual([]);
    database.close();
  });

  test('leaves uncounted what takes too long, and what rests on it', async () => {
    const database = await emptyCase();
    await appendRows(
      database,
      'access',
      Array.from({ length: 60 }, (_, event_id) => ({ event_id, part: 0, tenant: 't' })),
    );
    const slow = detectionFrom(
      SMALL.replace(
        /sql: \|\n {2}SELECT/,
        `sql: |\n  WITH quick AS (SELECT 1 AS n), slow AS (SELECT count(*) AS n FROM ${Array.from({ length: 20 }, (_, index) => `access c${index}`).join(', ')} WHERE ${Array.from({ length: 20 }, (_, index) => `c${index}.event_id`).join(' + ')} = 3), last AS (SELECT n FROM slow)\n  SELECT`,
      ),
    );
    const told = await explain(database, slow, { limits: { seconds: 0.3 } });
    expect(told.stages.map(({ name, rows }) => [name, rows])).toEqual([
      ['quick', 1],
      ['slow', null],
      ['last', null],
    ]);
    database.close();
  });
});
