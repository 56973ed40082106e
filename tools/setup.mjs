/**
 * Makes a fresh clone ready: right Node, packages installed, `dist/` built. Does nothing, quickly, when all is current.
 * Runs before `npm start` and `npm test`. Everything it says goes to stderr: stdout belongs to the command.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, isBuilt, isDataPrepared, prepareData } from './build.mjs';
import { withLock } from './lib/lock.mjs';
import { ROOT, runNpm } from './lib/process.mjs';
import { hashOf, INSTALL_STAMP, isStamped, removeStamp, writeStamp } from './lib/stamp.mjs';

const LOCK_FILE = join(ROOT, 'package-lock.json');
const INSTALLED = join(ROOT, 'node_modules', '.package-lock.json');

/** @param {string} message */
const say = (message) => process.stderr.write(`letterlock setup: ${message}\n`);

/** The range in package.json is `>=MAJOR.MINOR`. */
function checkNode() {
  const { engines } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const numbers = (/** @type {string} */ text) => text.split('.').map(Number);
  const [major = 0, minor = 0] = numbers(engines.node.replace('>=', ''));
  const [runs = 0, below = 0] = numbers(process.versions.node);
  const enough = runs > major || (runs === major && below >= minor);
  if (enough) return;
  say(`Node ${process.versions.node} is too old; ${engines.node} is needed (nodejs.org, or your version manager).`);
  process.exit(1);
}

function isInstalled() {
  return existsSync(INSTALLED) && isStamped(INSTALL_STAMP, hashOf(['package-lock.json']));
}

/** Whether npm has installed just these versions already (by hand, without our stamp). */
function isInstalledByHand() {
  if (!existsSync(INSTALLED)) return false;
  const wanted = JSON.parse(readFileSync(LOCK_FILE, 'utf8')).packages;
  const found = JSON.parse(readFileSync(INSTALLED, 'utf8')).packages;
  const versionsAgree = Object.entries(found).every(([path, entry]) => wanted[path]?.version === entry.version);
  // Optional packages are those of other platforms.
  const allThere = Object.entries(wanted).every(([path, entry]) => path === '' || entry.optional || path in found);
  return versionsAgree && allThere;
}

async function install() {
  if (!isInstalledByHand()) {
    say('installing packages (once)');
    removeStamp(INSTALL_STAMP);
    // --include=dev: also where NODE_ENV says production. No package needs a script to be installed, and none is run.
    const args = ['ci', '--include=dev', '--ignore-scripts', '--loglevel=error', '--progress=false'];
    const { status } = await runNpm(args);
    if (status !== 0) {
      throw new Error(`npm ci failed (exit status ${status}); is the package registry within reach?`);
    }
  }
  writeStamp(INSTALL_STAMP, hashOf(['package-lock.json']));
}

async function setUp() {
  if (!isInstalled()) await install();
  if (!isBuilt()) {
    say('building (only when sources have changed)');
    await build();
  } else if (!isDataPrepared()) await prepareData();
}

checkNode();
try {
  if (!isInstalled() || !isBuilt() || !isDataPrepared()) await withLock(join(ROOT, '.setup.lock'), say, setUp);
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exit(1);
}
