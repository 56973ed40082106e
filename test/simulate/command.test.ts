/** `letterlock simulate`, as people run it. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { letterlock, NOW, readJson, scratchFolder } from '../cli/program.ts';

const scratch = scratchFolder();
afterAll(() => scratch.remove());
const to = (name: string): string => join(scratch.path, name);

interface Summary {
  readonly records: Readonly<Record<string, number>>;
  readonly files: readonly { readonly path: string; readonly records: number }[];
  readonly intrusions: readonly { readonly mailboxes: readonly unknown[] }[];
}

describe('letterlock simulate', () => {
  it('writes logs and truth, and says what to do next', async () => {
    const { status, stdout } = await letterlock(['simulate', '--mailboxes', '5', '--days', '2', '--out', to('office')]);
    expect(status).toBe(0);
    expect(stdout).toContain('letterlock investigate');
    expect(existsSync(to('office/truth/truth.json'))).toBe(true);
    expect(existsSync(to('office/logs/people.csv'))).toBe(true);
    expect(existsSync(to('office.unfinished'))).toBe(false);
  });

  it('gives one document with --json, the same that it wrote', async () => {
    const args = [
      'simulate',
      '--world',
      'storm-2023',
      '--mailboxes',
      '20',
      '--days',
      '12',
      '--formats',
      'ual-csv,entra-diagnostic',
    ];
    const { stdout } = await letterlock([...args, '--out', to('storm'), '--json']);
    const summary = JSON.parse(stdout) as Summary;
    expect(summary).toEqual(readJson<Summary>(to('storm/truth/truth.json')));
    expect(summary.intrusions[0]?.mailboxes).toHaveLength(10);
    expect(summary.files.some(({ path }) => path.endsWith('.csv'))).toBe(true);
    expect(summary.files.filter(({ path }) => path.startsWith('logs/graph'))).toEqual([]);
  });

  it('is read without a reject or a conflict, and the intrusion is found', async () => {
    const { stdout } = await letterlock([
      'investigate',
      to('storm/logs'),
      '--case',
      to('case'),
      '--now',
      NOW,
      '--json',
    ]);
    const report = JSON.parse(stdout) as { summary: { verdict: string; sources: Readonly<Record<string, number>> } };
    expect(report.summary.sources).toMatchObject({ rejected: 0, merged: 0, suspectTruncated: 0 });
    expect(report.summary.sources['records']).toBeGreaterThan(1000);
    expect(report.summary.verdict).toBe('intrusion');
  });

  it.each([
    [['--mailboxes', '1'], '2'],
    [['--days', 'many'], 'whole number'],
    [['--formats', 'xml'], 'ual-blobs'],
    [['--world', 'atlantis'], 'office'],
    [['--start', 'soon'], '2023-05-15'],
  ])('refuses %j and says what it takes', async (args, said) => {
    const { status, stderr } = await letterlock(['simulate', '--out', to('never'), ...args]);
    expect(status).toBe(2);
    expect(stderr).toContain(said);
    expect(existsSync(to('never'))).toBe(false);
  });

  it('does not write over anything', async () => {
    const { status, stderr } = await letterlock(['simulate', '--out', to('office')]);
    expect(status).toBe(2);
    expect(stderr).toContain('no empty folder');
  });
});
