import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Papa from 'papaparse';
import { afterEach, describe, expect, test } from 'vitest';
import {
  buildDocument,
  CASE_PLACEHOLDER,
  documentSchema,
  eventSchema,
  REPORT_SCHEMAS,
  terminalSummary,
  writeReport,
} from '../../src/report/index.ts';
import type { ReportView } from '../../src/report/model.ts';
import { columnsOf } from '../../src/report/terminal-text.ts';
import { bind, detection, type FindingSpec, guid, NOW, ordinary, sync, type World, world } from '../scope/world.ts';
import { hostileWorld, MEAN } from './hostile.ts';

const undo: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

async function made(...given: Parameters<typeof world>): Promise<World> {
  const result = await world(...given);
  undo.push(() => result.database.close());
  return result;
}

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'letterlock-report-'));
  undo.push(() => rm(path, { recursive: true, force: true }));
  return path;
}

const OPTIONS = {
  version: '0.0.0',
  now: NOW,
  template: `<html>${CASE_PLACEHOLDER}</html>`,
  detections: [detection('application/collection-new')],
};
const ANNA = 'anna@contoso.example';
const EVIL = '203.0.113.66';
const token = guid('forged');

function story(): { readonly records: readonly Record<string, unknown>[]; readonly findings: readonly FindingSpec[] } {
  return {
    records: [
      ...ordinary([ANNA, 'ben@contoso.example', 'carl@contoso.example'], '2026-02-20', 10),
      bind({ id: 'a', user: ANNA, time: '2026-03-01T02:00:00', address: EVIL, token, messages: ['<1@x>', '<2@x>'] }),
      sync({
        id: 's',
        user: 'ben@contoso.example',
        time: '2026-03-01T03:00:00',
        address: EVIL,
        token,
        folder: '\\Inbox',
      }),
      bind({ id: 'doubt', user: ANNA, time: '2026-03-01T05:00:00', address: '192.0.2.77', messages: ['<3@x>'] }),
    ],
    findings: [
      {
        id: 'f-1',
        user: ANNA,
        firstSeen: '2026-03-01T02:00:00',
        events: ['a'],
        anchors: [
          ['token', token],
          ['address', EVIL],
        ],
      },
    ],
  };
}

async function contents(path: string): Promise<Readonly<Record<string, string>>> {
  const names = await readdir(path, { recursive: true, withFileTypes: true });
  const files = names
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  return Object.fromEntries(
    await Promise.all(
      files.map(
        async (file) => [file.slice(path.length + 1).replaceAll('\\', '/'), await readFile(file, 'utf8')] as const,
      ),
    ),
  );
}

function viewIn(page: string): ReportView {
  const json = /<script type="application\/json" id="letterlock-case">(.*?)<\/script>/s.exec(page)?.[1] ?? '';
  return JSON.parse(json) as ReportView;
}

describe('the report folder', () => {
  test('holds every file of the contract, each as its schema says, and says the same as the one document', async () => {
    const { records, findings } = story();
    const { database, scope } = await made(records, findings);
    const path = await folder();
    const files = await writeReport(database, scope, path, OPTIONS);
    const written = await contents(path);
    expect(Object.keys(written).sort()).toEqual([...files.files].sort());
    expect(Object.keys(written)).toEqual(
      expect.arrayContaining([
        ...Object.keys(REPORT_SCHEMAS),
        'messages.csv',
        'timeline.csv',
        'index.html',
        `message-ids/${ANNA}.txt`,
      ]),
    );
    const document = await buildDocument(database, scope, OPTIONS);
    expect(documentSchema.parse(document)).toEqual(document);
    for (const name of ['summary', 'findings', 'exposure', 'coverage', 'sources'] as const) {
      expect(JSON.parse(written[`${name}.json`] ?? '')).toEqual(JSON.parse(JSON.stringify(document[name])));
    }
    const events = (written['events.jsonl'] ?? '')
      .trimEnd()
      .split('\n')
      .map((line): unknown => JSON.parse(line));
    expect(events).toEqual(JSON.parse(JSON.stringify(document.events)));
    for (const event of events) eventSchema.parse(event);
    expect(
      document.exposure.map(({ mailbox, totals, messages }) => [mailbox, totals.lower, totals.upper, messages.length]),
    ).toEqual([
      [ANNA, 2, 3, 3],
      ['ben@contoso.example', 0, null, 0],
    ]);
    expect(written[`message-ids/${ANNA}.txt`]).toBe('<1@x>\n<2@x>\n');
  });

  test('a schema catches a fault that is planted', async () => {
    const { records, findings } = story();
    const { database, scope } = await made(records, findings);
    const document = await buildDocument(database, scope, OPTIONS);
    expect(documentSchema.safeParse({ ...document, summary: { ...document.summary, verdict: 'clean' } }).success).toBe(
      false,
    );
    expect(documentSchema.safeParse({ ...document, summary: { ...document.summary, more: 1 } }).success).toBe(false);
    const [finding] = document.findings;
    expect(documentSchema.safeParse({ ...document, findings: [{ ...finding, mailbox: '' }] }).success).toBe(false);
  });

  test('is the same byte for byte in a second run, and whatever the order of ingest', async () => {
    const { records, findings } = story();
    const first = await made(records, findings);
    const [one, two, three] = [await folder(), await folder(), await folder()];
    await writeReport(first.database, first.scope, one, OPTIONS);
    await writeReport(first.database, first.scope, two, OPTIONS);
    expect(await contents(two)).toEqual(await contents(one));
    const other = await made([...records].reverse(), [...findings].reverse());
    await writeReport(other.database, other.scope, three, OPTIONS);
    const strip = (files: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
      // The place of a record in its source is what differs, and may.
      Object.fromEntries(
        Object.entries(files).map(([name, text]) => [name, text.replaceAll(/"place":"record \d+"/g, '')]),
      );
    expect(strip(await contents(three))).toEqual(strip(await contents(one)));
  });

  test('leaves no list of an earlier report behind, and no temporary file', async () => {
    const { records, findings } = story();
    const { database, scope } = await made(records, findings);
    const path = await folder();
    await writeReport(database, scope, path, OPTIONS);
    await writeFile(join(path, 'message-ids', 'old@contoso.example.txt'), '<old@x>\n');
    const { files } = await writeReport(database, scope, path, OPTIONS);
    expect(Object.keys(await contents(path)).sort()).toEqual([...files].sort());
  });

  test('the view holds the same figures in columns of equal length', async () => {
    const { records, findings } = story();
    const { database, scope } = await made(records, findings, {
      runs: [{ detection: 'application/collection-new', ran: true }],
    });
    const path = await folder();
    await writeReport(database, scope, path, OPTIONS);
    const view = viewIn((await contents(path))['index.html'] ?? '');
    expect(view.messages.total).toBe(3);
    const { total: _, subject, folderTexts: __, groundTexts: ___, ...columns } = view.messages;
    expect(subject).toBeNull();
    expect(new Set(Object.values(columns).map((column) => column.length))).toEqual(new Set([3]));
    const accesses = view.timeline.series.reduce(
      (sum, series) => sum + series.accesses.reduce((all, n) => all + n, 0),
      0,
    );
    expect(accesses).toBe(view.summary.accesses.total);
    expect(view.matrix.accesses.reduce((sum, n) => sum + n, 0)).toBe(view.summary.accesses.total);
    for (const grid of view.coverage.grids) {
      expect(grid.days.every((days) => days.length === view.coverage.dayCount)).toBe(true);
      expect(Object.values(grid.shares).reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 9);
    }
    expect(view.checks.map(({ ran }) => ran)).toEqual([true]);
  });

  test('the bounds of the page are named where they bite', async () => {
    const { records, findings } = story();
    const { database, scope } = await made(records, findings);
    const path = await folder();
    await writeReport(database, scope, path, { ...OPTIONS, limits: { viewMessages: 1, viewEvents: 1 } });
    const view = viewIn((await contents(path))['index.html'] ?? '');
    expect(view.omitted).toEqual([
      { what: 'events', shown: 1, total: 3, file: 'events.jsonl' },
      { what: 'messages', shown: 1, total: 3, file: 'messages.csv' },
    ]);
  });
});

describe('a hostile case', () => {
  test('every output is well-formed, keeps to its schema, and nothing in it can act', async () => {
    const { records, findings } = hostileWorld();
    const { database, scope } = await made(records, findings, {
      decisions: [{ target: 'f-mean', state: 'unsure', why: MEAN, author: MEAN }],
    });
    const path = await folder();
    const files = await writeReport(database, scope, path, OPTIONS);
    const written = await contents(path);
    documentSchema.parse(await buildDocument(database, scope, OPTIONS));
    for (const name of ['messages.csv', 'timeline.csv']) {
      const text = written[name] ?? '';
      expect(text.startsWith('\uFEFF')).toBe(true);
      const parsed = Papa.parse<string[]>(text.slice(1), { newline: '\r\n' });
      expect(parsed.errors).toEqual([]);
      const rows = parsed.data.filter((row) => row.length > 1);
      expect(new Set(rows.map((row) => row.length)).size).toBe(1);
      for (const cell of rows.slice(1).flat()) expect(cell).not.toMatch(/^[=+\-@\t\r\uff1d]|^\s+[=+\-@]/);
    }
    expect(
      Object.keys(written)
        .filter((name) => name.startsWith('message-ids/'))
        .every((name) => /^message-ids\/[A-Za-z0-9@_+][A-Za-z0-9.@_+-]*$/.test(name)),
    ).toBe(true);
    expect((await readdir(path)).every((name) => !name.includes('outside'))).toBe(true);
    const page = written['index.html'] ?? '';
    expect(page.split('<').length).toBe(`<html>${CASE_PLACEHOLDER}</html>`.split('<').length);
    expect(JSON.stringify(viewIn(page))).toContain('alert(1)');
    hold(terminalSummary(scope, files, { colour: false }));
  });
});

/** Nothing but printable characters and line ends, within the columns (a path is never broken). */
function hold(text: string): void {
  expect(text).not.toMatch(/[^\P{Cc}\n]|[\u202a-\u202e\u2066-\u2069\u2028\u2029]|\p{Cs}/u);
  const lines = text.split('\n');
  const path = lines.indexOf('Report') + 1;
  for (const [index, line] of lines.entries()) if (index !== path) expect(columnsOf(line)).toBeLessThanOrEqual(80);
}

describe('the terminal summary', () => {
  test('says in order: verdict, what to collect, incidents with their interval, what was unseen, ledger, report', async () => {
    const { records, findings } = story();
    const detections = [
      detection('application/collection-new'),
      detection('signin/x', { requires: [{ fact: 'sign_in' }] }),
    ];
    const { database, scope } = await made(records, findings, {
      detections,
      runs: [
        { detection: 'application/collection-new', ran: true },
        { detection: 'signin/x', ran: false },
      ],
    });
    const files = await writeReport(database, scope, await folder(), { ...OPTIONS, detections });
    const text = terminalSummary(scope, files, { colour: false });
    const order = ['REVIEW', 'Collect next', 'Incidents: 1', 'What could be seen', 'Ledger', 'Report'].map((word) =>
      text.indexOf(word),
    );
    expect(order.every((at, index) => at >= 0 && at > (order[index - 1] ?? -1))).toBe(true);
    expect(text).toContain('At least 2 messages accessed; how many at most cannot be said; one folder');
    expect(text).toContain('signin-noninteractive (until');
    hold(text);
    expect(terminalSummary(scope, files, { colour: true })).toContain('\u001b[33mREVIEW');
  });
});
