/**
 * The key that seals: one of the user's, made on first use, or one that was brought. It stays out of the case folder: what
 * seals a folder must not lie in it.
 */
import { createPrivateKey, generateKeyPairSync, hash, type KeyObject } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { LetterlockError } from '../errors.ts';
import { isKeyName, parseVerifierKey, type Signer, signerOf, type Verifier } from './note.ts';

/** What of the environment says where settings lie. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The file of the user's own key, by the custom of the system. */
export function ownKeyFile(environment: Environment, platform: NodeJS.Platform): string {
  return join(settingsFolder(environment, platform), 'letterlock', 'seal-key.pem');
}

function settingsFolder(environment: Environment, platform: NodeJS.Platform): string {
  const home = homedir();
  if (platform === 'win32') return given(environment['APPDATA']) ?? join(home, 'AppData', 'Roaming');
  if (platform === 'darwin') return join(home, 'Library', 'Application Support');
  return given(environment['XDG_CONFIG_HOME']) ?? join(home, '.config');
}

function given(value: string | undefined): string | null {
  return value === undefined || value === '' ? null : value;
}

/** Makes a key and keeps it where nobody else may read it. A key that is there stays. Throws `key-invalid`. */
export async function makeKey(file: string): Promise<void> {
  const { privateKey } = generateKeyPairSync('ed25519');
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    await writeFile(file, privateKey.export({ format: 'pem', type: 'pkcs8' }), { mode: 0o600, flag: 'wx' });
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown fault';
    if (code === 'EEXIST') return;
    throw new LetterlockError('key-invalid', { what: `${file}: no key can be kept there (${code})` }, { cause });
  }
}

/**
 * A private Ed25519 key in PEM (PKCS #8), under a name for signatures; without a name, one made from the key. Throws
 * `key-invalid`.
 */
export async function loadSigner(file: string, name?: string): Promise<Signer> {
  const pem = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new LetterlockError('key-invalid', { what: `${file}: cannot be read` }, { cause });
  });
  const key = privateKeyOf(pem);
  if (key === null || key.asymmetricKeyType !== 'ed25519') {
    throw new LetterlockError('key-invalid', {
      what: `${file}: holds no private Ed25519 key in PEM without a password`,
    });
  }
  const signer = signerOf('unnamed', key);
  if (name === undefined) return signerOf(`letterlock-seal/${fingerprint(signer)}`, key);
  if (!isKeyName(name)) {
    throw new LetterlockError('key-invalid', { what: `"${name}": a key's name has no white space and no plus` });
  }
  return signerOf(name, key);
}

function privateKeyOf(pem: string): KeyObject | null {
  try {
    return createPrivateKey(pem);
  } catch {
    return null;
  }
}

/** Sixteen hex digits over the public key. */
function fingerprint({ key }: Verifier): string {
  return hash('sha256', key.export({ format: 'der', type: 'spki' }), 'hex').slice(0, 16);
}

/** A verifier's key: the text itself (`name+id+key`) or a file that holds it. Throws `key-invalid`. */
export async function loadVerifier(given: string): Promise<Verifier> {
  const direct = parseVerifierKey(given);
  if (direct !== null) return direct;
  const text = await readFile(given, 'utf8').catch(() => null);
  const verifier = text === null ? null : parseVerifierKey(text);
  if (verifier !== null) return verifier;
  const what = text === null ? 'is no verifier key and no file' : 'holds no verifier key (name+id+key, on one line)';
  throw new LetterlockError('key-invalid', { what: `${given}: ${what}` });
}

/** Whether a file lies in a folder. */
export function liesWithin(file: string, folder: string): boolean {
  const path = relative(resolve(folder), resolve(file));
  return path !== '..' && !path.startsWith(`..${sep}`) && !isAbsolute(path);
}
