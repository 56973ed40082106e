/** The drill in its quick form: simulated, investigated, scored, through the whole program. */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runSuite, type SuiteScore } from '../../src/drill/index.ts';

let folder: string;
let score: SuiteScore;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'letterlock-drill-test-'));
  score = await runSuite({
    suite: 'quick',
    worlds: ['office', 'storm-2023'],
    timeToAlarm: true,
    seeds: 1,
    mailboxes: 20,
    days: 8,
    folder,
    version: '0.0.0',
  });
}, 120_000);

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

const worldNamed = (name: string) => {
  const world = score.worlds.find((one) => one.world === name);
  if (world === undefined) throw new TypeError(`no world ${name}`);
  return world;
};

describe('the drill', () => {
  test('alarms cover every forged token that a record carries, and every mailbox', () => {
    const { tokens, mailboxes, messages, intervals } = worldNamed('storm-2023');
    expect(tokens.of).toBeGreaterThan(50);
    expect(tokens.found).toBe(tokens.of);
    expect(mailboxes).toEqual({ found: 10, of: 10 });
    expect(messages.found).toBe(messages.of);
    expect(intervals).toEqual({ found: 1, of: 1 });
  });

  test('every intrusion has a score of its own, with the seed of its tenant', () => {
    const { intrusions, messages } = worldNamed('storm-2023');
    expect(intrusions).toMatchObject([{ seed: 1, intrusion: '1-forged-tokens', messages }]);
  });

  test('an alarm is there soon after the first access, with the logs that had arrived by then', () => {
    const [intrusion] = worldNamed('storm-2023').intrusions;
    expect(intrusion?.firstAccess).toMatch(/^2026-09-1[24]T0/);
    expect(intrusion?.hoursToAlarm).toBeGreaterThan(0);
    expect(intrusion?.hoursToAlarm).toBeLessThanOrEqual(24);
  });

  test('what alarms attribute to the intruder is the intruder’s', () => {
    const { messages } = worldNamed('storm-2023').precision;
    expect(messages.found / messages.of).toBeGreaterThan(0.99);
  });

  test('no alarm where nothing is wrong, and nothing to find is counted as nothing', () => {
    const office = worldNamed('office');
    expect(office.falseAlarms).toBe(0);
    expect(office.tokens).toEqual({ found: 0, of: 0 });
    expect(office.intervals).toEqual({ found: 0, of: 0 });
    expect(office.mailboxWeeks).toBeCloseTo((20 * 8) / 7, 9);
  });

  test('ideas that others have published are measured on the same logs', () => {
    expect(worldNamed('storm-2023').published.map(({ intrusions }) => intrusions.of)).toEqual([1, 1, 1, 1]);
  });

  test('leaves nothing behind', async () => {
    expect(await readdir(folder)).toEqual([]);
  });
});

test('an alarm that rests on the consent alone is no false one, though it covers no access', async () => {
  const inside = await mkdtemp(join(tmpdir(), 'letterlock-drill-test-'));
  try {
    const { worlds } = await runSuite({
      suite: 'quick',
      worlds: ['malicious-consent'],
      seeds: 1,
      mailboxes: 10,
      days: 8,
      folder: inside,
      version: '0.0.0',
    });
    expect(worlds).toMatchObject([{ falseAlarms: 0, intrusions: [{ tokens: { found: 0 } }] }]);
  } finally {
    await rm(inside, { recursive: true, force: true });
  }
}, 60_000);
