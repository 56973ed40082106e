/**
 * Signed notes and checkpoints of transparency logs, as C2SP has them: `signed-note` (with Ed25519, type 0x01) and
 * `tlog-checkpoint`. Existing tools check what is written here.
 */
import { createPublicKey, hash, type KeyObject, sign, verify } from 'node:crypto';

const ED25519 = 0x01;
const KEY_BYTES = 32;
const ID_BYTES = 4;
const SIGNATURE_BYTES = 64;
/** What stands before the 32 bytes of an Ed25519 key in its DER form (RFC 8410). */
const SPKI_HEAD = Buffer.from('302a300506032b6570032100', 'hex');
/** Longest note that is looked at: one with 16 signatures is far below. */
const MOST_NOTE_BYTES = 1024 ** 2;

/** Who signs: a name and a public key. */
export interface Verifier {
  readonly name: string;
  readonly key: KeyObject;
  readonly id: Buffer;
}

export interface Signer extends Verifier {
  readonly privateKey: KeyObject;
}

/** Whether a text may name a key: not empty, no white space, no plus, no control character. */
export function isKeyName(name: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is to be refused.
  return name !== '' && !/[\s+\u0000-\u001f\u007f]/u.test(name);
}

/** The 32 bytes of an Ed25519 public key. */
function rawKey(key: KeyObject): Buffer {
  return key.export({ format: 'der', type: 'spki' }).subarray(-KEY_BYTES);
}

/** `SHA-256(name | 0x0A | 0x01 | key)`, its first four bytes. */
function keyId(name: string, raw: Buffer): Buffer {
  const text = Buffer.concat([Buffer.from(`${name}\n`, 'utf8'), Buffer.from([ED25519]), raw]);
  return hash('sha256', text, 'buffer').subarray(0, ID_BYTES);
}

export function verifierOf(name: string, publicKey: KeyObject): Verifier {
  if (!isKeyName(name)) throw new TypeError(`"${name}" cannot name a key`);
  if (publicKey.asymmetricKeyType !== 'ed25519') throw new TypeError('not an Ed25519 key');
  return { name, key: publicKey, id: keyId(name, rawKey(publicKey)) };
}

export function signerOf(name: string, privateKey: KeyObject): Signer {
  return { ...verifierOf(name, createPublicKey(privateKey)), privateKey };
}

/** `name+id+key`, as tools for signed notes take a verifier's key. */
export function verifierKey({ name, key, id }: Verifier): string {
  return `${name}+${id.toString('hex')}+${Buffer.concat([Buffer.from([ED25519]), rawKey(key)]).toString('base64')}`;
}

/** The verifier behind `name+id+key`; null where the text is none, is of another kind, or its id is not that of its key. */
export function parseVerifierKey(text: string): Verifier | null {
  const [, name = '', id = '', encoded = ''] = /^([^+]+)\+([0-9a-fA-F]{8})\+([A-Za-z0-9+/=]+)$/.exec(text.trim()) ?? [];
  const typed = fromBase64(encoded);
  if (!isKeyName(name) || typed?.length !== 1 + KEY_BYTES || typed[0] !== ED25519) return null;
  const raw = typed.subarray(1);
  if (!keyId(name, raw).equals(Buffer.from(id, 'hex'))) return null;
  return verifierOf(name, createPublicKey({ key: Buffer.concat([SPKI_HEAD, raw]), format: 'der', type: 'spki' }));
}

/** Bytes of standard base64; null for any other spelling, so that one signature has one text. */
function fromBase64(text: string): Buffer | null {
  const bytes = Buffer.from(text, 'base64');
  return text !== '' && bytes.toString('base64') === text ? bytes : null;
}

/** The note with one signature. `text` ends with a newline. */
export function signNote(text: string, signer: Signer): string {
  const signature = sign(null, Buffer.from(text, 'utf8'), signer.privateKey);
  const line = Buffer.concat([signer.id, signature]).toString('base64');
  return `${text}\n— ${signer.name} ${line}\n`;
}

/** What became of the check of a note. */
export type Opened =
  | { readonly state: 'good'; readonly text: string }
  /** There is a signature of that name and key, and it is not one of this text. */
  | { readonly state: 'bad-signature'; readonly text: string }
  /** Signed, but not by this key. */
  | { readonly state: 'other-key'; readonly text: string; readonly signers: readonly string[] }
  /** Not a signed note. */
  | { readonly state: 'malformed'; readonly reason: string };

/** Checks a note against one key. The first signature of that name and id decides, as in the reference implementation. */
export function openNote(note: string, verifier: Verifier): Opened {
  const malformed = (reason: string): Opened => ({ state: 'malformed', reason });
  if (note.length > MOST_NOTE_BYTES) return malformed('it is too long');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is to be refused.
  if (/[\u0000-\u0009\u000b-\u001f]/.test(note)) return malformed('it holds control characters');
  const split = note.lastIndexOf('\n\n');
  if (split < 0 || !note.endsWith('\n')) return malformed('it has no signatures');
  const text = note.slice(0, split + 1);
  const lines = note.slice(split + 2, -1).split('\n');
  const signers: string[] = [];
  for (const line of lines) {
    const [, name = '', encoded = ''] = /^— (\S+) (\S+)$/u.exec(line) ?? [];
    const bytes = fromBase64(encoded);
    if (!isKeyName(name) || bytes === null || bytes.length <= ID_BYTES) return malformed('a line is no signature');
    const id = bytes.subarray(0, ID_BYTES);
    signers.push(`${name}+${id.toString('hex')}`);
    if (name !== verifier.name || !id.equals(verifier.id)) continue;
    const signature = bytes.subarray(ID_BYTES);
    const good =
      signature.length === SIGNATURE_BYTES && verify(null, Buffer.from(text, 'utf8'), verifier.key, signature);
    return { state: good ? 'good' : 'bad-signature', text };
  }
  return { state: 'other-key', text, signers };
}

/** A tree's head. */
export interface Checkpoint {
  readonly origin: string;
  /** Leaves of the tree. */
  readonly size: number;
  /** Root of the tree, 32 bytes. */
  readonly root: Buffer;
}

export function checkpointText({ origin, size, root }: Checkpoint): string {
  return `${origin}\n${size}\n${root.toString('base64')}\n`;
}

/** The head that a note's text states; null where it is none. Extension lines are not taken: this program writes none. */
export function parseCheckpoint(text: string): Checkpoint | null {
  const [, origin = '', size = '', encoded = ''] = /^([^\n]+)\n(0|[1-9]\d*)\n([^\n]+)\n$/.exec(text) ?? [];
  const root = fromBase64(encoded);
  if (origin === '' || root?.length !== KEY_BYTES || !Number.isSafeInteger(Number(size))) return null;
  return { origin, size: Number(size), root };
}
