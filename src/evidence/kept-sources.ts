/**
 * Copies of sources inside the case, `evidence/sources/SHA256.gz`. A copy is named by the hash of what it holds, never by a
 * path, so that nothing in a log or an archive can lead out of the folder.
 */
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';

/** The copy of what has that hash, there or not. */
export function keptPath(folder: string, sha256: string): string {
  if (!/^[0-9a-f]{64}$/.test(sha256)) throw new TypeError('not a SHA-256 in hex');
  return join(folder, `${sha256}.gz`);
}

/** Keeps a copy of a file, and says its hash. A copy that is there already stays. */
export async function keepSource(file: string, folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  const temporary = join(folder, 'copy.part');
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(file), passing(hash), createGzip(), createWriteStream(temporary));
    const sha256 = hash.digest('hex');
    await rename(temporary, keptPath(folder, sha256));
    return sha256;
  } finally {
    await rm(temporary, { force: true });
  }
}

/**
 * Unpacks the copy below `into`, a folder that exists; null where there is none or it does not hold what its name says. One
 * unpacked copy lies there at a time: it stays for the next source out of the same file, and goes when another is asked for.
 */
export async function unpackKept(folder: string, sha256: string, into: string): Promise<string | null> {
  const kept = keptPath(folder, sha256);
  if (!existsSync(kept)) return null;
  const place = join(into, 'kept');
  const unpacked = join(place, sha256);
  if (existsSync(unpacked)) return unpacked;
  await rm(place, { recursive: true, force: true });
  await mkdir(place);
  const hash = createHash('sha256');
  const partial = `${unpacked}.part`;
  try {
    await pipeline(createReadStream(kept), createGunzip(), passing(hash), createWriteStream(partial));
  } catch (error) {
    // Faults of the copy are the copy's; those of the disk are not.
    if (error instanceof Error && 'code' in error && String(error.code).startsWith('Z_')) return null;
    throw error;
  }
  if (hash.digest('hex') !== sha256) return null;
  await rename(partial, unpacked);
  return unpacked;
}

function passing(hash: ReturnType<typeof createHash>): Transform {
  return new Transform({
    transform(piece: Buffer, _encoding, done) {
      hash.update(piece);
      done(null, piece);
    },
  });
}
