/**
 * One process a case: a lock file that names it. A lock whose process is gone is taken over; one of another machine is
 * believed, since from here nobody can tell.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { LetterlockError } from '../errors.ts';
import { systemCode } from './faults.ts';
import type { CasePaths } from './paths.ts';

interface LockOwner {
  readonly pid: number;
  /** ISO time, UTC. */
  readonly since: string;
  readonly host: string;
  /** When the process was born, in the system's own words; null where the system does not say. Pids are used again. */
  readonly birth: string | null;
}

/** Tries before a lock file without readable content counts as left behind by a process that died while writing it. */
const READ_TRIES = 5;
const PAUSE_MS = 20;

/** Holds the lock until `release`. Throws `case-locked` while another living process holds it. */
export async function takeLock(paths: CasePaths, now: Date): Promise<Lock> {
  const own: LockOwner = { pid: process.pid, since: now.toISOString(), host: hostname(), birth: birthOf(process.pid) };
  const text = `${JSON.stringify(own)}\n`;
  for (let attempt = 0; attempt < 3; attempt += 1) {
    if (created(paths.lock, text)) return new Lock(paths.lock, text);
    const found = await readLock(paths.lock);
    if (found === null) continue;
    if (found.owner !== null && isAlive(found.owner)) throw lockedBy(found.owner, paths, paths.lock);
    if (!removeStale(paths.lock, found.text, text)) await pause();
  }
  const guard = await readLock(guardOf(paths.lock));
  const owner = (guard ?? (await readLock(paths.lock)))?.owner ?? UNKNOWN_OWNER;
  throw lockedBy(owner, paths, guard === null ? paths.lock : guardOf(paths.lock));
}

/** Who holds a lock that came and went between two looks. */
const UNKNOWN_OWNER: LockOwner = { pid: 0, since: 'just now', host: '', birth: null };

export class Lock {
  readonly #path: string;
  readonly #text: string;

  constructor(path: string, text: string) {
    this.#path = path;
    this.#text = text;
  }

  /** Gives the lock back; one that meanwhile belongs to somebody else (deleted by hand, taken again) is left alone. */
  async release(): Promise<void> {
    const text = await readFile(this.#path, 'utf8').catch(() => null);
    if (text === this.#text) await rm(this.#path, { force: true });
  }
}

function lockedBy(owner: LockOwner, paths: CasePaths, file: string): LetterlockError {
  const elsewhere = owner.host === '' || owner.host === hostname() ? '' : ` on ${owner.host}`;
  return new LetterlockError('case-locked', {
    path: paths.shown,
    pid: `${owner.pid}${elsewhere}`,
    since: owner.since,
    lock: file,
  });
}

/** Makes the file, unless there is one: of many who ask one alone is told yes. */
function created(path: string, text: string): boolean {
  try {
    writeFileSync(path, text, { flag: 'wx' });
    return true;
  } catch (error) {
    if (systemCode(error) === 'EEXIST') return false;
    throw error;
  }
}

/** What the lock file says; null where it is gone. `owner` is null where nobody can read it. */
async function readLock(path: string): Promise<{ readonly text: string; readonly owner: LockOwner | null } | null> {
  let text = '';
  for (let attempt = 0; attempt < READ_TRIES; attempt += 1) {
    try {
      text = await readFile(path, 'utf8');
    } catch (error) {
      if (systemCode(error) === 'ENOENT') return null;
      throw error;
    }
    const owner = parseOwner(text);
    if (owner !== null) return { text, owner };
    await pause();
  }
  return { text, owner: null };
}

async function pause(): Promise<void> {
  await new Promise((done) => setTimeout(done, PAUSE_MS));
}

function parseOwner(text: string): LockOwner | null {
  try {
    const { pid, since, host, birth } = JSON.parse(text) as Partial<Record<keyof LockOwner, unknown>>;
    if (typeof pid !== 'number' || typeof since !== 'string' || typeof host !== 'string') return null;
    return { pid, since, host, birth: typeof birth === 'string' ? birth : null };
  } catch {
    return null;
  }
}

function isAlive(owner: LockOwner): boolean {
  if (owner.host !== hostname()) return true;
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    // EPERM: it lives, and belongs to somebody else.
    if (systemCode(error) !== 'EPERM') return false;
  }
  const birth = birthOf(owner.pid);
  return owner.birth === null || birth === null || owner.birth === birth;
}

/** Boot and tick at which a process began, on Linux; null elsewhere. */
function birthOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The second field is the command's name in brackets, which may hold spaces and brackets itself.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim()}/${fields[19] ?? ''}`;
  } catch {
    return null;
  }
}

/**
 * Removes the lock if it is still the stale one. Many may find it stale at once, and the first to remove it may hold one
 * of its own by the time the second gets there: a guard file, made by one alone, lies beside the lock while it is read
 * again and removed. All of it without a pause, so that only a process killed in between leaves the guard behind. False
 * while another one is at it.
 */
function removeStale(path: string, stale: string, own: string): boolean {
  const guard = guardOf(path);
  if (!created(guard, own)) return false;
  try {
    if (readFileSync(path, 'utf8') === stale) rmSync(path);
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw error;
  } finally {
    rmSync(guard, { force: true });
  }
  return true;
}

function guardOf(lock: string): string {
  return `${lock}.guard`;
}
