import { describe, expect, test } from 'vitest';
import { parseDetection } from '../../src/detect/index.ts';
import { ATTACK, detectionFrom, SMALL } from './fixture.ts';

const PATH = 'application/collection-small.yml';

function problemsOf(change: (source: string) => string): readonly string[] {
  const changed = change(SMALL);
  expect(changed, 'the planted fault must change the file').not.toBe(SMALL);
  const result = parseDetection(PATH, changed, ATTACK);
  return result.ok ? [] : result.problems.map(({ file, line, problem }) => `${file}:${line}: ${problem}`);
}

describe('a detection file', () => {
  test('is read with its defaults', () => {
    const detection = detectionFrom(SMALL);
    expect(detection).toMatchObject({
      id: 'application/collection-small',
      version: 3,
      severity: 'medium',
      subject: 'application',
    });
    expect(detection.cases.map(({ expect: expected }) => expected)).toEqual(['hit', 'miss']);
  });

  test('an unknown key is an error with file and line', () => {
    expect(problemsOf((source) => source.replace('version: 3', 'version: 3\nseverty: high'))).toEqual([
      `${PATH}:3: unknown key "severty"`,
    ]);
    expect(problemsOf((source) => source.replace('    type: text', '    type: text\n    hint: x'))).toEqual([
      `${PATH}:14: unknown key "hint" in parameters[0]`,
    ]);
  });

  test('all errors are told together, in the order of lines', () => {
    const problems = problemsOf((source) =>
      source
        .replace('version: 3', 'version: three')
        .replace('severity: medium', 'severity: huge')
        .replace('subject: application', 'subject: cat'),
    );
    expect(problems.map((problem) => problem.split(': ')[0])).toEqual([`${PATH}:2`, `${PATH}:5`, `${PATH}:16`]);
  });

  test.each([
    ['a key twice', (s: string) => s.replace('version: 3', 'version: 3\nversion: 4'), /:3: .*unique/i],
    ['broken YAML', (s: string) => s.replace('attack: [T1114.002]', 'attack: [T1114.002'), /:\d+: /],
    [
      'a technique that is not in the pinned list',
      (s: string) => s.replace('T1114.002', 'T1114.009'),
      /:10: attack: T1114.009 is not in reference\/attack.yml \(ATT&CK 17.1\)/,
    ],
    [
      'a tactic of form but not of membership',
      (s: string) => s.replace('T1114.002', 'T1562.008'),
      /must begin with a tactic of its techniques \(defense-evasion\)/,
    ],
    [
      'an id that is not its path',
      (s: string) => s.replace('collection-small', 'collection-other'),
      /:1: id: must be "application\/collection-small"/,
    ],
    [
      'a default of another type',
      (s: string) => s.replace('default: app-1', 'default: 5'),
      /:14: parameters: the default of "wanted" is no text/,
    ],
    ['a parameter that the SQL does not use', (s: string) => s.replace('$wanted', "'x'"), /"wanted" is not used/],
    [
      'a parameter that is not declared',
      (s: string) => s.replace('$wanted', '$wanted AND a.tenant = $other'),
      /uses \$other, which is no parameter/,
    ],
    ['no hit', (s: string) => s.replace('expect: hit', 'expect: miss'), /at least one must be a hit/],
    [
      'no near miss',
      (s: string) =>
        s.replace('like: a hit, change: { record: 1, set: { AppId: app-2 } }', 'records: [{ AppId: app-2 }]'),
      /at least one must be a near miss/,
    ],
    [
      'a near miss with two facts changed',
      (s: string) => s.replace('set: { AppId: app-2 }', 'set: { AppId: app-2, Id: x }'),
      /must set exactly one path/,
    ],
    ['a case like one that is not there', (s: string) => s.replace('like: a hit', 'like: a kit'), /is no earlier case/],
    [
      'a fact that does not exist',
      (s: string) => s.replace('fact: access', 'fact: accesses'),
      /:9: requires\[0\].fact/,
    ],
    [
      'a baseline without its parameter',
      (s: string) =>
        s.replace('subject: app', 'baseline: { fact: access, by: mailbox_id, days: wanted }\nsubject: app'),
      /"wanted" is no integer parameter/,
    ],
  ])('refuses %s', (_, change, expected) => {
    expect(problemsOf(change).join('\n')).toMatch(expected);
  });
});
