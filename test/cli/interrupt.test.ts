/**
 * Ctrl-C in each phase: what is said, the exit status, that nothing half stays behind, and that the same command run
 * again gives the bytes of a run that nobody interrupted. And inside ingest, between any two commits.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Case, derivePhase, detectPhase, ingestPhase, PHASE_WORDS, PHASES, reportPhase } from '../../src/case/index.ts';
import { zip } from '../../tools/lib/pack.mjs';
import { builtMain, letterlock, NOW, scratchFolder } from './program.ts';
import { accessRecord, goodLines, jsonLines } from './records.ts';

vi.setConfig({ testTimeout: 60_000 });
const home = scratchFolder();
beforeAll(builtMain);
afterAll(() => home.remove());

/** Inputs with something to find: an ordinary past, then a token of the consumer tenant. */
function inputs(folder: string): void {
  mkdirSync(join(folder, 'in'), { recursive: true });
  // The stray record is told with its line, which is found only after the unwrapping.
  writeFileSync(join(folder, 'in', 'a.jsonl'), `${goodLines(30)}{"hello":"world"}\n${goodLines(30, 31)}`);
  writeFileSync(
    join(folder, 'in', 'b.jsonl'),
    jsonLines([
      accessRecord(70, {
        TokenTenantId: '9188040d-6c67-4c5b-b112-36a304b66dad',
        AppAccessContext: { UniqueTokenId: 'xMFjTVvJPE2OChJx_YE-AA', IssuedAtTime: '2026-10-05T01:00:00' },
      }),
    ]),
  );
  writeFileSync(join(folder, 'in', 'c.jsonl'), goodLines(40, 100));
}

/** Every file of a folder with its hash. */
function fingerprint(folder: string): Readonly<Record<string, string>> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8', withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  const paths = names.map((entry) => join(entry.parentPath, entry.name)).sort();
  return Object.fromEntries(
    paths.map((path) => [path.slice(folder.length), createHash('sha256').update(readFileSync(path)).digest('hex')]),
  );
}

const JOB = ['investigate', 'in', '--case', 'case', '--now', NOW];
let whole: { readonly stdout: string; readonly report: Readonly<Record<string, string>> };

beforeAll(async () => {
  const folder = join(home.path, 'whole');
  inputs(folder);
  const outcome = await letterlock(JOB, { cwd: folder });
  expect(outcome).toMatchObject({ status: 0, stderr: '' });
  whole = { stdout: outcome.stdout, report: fingerprint(join(folder, 'case', 'report')) };
  expect(Object.keys(whole.report).length).toBeGreaterThan(5);
});

describe('Ctrl-C', () => {
  it.each([
    ...PHASES.map((phase) => ({ phase, signal: 'SIGINT' as const })),
    { phase: 'detect' as const, signal: 'SIGTERM' as const },
  ])('while $phase ($signal)', async ({ phase, signal }) => {
    const folder = join(home.path, `${phase}-${signal}`);
    inputs(folder);
    const outcome = await letterlock(JOB, {
      cwd: folder,
      env: { LETTERLOCK_TEST_PAUSE: phase },
      interruptAt: { text: 'paused', signal },
    });
    expect(outcome).toMatchObject({ status: 130, signal: null, stdout: '' });
    expect(outcome.stderr).toBe(
      `letterlock: paused\nletterlock: Interrupted while ${PHASE_WORDS[phase]}.\n  Nothing is lost: run the same command again and it goes on where it stopped.\n`,
    );
    expect(existsSync(join(folder, 'case', 'report'))).toBe(false);
    expect(existsSync(join(folder, 'case', 'lock.json'))).toBe(false);
    expect(readdirSync(join(folder, 'case', 'tmp'))).toEqual([]);
    const again = await letterlock(JOB, { cwd: folder });
    expect(again).toMatchObject({ status: 0, stderr: '' });
    expect(again.stdout).toBe(whole.stdout);
    expect(fingerprint(join(folder, 'case', 'report'))).toEqual(whole.report);
  });

  it('twice ends the process at once', async () => {
    const folder = join(home.path, 'twice');
    inputs(folder);
    const main = await builtMain();
    const script = `"$0" "$1" ingest in --case case & child=$!; while [ ! -f case/lock.json ]; do sleep 0.02; done; kill -INT $child; kill -INT $child; wait $child; echo "status $?"`;
    if (process.platform === 'win32') return;
    const outcome = await letterlock([], { cwd: folder, before: ['bash', '-c', script, process.execPath, main] });
    expect(outcome.stdout).toMatch(/status (130|0)\n$/);
  });
});

/** Runs all phases in this process, interrupted after `chunks` chunks of ingest where that is a number; how many there were. */
async function inProcess(folder: string, chunks: number | null): Promise<number> {
  const controller = new AbortController();
  const opened = await Case.open({
    folder: join(folder, 'case'),
    mode: 'make',
    now: new Date(NOW),
    signal: controller.signal,
  });
  let seen = 0;
  const onProgress = (): void => {
    seen += 1;
    if (seen === chunks) controller.abort();
  };
  try {
    await ingestPhase(opened, { paths: ['in'], cwd: folder, limits: { chunkBytes: 2048 } }, { onProgress });
    await derivePhase(opened, {}, {});
    await detectPhase(opened, {}, { suspects: [], knownGood: [], canaries: [] }, {});
    await reportPhase(opened, { version: '0.0.0' }, {});
    return seen;
  } finally {
    await opened.close();
  }
}

/** An archive of several members: an interrupt may come between two of them. */
function members(): Buffer {
  return zip([1, 2, 3, 4, 5, 6].map((number) => ({ name: `m${number}.jsonl`, text: goodLines(8, 200 + number * 10) })));
}

describe('inside ingest', () => {
  it('an interrupt after any chunk keeps whole sources alone, and going on gives the same report', async () => {
    const uncut = join(home.path, 'uncut');
    inputs(uncut);
    writeFileSync(join(uncut, 'in', 'd.zip'), members());
    const count = await inProcess(uncut, null);
    expect(count).toBeGreaterThan(10);
    const expected = fingerprint(join(uncut, 'case', 'report'));
    for (const chunks of [1, Math.floor(count / 2), count - 2]) {
      const folder = join(home.path, `chunks-${chunks}`);
      inputs(folder);
      writeFileSync(join(folder, 'in', 'd.zip'), members());
      await expect(inProcess(folder, chunks)).rejects.toMatchObject({ code: 'interrupted' });
      const opened = await Case.open({ folder: join(folder, 'case'), mode: 'write', now: new Date(NOW) });
      const row = await opened.database.one(
        'SELECT count(*) AS sources, coalesce(sum(read), 0) AS read, (SELECT count(*) FROM event_source) + (SELECT coalesce(sum(records), 0) FROM reject) AS kept FROM source',
      );
      expect(Number(row.kept)).toBe(Number(row.read));
      await opened.close();
      await inProcess(folder, null);
      expect(fingerprint(join(folder, 'case', 'report'))).toEqual(expected);
    }
  });
});
