/** A lock file, so that two commands started at once do not install or build into one another. */
import {
  closeSync,
  linkSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeSync,
} from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** The holder touches its lock this often. */
const HEARTBEAT_MS = 5_000;
/** A lock that nobody has touched for so long is left over, even if another process has the holder's number by now. */
const STALE_MS = 120_000;

/**
 * Takes the lock, waiting for its holder, and runs `work`. The lock goes when the work ends, well or badly, or the
 * process is interrupted; after a crash the next one sees that the holder is gone.
 * @template T
 * @param {string} path
 * @param {(message: string) => void} say
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(path, say, work) {
  await acquire(path, say);
  const beat = setInterval(() => touch(path), HEARTBEAT_MS);
  const interrupted = () => {
    rmSync(path, { force: true });
    process.exit(130);
  };
  process.once('SIGINT', interrupted).once('SIGTERM', interrupted);
  try {
    return await work();
  } finally {
    clearInterval(beat);
    process.off('SIGINT', interrupted).off('SIGTERM', interrupted);
    rmSync(path, { force: true });
  }
}

/** @param {string} path @param {(message: string) => void} say */
async function acquire(path, say) {
  const mine = `${process.pid} ${new Date().toISOString()}\n`;
  for (let told = false; !create(path, mine); ) {
    const held = read(path);
    if (held !== null && isStale(path, held)) {
      discard(path, held);
      continue;
    }
    if (!told && held !== null) say(`waiting for process ${Number.parseInt(held, 10)}, which is setting up (${path})`);
    told = true;
    await sleep(200);
  }
}

/** @param {string} path @param {string} text */
function create(path, text) {
  try {
    const handle = openSync(path, 'wx');
    writeSync(handle, text);
    closeSync(handle);
    return true;
  } catch (error) {
    if (code(error) === 'EEXIST' || code(error) === 'EPERM') return false;
    throw error;
  }
}

/** @param {string} path */
function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

/** @param {string} path @param {string} held */
function isStale(path, held) {
  let age;
  try {
    age = Date.now() - statSync(path).mtimeMs;
  } catch {
    return false;
  }
  if (age > STALE_MS) return true;
  const pid = Number.parseInt(held, 10);
  // An empty file is a lock between its creation and its first byte: give it a moment.
  if (!Number.isInteger(pid)) return age > HEARTBEAT_MS;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return code(error) === 'ESRCH';
  }
}

/**
 * Removes a lock found stale. Two waiters may both have found it so: the file is moved aside first, and put back if it
 * turns out to be the other's new lock.
 * @param {string} path @param {string} held
 */
function discard(path, held) {
  const aside = `${path}.${process.pid}`;
  try {
    renameSync(path, aside);
    if (readFileSync(aside, 'utf8') !== held) linkSync(aside, path);
  } catch {
    // The other waiter was faster; the next round looks again.
  } finally {
    rmSync(aside, { force: true });
  }
}

/** @param {string} path */
function touch(path) {
  try {
    const now = new Date();
    utimesSync(path, now, now);
  } catch {
    // Deleted by hand: the work goes on.
  }
}

/** @param {unknown} error */
function code(error) {
  return /** @type {NodeJS.ErrnoException} */ (error).code;
}
