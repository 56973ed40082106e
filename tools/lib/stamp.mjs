/** Stamps: a hash of what something was made from, beside what was made. Written last, so that half is never whole. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { ROOT } from './process.mjs';

/** What the build is made from: folders and files below the root. */
export const BUILD_INPUTS = [
  'src',
  'ui',
  'tsconfig.json',
  'package.json',
  'package-lock.json',
  'tools/build.mjs',
  'tools/lib/bundle.mjs',
];
export const BUILD_STAMP = join(ROOT, 'dist', '.stamp');
/** What the data files in `dist/` are made from, beside the build. */
export const DATA_INPUTS = ['detections', 'reference'];
export const DATA_STAMP = join(ROOT, 'dist', '.stamp-data');
export const INSTALL_STAMP = join(ROOT, 'node_modules', '.letterlock-install');

/**
 * SHA-256 over names and contents, hex. A name that does not exist counts as absent, not as empty.
 * @param {readonly string[]} inputs
 */
export function hashOf(inputs) {
  const hash = createHash('sha256').update(`${process.platform} ${process.arch}\n`);
  for (const input of inputs) {
    for (const file of filesBelow(join(ROOT, input))) {
      const content = createHash('sha256').update(readFileSync(file)).digest('hex');
      hash.update(`${relative(ROOT, file).split(sep).join('/')} ${content}\n`);
    }
  }
  return hash.digest('hex');
}

/**
 * Files below a path, sorted; the path itself if it is a file. Folders of packages and hidden ones are left out.
 * @param {string} path
 * @returns {string[]}
 */
export function filesBelow(path) {
  if (!existsSync(path)) return [];
  try {
    const entries = readdirSync(path, { withFileTypes: true });
    const wanted = entries.filter((entry) => entry.name !== 'node_modules' && !entry.name.startsWith('.'));
    wanted.sort((a, b) => (a.name < b.name ? -1 : 1));
    return wanted.flatMap((entry) =>
      entry.isDirectory() ? filesBelow(join(path, entry.name)) : [join(path, entry.name)],
    );
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOTDIR') return [path];
    throw error;
  }
}

/** @param {string} stamp @param {string} hash */
export function isStamped(stamp, hash) {
  return existsSync(stamp) && readFileSync(stamp, 'utf8').trim() === hash;
}

/** @param {string} stamp @param {string} hash */
export function writeStamp(stamp, hash) {
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, `${hash}\n`);
}

/** @param {string} stamp */
export function removeStamp(stamp) {
  rmSync(stamp, { force: true });
}
