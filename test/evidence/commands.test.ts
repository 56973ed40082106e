import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tell } from '../../src/cli/failure.ts';
import { runProgram } from '../../src/cli/program.ts';
import { type Made, makeCase, NOW } from './sealed.ts';

let made: Made;

beforeAll(async () => {
  made = await makeCase();
});
afterAll(() => made.remove());

/** Runs a command line in this process. */
async function run(...args: string[]) {
  let stdout = '';
  let stderr = '';
  const output = {
    out: (text: string) => {
      stdout += text;
    },
    err: (text: string) => {
      stderr += text;
    },
    colour: false,
    terminal: false,
    columns: 80,
  };
  const settings = join(made.home, 'settings');
  const context = {
    output,
    environment: { XDG_CONFIG_HOME: settings, APPDATA: settings },
    now: NOW,
    signal: new AbortController().signal,
    version: '1.2.3',
  };
  const status = await runProgram(context, args).catch((error: unknown) => tell(error, output, false));
  return { status, stdout, stderr };
}

describe('letterlock evidence', () => {
  it('seals, checks, and names what was changed, by its exit status too', async () => {
    const key = ['--key', made.key];
    const sealed = await run('evidence', 'seal', '--case', made.folder, ...key, '--timestamp-request');
    expect(sealed).toMatchObject({ status: 0, stderr: '' });
    expect(sealed.stdout).toContain('18 sources');
    const vkey = readFileSync(join(made.folder, 'evidence', 'seal.vkey'), 'utf8').trim();
    expect(sealed.stdout).toContain(vkey);
    expect(existsSync(join(made.folder, 'evidence', 'checkpoint.tsq'))).toBe(true);

    const good = await run('evidence', 'verify', made.folder, '--key', vkey);
    expect(good).toMatchObject({ status: 0, stderr: '' });
    expect(good.stdout).toContain('is as it was sealed');
    const json = await run('evidence', 'verify', made.folder, '--key', vkey, '--json');
    expect(JSON.parse(json.stdout)).toMatchObject({ whole: true, key: vkey, differences: [], notCovered: [] });

    const summary = join(made.folder, 'report', 'summary.json');
    const before = readFileSync(summary);
    writeFileSync(summary, `${before.toString('utf8')}\n`);
    const bad = await run('evidence', 'verify', made.folder, '--key', vkey);
    writeFileSync(summary, before);
    expect(bad.status).toBe(1);
    expect(bad.stdout).toMatch(/NOT as it was sealed: 1 difference\.\nkind +what +how\nchanged +report\/summary\.json/);
  });

  it('gives the proof of a record, and checks it', async () => {
    const proof = join(made.home, 'proof.json');
    const exported = await run('evidence', 'export', '--record', '1:1', '--case', made.folder);
    writeFileSync(proof, exported.stdout);
    const vkey = join(made.folder, 'evidence', 'seal.vkey');
    expect(await run('evidence', 'verify', proof, '--key', vkey)).toMatchObject({ status: 0, stderr: '' });
    writeFileSync(proof, exported.stdout.replace('"ordinal": 1', '"ordinal": 2'));
    const bad = await run('evidence', 'verify', proof, '--key', vkey);
    expect(bad.status).toBe(1);
    expect(bad.stdout).toContain('does NOT hold');
    writeFileSync(proof, 'no proof');
    expect((await run('evidence', 'verify', proof, '--key', vkey)).status).toBe(2);
  });

  it('makes a key of its own on first use, outside the case, and keeps to it', async () => {
    const first = await run('evidence', 'seal', '--case', made.folder, '--json');
    const second = await run('evidence', 'seal', '--case', made.folder, '--json');
    if (process.platform !== 'darwin') {
      expect(first.stderr).toContain('made a new key');
      expect(existsSync(join(made.home, 'settings', 'letterlock', 'seal-key.pem'))).toBe(true);
    }
    expect(second.stderr).toBe('');
    const keyOf = (text: string) => (JSON.parse(text) as { verifierKey: string }).verifierKey;
    expect(keyOf(second.stdout)).toBe(keyOf(first.stdout));
  });

  it('says which sources are covered by their own hash only', async () => {
    renameSync(join(made.exports, 'graph'), join(made.home, 'moved'));
    const sealed = await run('evidence', 'seal', '--case', made.folder, '--key', made.key);
    const vkey = join(made.folder, 'evidence', 'seal.vkey');
    const checked = await run('evidence', 'verify', made.folder, '--key', vkey);
    renameSync(join(made.home, 'moved'), join(made.exports, 'graph'));
    expect(sealed.status).toBe(0);
    expect(sealed.stdout).toMatch(
      /not record by record:\n {2}source \d+ \(.*MicrosoftGraphActivityLogs\.jsonl\.gz\): source absent\n.*--sources/,
    );
    expect(checked.status).toBe(0);
    expect(checked.stdout).toMatch(/MicrosoftGraphActivityLogs\.jsonl\.gz\): source absent when the case was sealed/);
  });

  it.each([
    ['a key inside the case', ['seal', '--key', 'CASE/evidence/key.pem'], 2, /lies in the case folder/],
    ['no key to check with', ['verify', 'CASE'], 2, /--key/],
    ['a key that is none', ['verify', 'CASE', '--key', 'x+y+z'], 2, /no verifier key and no file/],
    ['a public key to seal with', ['seal', '--key', 'CASE/../custody.yml'], 2, /no private Ed25519 key/],
    ['a name with a space', ['seal', '--key', 'KEY', '--name', 'a b'], 2, /no white space/],
    ['a record that is none', ['export', '--record', '999:1'], 2, /there is no source 999/],
    ['no record', ['export'], 2, /either --event or --record/],
    ['an event that is none', ['export', '--event', 'ffffffffffffffff'], 2, /no such event/],
    ['an answer that is none', ['attach', 'CASE/../custody.yml'], 1, /no time stamp that can be used/],
    ['a folder that is not there', ['verify', 'CASE/nowhere', '--key', 'VKEY'], 1, /not sealed/],
  ])('refuses %s', async (_what, args, status, message) => {
    const vkey = join(made.folder, 'evidence', 'seal.vkey');
    const filled = args.map((arg) => arg.replace('CASE', made.folder).replace(/^KEY$/, made.key).replace('VKEY', vkey));
    const withCase = filled[0] === 'verify' ? filled : [...filled, '--case', made.folder];
    const outcome = await run('evidence', ...withCase);
    expect(outcome).toMatchObject({ status, stdout: '' });
    expect(outcome.stderr).toMatch(message);
  });

  it('refuses a custody file before anything is read', async () => {
    const custody = join(made.home, 'bad.yml');
    writeFileSync(custody, '- path: a\n  colour: blue\n');
    const folder = join(made.home, 'never made');
    const outcome = await run('investigate', made.exports, '--case', folder, '--custody', custody);
    expect(outcome).toMatchObject({ status: 2, stdout: '' });
    expect(outcome.stderr).toContain('bad.yml:');
    expect(existsSync(folder)).toBe(false);
  });
});
