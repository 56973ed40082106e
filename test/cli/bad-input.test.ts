/**
 * The "Bad input" list: for each, what is said, the exit status, and that the rest was still done. Every bad file lies
 * beside five good records.
 */
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { LedgerLine } from '../../src/case/index.ts';
import { zip } from '../../tools/lib/pack.mjs';
import { builtMain, letterlock, NOW, type Outcome, scratchFolder } from './program.ts';
import { accessRecord, goodLines, jsonLines } from './records.ts';

vi.setConfig({ testTimeout: 60_000 });
const home = scratchFolder();
beforeAll(builtMain);
afterAll(() => home.remove());

const GOOD = 5;
let runs = 0;

interface Ledger {
  readonly sources: readonly LedgerLine[];
}

/** Takes a folder in that holds `files`, beside five good records unless told otherwise. */
async function ingested(
  files: Readonly<Record<string, string | Buffer>>,
  good = true,
): Promise<Outcome & { readonly folder: string; readonly sources: readonly LedgerLine[] }> {
  runs += 1;
  const folder = join(home.path, `run-${runs}`);
  mkdirSync(join(folder, 'in'), { recursive: true });
  if (good) writeFileSync(join(folder, 'in', 'zz-good.jsonl'), goodLines(GOOD, 900));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, 'in', name), content);
  const outcome = await letterlock(['ingest', 'in', '--case', 'case', '--json', '--now', NOW], { cwd: folder });
  const sources = outcome.stdout === '' ? [] : (JSON.parse(outcome.stdout) as Ledger).sources;
  return { ...outcome, folder, sources };
}

function lineOf(sources: readonly LedgerLine[], name: string): LedgerLine {
  const line = sources.find(({ path }) => path === `in/${name}` || path.startsWith(`in/${name}!`));
  if (line === undefined)
    throw new Error(`${name} is not in the ledger: ${sources.map(({ path }) => path).join(', ')}`);
  return line;
}

/** The good file beside it was taken in, every record of every source is accounted for, and the status says done. */
function expectRestDone({ status, stderr, sources }: Outcome & { readonly sources: readonly LedgerLine[] }): void {
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(lineOf(sources, 'zz-good.jsonl').stored).toBe(GOOD);
  for (const line of sources) expect(line.records).toBe(line.stored + line.merged + line.duplicates + line.rejected);
}

const codes = (line: LedgerLine): readonly string[] => [
  ...line.rejects.map(({ code }) => code),
  ...line.truncations.map(({ code }) => code),
];

describe('files that are no logs', () => {
  it('an empty file is named, the rest is done; alone it is no input', async () => {
    const outcome = await ingested({ 'empty.json': '' });
    expectRestDone(outcome);
    expect(lineOf(outcome.sources, 'empty.json')).toMatchObject({ format: 'empty', records: 0 });
    const alone = await ingested({ 'empty.json': '' }, false);
    expect(alone.status).toBe(3);
    expect(alone.stderr).toContain('letterlock: No input could be used: in/empty.json is empty.\n');
  });

  it('a folder without logs is no input, and says what the files looked like', async () => {
    const outcome = await ingested(
      { 'notes.txt': 'Call Ada on Monday.\n', 'page.html': '<!DOCTYPE html><html></html>' },
      false,
    );
    expect(outcome.status).toBe(3);
    expect(outcome.stderr).toMatch(
      /No input could be used: in\/notes\.txt is not recognised \(.+\); in\/page\.html is not recognised \(.+\)\./,
    );
    const text = await letterlock(['ingest', 'nothing-here', '--case', 'case2'], { cwd: outcome.folder });
    expect(text).toMatchObject({ status: 3, stdout: '' });
    expect(text.stderr).toContain('letterlock: nothing-here: there is no such file or folder.\n');
    expect(existsSync(join(outcome.folder, 'case2'))).toBe(false);
  });

  it('binary is told from text', async () => {
    const noise = Buffer.from(Array.from({ length: 5000 }, (_unused, index) => (index * 7919) % 256));
    const outcome = await ingested({ 'photo.raw': noise });
    expectRestDone(outcome);
    expect(lineOf(outcome.sources, 'photo.raw')).toMatchObject({ format: 'not-recognised', records: 0 });
    expect(lineOf(outcome.sources, 'photo.raw').lookedLike).toMatch(/binary/i);
  });
});

describe('archives', () => {
  it('a cut gzip gives what is there, and is proven incomplete', async () => {
    const whole = gzipSync(goodLines(400));
    const outcome = await ingested({ 'audit.jsonl.gz': whole.subarray(0, Math.floor(whole.length * 0.6)) });
    expectRestDone(outcome);
    const line = lineOf(outcome.sources, 'audit.jsonl.gz');
    expect(codes(line)).toContain('cut-gzip');
    expect(line.stored).toBeGreaterThan(50);
    expect(line.stored).toBeLessThan(400);
  });

  it('a zip bomb ends at the limit', async () => {
    const bomb = zip([{ name: 'audit.jsonl', text: `${goodLines(3)}${'\n'.repeat(300 * 1024 ** 2)}` }]);
    expect(bomb.length).toBeLessThan(1024 ** 2);
    const outcome = await ingested({ 'bomb.zip': bomb });
    expectRestDone(outcome);
    const line = lineOf(outcome.sources, 'bomb.zip');
    expect(codes(line)).toContain('bounded');
    expect(line.stored).toBe(3);
  });

  it('a member ../../x is read and writes nothing anywhere', async () => {
    const outcome = await ingested({
      'evil.zip': zip([
        { name: '../../x', text: goodLines(2) },
        { name: 'ok.jsonl', text: goodLines(2, 50) },
      ]),
    });
    expectRestDone(outcome);
    const members = outcome.sources.filter(({ path }) => path.startsWith('in/evil.zip'));
    expect(members.reduce((sum, { stored }) => sum + stored, 0)).toBeGreaterThanOrEqual(2);
    expect(readdirSync(outcome.folder).sort()).toEqual(['case', 'in']);
    expect(existsSync(join(home.path, 'x'))).toBe(false);
  });
});

describe('records that are none', () => {
  it('a line of 200 MB costs that line', async () => {
    const huge = `{"CreationTime":"2026-10-05T00:00:00","Operation":"${'x'.repeat(200 * 1024 ** 2)}"}\n`;
    const outcome = await ingested({ 'long.jsonl': `${goodLines(2)}${huge}${goodLines(2, 10)}` });
    expectRestDone(outcome);
    expect(lineOf(outcome.sources, 'long.jsonl')).toMatchObject({ records: 5, stored: 4, rejected: 1 });
    expect(lineOf(outcome.sources, 'long.jsonl').rejects).toMatchObject([{ code: 'too-long', place: 'line 3' }]);
  });

  it('invalid UTF-8 costs that record', async () => {
    const bad = Buffer.from(`${JSON.stringify(accessRecord(3)).replace('ada@', 'ad\u00e9@')}\n`, 'latin1');
    const outcome = await ingested({
      'latin.jsonl': Buffer.concat([Buffer.from(goodLines(2)), bad, Buffer.from(goodLines(2, 10))]),
    });
    expectRestDone(outcome);
    expect(lineOf(outcome.sources, 'latin.jsonl')).toMatchObject({ records: 5, stored: 4, rejected: 1 });
    expect(lineOf(outcome.sources, 'latin.jsonl').rejects).toMatchObject([{ code: 'not-utf8', place: 'line 3' }]);
  });

  it('JSON nested 10,000 deep costs that record', async () => {
    const deep = `{"CreationTime":"2026-10-05T00:00:00","Operation":"x","RecordType":50,"a":${'['.repeat(10_000)}${']'.repeat(10_000)}}\n`;
    const outcome = await ingested({ 'deep.jsonl': `${goodLines(2)}${deep}${goodLines(2, 10)}` });
    expectRestDone(outcome);
    expect(lineOf(outcome.sources, 'deep.jsonl')).toMatchObject({ records: 5, stored: 4, rejected: 1 });
    expect(lineOf(outcome.sources, 'deep.jsonl').rejects).toMatchObject([{ code: 'too-deep', place: 'line 3' }]);
  });

  it('a stray quote in a CSV costs that row', async () => {
    const row = (number: number): string => {
      const record = accessRecord(number);
      return `${String(record.Id)},2026-10-05T00:00:00Z,50,MailItemsAccessed,ada@fabrikam.example,"${JSON.stringify(record).replaceAll('"', '""')}"\r\n`;
    };
    const header = 'RecordId,CreationDate,RecordType,Operation,UserId,AuditData\r\n';
    const outcome = await ingested({
      'portal.csv': `${header}${row(1)}${row(2).replace('ada@', '"ada@')}${row(3)}${row(4)}${row(5)}`,
    });
    expectRestDone(outcome);
    const line = lineOf(outcome.sources, 'portal.csv');
    expect(line.rejected).toBeGreaterThanOrEqual(1);
    expect(line.rejected).toBeLessThanOrEqual(2);
    expect(line.stored).toBe(line.records - line.rejected);
    expect(line.stored).toBeGreaterThanOrEqual(3);
    expect(['stray-quote', 'bad-row']).toContain(line.rejects[0]?.code);
    expect(line.rejects[0]?.place).toMatch(/^row \d+$/);
  });
});

describe('records with strange values', () => {
  it('numbers where text is expected, and the other way round, are kept; what does not convert is null', async () => {
    const outcome = await ingested({
      'types.jsonl': jsonLines([
        accessRecord(1, { UserId: 12345, MailboxOwnerUPN: 7, ClientIPAddress: 3232235777 }),
        accessRecord(2, { RecordType: '50', LogonType: 'zero', OperationCount: 'many', UserType: [] }),
        accessRecord(3, { Folders: 'none', OperationProperties: 17 }),
      ]),
    });
    expectRestDone(outcome);
    expect(lineOf(outcome.sources, 'types.jsonl')).toMatchObject({ records: 3, stored: 3, rejected: 0 });
  });

  it('years 1601 and 9999 are no times: such a record is not placed, and the rest is', async () => {
    const outcome = await ingested({
      'times.jsonl': jsonLines([
        accessRecord(1),
        accessRecord(2, { CreationTime: '1601-01-01T00:00:00' }),
        accessRecord(3, { CreationTime: '9999-12-31T23:59:59' }),
      ]),
    });
    expectRestDone(outcome);
    expect(lineOf(outcome.sources, 'times.jsonl')).toMatchObject({ records: 3, stored: 1, rejected: 2 });
    expect(lineOf(outcome.sources, 'times.jsonl').rejects).toMatchObject([{ code: 'no-time', records: 2 }]);
  });
});
