import { existsSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Command } from 'commander';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cliDocument } from '../../tools/lib/cli-document.mjs';
import { GATES, testCounts } from '../../tools/lib/gates.mjs';
import { withLock } from '../../tools/lib/lock.mjs';
import { hashOf } from '../../tools/lib/stamp.mjs';

describe('the lock of setup', () => {
  let folder = '';
  let lock = '';
  const quiet = (): void => {};
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'letterlock-lock-'));
    lock = join(folder, 'lock');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('lets one work after the other, and tells the one that waits', async () => {
    const order: string[] = [];
    const said: string[] = [];
    const work = (name: string) => async (): Promise<void> => {
      order.push(`${name} begins`);
      await sleep(30);
      order.push(`${name} ends`);
    };
    await Promise.all([
      withLock(lock, (text) => said.push(text), work('a')),
      withLock(lock, (text) => said.push(text), work('b')),
    ]);
    expect(order).toEqual(['a begins', 'a ends', 'b begins', 'b ends']);
    expect(said).toEqual([`waiting for process ${process.pid}, which is setting up (${lock})`]);
    expect(existsSync(lock)).toBe(false);
  });

  it('goes when the work fails', async () => {
    await expect(withLock(lock, quiet, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(existsSync(lock)).toBe(false);
  });

  it('is taken over from a process that is gone', async () => {
    writeFileSync(lock, '999999999 2026-11-24\n');
    expect(await withLock(lock, quiet, async () => readFileSync(lock, 'utf8').split(' ')[0])).toBe(String(process.pid));
  });

  it('is taken over when nobody has touched it for long, though the number is in use', async () => {
    writeFileSync(lock, `${process.pid} 2026-11-24\n`);
    const old = new Date(Date.now() - 300_000);
    utimesSync(lock, old, old);
    expect(await withLock(lock, quiet, async () => 'worked')).toBe('worked');
  });
});

describe('the counts of npm test', () => {
  const file = (status: string, ...states: readonly string[]) => ({
    name: 'x.test.ts',
    status,
    assertionResults: states.map((state, index) => ({ status: state, fullName: `test ${index}` })),
  });

  it('add up tests', () => {
    const result = testCounts(
      { testResults: [file('failed', 'passed', 'failed'), file('passed', 'passed', 'pending')] },
      1,
    );
    expect(result).toMatchObject({ passed: 2, failed: 1, lookedAt: '4 tests in 2 files, 1 of them skipped' });
    expect(result.output).toContain('test 1');
  });

  it('fail for a file that does not load, an error outside a test, and no test at all', () => {
    expect(testCounts({ testResults: [file('failed'), file('passed', 'passed')] }, 1)).toMatchObject({
      passed: 1,
      failed: 1,
    });
    expect(testCounts({ testResults: [file('passed', 'passed')] }, 1)).toMatchObject({ passed: 1, failed: 1 });
    expect(testCounts({ testResults: [] }, 0)).toMatchObject({ passed: 0, failed: 1 });
    expect(testCounts({ testResults: [file('passed', 'passed')] }, 0)).toMatchObject({ passed: 1, failed: 0 });
  });

  it('have a name for every gate, once', () => {
    const names = GATES.map((gate) => gate.name);
    expect(new Set(names).size).toBe(names.length);
    expect(names.at(-1)).toBe('tests');
  });
});

describe('docs/cli.md', () => {
  it('tells commands, options and defaults, and no hidden option', () => {
    const root = new Command('letterlock').description('All.').option('--quiet', 'say nothing');
    root
      .command('detections')
      .command('check')
      .argument('[path...]')
      .option('--memory <size>', 'how much | at most', '2GB')
      .addOption(root.createOption('--secret', 'no').hideHelp());
    const text = cliDocument(root);
    expect(text).toContain('| `--quiet` | say nothing |  |');
    expect(text).toContain('## `letterlock detections check`');
    expect(text).toContain('letterlock detections check [options] [path...]');
    expect(text).toContain('| `--memory <size>` | how much \\| at most | `2GB` |');
    expect(text).not.toContain('--secret');
  });
});

describe('stamps', () => {
  it('differ for different content and are the same for the same', () => {
    expect(hashOf(['LICENSE'])).toBe(hashOf(['LICENSE']));
    expect(hashOf(['LICENSE'])).not.toBe(hashOf(['package.json']));
    expect(hashOf(['no-such-file'])).toMatch(/^[0-9a-f]{64}$/);
  });
});
