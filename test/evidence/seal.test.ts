import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  attachTimestamp,
  exportProof,
  ingestPhase,
  keepCustody,
  readCustodyFile,
  reportPhase,
  verifyCase,
} from '../../src/case/index.ts';
import {
  checkProof,
  loadVerifier,
  type Manifest,
  makeKey,
  ownKeyFile,
  type Proof,
  parseManifest,
  parseProof,
  readLog,
} from '../../src/evidence/index.ts';
import { parseVerifierKey } from '../../src/evidence/note.ts';
import { answerFor } from './authority.ts';
import { LATER, type Made, makeCase, NOW, openCase, seal } from './sealed.ts';
import { strangerFinds, strangerOpens } from './stranger.ts';

/** Files and members of archives in the case: 17 of one archive among them. */
const SOURCES = 18;

let made: Made;
let sealed: Awaited<ReturnType<typeof seal>>;

beforeAll(async () => {
  made = await makeCase();
  sealed = await seal(made.folder, made.signer);
});
afterAll(() => made.remove());

function manifestOf(folder: string): Manifest {
  const manifest = parseManifest(readFileSync(join(folder, 'evidence', 'manifest.json'), 'utf8'));
  if ('problem' in manifest) throw new Error(manifest.problem);
  return manifest;
}

function copied(name: string): string {
  const folder = join(made.home, name);
  cpSync(made.folder, folder, { recursive: true });
  return folder;
}

async function proofOf(folder: string, sourceId: number, ordinal: number): Promise<Proof> {
  const opened = await openCase(folder, 'write');
  try {
    return await exportProof(opened, { sourceId, ordinal }, undefined);
  } finally {
    await opened.close();
  }
}

describe('a seal', () => {
  it('covers every source with every record that could be unwrapped', () => {
    const { sources, records } = manifestOf(made.folder);
    const damaged = sources.find(({ path }) => path.endsWith('damaged.jsonl'));
    expect(damaged).toMatchObject({ read: 3, records: { count: 2 }, custody: null });
    const counted = sources.map((source) => ('absent' in source.records ? -1 : source.records.count));
    expect(counted.every((count) => count >= 0)).toBe(true);
    expect(counted.reduce((sum, count) => sum + count, 0)).toBe(records.count);
    const inArchive = sources.filter(({ containerPath }) => containerPath !== null);
    expect(inArchive.length).toBeGreaterThan(1);
    expect(statSync(join(made.folder, 'evidence', 'record-hashes.bin')).size).toBe(records.count * 40);
  });

  it('hashes records as the report does', () => {
    const { sources } = manifestOf(made.folder);
    const list = readFileSync(join(made.folder, 'evidence', 'record-hashes.bin'));
    const hashes = new Map<number, Set<string>>();
    for (const { sourceId, records } of sources) {
      if ('absent' in records) continue;
      const rows = list.subarray(records.first * 40, (records.first + records.count) * 40);
      const own = new Set<string>();
      for (let at = 0; at < rows.length; at += 40) own.add(rows.toString('hex', at + 8, at + 40));
      hashes.set(sourceId, own);
    }
    const events = readFileSync(join(made.folder, 'report', 'events.jsonl'), 'utf8')
      .trimEnd()
      .split('\n');
    const cited = events.map((line) => JSON.parse(line) as { sourceId: number; recordSha256: string; raw: string });
    expect(cited.length).toBeGreaterThan(0);
    for (const { sourceId, recordSha256, raw } of cited) {
      expect(createHash('sha256').update(raw, 'utf8').digest('hex')).toBe(recordSha256);
      expect(hashes.get(sourceId)).toContain(recordSha256);
    }
  });

  it("is checked by a stranger's program, and refused by it when changed", () => {
    const head = strangerOpens(sealed.checkpoint, made.signer);
    expect(head).toMatchObject({ logSize: BigInt(sealed.size) });
    expect(head.logHash.toString('base64')).toBe(sealed.root);
    expect(head.origin.startsWith(`${made.signer.name}/`)).toBe(true);
    const changed = sealed.checkpoint.replace(`\n${sealed.size}\n`, `\n${sealed.size + 1}\n`);
    expect(() => strangerOpens(changed, made.signer)).toThrow(/signature/);
  });

  it('is a note whose key others can hold on one line', async () => {
    const file = join(made.folder, 'evidence', 'seal.vkey');
    expect(readFileSync(file, 'utf8')).toBe(`${sealed.verifierKey}\n`);
    expect(parseVerifierKey(sealed.verifierKey)?.id.equals(made.signer.id)).toBe(true);
    expect((await loadVerifier(file)).name).toBe(made.signer.name);
    await expect(loadVerifier('nothing+12345678+AAAA')).rejects.toMatchObject({ code: 'key-invalid' });
    await expect(loadVerifier(made.key)).rejects.toMatchObject({ code: 'key-invalid' });
  });

  it('holds what was done to the case', async () => {
    const lines = await readLog(join(made.folder, 'evidence', 'log.jsonl'));
    expect(lines.map(({ entry, problem }) => [entry?.action, entry?.outcome, problem])).toEqual(
      ['ingest', 'custody', 'derive', 'detect', 'decide', 'report', 'seal'].map((action) => [action, 'done', null]),
    );
    expect(lines.every(({ entry }) => entry?.program === '1.2.3' && entry.at === NOW.toISOString())).toBe(true);
    expect(lines[0]?.entry?.details).toMatchObject({ result: { sources: SOURCES, alreadyThere: 0 } });
    expect(lines[3]?.entry?.details).toMatchObject({
      given: { suspects: { entries: 1 }, detections: { sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string } },
    });
  });

  it('names work that was done after it, and covers it when sealed again', async () => {
    const folder = copied('worked on');
    const opened = await openCase(folder, 'write', LATER);
    await reportPhase(opened, { version: '1.2.3' }, {});
    await opened.close();
    const { differences } = await verifyCase(folder, made.signer);
    expect(differences).toContainEqual({
      kind: 'added',
      what: 'evidence/log.jsonl:8',
      detail: `after the seal: report, ${LATER.toISOString()}`,
    });
    await seal(folder, made.signer, { now: LATER });
    expect((await verifyCase(folder, made.signer)).differences).toEqual([]);
    expect(manifestOf(folder).earlier).toEqual([sealed.checkpoint]);
  });

  it('says which sources it could not read again, and covers what it could', async () => {
    const folder = copied('without sources');
    renameSync(join(made.exports, 'graph'), join(made.home, 'moved'));
    const changed = join(made.exports, 'entra', 'signIns-interactive_2026-09-14_2026-10-08.json');
    const before = readFileSync(changed);
    writeFileSync(changed, `${before.toString('utf8')} `);
    try {
      await seal(folder, made.signer);
      const { differences, notCovered } = await verifyCase(folder, made.signer);
      expect(differences).toEqual([]);
      expect(notCovered).toEqual([
        expect.stringMatching(
          /signIns-interactive_2026-09-14_2026-10-08\.json\): source changed when the case was sealed$/,
        ),
        expect.stringMatching(/MicrosoftGraphActivityLogs\.jsonl\.gz\): source absent when the case was sealed$/),
      ]);
      await seal(folder, made.signer, { sources: join(made.home, 'moved') });
      expect((await verifyCase(folder, made.signer)).notCovered).toHaveLength(1);
    } finally {
      writeFileSync(changed, before);
      renameSync(join(made.home, 'moved'), join(made.exports, 'graph'));
    }
  });

  // Windows makes links only for administrators.
  it.skipIf(process.platform === 'win32')(
    'refuses what is no file of a case, and leaves the seal before it in place',
    async () => {
      const folder = copied('with a link');
      symlinkSync(made.exports, join(folder, 'report', 'exports'));
      await expect(seal(folder, made.signer)).rejects.toMatchObject({ code: 'usage' });
      rmSync(join(folder, 'report', 'exports'));
      expect(existsSync(join(folder, 'evidence', 'checkpoint'))).toBe(true);
      expect(readFileSync(join(folder, 'evidence', 'checkpoint'), 'utf8')).toBe(sealed.checkpoint);
    },
  );

  it('is missing where nobody sealed', async () => {
    const folder = join(made.home, 'nothing here');
    mkdirSync(folder);
    await expect(verifyCase(folder, made.signer)).rejects.toMatchObject({ code: 'not-sealed', exit: 1 });
  });
});

describe('the proof of a record', () => {
  it('is checked by itself, by us and by a stranger', async () => {
    const proof = await proofOf(made.folder, 7, 1);
    expect(checkProof(parseProof(JSON.stringify(proof)) ?? proof, made.signer)).toEqual([]);
    expect(proof.source.entry.custody).toMatchObject({ collectedBy: 'E. Weber' });
    expect(
      createHash('sha256')
        .update(proof.record.text ?? '')
        .digest('hex'),
    ).toBe(proof.record.sha256);
    const { sourceId, ordinal, sha256, leafIndex, auditPath } = proof.record;
    const leaf = Buffer.from(`record ${sourceId} ${ordinal} ${sha256}`);
    const path = auditPath.map((hash) => Buffer.from(hash, 'base64'));
    const head = strangerOpens(proof.checkpoint, made.signer);
    expect(() => strangerFinds(leaf, leafIndex, path, head)).not.toThrow();
    expect(() => strangerFinds(Buffer.from('record 1 1 x'), leafIndex, path, head)).toThrow();
  });

  it('is that of an event in the report', async () => {
    const [line = ''] = readFileSync(join(made.folder, 'report', 'events.jsonl'), 'utf8').split('\n');
    const event = JSON.parse(line) as { eventId: string; recordSha256: string; raw: string };
    const opened = await openCase(made.folder, 'write');
    const proof = await exportProof(opened, { event: event.eventId }, undefined);
    await opened.close();
    expect(proof.record).toMatchObject({ sha256: event.recordSha256, text: event.raw });
  });

  it.each<[string, (proof: Proof) => Proof, RegExp]>([
    ['its text', (proof) => ({ ...proof, record: { ...proof.record, text: '{}' } }), /^record: its text/],
    ['its number', (proof) => ({ ...proof, record: { ...proof.record, ordinal: 9 } }), /^record: its hash/],
    ['its place', (proof) => ({ ...proof, record: { ...proof.record, leafIndex: 3 } }), /^record: its hash/],
    ['its path', (proof) => ({ ...proof, record: { ...proof.record, auditPath: [] } }), /^record: its hash/],
    [
      'the name of its source',
      (proof) => ({ ...proof, source: { ...proof.source, entry: { ...proof.source.entry, path: 'x' } } }),
      /^source: its entry/,
    ],
    [
      'the head',
      (proof) => ({ ...proof, checkpoint: proof.checkpoint.replace(/\n\d+\n/, '\n5\n') }),
      /^checkpoint: its signature/,
    ],
  ])('does not hold when somebody changes %s', async (_what, change, expected) => {
    const differences = checkProof(change(await proofOf(made.folder, 7, 1)), made.signer);
    expect(differences.map(({ what, detail }) => `${what}: ${detail}`)).toContainEqual(expect.stringMatching(expected));
  });

  it('is refused for records that the seal does not have', async () => {
    const { sources } = manifestOf(made.folder);
    const damaged = sources.find(({ path }) => path.endsWith('damaged.jsonl'))?.sourceId ?? 0;
    await expect(proofOf(made.folder, damaged, 2)).rejects.toMatchObject({ code: 'record-unknown' });
    await expect(proofOf(made.folder, 99, 1)).rejects.toMatchObject({ code: 'record-unknown' });
    const proof = await proofOf(made.folder, damaged, 3);
    expect(proof.record.text).toBe('{"Id":"b","Operation":"y"}');
  });
});

describe('kept sources', () => {
  it('stand in for originals that are gone: raw records, seal and proofs', async () => {
    const kept = await makeCase({ keepSources: true });
    try {
      rmSync(kept.exports, { recursive: true });
      const opened = await openCase(kept.folder, 'write', LATER);
      const { files } = await reportPhase(opened, { version: '1.2.3' }, {});
      await opened.close();
      const events = readFileSync(join(kept.folder, 'report', 'events.jsonl'), 'utf8')
        .trimEnd()
        .split('\n');
      expect(events.every((line) => (JSON.parse(line) as { rawState: string }).rawState === 'here')).toBe(true);
      expect(files.summary.evidence).toMatchObject({ sourcesHashed: SOURCES, sourcesKept: SOURCES });
      expect(files.summary.evidence.sourcesWithCustody).toBe(SOURCES - 2);
      await seal(kept.folder, kept.signer);
      expect(await verifyCase(kept.folder, kept.signer)).toMatchObject({ differences: [], notCovered: [] });
      expect((await proofOf(kept.folder, 7, 1)).record.text).not.toBeNull();
    } finally {
      kept.remove();
    }
  });

  it('are only kept as they were taken in', async () => {
    const folder = copied('keeping late');
    const opened = await openCase(folder, 'write', LATER);
    try {
      const given = { paths: [join(made.exports, 'damaged.jsonl')], cwd: made.home, keepSources: true };
      expect((await ingestPhase(opened, given, {})).alreadyThere).toBe(1);
      const { sha256 = '' } = manifestOf(folder).sources.find(({ path }) => path.endsWith('damaged.jsonl')) ?? {};
      expect(existsSync(join(folder, 'evidence', 'sources', `${sha256}.gz`))).toBe(true);
    } finally {
      await opened.close();
    }
  });
});

describe('time stamps of a case', () => {
  it('are attached only where they are about its checkpoint', async () => {
    const folder = copied('stamped');
    const answer = join(made.home, 'answer.tsr');
    const opened = await openCase(folder, 'write', LATER);
    writeFileSync(answer, answerFor(Buffer.alloc(32)));
    await expect(attachTimestamp(opened, answer)).rejects.toMatchObject({ code: 'timestamp-invalid' });
    writeFileSync(answer, 'no answer');
    await expect(attachTimestamp(opened, answer)).rejects.toMatchObject({ code: 'timestamp-invalid' });
    writeFileSync(answer, answerFor(createHash('sha256').update(sealed.checkpoint).digest()));
    expect(await attachTimestamp(opened, answer)).toEqual({ at: '2026-11-24T11:17:17Z' });
    await opened.close();
    expect(await verifyCase(folder, made.signer)).toMatchObject({
      differences: [],
      timestamp: { at: '2026-11-24T11:17:17Z' },
    });
  });
});

describe('custody of a case', () => {
  it('stands beside each source it is about, and names entries about none', async () => {
    const sources = JSON.parse(readFileSync(join(made.folder, 'report', 'sources.json'), 'utf8')) as {
      path: string;
      collectedBy: string | null;
      collectedAt: string | null;
      query: string | null;
    }[];
    const of = (end: string) => sources.find(({ path }) => path.endsWith(end));
    expect(of('2026-09-27.zip')).toMatchObject({ collectedBy: 'E. Weber', collectedAt: '2026-10-20T06:00:00Z' });
    expect(of('MicrosoftGraphActivityLogs.jsonl.gz')).toMatchObject({
      collectedBy: 'K. Adeyemi',
      query: 'MicrosoftGraphActivityLogs | where TimeGenerated > ago(30d)',
    });
    expect(of('damaged.jsonl')).toMatchObject({ collectedBy: null, collectedAt: null });
    const file = join(made.home, 'late.yml');
    writeFileSync(file, '- path: nowhere.csv\n  tool: x\n');
    const opened = await openCase(copied('late custody'), 'write');
    expect(await keepCustody(opened, await readCustodyFile(file))).toMatchObject([{ place: `${file}:1` }]);
    await opened.close();
  });
});

describe('keys', () => {
  it('lie where the system keeps settings, readable by their owner alone', async () => {
    expect(ownKeyFile({ XDG_CONFIG_HOME: '/a' }, 'linux').replaceAll('\\', '/')).toBe('/a/letterlock/seal-key.pem');
    expect(ownKeyFile({ APPDATA: '/b' }, 'win32').replaceAll('\\', '/')).toBe('/b/letterlock/seal-key.pem');
    expect(ownKeyFile({}, 'darwin')).toMatch(/Library.Application Support.letterlock.seal-key\.pem$/);
    const before = readFileSync(made.key, 'utf8');
    await makeKey(made.key);
    expect(readFileSync(made.key, 'utf8')).toBe(before);
    if (process.platform !== 'win32') expect(statSync(made.key).mode & 0o777).toBe(0o600);
  });
});
