import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { DEFAULT_COLLECT_LIMITS } from '../../src/collect/files/contract.ts';
import { DEFAULT_DETECT_LIMITS } from '../../src/detect/limits.ts';
import { ERRORS } from '../../src/errors.ts';
import { errorsDocument, factsDocument } from '../../src/facts/document.ts';
import { DEFAULT_SCOPE_LIMITS } from '../../src/scope/options.ts';
import { anchorsOf, brokenLinks } from '../../tools/docs.mjs';
import { type CommandLike, commandWords, undocumented, wrongLimits } from './documented.ts';
import { type ProjectFile, projectFiles } from './files.ts';

const DOCUMENTS = projectFiles('', /\.md$/);

function document(path: string): string {
  const found = DOCUMENTS.find((file) => file.path === path);
  if (found === undefined) throw new Error(`no ${path}`);
  return found.text;
}

/** The program of the command line, where it is built. */
async function program(): Promise<CommandLike | null> {
  const url = new URL('../../src/cli/program.ts', import.meta.url);
  if (!existsSync(url)) return null;
  const module: Record<string, unknown> = await import(url.href);
  const build = module.buildProgram;
  if (typeof build !== 'function') throw new Error('src/cli/program.ts exports no buildProgram()');
  return (await build()) as CommandLike;
}

describe('generated documents', () => {
  it('docs/facts.md is what src/facts makes', () => {
    expect(document('docs/facts.md')).toBe(factsDocument());
  });

  it('docs/errors.md is what src/errors.ts makes', () => {
    expect(document('docs/errors.md')).toBe(errorsDocument());
  });

  it('hold every table and every error code', () => {
    expect(undocumented(Object.keys(ERRORS), [{ path: '', text: errorsDocument() }])).toEqual([]);
    expect(factsDocument()).toContain('### `access`');
    expect(
      factsDocument()
        .split('\n')
        .filter((line) => line.startsWith('### `')).length,
    ).toBeGreaterThan(20);
  });
});

describe('docs/limits.md', () => {
  const sections = [
    ['CollectLimits', DEFAULT_COLLECT_LIMITS],
    ['DetectLimits', DEFAULT_DETECT_LIMITS],
    ['ScopeLimits', DEFAULT_SCOPE_LIMITS],
  ] as const;

  it.each(sections)('tells every setting of %s with its value', (section, limits) => {
    expect(wrongLimits(document('docs/limits.md'), section, { ...limits })).toEqual([]);
  });

  it('catches a setting that is not told, and one told wrongly', () => {
    const text = '## Reading (CollectLimits)\n\n| `depth` | 127 | x |\n\n## Other\n\n| `ratio` | 200 | x |\n';
    expect(wrongLimits(text, 'CollectLimits', { depth: 128, ratio: 200 })).toEqual([
      'CollectLimits.depth: documented as 127, is 128',
      'CollectLimits.ratio: not documented',
    ]);
  });
});

describe('documents', () => {
  it('tell every command and option', async ({ skip }) => {
    const root = await program();
    if (root === null) return skip('the command line is not built yet (src/cli/program.ts)');
    const words = commandWords(root);
    expect(words.length).toBeGreaterThan(15);
    expect(undocumented(words, DOCUMENTS)).toEqual([]);
  });

  it('tell every detection', ({ skip }) => {
    const ids = projectFiles('detections', /\.yml$/).map(({ text }) => /^id: *(\S+)/m.exec(text)?.[1] ?? 'no id');
    if (ids.length === 0) skip('there is no detection yet');
    expect(undocumented(ids, DOCUMENTS)).toEqual([]);
  });

  it('hold no link that leads nowhere', () => {
    const root = new URL('../../', import.meta.url);
    const path = (name: string): string =>
      decodeURIComponent(new URL(name, root).pathname).replace(/^\/([A-Z]:)/, '$1');
    const broken = DOCUMENTS.flatMap((file) =>
      brokenLinks(path(file.path), file.text).map((problem: string) => `${file.path}: ${problem}`),
    );
    expect(DOCUMENTS.length).toBeGreaterThan(8);
    expect(broken).toEqual([]);
  });
});

describe('the checks themselves', () => {
  const told: readonly ProjectFile[] = [
    { path: 'x.md', text: 'Say --json-lines, `letterlock detections check`; code a/b-c.' },
  ];

  it('catch a word that is not told as a whole word', () => {
    expect(undocumented(['--json', '--json-lines', 'a/b', 'a/b-c', 'letterlock detections'], told)).toEqual([
      '--json',
      'a/b',
    ]);
  });

  it('find the words of nested commands and leave out hidden ones', () => {
    const command = (name: string, options: readonly string[], commands: readonly CommandLike[]): CommandLike => ({
      name: () => name,
      options: options.map((long) => ({ long, hidden: long === '--secret' })),
      commands,
    });
    const root = command(
      'letterlock',
      ['--version'],
      [command('detections', [], [command('check', ['--json', '--secret'], [])])],
    );
    expect(commandWords(root)).toEqual(['--version', 'letterlock detections', 'letterlock detections check', '--json']);
  });

  it('catch links to files and headings that do not exist', () => {
    const here = new URL(import.meta.url).pathname;
    const text =
      '[a](docs.test.ts) [b](none.md) [c](https://example.org/x) [d](#a-heading) [e](#none)\n```\n[f](none)\n```\n';
    expect(brokenLinks(here, text).sort()).toEqual(['no such file: none.md']);
    expect([...anchorsOf('# A heading, `code` & more\n')]).toEqual(['a-heading-code--more']);
  });
});
