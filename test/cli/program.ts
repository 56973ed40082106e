/** Runs the built program as people do: a process of its own. */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { cp, rename } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isBuilt } from '../../tools/build.mjs';
import { withLock } from '../../tools/lib/lock.mjs';
import { commandScript, runNode } from '../../tools/lib/process.mjs';
import { hashOf } from '../../tools/lib/stamp.mjs';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

let built: Promise<string> | undefined;

/** The same build for all of a test file, whatever is edited meanwhile. */
export async function builtMain(): Promise<string> {
  built ??= findMain();
  return await built;
}

/** Path of `main.js`: of `dist/` where that is current, else of a build of the present sources kept under `.cache/`. */
async function findMain(): Promise<string> {
  if (isBuilt()) return join(ROOT, 'dist', 'cli', 'main.js');
  const key = hashOf(['src', 'tsconfig.json']).slice(0, 16);
  const home = join(ROOT, '.cache', `test-${key}`);
  const main = join(home, 'dist', 'cli', 'main.js');
  mkdirSync(dirname(home), { recursive: true });
  if (!existsSync(main))
    await withLock(
      `${home}.lock`,
      () => {},
      async () => (existsSync(main) ? undefined : build(home)),
    );
  return main;
}

/** Compiles beside and moves: a build that was cut off is never taken for whole. */
async function build(home: string): Promise<void> {
  const half = `${home}.half`;
  rmSync(half, { recursive: true, force: true });
  const args = ['-p', 'tsconfig.json', '--outDir', join(half, 'dist')];
  const { status, output } = await runNode(commandScript('typescript', 'tsc'), args);
  // Colleagues' half-written files may not compile; what was emitted is tried all the same.
  if (status !== 0) console.warn(output);
  for (const name of ['package.json', 'reference', 'detections'])
    await cp(join(ROOT, name), join(half, name), { recursive: true });
  if (existsSync(join(ROOT, 'dist', 'ui')))
    await cp(join(ROOT, 'dist', 'ui'), join(half, 'dist', 'ui'), { recursive: true });
  await rename(half, home);
}

export interface Outcome {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string | Buffer;
  /** Sends the signal once standard error says this. */
  readonly interruptAt?: { readonly text: string; readonly signal: NodeJS.Signals };
  /** Something before the program: `['setpriv', '--reuid', '65534', …]`. */
  readonly before?: readonly string[];
}

/** The clock of all tests. */
export const NOW = '2026-10-26T09:00:00Z';

export async function letterlock(args: readonly string[], options: RunOptions = {}): Promise<Outcome> {
  const main = await builtMain();
  const [command = process.execPath, ...rest] = [...(options.before ?? []), process.execPath, main, ...args];
  const child = spawn(command, rest, {
    cwd: options.cwd ?? ROOT,
    env: { ...process.env, NO_COLOR: '1', ...options.env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  let sent = false;
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    const at = options.interruptAt;
    if (at !== undefined && !sent && stderr.includes(at.text)) {
      sent = true;
      child.kill(at.signal);
    }
  });
  child.stdin.on('error', () => {});
  child.stdin.end(options.stdin ?? '');
  return await new Promise((done, fail) => {
    child.on('error', fail);
    child.on('close', (status, signal) => done({ status, signal, stdout, stderr }));
  });
}

/** A folder of its own, gone after the test file. */
export function scratchFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'letterlock-cli-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

export function readJson<Value>(path: string): Value {
  return JSON.parse(readFileSync(path, 'utf8')) as Value;
}
