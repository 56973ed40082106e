import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkSql } from '../../src/detect/index.ts';
import type { Database } from '../../src/store/index.ts';
import { detectionFrom, emptyCase, SMALL } from './fixture.ts';

let database: Database;
beforeAll(async () => {
  database = await emptyCase();
});
afterAll(() => database.close());

/** A query that gives what it must, around one expression, one relation and one condition. */
function query({
  value = '1',
  from = 'access a',
  where = 'true',
}: {
  value?: string;
  from?: string;
  where?: string;
}): string {
  return `SELECT a.tenant, a.app_id AS subject, a.event_id, a.time, 'x' || CAST(${value} AS VARCHAR) AS explanation FROM ${from} WHERE ${where}`;
}

async function problems(sql: string): Promise<readonly string[]> {
  return (await checkSql(database, { sql, parameters: [] })).problems;
}

describe('the gate on SQL', () => {
  test('passes a good query and says how much it looked at', async () => {
    const report = await checkSql(database, detectionFrom(SMALL));
    expect(report.problems).toEqual([]);
    expect(report.lookedAt.tables).toBe(1);
    expect(report.lookedAt.functions).toBeGreaterThanOrEqual(4);
    expect(report.lookedAt.nodes).toBeGreaterThan(20);
  });

  test('passes what detections are made of', async () => {
    const good = `WITH first AS (SELECT tenant, app_id, min(time) AS start FROM access GROUP BY tenant, app_id HAVING count(*) > 1),
      ranked AS (SELECT f.*, row_number() OVER (PARTITION BY f.tenant ORDER BY f.start, f.app_id) AS place,
        max(f.start) OVER (PARTITION BY f.tenant ORDER BY f.start ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before FROM first f)
      SELECT a.tenant, a.app_id AS subject, a.event_id, a.time, 'n' || ll_string(r.place) AS explanation,
        CASE WHEN r.before IS NULL THEN 'low' END AS severity, CAST(0.5 AS DOUBLE) AS strength
      FROM access a JOIN ranked r ON r.tenant = a.tenant AND r.app_id = a.app_id
      LEFT JOIN address n ON n.address = a.address
      WHERE NOT EXISTS (SELECT 1 FROM sign_in s WHERE s.tenant = a.tenant AND s.address = a.address)
        AND a.time BETWEEN r.start - interval '14' day AND r.start + interval '1' hour
        AND a.client_family IN ('rest', 'graph') AND lower(a.client_info) LIKE '%x%' AND a.app_id IS NOT DISTINCT FROM r.app_id
      UNION ALL SELECT CAST(NULL AS VARCHAR), v.a, v.b, TIMESTAMP '2024-01-01 00:00:00', v.a, NULL, CAST(1 AS DOUBLE) FROM (VALUES ('x', CAST(1 AS BIGINT))) AS v (a, b)`;
    expect(await problems(good)).toEqual([]);
  });

  test.each([
    ['a file as a table', query({ from: "'/etc/passwd' a" }), /neither a fact nor a CTE|no single SELECT/],
    ['a file function', query({ from: "read_csv('/etc/passwd') a" }), /kind TABLE_FUNCTION/],
    [
      'a file function in a CTE',
      `WITH x AS (SELECT * FROM read_text('/etc/passwd')) ${query({})}`,
      /kind TABLE_FUNCTION/,
    ],
    ['a file function in a subquery', query({ where: "EXISTS (SELECT 1 FROM glob('*'))" }), /kind TABLE_FUNCTION/],
    ['a table of the ledger', query({ from: 'access a, source' }), /"source" is neither/],
    ['a table of the engine', query({ from: 'access a, duckdb_settings' }), /"duckdb_settings" is neither/],
    ['a schema', query({ from: 'main.access a' }), /without schema/],
    ['a CTE that hides a fact', `WITH access AS (SELECT * FROM event) ${query({})}`, /takes the name of a fact/],
    ['a second statement', `${query({})}; DROP TABLE access`, /one statement/],
    ['no SELECT', 'DROP TABLE access', /no single SELECT/],
    ['an INSERT', "INSERT INTO access (tenant) VALUES ('x')", /no single SELECT/],
    ['COPY', "COPY access TO 'x'", /no single SELECT/],
    [
      'recursion',
      `WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r) ${query({ from: 'access a, r' })}`,
      /RECURSIVE/,
    ],
    ['a division', query({ value: 'a.operations / 2' }), /ll_ratio/],
    ['concat', query({ value: "concat('a', 'b')" }), /\|\|/],
    ['greatest', query({ value: 'greatest(1, 2)' }), /CASE/],
    ['date_diff', query({ value: "date_diff('hour', a.time, a.time)" }), /ll_seconds_between/],
    ['a short cast', query({ value: 'a.operations::VARCHAR' }), /::/],
    ['ILIKE', query({ where: "a.app_id ILIKE 'x'" }), /ILIKE/],
    ['QUALIFY', `${query({})} QUALIFY row_number() OVER (ORDER BY a.time) = 1`, /QUALIFY/],
    [
      'GROUP BY ALL',
      "SELECT tenant, app_id AS subject, max(event_id) AS event_id, max(time) AS time, 'x' AS explanation FROM access GROUP BY ALL",
      /GROUP BY ALL/,
    ],
    ['a lambda', query({ value: 'list_transform([1], lambda x: x + 1)' }), /lambda|list_transform/],
    ['a list', query({ value: '[1, 2]' }), /list/],
    ['the clock', query({ where: 'a.time > now()' }), /depend on when/],
    ['chance', query({ where: 'random() > 0.5' }), /same in every run/],
    ['a semi join', query({ from: 'access a SEMI JOIN event e ON e.event_id = a.event_id' }), /SEMI join/],
    [
      'an ASOF join',
      query({ from: 'access a ASOF JOIN event e ON e.event_id = a.event_id AND a.time >= e.time' }),
      /ASOF join/,
    ],
    ['a pivot', 'PIVOT access ON app_id USING count(*)', /no single SELECT|not allowed|PIVOT/],
    ['the environment', query({ value: "getenv('HOME')" }), /environment/],
    ['a setting', query({ value: "current_setting('memory_limit')" }), /"current_setting" is not allowed/],
    ['a macro that is not for detections', query({ value: "ll_token('x')" }), /"ll_token" is not allowed/],
    ['* EXCLUDE', 'SELECT * EXCLUDE (vendor) FROM access', /EXCLUDE/],
    ['a sample', query({ from: 'access a TABLESAMPLE 10%' }), /sample/],
    ['IS NOT FALSE', query({ where: '(a.throttled) IS NOT FALSE' }), /not in Trino/],
    ['TRY_CAST', query({ value: "TRY_CAST('x' AS BIGINT)" }), /TRY_CAST/],
    ['a type that facts do not hold', query({ value: "CAST('1.5' AS DECIMAL(10, 2))" }), /cast to DECIMAL/],
    ['an unknown column', query({ value: 'a.nothing' }), /nothing/],
    [
      'a column missing from the result',
      'SELECT tenant, app_id AS subject, event_id, time FROM access',
      /must have a column "explanation"/,
    ],
    ['a column too many', `${query({}).replace('SELECT ', 'SELECT 1 AS extra, ')}`, /unknown column "extra"/],
    [
      'a column of another type',
      query({}).replace('a.event_id,', 'a.app_id AS event_id,'),
      /"event_id" must be BIGINT/,
    ],
  ])('catches %s', async (_, sql, expected) => {
    expect((await problems(sql)).join('; ')).toMatch(expected);
  });
});
