/** What a drill says on a terminal: no line too wide, with the longest figures and names that there are. */
import { beforeAll, describe, expect, it } from 'vitest';
import { scoreText } from '../../src/cli/drill-text.ts';
import { table, tableRows } from '../../src/cli/table.ts';
import { loadDetections } from '../../src/detect/index.ts';
import type { Part, SuiteScore } from '../../src/drill/index.ts';
import { PUBLISHED } from '../../src/drill/index.ts';
import { columnsOf } from '../../src/report/index.ts';
import { WORLDS } from '../../src/simulate/index.ts';

const part = (found: number, of: number): Part => ({ found, of });
const PLAIN = { columns: 80, colour: false };

/** 20 seeds of 1,000 mailboxes and 30 days of every world, with the detections of the longest names. */
function longest(): SuiteScore {
  const ids = loadDetections(undefined).map(({ id }) => id);
  const detections = ids.sort((a, b) => b.length - a.length).slice(0, 12);
  const names = [...WORLDS.map(({ name }) => name), 'drawn, with an intrusion'];
  const intrusion = {
    seed: 20,
    intrusion: '1-forged-tokens',
    tokens: part(10_439, 10_440),
    tokensReviewed: part(10_440, 10_440),
    mailboxes: part(199, 200),
    messages: part(1_203_455, 1_203_456),
    interval: { lower: 1, upper: null, truth: 2, holds: true },
    firstAccess: '2026-09-13T00:01:00Z',
    hoursToAlarm: 1_000,
  };
  return {
    schemaVersion: 1,
    cutOff: { done: 679, of: 680 },
    suite: 'held-out',
    seeds: Array.from({ length: 20 }, (_, index) => 100_001 + index),
    mailboxes: 1_000,
    days: 30,
    worlds: names.map((world) => ({
      world,
      title: world,
      runs: 20,
      intrusions: Array.from({ length: 20 }, () => intrusion),
      mailboxWeeks: 85_714.3,
      tokens: part(10_439, 10_440),
      tokensReviewed: part(10_439, 10_440),
      mailboxes: part(199, 200),
      messages: part(1_203_455, 1_203_456),
      precision: { tokens: part(1, 1), mailboxes: part(1, 1), messages: part(1_203_455, 1_203_456) },
      intervals: part(19, 20),
      width: null,
      falseAlarms: 12,
      falseFindings: 123_456,
      falseHints: 1_234_567,
      falseDetections: detections.map((detection) => [detection, 1_234_567] as const),
      published: PUBLISHED.map(({ idea }) => ({
        idea,
        intrusions: part(20, 20),
        mailboxes: part(4_000, 4_000),
        falseAlerts: 12_345_678,
      })),
    })),
  };
}

const widest = (text: string): number => Math.max(...text.split('\n').map(columnsOf));
// biome-ignore lint/suspicious/noControlCharactersInRegex: colours are made of them
const CODES = /\u001b\[\d+m/g;

describe('the score of a suite', () => {
  let score: SuiteScore;
  beforeAll(() => {
    score = longest();
  });

  it.each([80, 72, 100])('keeps within %i columns, each figure and name whole', (columns) => {
    const text = scoreText(score, { ...PLAIN, columns });
    expect(widest(text)).toBeLessThanOrEqual(columns);
    for (const whole of [...WORLDS.map(({ name }) => name), '1,440', '14,403']) expect(text).toContain(whole);
  });

  it('needs no wrapping at 80 columns but for the ideas of others', () => {
    const lines = scoreText(score, PLAIN).split('\n');
    for (const { name } of WORLDS) expect(lines.filter((line) => line.startsWith(`${name} `))).toHaveLength(4);
    const row = lines.find((line) => line.startsWith('storm-2023 '));
    expect(row).toMatch(/^storm-2023 +99\.9 % of 10,440 +99\.5 % of 200 +99\.9 % of 1,203,456$/);
  });

  it('colours what is missing, and nothing without colours', () => {
    expect(scoreText(score, PLAIN)).not.toMatch(CODES);
    const coloured = scoreText(score, { ...PLAIN, colour: true });
    expect(coloured).toContain('\u001b[33m99.9 % of 10,440\u001b[0m');
    expect(coloured.replaceAll(CODES, '')).toBe(scoreText(score, PLAIN));
  });

  it('says first that it was cut off, and nothing of it where it is whole', () => {
    expect(scoreText(score, PLAIN)).toMatch(/^CUT OFF: 679 of 680 runs were finished\./);
    const { cutOff: _, ...whole } = score;
    expect(scoreText(whole, PLAIN)).toMatch(/^Suite held-out: 1,000 mailboxes/);
  });

  it('takes nothing for all, and something for nothing, nowhere', () => {
    const [world] = score.worlds;
    if (world === undefined) throw new TypeError('no world');
    const of = (tokens: Part): string => scoreText({ ...score, worlds: [{ ...world, tokens }] }, PLAIN);
    expect(of(part(99_999, 100_000))).toContain('99.9 % of 100,000');
    expect(of(part(1, 100_000))).toContain('<0.1 % of 100,000');
    expect(of(part(0, 3))).toContain('none of 3');
    expect(of(part(3, 3))).toContain('all 3');
    expect(of(part(0, 0))).toMatch(/^office +- /m);
    const still = scoreText({ ...score, worlds: [{ ...world, mailboxWeeks: 0 }] }, PLAIN);
    expect(still).not.toMatch(/NaN|Infinity/);
  });
});

describe('a table', () => {
  it('wraps the widest cells first, and breaks a word only where there is no room for it', () => {
    const text = table(['what', 'n'], [['a long sentence of some words', 7]], { columns: 14 });
    expect(text).toBe('what         n\na long       7\nsentence of\nsome words\n');
    expect(widest(table(['what', 'n'], [['x'.repeat(200), 7]], { columns: 20 }))).toBe(20);
  });

  it('is as wide as it is where no width is given, and counts wide characters as two', () => {
    expect(table(['a', 'b'], [['日本', 'x']])).toBe('a     b\n日本  x\n');
    expect(widest(table(['a'], [['x'.repeat(200)]]))).toBe(200);
  });

  it('gives the lines of each row, and colours cells but no header', () => {
    const paint = (cell: string, row: number, column: number): string => `<${row}${column}${cell}>`;
    expect(tableRows(['a', 'b'], [['c', 'd']], { paint })).toEqual([['a  b'], ['<00c>  <01d>']]);
  });

  it('shows what would steer a terminal as text', () => {
    expect(table(['a'], [['\u001b[31mred']])).toBe('a\n\\x1b[31mred\n');
  });
});
