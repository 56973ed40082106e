/** The bundled example against the truth about it, and the generator against what is committed. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Coverage, ReportDocument } from '../../src/report/model.ts';
import { makeExample } from './examples.ts';
import { builtMain, letterlock, NOW, type Outcome, readJson, scratchFolder } from './program.ts';

vi.setConfig({ testTimeout: 60_000 });

interface Truth {
  readonly auditRecords: number;
  readonly signIns: number;
  readonly intrusion: {
    readonly firstSeen: string;
    readonly lastSeen: string;
    readonly application: string;
    readonly addresses: readonly string[];
    readonly tokens: readonly string[];
    readonly records: number;
    readonly mailboxes: readonly {
      readonly mailbox: string;
      readonly mailboxId: string;
      readonly messageIds: readonly string[];
    }[];
    readonly mailboxMessagePairs: number;
    readonly distinctMessages: number;
    readonly foldersPresumed: readonly { readonly mailbox: string; readonly path: string }[];
    readonly throttled: { readonly mailbox: string; readonly from: string; readonly to: string };
  };
  readonly benign: { readonly newApplication: { readonly id: string }; readonly traveller: { readonly user: string } };
}

const TRUTH = readJson<Truth>('examples/truth.json');
const { intrusion } = TRUTH;
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

function theIncident(): ReportDocument['summary']['incidents'][number] {
  const found = document.summary.incidents.filter(({ applications }) => applications.includes(intrusion.application));
  expect(found).toHaveLength(1);
  const [incident] = found;
  if (incident === undefined) throw new Error('no incident');
  return incident;
}

describe('the bundled example', () => {
  it('ends with the verdict intrusion, on standard output alone', () => {
    expect({ status: json.status, stderr: json.stderr }).toEqual({ status: 0, stderr: '' });
    expect(document.summary.verdict).toBe('intrusion');
  });

  it('accounts for every record of every file', () => {
    for (const { path, records, stored, merged, duplicates, rejected } of document.sources) {
      expect({ path, sum: stored + merged + duplicates + rejected }).toEqual({ path, sum: records });
    }
    const of = (name: string): ReportDocument['sources'] => document.sources.filter(({ path }) => path.endsWith(name));
    expect(of('handover-notes.txt')).toMatchObject([{ format: 'not-recognised', records: 0 }]);
    expect(of('10-17_18.json.gz')[0]?.suspectTruncated).toContainEqual(
      expect.objectContaining({ code: 'cut-gzip', proven: true }),
    );
    const [copy, first] = of('.csv').filter(({ path }) => path.includes('AuditLog'));
    expect(copy?.stored).toBe(0);
    expect(first?.stored).toBe(0);
    const rejected = document.sources.flatMap(({ rejects }) => rejects.map(({ code }) => code));
    expect(rejected).toEqual(['unfinished']);
  });

  it('finds the intruder in one incident: mailboxes, addresses, tokens, times', () => {
    const incident = theIncident();
    expect(['high', 'critical']).toContain(incident.severity);
    expect(incident.mailboxes).toEqual(intrusion.mailboxes.map(({ mailbox }) => mailbox).sort());
    expect(incident.addresses).toEqual([...intrusion.addresses].sort());
    expect(incident.tokens).toEqual([...intrusion.tokens].sort());
    expect([incident.firstSeen, incident.lastSeen]).toEqual([intrusion.firstSeen, intrusion.lastSeen]);
  });

  it("names every message that was accessed, and no other, as the intruder's", () => {
    const incident = theIncident();
    for (const { mailbox, mailboxId, messageIds } of intrusion.mailboxes) {
      const exposure = document.exposure.find((entry) => entry.incident === incident.id && entry.mailbox === mailbox);
      expect(exposure?.mailboxId).toBe(mailboxId);
      const named = exposure?.messages.filter(
        ({ evidence, attribution }) => evidence === 'named' && attribution === 'intruder',
      );
      expect(named?.map(({ messageId }) => messageId).sort()).toEqual([...messageIds].sort());
    }
    const { distinctMessages, mailboxMessagePairs, lower, upper, foldersPresumed, hoursUnobservable } =
      incident.exposure;
    expect({ distinctMessages, mailboxMessagePairs, lower }).toEqual({
      distinctMessages: intrusion.distinctMessages,
      mailboxMessagePairs: intrusion.mailboxMessagePairs,
      lower: intrusion.distinctMessages,
    });
    expect({ upper, foldersPresumed }).toEqual({ upper: null, foldersPresumed: intrusion.foldersPresumed.length });
    expect(hoursUnobservable).toBe(24);
  });

  it('says in which time the throttled mailbox could not be seen', () => {
    const { mailbox, from, to } = intrusion.throttled;
    const spans = document.coverage
      .filter((row: Coverage) => row.mailbox === mailbox && row.logKind === 'mailbox-audit')
      .flatMap((row) => row.spans);
    expect(spans.filter(({ state }) => state === 'throttled')).toMatchObject([{ from, to }]);
  });

  it('looks for every token in the ledgers and misses just the forged ones', () => {
    const { noIssuanceRecord, contradictory, issued, tokens } = document.summary.tokenReconciliation;
    expect(noIssuanceRecord + contradictory).toBe(intrusion.tokens.length);
    expect(issued).toBe(tokens - intrusion.tokens.length);
  });

  it('takes neither the new application nor the traveller for an intruder', () => {
    const severe = document.summary.incidents.filter(({ severity }) => severity === 'high' || severity === 'critical');
    expect(severe).toHaveLength(1);
    expect(theIncident().applications).not.toContain(TRUTH.benign.newApplication.id);
    expect(document.summary.incidents.flatMap(({ findings }) => findings).length).toBeGreaterThan(0);
    const onTraveller = document.findings.filter(
      ({ user, severity }) => user === TRUTH.benign.traveller.user && severity !== 'info' && severity !== 'low',
    );
    expect(onTraveller).toEqual([]);
  });

  it('traces a forged token to what it touched, and finds no issuance', async () => {
    const [token = ''] = intrusion.tokens;
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
    const outcome = await letterlock(['detect', '--case', CASE, '--now', NOW, '--json', '--until', '2026-10-01']);
    const { findings } = JSON.parse(outcome.stdout) as { readonly findings: readonly { readonly firstSeen: string }[] };
    expect(findings.filter(({ firstSeen }) => firstSeen >= '2026-10-01')).toEqual([]);
    expect(findings.length).toBeLessThan(document.findings.length);
  });
});

describe('what is committed of the example', () => {
  it('is small, and what the generator makes', () => {
    const made = mkdtempSync(join(tmpdir(), 'letterlock-example-'));
    try {
      makeExample(made);
      const files = filesOf('examples/contoso');
      expect(files).toEqual(filesOf(join(made, 'contoso')));
      expect(files.length).toBeGreaterThan(12);
      let bytes = 0;
      for (const file of files) {
        const [committed, fresh] = [
          readFileSync(join('examples/contoso', file)),
          readFileSync(join(made, 'contoso', file)),
        ];
        bytes += committed.length;
        // Compressed bytes depend on the version of zlib; what is in them does not.
        if (file.endsWith('.jsonl.gz') || file.endsWith('Logs.json.gz'))
          expect(gunzipSync(committed).equals(gunzipSync(fresh))).toBe(true);
        else if (!/\.(zip|gz)$/.test(file)) expect(committed.equals(fresh)).toBe(true);
      }
      expect(bytes).toBeLessThan(3 * 1024 ** 2);
      expect(readFileSync('examples/truth.json', 'utf8')).toBe(readFileSync(join(made, 'truth.json'), 'utf8'));
    } finally {
      rmSync(made, { recursive: true, force: true });
    }
  });

  it('is told in its README with the figures of the truth', () => {
    const text = readFileSync('examples/README.md', 'utf8');
    const grouped = (number: number): string => String(number).replace(/\B(?=(\d{3})+$)/g, ',');
    expect(text).toContain(`${intrusion.records} of the ${grouped(TRUTH.auditRecords)} audit records`);
    expect(text).toContain(`${intrusion.tokens.length} forged tokens`);
    expect(text).toContain(
      `${intrusion.mailboxMessagePairs} pairs of mailbox and message, but **${intrusion.distinctMessages} different messages**`,
    );
    for (const { mailbox, messageIds } of intrusion.mailboxes)
      expect(text).toMatch(new RegExp(`${mailbox.split('@')[0]} \\(${messageIds.length}( messages)?\\)`));
    for (const value of [intrusion.application, ...intrusion.addresses, TRUTH.benign.newApplication.id])
      expect(text).toContain(value);
  });
});

function filesOf(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8', withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}
