import { describe, expect, it } from 'vitest';
import { LetterlockError } from '../../src/errors.ts';
import { custodyOf, entriesWithoutSource, readCustody } from '../../src/evidence/index.ts';

const HASH = 'ab'.repeat(32);

function source(path: string, sha256 = HASH, containerSha256: string | null = null) {
  return { path, sha256, containerSha256 };
}

function problem(text: string): string {
  try {
    readCustody('c.yml', text);
  } catch (error) {
    if (error instanceof LetterlockError) return error.message;
    throw error;
  }
  return 'none';
}

describe('a custody file', () => {
  it('is YAML or JSON, and says where each entry stands', () => {
    const yaml = `# who\n- path: a.csv\n  tool: x\n\n- sha256: ${HASH.toUpperCase()}\n  query: y\n`;
    expect(readCustody('c.yml', yaml)).toMatchObject([
      { path: 'a.csv', sha256: null, tool: 'x', query: null, place: 'c.yml:2' },
      { path: null, sha256: HASH, query: 'y', place: 'c.yml:5' },
    ]);
    expect(readCustody('c.json', JSON.stringify([{ path: 'a.csv', tool: 'x' }]))).toHaveLength(1);
  });

  it.each([
    ['an unknown key', '- path: a\n  tool: x\n  colectedBy: y\n', /^c\.yml:1: .*colectedBy/],
    ['nothing said', '- tool: x\n  path: a\n- path: b\n', /^c\.yml:3: says nothing/],
    ['nobody named', '- tool: x\n', /^c\.yml:1: names no source/],
    ['a day without a time', '- path: a\n  collectedAt: 2023-06-20\n', /^c\.yml:2: collectedAt: is no time/],
    ['a day that is none', '- path: a\n  collectedAt: 2023-02-30T10:00:00Z\n', /^c\.yml:2: collectedAt: is no time/],
    ['a hash cut off', '- sha256: abcd\n  tool: x\n', /^c\.yml:1: sha256: is no SHA-256/],
    ['an empty text', '- path: a\n  tool: ""\n', /^c\.yml:2: tool/],
    ['no list', 'path: a\n', /^c\.yml:1: /],
    ['no entry', '[]\n', /^c\.yml:1: holds no entry/],
    ['a key twice', '- path: a\n  path: b\n  tool: x\n', /^c\.yml:2: /],
    ['aliases', '- &a\n  path: a\n  tool: x\n- *a\n', /^c\.yml:1: holds aliases/],
    ['broken YAML', '- path: "a\n', /^c\.yml:\d+: /],
  ])('is refused for %s, with its line', (_what, text, expected) => {
    expect(problem(text)).toMatch(expected);
  });
});

describe('which sources an entry is about', () => {
  it.each([
    ['audit.csv', 'exports/audit.csv', true],
    ['audit.csv', 'exports/my-audit.csv', false],
    ['*.csv', 'exports/june/audit.csv', true],
    ['june/*.csv', 'exports/june/audit.csv', true],
    ['june/*.csv', 'exports/june/more/audit.csv', false],
    ['exports/**', 'exports/june/more/audit.csv', true],
    ['**/audit.csv', 'audit.csv', true],
    ['audit-?.csv', 'audit-1.csv', true],
    ['audit-?.csv', 'audit-12.csv', false],
    ['audit[1].csv', 'audit[1].csv', true],
    ['audit[1].csv', 'audit1.csv', false],
    ['.\\june\\*.csv', 'june/audit.csv', true],
    ['/evidence/a.csv', '/evidence/a.csv', true],
  ])('%s and %s', (path, of, fits) => {
    const entries = readCustody('c.yml', JSON.stringify([{ path, tool: 'x' }]));
    expect(custodyOf(entries, source(of)) !== null).toBe(fits);
    expect(entriesWithoutSource(entries, [source(of)])).toHaveLength(fits ? 0 : 1);
  });

  it('is told by the hash of the file, also of an archive', () => {
    const entries = readCustody('c.yml', JSON.stringify([{ sha256: HASH, tool: 'x' }]));
    expect(custodyOf(entries, source('a'))?.tool).toBe('x');
    expect(custodyOf(entries, source('a', '00'.repeat(32), HASH))?.tool).toBe('x');
    expect(custodyOf(entries, source('a', '00'.repeat(32)))).toBeNull();
  });

  it('has the last word of each field', () => {
    const entries = readCustody(
      'c.yml',
      JSON.stringify([
        { path: '**', receivedFrom: 'IT', tool: 'x' },
        { path: 'a.csv', tool: 'y', collectedBy: 'K. Adeyemi' },
      ]),
    );
    expect(custodyOf(entries, source('a.csv'))).toMatchObject({
      receivedFrom: 'IT',
      tool: 'y',
      collectedBy: 'K. Adeyemi',
    });
    expect(custodyOf(entries, source('b.csv'))).toMatchObject({ receivedFrom: 'IT', tool: 'x', collectedBy: null });
  });
});
