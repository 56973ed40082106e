/**
 * Every bundled detection, through both gates and all its cases. The second gate is an independent grammar of Trino: what
 * it refuses would not run on a cluster. Each gate says how much it looked at, and must catch what is planted.
 */
import { TrinoSQL } from 'dt-sql-parser';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  BUNDLED_DETECTIONS,
  type CheckReport,
  caseMaker,
  checkSql,
  detectionFiles,
  loadAttack,
  readDetections,
  runCase,
} from '../../src/detect/index.ts';
import { replaceParameters } from '../../src/sql/index.ts';
import { createTables, Database } from '../../src/store/index.ts';

const loaded = readDetections();
const trino = new TrinoSQL();

function trinoProblems(query: string): readonly string[] {
  return trino
    .validate(replaceParameters(query, () => '?'))
    .map(({ startLine, message }) => `line ${startLine}: ${message}`);
}

describe('detection files', () => {
  test('are all read, without a problem', () => {
    console.log(`${loaded.files} files, ${loaded.detections.length} detections`);
    expect(loaded.problems).toEqual([]);
    expect(loaded.files).toBeGreaterThanOrEqual(20);
    expect(loaded.detections).toHaveLength(detectionFiles(BUNDLED_DETECTIONS).length);
  });

  test('speak plainly: nobody is said to have read mail', () => {
    const said = loaded.detections.flatMap(({ id, title, description, sql }) =>
      [title, description, ...(sql.match(/'[^']*'/g) ?? [])].map((text) => ({ id, text })),
    );
    expect(said.length).toBeGreaterThan(100);
    expect(said.filter(({ text }) => /\b(opened|was read|were read) (the|this|a|mail|message)/i.test(text))).toEqual(
      [],
    );
  });

  test('every technique of the pinned list is used, and every one used is in it', () => {
    const used = new Set(loaded.detections.flatMap(({ attack }) => attack));
    expect([...used].filter((id) => !loadAttack().techniques.has(id))).toEqual([]);
    expect(used.size).toBeGreaterThan(10);
  });

  test('only a contradiction, a token without issuance or what people listed is high', () => {
    const severe = loaded.detections
      .filter(({ severity }) => severity === 'critical' || severity === 'high')
      .map(({ id }) => id)
      .sort();
    expect(severe).toEqual([
      'canary/collection-mailbox-accessed',
      'canary/collection-message-accessed',
      'consent/credential-access-lookalike-application',
      'session/credential-access-session-of-two-users',
      'token/credential-access-consumer-tenant',
      'token/credential-access-contradictory-token',
      'token/credential-access-owa-where-nobody-signs-in',
      'token/credential-access-owa-without-signin',
      'token/credential-access-unissued-token',
      'token/credential-access-unissued-token-and-session',
    ]);
  });
});

describe("the engine's gate", () => {
  let database: Database;
  beforeAll(async () => {
    database = await Database.open({ path: ':memory:', spillFolder: null });
    await createTables(database, ':memory:');
  });
  afterAll(() => database.close());

  test('passes every detection', async () => {
    const reports: ({ readonly id: string } & CheckReport)[] = [];
    for (const detection of loaded.detections)
      reports.push({ id: detection.id, ...(await checkSql(database, detection)) });
    const sum = (pick: (report: (typeof reports)[number]) => number): number =>
      reports.reduce((total, report) => total + pick(report), 0);
    console.log(
      `${reports.length} queries, ${sum(({ lookedAt }) => lookedAt.nodes)} nodes, ${sum(({ lookedAt }) => lookedAt.tables)} tables, ${sum(({ lookedAt }) => lookedAt.functions)} calls`,
    );
    expect(reports.filter(({ problems }) => problems.length > 0).map(({ id, problems }) => ({ id, problems }))).toEqual(
      [],
    );
    expect(reports.every(({ lookedAt }) => lookedAt.tables > 0 && lookedAt.functions > 0)).toBe(true);
  });
});

describe('the gate of the Trino grammar', () => {
  test.each(loaded.detections.map((detection) => [detection.id, detection] as const))('passes %s', (_, detection) => {
    expect(trinoProblems(detection.sql)).toEqual([]);
  });

  test.each([
    ['QUALIFY', 'SELECT a FROM t QUALIFY row_number() OVER (ORDER BY a) = 1'],
    ['the short cast', 'SELECT a::VARCHAR FROM t'],
    ['* EXCLUDE', 'SELECT * EXCLUDE (a) FROM t'],
    ['IS NOT FALSE', 'SELECT a FROM t WHERE a IS NOT FALSE'],
    ['an interval without quotes', 'SELECT a - interval 1 day FROM t'],
    ['a parameter by name', 'SELECT $a$ FROM t'],
  ])('catches %s', (_, query) => {
    expect(trinoProblems(query)).not.toEqual([]);
  });
});

describe('cases', () => {
  const make = caseMaker();
  const cases = loaded.detections.flatMap((detection) =>
    detection.cases.map((entry) => [detection.id, entry.name, detection, entry] as const),
  );

  test('there are many', () => {
    console.log(
      `${cases.length} cases, ${cases.filter(([, , , { expect: expected }]) => expected === 'hit').length} of them hits`,
    );
    expect(cases.length).toBeGreaterThan(60);
  });

  test.each(cases)('%s: %s', async (_id, _name, detection, entry) => {
    const result = await runCase(detection, entry, make);
    expect({ got: result.got, reason: result.reason, passed: result.passed }).toMatchObject({ passed: true });
    for (const { severity, strength, explanation, events, anchors } of result.findings) {
      expect(severity).toMatch(/^(info|low|medium|high|critical)$/);
      expect(strength).toBeGreaterThan(0);
      expect(explanation).toMatch(/^[A-Z].*\.$/s);
      expect(anchors.filter(({ kind }) => kind === 'event')).toHaveLength(events);
    }
  });

  test('a case that expects the contrary fails', async () => {
    const detection = loaded.detections.find(({ id }) => id === 'rules/collection-inbox-rule-forward');
    const entry = detection?.cases[0];
    if (detection === undefined || entry === undefined) throw new Error('the planted case is gone');
    expect(await runCase(detection, { ...entry, expect: 'miss' }, make)).toMatchObject({ got: 'hit', passed: false });
  });
});
