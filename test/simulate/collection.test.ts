/** How logs come to whoever collects them: in which forms, how late, how often, and what of them at all. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Papa from 'papaparse';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FORMATS } from '../../src/simulate/index.ts';
import { forgedTokens } from '../../src/simulate/intrusions/forged-tokens.ts';
import { type Json, type Simulated, simulated } from './tenant.ts';

const plain = { title: '', about: '' };
const HOUR = 3_600_000;
const timeOf = (record: Json): number => Date.parse(`${String(record['CreationTime'])}Z`);

describe('forms of the logs', () => {
  let made: Simulated;
  beforeAll(async () => {
    made = await simulated({ formats: FORMATS, mailboxes: 8 });
  });
  afterAll(() => made.remove());

  it('hold the same records of the unified audit log in blobs, lines and CSV', () => {
    const ids = (records: readonly Json[]): readonly string[] => records.map((record) => JSON.stringify(record));
    const blobs = ids(made.records('logs/audit/blob-'));
    const rows = made.summary.files
      .filter(({ path }) => path.endsWith('.csv') && path.startsWith('logs/audit'))
      .flatMap(({ path }) => {
        const text = readFileSync(join(made.folder, ...path.split('/')), 'utf8').replace(/^\uFEFF/, '');
        return Papa.parse<Record<string, string>>(text.trimEnd(), { header: true }).data;
      });
    expect(blobs.length).toBeGreaterThan(500);
    expect(ids(made.records('logs/audit/audit-'))).toEqual(blobs);
    expect(rows.map((row) => row['AuditData'])).toEqual(blobs);
    expect(rows.map((row) => row['RecordId'])).toEqual(made.records('logs/audit/blob-').map((record) => record['Id']));
  });

  it('hold the same sign-ins in pages and in rows of diagnostic settings', () => {
    const pages = ['interactive-2', 'noninteractive-2'].flatMap((kind) => made.records(`logs/sign-ins/${kind}`));
    const rows = ['interactive-rows', 'noninteractive-rows'].flatMap((kind) => made.records(`logs/sign-ins/${kind}`));
    expect(pages.length).toBeGreaterThan(50);
    expect(rows.map((row) => row['properties'])).toEqual(pages);
  });
});

describe('delivery', () => {
  it('is out of order, late, and repeated', async () => {
    const made = await simulated({ mailboxes: 20, days: 7 });
    const records = made.records('logs/audit/');
    const times = records.map(timeOf);
    const latest = times.map((_time, index) => Math.max(...times.slice(Math.max(0, index - 400), index + 1)));
    expect(times.filter((time, index) => time < (latest[index] ?? 0)).length / times.length).toBeGreaterThan(0.3);
    expect(times.filter((time, index) => time < (latest[index] ?? 0) - 12 * HOUR).length).toBeGreaterThan(5);
    const repeated = 1 - new Set(records.map((record) => record['Id'])).size / records.length;
    expect(repeated).toBeGreaterThan(0.005);
    expect(repeated).toBeLessThan(0.02);
    made.remove();
  });

  it('loses records, and says which tokens have no row because of it', async () => {
    const signIns = { usualMinutes: 5, mostMinutes: 30, late: 0, repeated: 0, lost: 0.2 };
    const collection = { signIns, refreshesInAudit: 0 };
    const made = await simulated({ world: { name: 'lossy', ...plain, collection }, days: 3 });
    const lost = made
      .truth()
      .filter(({ why }) => why === 'row-lost')
      .map(({ token }) => token);
    const here = new Set(made.records('logs/sign-ins/').map(({ id }) => id));
    expect(lost.length).toBeGreaterThan(10);
    expect(lost.filter((token) => here.has(token))).toEqual([]);
    expect(made.summary.benignTokensWithoutIssuance['row-lost']).toBe(lost.length);
    made.remove();
  });
});

describe('what was collected', () => {
  it('may be sign-ins of the last days only', async () => {
    const made = await simulated({ world: { name: 'late', ...plain, collection: { signInDays: 2 } }, days: 6 });
    const first = Math.min(...made.records('logs/sign-ins/').map((row) => Date.parse(String(row['createdDateTime']))));
    expect(first).toBeGreaterThanOrEqual(Date.parse(made.summary.to) - 48 * HOUR);
    made.remove();
  });

  it('may be the mailbox audit alone, without identifiers of tokens; the truth says what it shows all the same', async () => {
    const intrusions = [forgedTokens({ mailboxes: 2, perDay: 50, fromDay: 0 })];
    const collection = { logs: ['mailbox-audit'] as const, identifiers: '2023' as const };
    const made = await simulated({ world: { name: 'then', ...plain, collection, intrusions }, mailboxes: 6, days: 3 });
    expect(Object.keys(made.summary.records)).toEqual(['mailbox-audit']);
    expect(
      made.records('logs/audit/').filter((record) => 'AppAccessContext' in record || 'TokenObjectId' in record),
    ).toEqual([]);
    const [intrusion] = made.summary.intrusions;
    expect(intrusion?.messagesLogged).toBeGreaterThan(50);
    expect(intrusion?.tokens.length).toBeGreaterThan(2);
    made.remove();
  });

  it('may be nothing of a mailbox: what is accessed there is in the truth alone', async () => {
    const intrusions = [forgedTokens({ mailboxes: 2, perDay: 50, fromDay: 0 })];
    const made = await simulated({
      world: { name: 'dark', ...plain, population: { unaudited: 1 }, intrusions },
      mailboxes: 4,
      days: 2,
    });
    expect(made.records('logs/audit/').filter(({ Operation }) => Operation === 'MailItemsAccessed')).toEqual([]);
    const [intrusion] = made.summary.intrusions;
    expect(intrusion?.messages).toBeGreaterThan(50);
    expect(intrusion?.messagesLogged).toBe(0);
    expect(made.truth().filter(({ kind, logged }) => kind === 'access' && logged !== 'unaudited')).toEqual([]);
    made.remove();
  });

  it('is, at an earlier time, what had arrived by then, byte for byte; what comes later is not in the truth', async () => {
    const intrusions = [forgedTokens({ mailboxes: 2, perDay: 50, fromDay: 0 })];
    const given = { world: { name: 'soon', ...plain, intrusions }, mailboxes: 6, days: 4, formats: FORMATS };
    const whole = await simulated(given);
    const collectedAt = Date.parse(whole.summary.from) + 57 * HOUR + 1;
    const early = await simulated({ ...given, collectedAt });
    const paths = early.summary.files.map(({ path }) => path).filter((path) => path.endsWith('.jsonl'));
    expect(paths.length).toBeGreaterThan(8);
    for (const path of paths.filter((one) => one.startsWith('logs/'))) {
      expect(
        readFileSync(join(whole.folder, path), 'utf8').startsWith(readFileSync(join(early.folder, path), 'utf8')),
      ).toBe(true);
    }
    const logged = (made: Simulated) =>
      made.truth().filter((line) => line['kind'] === 'access' && line['logged'] === 'yes').length;
    const seen = (made: Simulated) => made.summary.intrusions[0]?.messagesLogged ?? 0;
    expect(logged(early)).toBeGreaterThan(10);
    expect(logged(early)).toBeLessThan(logged(whole));
    expect(seen(early)).toBeLessThan(seen(whole));
    const late = early
      .truth()
      .filter(({ kind, time }) => kind === 'access' && Date.parse(String(time)) > collectedAt + HOUR);
    expect(late).toEqual([]);
    const ids = new Set(early.records('logs/audit/audit-').map(({ Id }) => Id));
    const wrong = early
      .truth()
      .filter(({ kind, logged: of, recordId }) => kind === 'access' && of === 'yes' && !ids.has(recordId));
    expect(wrong).toEqual([]);
    whole.remove();
    early.remove();
  });
});
