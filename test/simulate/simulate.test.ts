import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tokenGuid } from '../../src/facts/index.ts';
import { DEFAULT_FORMATS, DEFAULT_START, simulate } from '../../src/simulate/index.ts';
import { forgedTokens } from '../../src/simulate/intrusions/forged-tokens.ts';
import { type Simulated, simulated, textOf } from './tenant.ts';

const context = (record: Readonly<Record<string, unknown>>): { UniqueTokenId?: string } =>
  (record['AppAccessContext'] ?? {}) as { UniqueTokenId?: string };

describe('a simulated office', () => {
  let office: Simulated;
  beforeAll(async () => {
    office = await simulated();
  });
  afterAll(() => office.remove());

  it('has the same bytes again, and others with another seed', async () => {
    const again = await simulated();
    const other = await simulated({ seed: 2 });
    expect(again.summary).toEqual(office.summary);
    expect(other.summary.files.map(({ sha256 }) => sha256)).not.toEqual(
      office.summary.files.map(({ sha256 }) => sha256),
    );
    again.remove();
    other.remove();
  });

  it('issues every token that a record shows, or says that it is lost', () => {
    const issued = new Set(office.records('logs/sign-ins/').map((row) => String(row['id'])));
    const lost = new Set(
      office
        .truth()
        .filter(({ kind }) => kind === 'benign-token')
        .map(({ token }) => token),
    );
    const shown = office
      .records('logs/audit/')
      .map(context)
      .flatMap(({ UniqueTokenId }) => (UniqueTokenId === undefined ? [] : [tokenGuid(UniqueTokenId)]));
    expect(shown.length).toBeGreaterThan(200);
    const inAudit = new Set(office.records('logs/audit/').map((row) => String(row['Id'])));
    expect(
      shown.filter((token) => token === null || !(issued.has(token) || inAudit.has(token) || lost.has(token))),
    ).toEqual([]);
  });

  it('spells the identifier of a sign-in as its request id', () => {
    const rows = office.records('logs/sign-ins/');
    expect(rows.length).toBeGreaterThan(50);
    expect(rows.filter((row) => tokenGuid(String(row['uniqueTokenIdentifier'])) !== row['id'])).toEqual([]);
  });

  it('delivers some records twice, and counts what it wrote', () => {
    const ids = office.records('logs/audit/').map((row) => String(row['Id']));
    expect(new Set(ids).size).toBeLessThan(ids.length);
    const counted = office.summary.files
      .filter(({ path }) => path.startsWith('logs/audit'))
      .reduce((sum, { records }) => sum + records, 0);
    expect(counted).toBe(ids.length);
  });

  it('knows no intrusion', () => {
    expect(office.summary.intrusions).toEqual([]);
    expect(office.truth().filter(({ kind }) => kind !== 'benign-token')).toEqual([]);
  });
});

describe('an intrusion', () => {
  it('changes nothing of everybody else’s day', async () => {
    const world = { name: 'planted', title: '', about: '', intrusions: [forgedTokens({ mailboxes: 3, perDay: 40 })] };
    const office = await simulated();
    const storm = await simulated({ world });
    const all = new Set([...storm.records('logs/audit/'), ...storm.records('logs/sign-ins/')].map(textOf));
    const ordinary = office.records('logs/audit/').concat(office.records('logs/sign-ins/')).map(textOf);
    expect(ordinary.filter((text) => !all.has(text))).toEqual([]);
    expect(all.size).toBeGreaterThan(new Set(ordinary).size);
    office.remove();
    storm.remove();
  });

  it('has its truth: each access with the record that shows it', async () => {
    const storm = await simulated({ world: 'storm-2023', days: 9 });
    const records = new Map(storm.records('logs/audit/').map((row) => [row['Id'], row]));
    const accesses = storm.truth().filter(({ kind }) => kind === 'access');
    expect(accesses.length).toBeGreaterThan(100);
    const logged = accesses.filter((access) => access['logged'] === 'yes');
    expect(logged.filter((access) => !records.has(access['recordId']))).toEqual([]);
    for (const access of logged) {
      const folders = records.get(access['recordId'])?.['Folders'] as readonly {
        FolderItems: readonly { InternetMessageId: string }[];
      }[];
      const named = folders.flatMap(({ FolderItems }) => FolderItems.map(({ InternetMessageId }) => InternetMessageId));
      expect([...named].sort()).toEqual([...(access['messages'] as string[])].sort());
    }
    const [intrusion] = storm.summary.intrusions;
    expect(intrusion?.mailboxes).toHaveLength(10);
    const issued = new Set(storm.records('logs/sign-ins/').map((row) => row['id']));
    expect(intrusion?.tokens.filter((token) => issued.has(token))).toEqual([]);
    storm.remove();
  });

  it('takes a token from its owner, who has it from a sign-in', async () => {
    const theft = await simulated({ world: 'stolen-token', days: 10 });
    const [intrusion] = theft.summary.intrusions;
    expect(intrusion?.tokens).toHaveLength(1);
    expect(intrusion?.messages).toBeGreaterThan(50);
    const issued = new Set(theft.records('logs/sign-ins/').map((row) => row['id']));
    expect(intrusion?.tokens.every((token) => issued.has(token))).toBe(true);
    expect(theft.summary.benignTokensWithoutIssuance['excluded-by-design']).toBeGreaterThan(0);
    theft.remove();
  });
});

describe('the folder', () => {
  const folder = mkdtempSync(join(tmpdir(), 'letterlock-simulate-'));
  const options = { world: 'office', seed: 1, mailboxes: 4, days: 1, start: DEFAULT_START, formats: DEFAULT_FORMATS };
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('is refused where it holds something', async () => {
    const out = join(folder, 'full');
    mkdirSync(out);
    writeFileSync(join(out, 'mine'), '');
    await expect(simulate({ ...options, out })).rejects.toMatchObject({ code: 'folder-not-empty' });
    expect(readdirSync(out)).toEqual(['mine']);
  });

  it('is not there at all where the work was broken off', async () => {
    const out = join(folder, 'broken');
    const stop = new AbortController();
    const broken = simulate({
      ...options,
      out,
      signal: stop.signal,
      onHour: (done) => (done === 3 ? stop.abort() : undefined),
    });
    await expect(broken).rejects.toMatchObject({ code: 'interrupted' });
    expect(existsSync(out)).toBe(false);
    expect(existsSync(`${out}.unfinished`)).toBe(false);
  });

  it('is written under another name first, which is not taken from anybody', async () => {
    const out = join(folder, 'other');
    mkdirSync(`${out}.unfinished`);
    writeFileSync(join(`${out}.unfinished`, 'mine'), '');
    await expect(simulate({ ...options, out })).rejects.toMatchObject({ code: 'folder-not-empty' });
    expect(readdirSync(`${out}.unfinished`)).toEqual(['mine']);
  });

  it('is told of where it cannot be made', async () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    const out = join(file, 'below');
    await expect(simulate({ ...options, out })).rejects.toMatchObject({ code: 'folder-not-writable' });
  });

  it('knows its worlds', async () => {
    await expect(simulate({ ...options, world: 'atlantis', out: join(folder, 'x') })).rejects.toMatchObject({
      code: 'world-unknown',
    });
  });
});
