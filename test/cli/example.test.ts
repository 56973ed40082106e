/** The bundled example against the truth about it, and the generator against what is committed. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, inflateRawSync, constants as zlib } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { tokenBase64 } from '../../src/facts/index.ts';
import type { Coverage, ReportDocument } from '../../src/report/model.ts';
import type { SimulationSummary } from '../../src/simulate/index.ts';
import { makeExample } from '../../tools/example.mjs';
import { ROOT } from '../../tools/lib/process.mjs';
import { builtMain, letterlock, NOW, type Outcome, readJson, scratchFolder } from './program.ts';

vi.setConfig({ testTimeout: 60_000 });

type Truth = Omit<SimulationSummary, 'files'> & {
  readonly notHandedOver: { readonly file: string; readonly recordIds: readonly string[] };
};

/** A line of `truth.jsonl`: an access, or a token. */
interface TruthLine {
  readonly kind: 'access' | 'token' | 'note';
  readonly time: string;
  readonly mailbox: string;
  readonly recordId: string | null;
  readonly messages: readonly string[];
  readonly token: string;
  readonly how: string;
  readonly address: string;
}

const TRUTH = readJson<Truth>('examples/truth/truth.json');
const [intrusion = null] = TRUTH.intrusions;
const LINES = readFileSync(join(ROOT, 'examples/truth/truth.jsonl'), 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line) as TruthLine);
const LOST = new Set(TRUTH.notHandedOver.recordIds);
const ACCESSES = LINES.filter(({ kind }) => kind === 'access');
/** Accesses of the intruder whose records were handed over, and those whose records were lost with the file that broke off. */
const SEEN = ACCESSES.filter(({ recordId }) => recordId !== null && !LOST.has(recordId));
const UNSEEN = ACCESSES.filter(({ recordId }) => recordId !== null && LOST.has(recordId));
const FEED = feedRecords();
/** Tokens of the intruder that a record shows (a few show none), and those of them that an access shows. */
const SHOWN = (TRUTH.intrusions[0]?.tokens ?? []).filter((token) => isIn([...FEED.values()], token));
const ACCESSING = SHOWN.filter((token) =>
  isIn(
    SEEN.map(({ recordId }) => FEED.get(recordId ?? '') ?? ''),
    token,
  ),
);
const FORGED = LINES.filter(({ kind, how }) => kind === 'token' && how === 'forged').map(({ token }) => token);

const home = scratchFolder();
const CASE = join(home.path, 'case');
const JOB = ['investigate', 'examples/contoso', '--case', CASE, '--now', NOW];
let document: ReportDocument;
let json: Outcome;

beforeAll(async () => {
  await builtMain();
  json = await letterlock([...JOB, '--json']);
  document = JSON.parse(json.stdout) as ReportDocument;
}, 120_000);
afterAll(() => home.remove());

/** What the feed holds of the days of the intrusion: records by their id. */
function feedRecords(): ReadonlyMap<string, string> {
  const folder = join(ROOT, 'examples/contoso/management-api');
  const lines = readdirSync(folder)
    .filter((name) => name.endsWith('.gz'))
    .sort()
    .flatMap((name) =>
      gunzipSync(readFileSync(join(folder, name)), { finishFlush: zlib.Z_SYNC_FLUSH })
        .toString()
        .split('\n'),
    )
    .map((line) => line.replace(/^\[|,$/g, ''))
    // The last record of the file that broke off is half there.
    .filter((line) => line.endsWith('}'));
  return new Map(lines.map((line) => [(JSON.parse(line) as { Id: string }).Id, line]));
}

function isIn(records: readonly string[], token: string): boolean {
  return records.some((record) => record.includes(tokenBase64(token)));
}

function theIncident(): ReportDocument['summary']['incidents'][number] {
  const severe = document.summary.incidents.filter(({ severity }) => severity === 'high' || severity === 'critical');
  expect(severe).toHaveLength(1);
  const [incident] = severe;
  if (incident === undefined) throw new TypeError('no incident');
  return incident;
}

const unique = (values: readonly (string | null)[]): readonly (string | null)[] => [...new Set(values)].sort();

describe('the bundled example', () => {
  it('ends with the verdict intrusion, on standard output alone', () => {
    expect({ status: json.status, stderr: json.stderr }).toEqual({ status: 0, stderr: '' });
    expect(document.summary.verdict).toBe('intrusion');
  });

  it('accounts for every record of every file', () => {
    for (const { path, records, stored, merged, duplicates, rejected } of document.sources) {
      expect({ path, sum: stored + merged + duplicates + rejected }).toEqual({ path, sum: records });
    }
    const of = (name: string): ReportDocument['sources'] => document.sources.filter(({ path }) => path.includes(name));
    expect(of('handover-notes.txt')).toMatchObject([{ format: 'not-recognised', records: 0 }]);
    expect(of(TRUTH.notHandedOver.file)[0]?.suspectTruncated).toContainEqual(
      expect.objectContaining({ code: 'cut-gzip', proven: true }),
    );
    const portal = of('AuditLog');
    expect(portal).toHaveLength(2);
    expect(portal.map(({ stored }) => stored)).toEqual([0, 0]);
    const rejected = document.sources.flatMap(({ rejects }) => rejects.map(({ code }) => code));
    expect(rejected).toEqual(['unfinished']);
  });

  it('has lost a part of the feed, and with it some of what the intruder did', () => {
    expect(LOST.size).toBeGreaterThan(100);
    expect(TRUTH.notHandedOver.recordIds.filter((id) => FEED.has(id))).toEqual([]);
    expect(SEEN.filter(({ recordId }) => !FEED.has(recordId ?? ''))).toEqual([]);
    expect(UNSEEN.length).toBeGreaterThan(0);
  });

  it('finds the intruder in one incident: mailboxes, addresses, tokens, times', () => {
    const incident = theIncident();
    expect(incident.severity).toBe('critical');
    expect(incident.mailboxes).toEqual(unique(ACCESSES.map(({ mailbox }) => mailbox)));
    expect(incident.addresses).toEqual(unique(SEEN.map(({ address }) => address)));
    expect(incident.tokens).toEqual(unique(SHOWN));
    const times = SEEN.map(({ time }) => time).sort();
    expect([incident.firstSeen, incident.lastSeen]).toEqual([times[0], times.at(-1)]);
  });

  it("names every message whose record is here, and no other, as the intruder's", () => {
    const incident = theIncident();
    for (const { mailbox, mailboxId } of intrusion?.mailboxes ?? []) {
      const exposure = document.exposure.find((entry) => entry.incident === incident.id && entry.mailbox === mailbox);
      expect(exposure?.mailboxId).toBe(mailboxId);
      const named = exposure?.messages.filter(
        ({ evidence, attribution }) => evidence === 'named' && attribution === 'intruder',
      );
      const truth = SEEN.filter((access) => access.mailbox === mailbox).flatMap(({ messages }) => messages);
      expect(unique(named?.map(({ messageId }) => messageId) ?? [])).toEqual(unique(truth));
    }
  });

  it('states an interval that holds the truth, and says why it has no upper bound', () => {
    const { lower, upper, upperReason, reasons, distinctMessages } = theIncident().exposure;
    const all = unique(ACCESSES.flatMap(({ messages }) => messages)).length;
    const seen = unique(SEEN.flatMap(({ messages }) => messages)).length;
    expect(seen).toBeLessThan(all);
    expect({ lower, distinctMessages, upper }).toEqual({ lower: seen, distinctMessages: seen, upper: null });
    expect(upperReason).toContain('hole');
    expect(reasons.map(({ reason }) => reason)).toEqual(['gap']);
  });

  it('says in which hours nothing could be seen, and all that was lost lies in them', () => {
    for (const { mailbox, time } of UNSEEN) {
      const spans = document.coverage
        .filter((row: Coverage) => row.mailbox === mailbox && row.logKind === 'mailbox-audit')
        .flatMap((row) => row.spans);
      expect(spans.find(({ from, to }) => from <= time && time < to)?.state).toBe('gap');
    }
    const collect = document.summary.collectNext.find(({ log }) => log === 'mailbox-audit');
    expect(collect?.why).toMatch(/not here for 1 Oct 2026 \d\d:\d\d to 1 Oct 2026 23:00/);
  });

  it('looks for every token in the ledgers and misses just the forged ones', () => {
    const { noIssuanceRecord, contradictory, issued, tokens } = document.summary.tokenReconciliation;
    const forged = ACCESSING.filter((token) => FORGED.includes(token)).length;
    expect(forged).toBeGreaterThan(0);
    expect(noIssuanceRecord + contradictory).toBe(forged);
    expect(issued).toBe(tokens - forged);
  });

  it('takes neither the new application nor the traveller for an intruder', () => {
    const harmless = document.summary.incidents.filter(({ id }) => id !== theIncident().id);
    expect(harmless.length).toBeGreaterThan(0);
    expect(harmless.filter(({ severity }) => severity === 'high' || severity === 'critical')).toEqual([]);
    const touched = new Set(theIncident().addresses);
    expect(harmless.flatMap(({ addresses }) => addresses).filter((address) => touched.has(address))).toEqual([]);
  });

  it('traces a forged token to what it touched, and finds no issuance', async () => {
    const token = ACCESSING.find((one) => FORGED.includes(one)) ?? '';
    const outcome = await letterlock(['token', token, '--case', CASE, '--json']);
    const report = JSON.parse(outcome.stdout) as {
      readonly state: string;
      readonly base64: string;
      readonly uses: readonly unknown[];
      readonly ledger: readonly unknown[];
    };
    expect(report).toMatchObject({ state: 'no-issuance-record', ledger: [] });
    expect(report.uses.length).toBeGreaterThan(0);
    const same = await letterlock(['token', report.base64, '--case', CASE, '--json']);
    expect(same.stdout).toBe(outcome.stdout);
  });

  it('says the same to a person, in 80 columns, with the path of the report', async () => {
    const outcome = await letterlock(['report', '--case', CASE, '--now', NOW]);
    expect(outcome).toMatchObject({ status: 0, stderr: '' });
    expect(outcome.stdout).toMatch(/^INTRUSION/);
    const [where] = outcome.stdout.trim().split('\n').slice(-1);
    expect(where?.trim()).toContain(join(CASE, 'report'));
    const wide = outcome.stdout
      .split('\n')
      .filter((line) => line.length > 80 && !line.includes(CASE) && !line.includes('.json.gz'));
    expect(wide).toEqual([]);
  });

  it('gives the statuses that automation asks for', async () => {
    const report = ['report', '--case', CASE, '--now', NOW, '--quiet'];
    expect(await letterlock([...report, '--fail-on', 'high'])).toMatchObject({ status: 4, stdout: '', stderr: '' });
    expect(await letterlock([...report, '--require-coverage', '100'])).toMatchObject({
      status: 5,
      stdout: '',
      stderr: '',
    });
    expect(await letterlock([...report, '--require-coverage', '50'])).toMatchObject({ status: 0 });
    expect(
      await letterlock(['coverage', '--case', CASE, '--now', NOW, '--quiet', '--require-coverage', '100']),
    ).toMatchObject({ status: 5 });
  });

  it('keeps a decision over later runs, and an incident judged benign alarms nobody', async () => {
    const { id } = theIncident();
    const said = await letterlock([
      'decide',
      id,
      'benign',
      '--why',
      'An exercise of ours',
      '--author',
      'Ada',
      '--case',
      CASE,
      '--now',
      NOW,
    ]);
    expect(said).toMatchObject({ status: 0, stderr: '' });
    const again = await letterlock([...JOB, '--json', '--fail-on', 'high']);
    const later = JSON.parse(again.stdout) as ReportDocument;
    expect(later.summary.incidents.find((incident) => incident.id === id)?.decision).toEqual({
      state: 'benign',
      by: 'Ada',
      at: '2026-10-26T09:00:00Z',
      why: 'An exercise of ours',
    });
    expect(again.status).toBe(0);
    const unknown = await letterlock(['decide', 'f-0000000000000000', 'benign', '--why', 'x', '--case', CASE]);
    expect(unknown).toMatchObject({ status: 2, stdout: '' });
    expect(unknown.stderr).toContain('There is no finding or incident "f-0000000000000000" in this case.');
  });

  it('bounds findings, not what is taken in, by --since and --until', async () => {
    const outcome = await letterlock(['detect', '--case', CASE, '--now', NOW, '--json', '--until', '2026-09-29']);
    const { findings } = JSON.parse(outcome.stdout) as { readonly findings: readonly { readonly firstSeen: string }[] };
    expect(findings.filter(({ firstSeen }) => firstSeen >= '2026-09-29')).toEqual([]);
    expect(findings.length).toBeLessThan(document.findings.length);
  });
});

describe('what is committed of the example', () => {
  it('is small, and what `node tools/example.mjs` makes', async () => {
    const made = mkdtempSync(join(tmpdir(), 'letterlock-example-'));
    try {
      await makeExample(made);
      for (const part of ['contoso', 'truth']) {
        const [committed, fresh] = [join(ROOT, 'examples', part), join(made, part)];
        expect(filesOf(fresh)).toEqual(filesOf(committed));
        for (const file of filesOf(committed)) {
          const [one, other] = [contentOf(join(committed, file)), contentOf(join(fresh, file))];
          expect({ file, same: one.equals(other) }).toEqual({ file, same: true });
        }
      }
      const files = filesOf(join(ROOT, 'examples', 'contoso'));
      expect(files.length).toBeGreaterThan(10);
      const bytes = files.reduce((sum, file) => sum + readFileSync(join(ROOT, 'examples/contoso', file)).length, 0);
      expect(bytes).toBeLessThan(2 * 1024 ** 2);
    } finally {
      rmSync(made, { recursive: true, force: true });
    }
  });

  it('is told in its README, and in that of the program, with the figures of the truth', () => {
    const text = readFileSync(join(ROOT, 'examples/README.md'), 'utf8');
    const all = unique(ACCESSES.flatMap(({ messages }) => messages)).length;
    const seen = unique(SEEN.flatMap(({ messages }) => messages)).length;
    expect(readFileSync(join(ROOT, 'README.md'), 'utf8').replaceAll(/\s+/g, ' ')).toContain(
      `names ${seen} of the ${all} messages`,
    );
    expect(text).toContain(`${all} messages`);
    expect(text).toContain(`${seen} of them`);
    for (const { mailbox, messages } of intrusion?.mailboxes ?? [])
      expect(text).toContain(`${mailbox.split('@')[0]} (${messages})`);
    expect(text).toContain(`${intrusion?.tokens.length} tokens`);
    expect(text).toContain(`${LOST.size} records`);
    for (const file of filesOf(join(ROOT, 'examples', 'contoso'))) expect(text).toContain(file.split(/[\\/]/).at(-1));
  });
});

/** What a file holds. Compressed bytes depend on the release of zlib; what is in them does not. */
function contentOf(path: string): Buffer {
  const bytes = readFileSync(path);
  if (path.endsWith('.gz')) return gunzipSync(bytes, { finishFlush: zlib.Z_SYNC_FLUSH });
  return path.endsWith('.zip') ? Buffer.from(zipTexts(bytes).join('')) : bytes;
}

/** Names and contents of the members of a zip that `tools/lib/pack.mjs` wrote. */
function zipTexts(bytes: Buffer): readonly string[] {
  const texts: string[] = [];
  for (let at = 0; bytes.readUInt32LE(at) === 0x0403_4b50; ) {
    const [packed, name] = [bytes.readUInt32LE(at + 18), bytes.readUInt16LE(at + 26)];
    const begin = at + 30 + name;
    texts.push(
      bytes.subarray(at + 30, begin).toString(),
      inflateRawSync(bytes.subarray(begin, begin + packed)).toString(),
    );
    at = begin + packed;
  }
  return texts;
}

function filesOf(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8', withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}
