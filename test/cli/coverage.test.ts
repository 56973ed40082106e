/** `letterlock coverage` */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { coverageSchema } from '../../src/report/index.ts';
import { scratchFolder } from './program.ts';
import { goodLines } from './records.ts';
import { said } from './said.ts';

const home = scratchFolder();
afterAll(() => home.remove());
const place = ['--case', join(home.path, 'case')];

beforeAll(async () => {
  mkdirSync(join(home.path, 'in'));
  writeFileSync(join(home.path, 'in', 'a.jsonl'), goodLines(600));
  expect(await said(['ingest', join(home.path, 'in'), ...place, '--quiet'])).toMatchObject({ status: 0 });
}, 60_000);

describe('letterlock coverage', () => {
  it('prints shares, matrices, holes and what to collect', async () => {
    const { status, stdout } = await said(['coverage', ...place]);
    expect(status).toBe(0);
    for (const part of [
      'mailbox-audit: 100% observed',
      'ada@fabrikam.example',
      'What was not observed, and why:',
      'What to collect:',
    ])
      expect(stdout).toContain(part);
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  it('prints one mailbox alone, with the logs of its tenant; a mailbox that is not here is a fault', async () => {
    const { stdout } = await said(['coverage', ...place, '--mailbox', 'ADA@fabrikam.example', '--json']);
    const { observedShare, shares, coverage, window } = JSON.parse(stdout) as {
      readonly observedShare: number;
      readonly shares: readonly { readonly logKind: string }[];
      readonly coverage: unknown;
      readonly window: unknown;
    };
    expect(observedShare).toBe(1);
    expect(window).not.toBeNull();
    const rows = coverageSchema.parse(coverage);
    expect(rows.filter(({ mailboxId }) => mailboxId !== null)).toHaveLength(1);
    expect(shares.map(({ logKind }) => logKind)).toContain('exchange-admin');
    const wrong = await said(['coverage', ...place, '--mailbox', 'nobody@fabrikam.example']);
    expect(wrong).toMatchObject({ status: 2, stdout: '' });
    expect(wrong.stderr).toContain('nobody@fabrikam.example');
  });

  it('ends with 5 where less was observed than is required', async () => {
    expect((await said(['coverage', ...place, '--require-coverage', '99', '--quiet'])).status).toBe(0);
    const outside = ['--since', '2026-09-01', '--until', '2026-10-06'];
    expect((await said(['coverage', ...place, ...outside, '--require-coverage', '99', '--quiet'])).status).toBe(5);
  });
});
