/** Notification sheets: for owners and lawyers, whole in themselves, and nothing of a log can act in them. */
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Papa from 'papaparse';
import { afterEach, describe, expect, test } from 'vitest';
import { type ReportOptions, writeReport } from '../../src/report/index.ts';
import { bind, guid, NOW, ordinary, sync, world } from '../scope/world.ts';
import { hostileWorld } from './hostile.ts';

const undo: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

const OPTIONS: ReportOptions = { version: '0.0.0', now: NOW };
const ANNA = 'anna@contoso.example';
const BEN = 'ben@contoso.example';
const EVIL = '203.0.113.66';
const token = guid('forged');

type Sheets = Readonly<Record<string, string>>;

async function sheetsOf(
  [records, findings, options]: Parameters<typeof world>,
  report: Partial<ReportOptions> = {},
): Promise<Sheets> {
  const { database, scope } = await world(records, findings, options);
  undo.push(() => database.close());
  const path = await mkdtemp(join(tmpdir(), 'letterlock-sheets-'));
  undo.push(() => rm(path, { recursive: true, force: true }));
  const { files } = await writeReport(database, scope, path, { ...OPTIONS, ...report });
  const names = await readdir(join(path, 'sheets'));
  expect(names.map((name) => `sheets/${name}`).sort()).toEqual(
    files.filter((name) => name.startsWith('sheets/')).sort(),
  );
  return Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, await readFile(join(path, 'sheets', name), 'utf8')] as const)),
  );
}

const records = [
  ...ordinary([ANNA, BEN, 'carl@contoso.example'], '2026-02-01', 30),
  bind({ id: 'a', user: ANNA, time: '2026-03-01T02:00:00', address: EVIL, token, messages: ['<1@x>', '<2@x>'] }),
  bind({ id: 'doubt', user: ANNA, time: '2026-03-01T05:00:00', address: '192.0.2.77', messages: ['<3@x>'] }),
  sync({ id: 's', user: BEN, time: '2026-03-01T03:00:00', address: EVIL, token, folder: '\\Contracts' }),
];
const findings = [
  {
    id: 'f-1',
    user: ANNA,
    firstSeen: '2026-03-01T02:00:00',
    events: ['a'],
    anchors: [
      ['token', token],
      ['address', EVIL],
    ] as const,
  },
];

/** What a reader of the page sees, roughly: text without tags. */
function textOf(page: string): string {
  return page
    .replace(/<style>.*?<\/style>/s, '')
    .replace(/<[^>]*>/g, ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&#39;', "'")
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
    .replace(/\s+/g, ' ');
}

describe('notification sheets', () => {
  test('one for each mailbox of an incident, with its index: which messages, when, how sure, what nobody can know', async () => {
    const sheets = await sheetsOf([records, findings, {}]);
    expect(Object.keys(sheets).sort()).toEqual(
      [`${ANNA}.csv`, `${ANNA}.html`, `${BEN}.csv`, `${BEN}.html`, 'index.html'].sort(),
    );
    const anna = textOf(sheets[`${ANNA}.html`] ?? '');
    expect(anna).toContain('at least 2, at most 3');
    expect(anna).toContain('<1@x>');
    expect(anna).toContain('accessed by the intruder (the same token as the intruder)');
    expect(anna).toContain('accessed by the intruder or the owner: cannot be told');
    expect(anna).toContain('What nobody can know');
    expect(anna).not.toContain(BEN);
    const ben = textOf(sheets[`${BEN}.html`] ?? '');
    expect(ben).toContain('\\Contracts');
    expect(ben).toContain('the whole mailbox is to be presumed taken');
    expect(textOf(sheets['index.html'] ?? '')).toContain(ANNA);
    const rows = Papa.parse<Record<string, string>>((sheets[`${ANNA}.csv`] ?? '').slice(1), {
      header: true,
      skipEmptyLines: true,
    }).data;
    expect(rows.filter(({ kind }) => kind === 'message').map(({ messageId, howSure }) => [messageId, howSure])).toEqual(
      [
        ['<1@x>', 'accessed by the intruder'],
        ['<2@x>', 'accessed by the intruder'],
        ['<3@x>', 'accessed by the intruder or the owner: cannot be told'],
      ],
    );
  });

  test('none for an incident that was judged benign', async () => {
    const { scope, database } = await world(records, findings);
    database.close();
    const decisions = [{ target: scope.incidents[0]?.id ?? '', state: 'benign' }];
    expect(await sheetsOf([records, findings, { decisions }])).toEqual({});
  });

  test('a long list is cut in print, and says so', async () => {
    const sheets = await sheetsOf([records, findings, {}], { limits: { sheetMessages: 1 } });
    expect(textOf(sheets[`${ANNA}.html`] ?? '')).toContain(`The first 1 of 3 messages are printed here; ${ANNA}.csv`);
    expect((sheets[`${ANNA}.csv`] ?? '').split('\r\n').filter((line) => line.includes(',message,'))).toHaveLength(3);
  });

  test('in a hostile case nothing can act: the only elements are ours, the policy allows our style alone', async () => {
    const hostile = hostileWorld();
    const sheets = await sheetsOf([hostile.records, hostile.findings, {}]);
    const pages = Object.entries(sheets).filter(([name]) => name.endsWith('.html'));
    expect(pages.length).toBeGreaterThan(2);
    for (const [name, page] of pages) {
      expect(name).toMatch(/^[A-Za-z0-9@_+][A-Za-z0-9.@_+-]*\.html$/);
      const elements = new Set([...page.matchAll(/<\/?([A-Za-z0-9!]+)/g)].map(([, element]) => element));
      const ours = 'html head meta title style body main h1 h2 h3 p em ul li table caption thead tbody tr th td span a';
      expect([...elements].filter((element) => !['!doctype', ...ours.split(' ')].includes(element ?? ''))).toEqual([]);
      const attributes = new Set(
        [...page.matchAll(/<[a-z0-9]+((?:\s+[a-z-]+="[^"]*")*)\s*>/g)].flatMap(([, list]) =>
          [...(list ?? '').matchAll(/([a-z-]+)=/g)].map(([, key]) => key),
        ),
      );
      for (const key of attributes) expect(key).not.toMatch(/^on|^src$|^style$/);
      expect(page).not.toMatch(/[^\P{Cc}\n]|[\u202a-\u202e\u2066-\u2069\u2028\u2029]|\p{Cs}/u);
      const style = /<style>(.*?)<\/style>/s.exec(page)?.[1] ?? '';
      const hash = createHash('sha256').update(style, 'utf8').digest('base64');
      expect(page).toContain(`default-src 'none'; style-src 'sha256-${hash}'`);
      for (const [, target] of page.matchAll(/href="([^"]*)"/g))
        expect(target).toMatch(/^[A-Za-z0-9%._~-]+\.(html|csv)$/);
    }
    expect(pages.map(([, page]) => textOf(page)).join(' ')).toContain('alert(1)');
    for (const [name, text] of Object.entries(sheets)) {
      if (!name.endsWith('.csv')) continue;
      const rows = Papa.parse<string[]>(text.slice(1), { newline: '\r\n' });
      expect(rows.errors).toEqual([]);
      for (const cell of rows.data.flat()) expect(cell).not.toMatch(/^[=+\-@\t\r\uff1d]|^\s+[=+\-@]/);
    }
  });
});
