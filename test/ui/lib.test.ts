/** The page's own logic, without a browser. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bucketise, DAY, HOUR, wholeRange } from '../../ui/src/lib/buckets.ts';
import { CaseError, loneFindings, parseCase } from '../../ui/src/lib/case.ts';
import { inWords, runs, worstFirst } from '../../ui/src/lib/coverage.ts';
import { csvCell, toCsv } from '../../ui/src/lib/csv.ts';
import { bytes, count, distance, moment, percent } from '../../ui/src/lib/format.ts';
import { accessGrid, OTHERS } from '../../ui/src/lib/grid.ts';
import { indentJson } from '../../ui/src/lib/indent.ts';
import { matchingRows, NO_FILTER, searchTexts } from '../../ui/src/lib/messages.ts';
import { segments, visible } from '../../ui/src/lib/visible.ts';
import { intrusionView, nothingFoundView } from './fixtures.ts';

describe('visible', () => {
  it.each([
    ['\u202egnp.exe', '⟨U+202E⟩gnp.exe'],
    ['a\u0000b', 'a⟨U+0000⟩b'],
    ['\u001b[31m', '⟨U+001B⟩[31m'],
    ['\ud800x', '⟨U+D800⟩x'],
    ['x\udfff', 'x⟨U+DFFF⟩'],
    ['\u{e0041}', '⟨U+E0041⟩'],
    ['grüße 😀 שלום', 'grüße 😀 שלום'],
  ])('%j', (text, shown) => {
    expect(visible(text)).toBe(shown);
  });

  it('loses nothing: what is not named stands as it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const parts = segments(text);
        expect(parts.map((part) => part.text).join('')).toBe(visible(text));
        const plain = parts.filter((part) => !part.named).map((part) => part.text);
        expect(plain.every((part) => text.includes(part))).toBe(true);
      }),
      { seed: 1, numRuns: 300 },
    );
  });

  it('keeps line feeds where it is told to', () => {
    expect(segments('a\nb', '\n')).toEqual([{ text: 'a\nb', named: false }]);
  });
});

describe('csv', () => {
  it.each([
    ['=1+1', "'=1+1"],
    ['+1', "'+1"],
    ['-1', "'-1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\t=1', "'\t=1"],
    ['\r=1', '"\'\r=1"'],
    ['say "no", twice', '"say ""no"", twice'.concat('"')],
    ['<a@b.example>', '<a@b.example>'],
    ['\ud800', '⟨U+D800⟩'],
  ])('cell %j', (value, cell) => {
    expect(csvCell(value)).toBe(cell);
  });

  it('leaves numbers as numbers and null empty', () => {
    expect(toCsv(['a', 'b'], [[-5, null]])).toBe('\ufeffa,b\r\n-5,\r\n');
  });
});

describe('format', () => {
  it('groups, rounds and never says none or all of what is neither', () => {
    expect(count(60_000)).toBe('60,000');
    expect(bytes(48_112_904)).toBe('48.1 MB');
    expect([0, 0.0004, 0.004, 0.5, 0.996, 0.99999, 1].map(percent)).toEqual([
      '0 %',
      'under 0.1 %',
      '0.4 %',
      '50 %',
      '99.6 %',
      'over 99.9 %',
      '100 %',
    ]);
    expect(moment(Date.parse('2023-06-16T05:12:09Z'), 'utc')).toBe('2023-06-16 05:12:09 Z');
    expect(distance(0, 37 * HOUR)).toBe('37 hours after');
    expect(distance(2 * DAY, 0)).toBe('2 days before');
  });
});

describe('indentJson', () => {
  it('adds white space only', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        const indented = indentJson(text);
        expect(JSON.parse(indented)).toEqual(JSON.parse(text));
        expect(withoutSpace(indented)).toBe(withoutSpace(text));
      }),
      { seed: 2, numRuns: 300 },
    );
  });

  it('keeps numbers, escapes and repeated keys as recorded', () => {
    expect(indentJson('{"a":1.0,"a":"\\u0041, {","b":[],"c":[1]}')).toBe(
      '{\n  "a": 1.0,\n  "a": "\\u0041, {",\n  "b": [],\n  "c": [\n    1\n  ]\n}',
    );
  });

  it('comes to an end on text that is no JSON', () => {
    expect(indentJson('}}"unfinished')).toContain('"unfinished');
  });
});

/** Text with the white space outside strings taken out. */
function withoutSpace(text: string): string {
  return text.replace(/("(?:[^"\\]|\\.)*")|\s+/g, '$1');
}

describe('coverage', () => {
  it('finds runs and says them', () => {
    expect(runs('oottx')).toEqual([
      { state: 'observed', start: 0, length: 2 },
      { state: 'throttled', start: 2, length: 2 },
      { state: 'not-collected', start: 4, length: 1 },
    ]);
    expect(inWords('oott')).toBe('2 throttled, 2 observed');
    expect(runs('')).toEqual([]);
  });

  it('puts the worst row first', () => {
    const grid = intrusionView().coverage.grids[0];
    if (grid === undefined) throw new TypeError('no grid');
    expect(worstFirst({ ...grid, rows: [0, 1, 2, 3], days: ['oooo', 'ssss', 'oont', 'oooo'] })).toEqual([2, 1, 0, 3]);
  });
});

describe('buckets', () => {
  it('keeps every access of every series', () => {
    const view = intrusionView();
    const range = wholeRange(view);
    if (range === null) throw new TypeError('no range');
    const sum = (numbers: readonly number[]): number => numbers.reduce((total, value) => total + value, 0);
    for (const size of [HOUR, DAY]) {
      const { lanes } = bucketise(view, range, size);
      const drawn = sum(lanes.map((lane) => sum(lane.sure) + sum(lane.undecidable)));
      expect(drawn).toBe(sum(view.timeline.series.map((series) => sum(series.accesses))));
    }
  });
});

describe('what states no time', () => {
  it('leaves the range of the time line to what has one', () => {
    const view = intrusionView();
    const incidents = view.summary.incidents.map((incident) => ({ ...incident, firstSeen: null, lastSeen: null }));
    const range = wholeRange({ ...view, summary: { ...view.summary, incidents } });
    const { from, to } = view.summary.window;
    expect(range).toEqual({
      from: Math.min(Date.parse(from ?? ''), view.timeline.hours[0] ?? 0),
      to: Math.max(Date.parse(to ?? ''), view.timeline.hours.at(-1) ?? 0),
    });
  });
});

describe('matrix', () => {
  it('sums applications without a column of their own', () => {
    const base = nothingFoundView();
    const many = Array.from({ length: 40 }, (_, index) => index);
    const grid = accessGrid({
      ...base,
      applications: many.map((index) => ({ appId: `app-${index}`, name: null, firstParty: null })),
      matrix: {
        mailbox: many.map(() => 0),
        application: many,
        accesses: many.map((index) => index + 1),
        inIncident: many.map((index) => (index === 0 ? 1 : 0)),
        firstSeen: many,
        lastSeen: many,
      },
    });
    const shown = grid.columns.map((column) => grid.cell(0, column)?.accesses ?? 0);
    expect(shown.reduce((sum, value) => sum + value, 0)).toBe((40 * 41) / 2);
    expect(grid.columns[0]).toBe(0);
    expect(grid.columns.at(-1)).toBe(OTHERS);
  });
});

describe('messages', () => {
  it('finds by every word, mailbox, attribution and evidence', () => {
    const view = intrusionView();
    const texts = (): readonly string[] => searchTexts(view);
    const all = matchingRows(view, NO_FILTER, texts);
    expect(all).toHaveLength(132);
    const found = matchingRows(view, { ...NO_FILTER, search: 'SENT  okafor' }, texts);
    expect(found.length).toBeGreaterThan(0);
    expect(found.every((row) => texts()[row]?.includes('sent items') && texts()[row]?.includes('a.okafor'))).toBe(true);
    const split = (['intruder', 'undecidable', 'owner'] as const).map(
      (attribution) => matchingRows(view, { ...NO_FILTER, attribution }, texts).length,
    );
    expect(split.reduce((sum, value) => sum + value, 0)).toBe(132);
    expect(matchingRows(view, { ...NO_FILTER, evidence: 'folder' }, texts)).toHaveLength(5);
  });
});

describe('parseCase', () => {
  it('says what is wrong with a page that cannot be drawn', () => {
    expect(() => parseCase(' ')).toThrow(CaseError);
    expect(() => parseCase('{"viewVersion":1')).toThrow(/damaged/);
    expect(() => parseCase('{"viewVersion":2}')).toThrow(/another version/);
  });

  it('knows the findings of no incident', () => {
    expect(loneFindings(intrusionView()).map((finding) => finding.severity)).toEqual(['low']);
  });
});
