/** Faults of the machine: full disk, no right to write or read, another run, a reader that goes away. */
import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { builtMain, letterlock, NOW, scratchFolder } from './program.ts';
import { goodLines } from './records.ts';

vi.setConfig({ testTimeout: 60_000 });
const home = scratchFolder();
beforeAll(builtMain);
afterAll(() => home.remove());

function works(command: string, args: readonly string[]): boolean {
  try {
    execFileSync(command, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

const root = process.platform === 'linux' && process.getuid?.() === 0;
/** A private mount with a small disk in it; only root may. */
const canMount = root && works('unshare', ['-m', 'sh', '-c', `mount -t tmpfs -o size=1m none ${home.path}`]);
/** The rights of files do not bind root until it gives up passing over them. Another user might not reach this checkout. */
const asBound = root ? ['setpriv', '--bounding-set', '-dac_override,-dac_read_search'] : [];
const canBeBound =
  process.platform !== 'win32' &&
  (!root || works(asBound[0] ?? '', [...asBound.slice(1), process.execPath, '-e', '0']));
if (!canMount) console.warn('skipped: a full disk (needs Linux and root for a small file system)');
if (!canBeBound) console.warn('skipped: folders without permission (needs a user whom permissions bind)');

let count = 0;
/** A folder of its own with an input of `records` records. */
function freshFolder(records = 20): string {
  count += 1;
  const folder = join(home.path, `f${count}`);
  mkdirSync(join(folder, 'in'), { recursive: true });
  writeFileSync(join(folder, 'in', 'audit.jsonl'), goodLines(records));
  return folder;
}

describe.runIf(canMount)('a full disk', () => {
  it.each(['1m', '2m', '5m'])('of %s is said, and a larger one lets the same command go on', async (size) => {
    const folder = freshFolder(20_000);
    const small = join(folder, 'small');
    mkdirSync(small);
    const shell = `mount -t tmpfs -o size=${size} none ${small} && "$@"; status=$?; ls ${small}/case/report >&2; mount -o remount,size=200m ${small} && "$@" && exit $status`;
    const outcome = await letterlock(['ingest', 'in', '--case', join(small, 'case'), '--now', NOW], {
      cwd: folder,
      before: ['unshare', '-m', 'sh', '-c', shell, 'sh'],
    });
    expect(outcome.stderr).toContain(`letterlock: ${join(small, 'case')}: the disk is full.\n`);
    expect(outcome.stderr).toContain('it goes on where it stopped');
    expect(outcome.status).toBe(1);
    expect(outcome.stdout).toContain('20,000 records: 20,000 stored');
  });

  it('that fills before the report leaves the report of before, and says so', async () => {
    const folder = freshFolder();
    const small = join(folder, 'small');
    mkdirSync(small);
    const report = `"$1" "$2" report --case ${small}/case --now 2026-10-27T00:00:00Z`;
    const sums = `(cd ${small}/case/report && sha256sum * | sha256sum)`;
    const shell = `mount -t tmpfs -o size=60m none ${small} && "$@" > /dev/null && ${sums} && cat /dev/zero > ${small}/fill 2> /dev/null; ${report}; status=$?; ${sums}; rm ${small}/fill && ${report} > /dev/null && ${sums} && exit $status`;
    const outcome = await letterlock(['investigate', 'in', '--case', join(small, 'case'), '--now', NOW], {
      cwd: folder,
      before: ['unshare', '-m', 'sh', '-c', shell, 'sh'],
    });
    expect(outcome.stderr).toContain(`letterlock: ${join(small, 'case')}: the disk is full.\n`);
    expect(outcome.stderr).not.toMatch(/ {4}at /);
    const [before, full, after] = outcome.stdout.trim().split('\n');
    expect(full).toBe(before);
    expect(after).toMatch(/^[0-9a-f]{64}/);
    expect(after).not.toBe(before);
    expect(outcome.status).toBe(1);
  });
});

describe.runIf(canBeBound)('without permission', () => {
  it('a folder that cannot be written is no place for a case', async () => {
    const folder = freshFolder();
    chmodSync(folder, 0o555);
    const outcome = await letterlock(['ingest', 'in', '--case', 'case'], { cwd: folder, before: asBound });
    chmodSync(folder, 0o755);
    expect(outcome).toMatchObject({ status: 1, stdout: '' });
    expect(outcome.stderr).toBe(
      'letterlock: case: the case folder cannot be written (no permission).\n  Name a folder this user may write to, with --case DIR.\n',
    );
  });

  it('a case that cannot be written is still read', async () => {
    const folder = freshFolder();
    expect(await letterlock(['ingest', 'in', '--case', 'case'], { cwd: folder, before: asBound })).toMatchObject({
      status: 0,
    });
    for (const [name, mode] of [
      ['case', 0o555],
      ['case/case.duckdb', 0o444],
    ] as const)
      chmodSync(join(folder, name), mode);
    const token = await letterlock(['token', '4d63c1c4-c95b-4d3c-8e0a-1271fd813e00', '--case', 'case'], {
      cwd: folder,
      before: asBound,
    });
    expect(token).toMatchObject({ status: 0, stderr: '' });
    expect(token.stdout).toContain('No record of this case names it.');
    const more = await letterlock(['ingest', 'in', '--case', 'case'], { cwd: folder, before: asBound });
    expect(more.status).toBe(1);
    expect(more.stderr).toContain('cannot be written (no permission)');
    chmodSync(join(folder, 'case'), 0o755);
  });

  it('a file that cannot be read is said, the rest is done, and the status is failure; with the right to it, it comes in', async () => {
    const folder = freshFolder();
    const closed = join(folder, 'in', 'closed.jsonl');
    writeFileSync(closed, goodLines(3, 500));
    chmodSync(closed, 0);
    const outcome = await letterlock(['ingest', 'in', '--case', 'case'], { cwd: folder, before: asBound });
    expect(outcome.status).toBe(1);
    expect(outcome.stderr).toMatch(/^letterlock: in\/closed\.jsonl: .*(permission|cannot be read)/);
    expect(outcome.stdout).toContain('20 stored');
    chmodSync(closed, 0o644);
    const again = await letterlock(['ingest', 'in', '--case', 'case'], { cwd: folder, before: asBound });
    expect(again).toMatchObject({ status: 0, stderr: '' });
    expect(again.stdout).toContain('3 stored');
  });

  it('a folder that cannot be listed is said', async () => {
    const folder = freshFolder();
    const closed = join(folder, 'in', 'closed');
    mkdirSync(closed);
    chmodSync(closed, 0);
    const outcome = await letterlock(['ingest', 'in', '--case', 'case'], { cwd: folder, before: asBound });
    chmodSync(closed, 0o755);
    expect(outcome.status).toBe(1);
    expect(outcome.stderr).toContain('letterlock: in/closed: cannot be read (no permission).');
    expect(outcome.stdout).toContain('20 stored');
  });
});

describe.runIf(root && canMount)('on a read-only file system', () => {
  it('no case is made, and one that is there is read', async () => {
    const folder = freshFolder();
    expect(await letterlock(['ingest', 'in', '--case', 'case'], { cwd: folder })).toMatchObject({ status: 0 });
    const shell = `mount --bind ${folder} ${folder} && mount -o remount,ro,bind ${folder} && cd ${folder} && exec "$@"`;
    const before = ['unshare', '-m', 'sh', '-c', shell, 'sh'];
    const make = await letterlock(['ingest', 'in', '--case', 'other'], { cwd: folder, before });
    expect(make).toMatchObject({ status: 1, stdout: '' });
    expect(make.stderr).toContain(
      'letterlock: other: the case folder cannot be written (the file system is read-only).',
    );
    expect(
      await letterlock(['token', '4d63c1c4-c95b-4d3c-8e0a-1271fd813e00', '--case', 'case'], { cwd: folder, before }),
    ).toMatchObject({ status: 0 });
  });
});

describe('two runs at once on one case', () => {
  it('the second is told who works there, and harms nothing', async () => {
    const folder = freshFolder();
    const first = letterlock(['ingest', 'in', '--case', 'case'], {
      cwd: folder,
      env: { LETTERLOCK_TEST_PAUSE: 'derive' },
      interruptAt: { text: 'second done', signal: 'SIGINT' },
    });
    for (let tries = 0; !existsSync(join(folder, 'case', 'lock.json')) && tries < 1500; tries += 1)
      await new Promise((done) => setTimeout(done, 20));
    const second = await letterlock(['ingest', 'in', '--case', 'case'], { cwd: folder });
    expect(second).toMatchObject({ status: 1, stdout: '' });
    expect(second.stderr).toMatch(
      /^letterlock: case: another letterlock works on this case \(process \d+, since \d{4}-.*Z\)\.\n {2}Wait until it has ended/,
    );
    const { pid } = JSON.parse(execFileSync('cat', [join(folder, 'case', 'lock.json')], { encoding: 'utf8' })) as {
      pid: number;
    };
    process.kill(pid, 'SIGTERM');
    expect((await first).status).toBe(130);
    expect(await letterlock(['ingest', 'in', '--case', 'case'], { cwd: folder })).toMatchObject({ status: 0 });
  });

  it('a run that was killed leaves a case that the next one takes over', async () => {
    const folder = freshFolder();
    const killed = await letterlock(['ingest', 'in', '--case', 'case'], {
      cwd: folder,
      env: { LETTERLOCK_TEST_PAUSE: 'derive' },
      interruptAt: { text: 'paused', signal: 'SIGKILL' },
    });
    expect(killed.signal).toBe('SIGKILL');
    expect(existsSync(join(folder, 'case', 'lock.json'))).toBe(true);
    const next = await letterlock(['ingest', 'in', '--case', 'case'], { cwd: folder });
    expect(next).toMatchObject({ status: 0, stderr: '' });
    expect(next.stdout).toContain('Already in the case, unchanged: 1 file.');
    expect(readdirSync(join(folder, 'case', 'tmp'))).toEqual([]);
  });

  it('a copy of a case works where it is copied to', async () => {
    const folder = freshFolder();
    await letterlock(['ingest', 'in', '--case', 'case'], { cwd: folder });
    cpSync(join(folder, 'case'), join(folder, 'copy'), { recursive: true });
    expect(await letterlock(['detect', '--case', 'copy'], { cwd: folder })).toMatchObject({ status: 0 });
  });
});

describe('standard output and input', () => {
  it.skipIf(process.platform === 'win32')('a reader that goes away is no crash', async () => {
    const main = await builtMain();
    const child = spawn('sh', [
      '-c',
      `"$0" "$1" --help | true; "$0" "$1" detections list --json | head -c 10`,
      process.execPath,
      main,
    ]);
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    await new Promise((done) => child.on('close', done));
    expect(stderr).toBe('');
  });

  it('standard input is a source by the name of -', async () => {
    const folder = freshFolder();
    const outcome = await letterlock(['ingest', '-', '--case', 'case', '--json'], { cwd: folder, stdin: goodLines(4) });
    expect(outcome).toMatchObject({ status: 0, stderr: '' });
    expect(JSON.parse(outcome.stdout)).toMatchObject({ sources: [{ path: '-', records: 4, stored: 4 }] });
    const again = await letterlock(['ingest', '-', '--case', 'case', '--json'], { cwd: folder, stdin: goodLines(4) });
    expect(JSON.parse(again.stdout)).toMatchObject({ alreadyThere: 1, sources: [] });
  });
});
