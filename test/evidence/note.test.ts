import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  checkpointText,
  openNote,
  parseCheckpoint,
  parseVerifierKey,
  signerOf,
  signNote,
  verifierKey,
} from '../../src/evidence/note.ts';

/** The example of golang.org/x/mod/sumdb/note, the first implementation of signed notes. */
const KEY = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
const TEXT =
  'If you think cryptography is the answer to your problem,\nthen you don’t know what your problem is.\n'.replace(
    '’',
    "'",
  );
const NOTE = `${TEXT}\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n`;

function verifier(text = KEY) {
  const parsed = parseVerifierKey(text);
  if (parsed === null) throw new Error('no key');
  return parsed;
}

describe('signed notes', () => {
  it('opens what the first implementation signed', () => {
    expect(openNote(NOTE, verifier())).toEqual({ state: 'good', text: TEXT });
    expect(verifierKey(verifier())).toBe(KEY);
  });

  it('tells a changed text, a changed signature and another key apart', () => {
    expect(openNote(NOTE.replace('answer', 'Answer'), verifier()).state).toBe('bad-signature');
    expect(openNote(NOTE.replace('x08go/ZJ', 'x08go/ZK'), verifier()).state).toBe('bad-signature');
    const other = signerOf('PeterNeumann', generateKeyPairSync('ed25519').privateKey);
    expect(openNote(NOTE, other)).toMatchObject({ state: 'other-key', signers: ['PeterNeumann+c74f20a3'] });
  });

  it('passes over signatures of others, wherever they stand', () => {
    const other = signerOf('witness.example/w1', generateKeyPairSync('ed25519').privateKey);
    const line = signNote(TEXT, other).split('\n').at(-2) ?? '';
    expect(openNote(`${NOTE}${line}\n`, verifier()).state).toBe('good');
    expect(openNote(NOTE.replace('\n\n', `\n\n${line}\n`), verifier()).state).toBe('good');
  });

  it.each([
    ['without signatures', TEXT],
    ['without a last newline', NOTE.slice(0, -1)],
    ['with a hyphen for the dash', NOTE.replace('—', '-')],
    ['with base64 of another spelling', NOTE.replace('JnAM=', 'JnAN=')],
    ['with a carriage return', NOTE.replace('\n', '\r\n')],
    ['too long', `${'x'.repeat(2 * 1024 ** 2)}${NOTE}`],
  ])('refuses one %s', (_what, note) => {
    expect(openNote(note, verifier()).state).toBe('malformed');
  });

  it.each([
    ['a wrong id', KEY.replace('c74f20a3', 'c74f20a4')],
    ['another kind of key', KEY.replace('+ARpc', '+Ahpc')],
    ['a key cut off', KEY.slice(0, -4)],
    ['no name', KEY.slice('PeterNeumann'.length)],
    ['a private key of Go', `PRIVATE+KEY+${KEY}`],
  ])('refuses a verifier key with %s', (_what, text) => {
    expect(parseVerifierKey(text)).toBeNull();
  });

  it('refuses names that no note can carry', () => {
    const { privateKey } = generateKeyPairSync('ed25519');
    for (const name of ['', 'a b', 'a+b', 'a\u00a0b', 'a\nb'])
      expect(() => signerOf(name, privateKey)).toThrow(TypeError);
    const rsa = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey;
    expect(() => signerOf('a', createPrivateKey(rsa.export({ format: 'pem', type: 'pkcs8' })))).toThrow(TypeError);
  });
});

describe('checkpoints', () => {
  it('reads the one of the specification', () => {
    const text = 'example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n';
    const head = parseCheckpoint(text);
    expect(head).toMatchObject({ origin: 'example.com/behind-the-sofa', size: 20852163 });
    expect(head === null ? '' : checkpointText(head)).toBe(text);
  });

  it.each([
    ['a size with a leading zero', 'a\n07\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n'],
    ['a root that is too short', 'a\n7\nCsUYapGGPo4dkMgI\n'],
    ['an extension', 'a\n7\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\nmore\n'],
    ['no origin', '\n7\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n'],
  ])('refuses %s', (_what, text) => {
    expect(parseCheckpoint(text)).toBeNull();
  });
});
