import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { takeLock } from '../../src/case/lock.ts';
import { type CasePaths, casePaths } from '../../src/case/paths.ts';

const NOW = new Date('2026-10-26T09:00:00Z');
let paths: CasePaths;

beforeEach(() => {
  paths = casePaths(mkdtempSync(join(tmpdir(), 'letterlock-lock-')));
});
afterEach(() => rmSync(paths.folder, { recursive: true, force: true }));

/** The number of a process that has just ended. */
async function deadPid(): Promise<number> {
  const child = spawn(process.execPath, ['-e', '0']);
  await new Promise((done) => child.on('close', done));
  return child.pid ?? 0;
}

function leaveLock(owner: Readonly<Record<string, unknown>>): void {
  writeFileSync(
    paths.lock,
    JSON.stringify({ since: '2026-10-25T00:00:00.000Z', host: hostname(), birth: null, ...owner }),
  );
}

describe('the lock of a case', () => {
  it('names the process and since when, and goes with it', async () => {
    const lock = await takeLock(paths, NOW);
    expect(JSON.parse(readFileSync(paths.lock, 'utf8'))).toMatchObject({
      pid: process.pid,
      since: '2026-10-26T09:00:00.000Z',
    });
    await lock.release();
    expect(existsSync(paths.lock)).toBe(false);
  });

  it('is refused while a living process holds it', async () => {
    const lock = await takeLock(paths, NOW);
    await expect(takeLock(paths, NOW)).rejects.toMatchObject({
      code: 'case-locked',
      message: `${paths.shown}: another letterlock works on this case (process ${process.pid}, since 2026-10-26T09:00:00.000Z).`,
    });
    await lock.release();
  });

  it('is taken over from a process that is gone', async () => {
    leaveLock({ pid: await deadPid() });
    await (await takeLock(paths, NOW)).release();
  });

  it.runIf(process.platform === 'linux')(
    'is taken over where the number belongs to another process by now',
    async () => {
      leaveLock({ pid: process.pid, birth: 'another boot/1' });
      await (await takeLock(paths, NOW)).release();
    },
  );

  it('is believed where it comes from another machine', async () => {
    leaveLock({ pid: await deadPid(), host: 'elsewhere' });
    await expect(takeLock(paths, NOW)).rejects.toThrow('on elsewhere');
  });

  it('is taken over where its process died while it wrote it', async () => {
    writeFileSync(paths.lock, '{"pid":');
    await (await takeLock(paths, NOW)).release();
  });

  it('goes to one of many who ask at once', async () => {
    const pid = await deadPid();
    for (let round = 0; round < 200; round += 1) {
      leaveLock({ pid, round });
      const asked = await Promise.allSettled(Array.from({ length: 8 }, () => takeLock(paths, NOW)));
      expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    }
  });

  it('names the file that a process left which was killed while it took over', async () => {
    leaveLock({ pid: await deadPid() });
    const guard = `${paths.lock}.guard`;
    writeFileSync(guard, readFileSync(paths.lock));
    await expect(takeLock(paths, NOW)).rejects.toMatchObject({
      code: 'case-locked',
      hint: expect.stringContaining(guard),
    });
    rmSync(guard);
    await (await takeLock(paths, NOW)).release();
  });

  it('is left alone by who no longer holds it', async () => {
    const lock = await takeLock(paths, NOW);
    leaveLock({ pid: 1 });
    await lock.release();
    expect(existsSync(paths.lock)).toBe(true);
  });
});
