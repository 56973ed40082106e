import { describe, expect, it } from 'vitest';
import { projectFiles } from './files.ts';
import { LONGEST, RULES, textBreaches } from './text.ts';

/** The rules and their planted breaches would breach themselves. */
const OWN = new Set(['test/repo/text.ts', 'test/repo/text.test.ts']);

const TEXT = /\.(ts|tsx|mjs|json|yml|yaml|md|sql|css|html|sh)$|^\.ci\/|^LICENSE$/;

/** One breach a rule, and one line that only looks like it. */
const PLANTED: Readonly<Record<string, { readonly path: string; readonly bad: string; readonly good: string }>> = {
  'registry-host': {
    path: 'README.md',
    bad: 'get it from https://registry.example.org/letterlock',
    good: 'https://learn.microsoft.com/windows/registry',
  },
  'machine-path': { path: 'src/x.ts', bad: "const at = '/home/alice/case';", good: "const at = 'exports/home/alice';" },
  'any': { path: 'src/x.ts', bad: 'const x = y as any;', good: '// as many as there are' },
  'ts-ignore': { path: 'src/x.ts', bad: '// @ts-ignore', good: '// nothing is ignored' },
  'ts-expect-error': { path: 'src/x.ts', bad: '// @ts-expect-error', good: '// an error is expected' },
  'focused-test': { path: 'test/x.test.ts', bad: 'it.only("x", () => {});', good: 'it("only", () => {});' },
  'lock-resolved': { path: 'package-lock.json', bad: '  "resolved": "x"', good: '  "version": "1"' },
};

describe('text of the project', () => {
  it('breaks no rule', () => {
    const files = projectFiles('', TEXT).filter(({ path }) => !OWN.has(path));
    expect(files.length).toBeGreaterThan(30);
    expect(files.map(({ path }) => path)).toContain('package-lock.json');
    expect(textBreaches(files)).toEqual([]);
  });

  it.each(RULES.map((rule) => rule.name))('catches a planted breach of %s', (name) => {
    const planted = PLANTED[name];
    expect(planted).toBeDefined();
    if (planted === undefined) return;
    const [breach] = textBreaches([{ path: planted.path, text: `first\n${planted.bad}\n` }]);
    expect(breach).toContain(`${planted.path}:2: ${name} `);
    expect(textBreaches([{ path: planted.path, text: planted.good }])).toEqual([]);
  });

  it('catches a file that is too long', () => {
    const long = 'x;\n'.repeat(LONGEST + 1);
    expect(textBreaches([{ path: 'src/x.ts', text: long }])).toEqual([`src/x.ts: 501 lines, more than 500`]);
    expect(textBreaches([{ path: 'src/x.ts', text: 'x;\n'.repeat(LONGEST) }])).toEqual([]);
    expect(textBreaches([{ path: 'reference/x.yml', text: long }])).toEqual([]);
  });
});
