import { describe, expect, test } from 'vitest';
import { caseRecords, type Detection } from '../../src/detect/index.ts';

type Source = Pick<Detection, 'id' | 'shapes' | 'cases'>;

const base: Source = {
  id: 'x/y',
  shapes: { bind: { Id: '0', Operation: 'A', Folders: [{ Path: 'Inbox' }], Deep: { Er: { Value: 1 } } } },
  cases: [
    {
      name: 'hit',
      expect: 'hit',
      why: '',
      records: [
        { shape: 'bind', 'Folders.0.Path': 'Sent', 'Deep.Er.Value': 2 },
        { shape: 'bind', Id: 'mine' },
        { Id: 'raw' },
      ],
    },
    { name: 'set', expect: 'miss', why: '', like: 'hit', change: { record: 2, set: { 'Deep.Er.Value': 3 } } },
    { name: 'remove', expect: 'miss', why: '', like: 'hit', change: { record: 1, remove: true } },
    {
      name: 'add',
      expect: 'miss',
      why: '',
      like: 'hit',
      change: { record: 1, add: { shape: 'bind', Operation: 'B' } },
    },
  ],
};

function records(name: string, source: Source = base) {
  const entry = source.cases.find((candidate) => candidate.name === name);
  if (entry === undefined) throw new Error(name);
  return caseRecords(source, entry);
}

describe('records of cases', () => {
  test('shapes are filled in, with ids of their own, the same every time', () => {
    const [first, second, third] = records('hit');
    expect(first).toMatchObject({ Operation: 'A', Folders: [{ Path: 'Sent' }], Deep: { Er: { Value: 2 } } });
    expect(first?.Id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(second?.Id).toBe('mine');
    expect(third).toEqual({ Id: 'raw' });
    expect(records('hit')).toEqual(records('hit'));
    expect(base.shapes.bind).toMatchObject({ Id: '0', Folders: [{ Path: 'Inbox' }] });
  });

  test('a change touches one record and leaves the rest', () => {
    const hit = records('hit');
    expect(records('set')).toEqual([hit[0], { ...hit[1], Deep: { Er: { Value: 3 } } }, hit[2]]);
    expect(records('remove')).toEqual([hit[1], hit[2]]);
    expect(records('add')).toHaveLength(4);
    expect(records('add')[1]).toMatchObject({ Operation: 'B' });
  });

  test.each([
    ['a shape that is not there', { name: 'x', records: [{ shape: 'none' }] }, 'no shape "none"'],
    [
      'a path that is not there',
      { name: 'x', records: [{ shape: 'bind', 'Folders.7.Path': 1 }] },
      'no "Folders.7.Path"',
    ],
    [
      'a record that is not there',
      { name: 'x', like: 'hit', change: { record: 9, remove: true as const } },
      'has no record 9',
    ],
    [
      'a change that changes nothing',
      { name: 'x', like: 'hit', change: { record: 3, set: { Id: 'raw' } } },
      'changes nothing',
    ],
  ])("%s is the author's fault", (_, entry, expected) => {
    const source: Source = { ...base, cases: [...base.cases, { expect: 'miss', why: '', ...entry }] };
    expect(() => records('x', source)).toThrow(expected);
  });
});
