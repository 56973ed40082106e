import { createHash } from 'node:crypto';
import { cpSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { attachTimestamp, verifyCase } from '../../src/case/index.ts';
import { databaseState } from '../../src/case/verify-case.ts';
import {
  type DatabaseState,
  type Difference,
  loadSigner,
  makeKey,
  parseManifest,
  type Signer,
  verifySeal,
} from '../../src/evidence/index.ts';
import { answerFor } from './authority.ts';
import { CHANGES, changeRows } from './changes.ts';
import { LATER, type Made, makeCase, openCase, seal } from './sealed.ts';

let made: Made;
let stranger: Signer;
/** Where a case lies that was sealed and has a time stamp. */
let sealed: string;
/** What its database holds. */
let database: DatabaseState | string | null;

beforeAll(async () => {
  made = await makeCase({ keepSources: true });
  const { checkpoint } = await seal(made.folder, made.signer);
  const answer = join(made.home, 'answer.tsr');
  writeFileSync(answer, answerFor(createHash('sha256').update(checkpoint).digest()));
  const opened = await openCase(made.folder, 'write', LATER);
  await attachTimestamp(opened, answer);
  await opened.close();
  const key = join(made.home, 'stranger.pem');
  await makeKey(key);
  stranger = await loadSigner(key, made.signer.name);
  sealed = made.folder;
  database = await databaseState(join(sealed, 'case.duckdb'));
});
afterAll(() => made.remove());

let copies = 0;

function copied(withDatabase = true): string {
  copies += 1;
  const folder = join(made.home, `copy ${copies}`);
  cpSync(sealed, folder, { recursive: true, filter: (path) => withDatabase || !path.endsWith('.duckdb') });
  return folder;
}

async function differencesAfter(change: (folder: string) => unknown): Promise<readonly Difference[]> {
  const folder = copied();
  await change(folder);
  const { differences } = await verifyCase(folder, made.signer);
  rmSync(folder, { recursive: true, force: true });
  return differences;
}

/** The same for changes elsewhere, without reading the database again each time. */
async function differencesBeside(change: (folder: string) => unknown): Promise<readonly Difference[]> {
  const folder = copied(false);
  await change(folder);
  const { differences } = await verifySeal(folder, made.signer, database);
  rmSync(folder, { recursive: true, force: true });
  return differences;
}

describe('a sealed case', () => {
  it('verifies as a copy on another path, with the public key alone, and stays as it is', async () => {
    const folder = copied();
    renameSync(made.exports, `${made.exports}-gone`);
    const before = readdirSync(folder, { recursive: true }).sort();
    const verification = await verifyCase(folder, made.signer);
    renameSync(`${made.exports}-gone`, made.exports);
    expect(verification).toMatchObject({ differences: [], notCovered: [], timestamp: { at: '2026-11-24T11:17:17Z' } });
    expect(readdirSync(folder, { recursive: true }).sort()).toEqual(before);
  });

  it('verifies after the database was opened, written and closed without a change', async () => {
    const differences = await differencesAfter(async (folder) => {
      await changeRows(folder, 'CREATE TABLE passing AS SELECT range AS a FROM range(100000)');
      await changeRows(folder, 'DROP TABLE passing');
      await changeRows(folder, 'CHECKPOINT');
    });
    expect(differences).toEqual([]);
  });

  // Windows makes links only for administrators.
  const possible = CHANGES.filter(({ name }) => process.platform !== 'win32' || name !== 'a link added');

  it.each(possible)('names $name', async ({ make, kind, what, detail = /./ }) => {
    const inDatabase = what.source.startsWith('^case') || detail.source.includes('elsewhere');
    const differences = await (inDatabase ? differencesAfter : differencesBeside)((folder) => make(folder, stranger));
    expect(differences).toContainEqual({
      kind,
      what: expect.stringMatching(what) as string,
      detail: expect.stringMatching(detail) as string,
    });
  });

  it('is held against more than 20 kinds of change, and says nothing of what was not touched', async () => {
    expect(CHANGES.length).toBeGreaterThanOrEqual(20);
    const [first] = CHANGES;
    expect(await differencesAfter((folder) => first?.make(folder, stranger))).toHaveLength(1);
  });

  it('is not deceived by a whole new seal over changed content', async () => {
    const folder = copied();
    await changeRows(folder, `UPDATE decision SET state = 'benign'`);
    await seal(folder, stranger);
    const { differences } = await verifyCase(folder, made.signer);
    expect(differences.map(({ what, detail }) => `${what}: ${detail}`)).toEqual([
      expect.stringMatching(/^evidence\/checkpoint: it is signed by another key/),
      expect.stringMatching(/^evidence\/seal\.vkey: it names another key/),
    ]);
    const parsed = parseManifest(readFileSync(join(folder, 'evidence', 'manifest.json'), 'utf8'));
    expect('earlier' in parsed ? parsed.earlier : []).toHaveLength(1);
  });
});
