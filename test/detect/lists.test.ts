import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ListPurpose, parseList, readList, runDetections } from '../../src/detect/index.ts';
import { appendRows, type Database } from '../../src/store/index.ts';
import { detectionFrom, emptyCase, SMALL } from './fixture.ts';

const TOKEN = '4d63c1c4-c95b-4d3c-8e0a-1271fd813e00';

function entries(source: string, file = 'list.csv', purpose: ListPurpose = 'suspect') {
  const result = parseList(file, source, purpose);
  return result.ok
    ? result.entries
    : result.problems.map(({ file: name, line, problem }) => `${name}:${line}: ${problem}`);
}

describe('a list', () => {
  test('is read from CSV in any order of columns, with a BOM, quotes and CRLF', () => {
    expect(
      entries(
        '\uFEFFvalue,kind,reason,author,from,to\r\n"Alice@Contoso.Example",user,"phished, says\nshe",Eve,2023-06-15,2023-06-16\r\n\r\n[2001:DB8::7],address,,,,\r\n',
      ),
    ).toEqual([
      {
        kind: 'user',
        value: 'alice@contoso.example',
        from: new Date('2023-06-15T00:00:00Z'),
        to: new Date('2023-06-17T00:00:00Z'),
        reason: 'phished, says\nshe',
        author: 'Eve',
        place: 'list.csv:2',
      },
      { kind: 'address', value: '2001:db8::7', from: null, to: null, reason: null, author: null, place: 'list.csv:5' },
    ]);
  });

  test.each([
    ['YAML', 'list.yml', `- kind: token\n  value: xMFjTVvJPE2OChJx_YE-AA\n  reason: stolen\n`],
    ['JSON', 'list.json', `[{"kind":"token","value":"{${TOKEN.toUpperCase()}}","reason":"stolen"}]`],
    [
      'JSON without a name',
      '-',
      `[{"kind":"token","value":"NGQ2M2MxYzQtYzk1Yi00ZDNjLThlMGEtMTI3MWZkODEzZTAw","reason":"stolen"}]`,
    ],
  ])('is read from %s, tokens in any encoding', (_, file, source) => {
    expect(entries(source, file)).toMatchObject([{ kind: 'token', value: TOKEN, reason: 'stolen' }]);
  });

  test.each([
    [
      'kind,value,note\nuser,a,b\n',
      ['list.csv:1: unknown column "note"; columns are kind, value, from, to, reason, author'],
    ],
    ['kind,value\nuser,"a\nuser,b\n', ['list.csv:2: has a quote that is not closed, or text beside a quoted cell']],
    ['value\na\n', ['list.csv:1: the column "kind" is missing']],
    ['kind,value\nuser,a\nuser,a,b\n', ['list.csv:3: has 3 cells, the header 2']],
    [
      'kind,value\nhost,a\naddress,300.1.1.1\ncidr,192.0.2.0\ntoken,abc\nuser,\n',
      [
        'list.csv:2: "host" is no kind; kinds are user, address, cidr, session, token, application, message',
        'list.csv:3: "300.1.1.1" is no IP address',
        'list.csv:4: "192.0.2.0" is no network such as 192.0.2.0/24',
        'list.csv:5: "abc" is no token identifier (a GUID, or base64 of one)',
        'list.csv:6: the value is empty',
      ],
    ],
    [
      'kind,value,from,to\nuser,a,06/15/2023,\nuser,a,2023-02-30,\nuser,a,2023-06-16,2023-06-15\n',
      [
        'list.csv:2: from: "06/15/2023" is no time such as 2023-06-15 or 2023-06-15T08:30:00Z',
        'list.csv:3: from: "2023-02-30" is no time such as 2023-06-15 or 2023-06-15T08:30:00Z',
        'list.csv:4: from is not before to',
      ],
    ],
  ])('refuses %j with file and line', (source, problems) => {
    expect(entries(source)).toEqual(problems);
  });

  test('a known-good entry says why and by whom', () => {
    expect(entries('kind,value,reason\nuser,a,ours\n', 'good.csv', 'known-good')).toEqual([
      'good.csv:2: a known-good entry needs a reason and an author',
    ]);
  });

  test('commands are told the first fault and how many there are', () => {
    expect(() => readList('l.csv', 'kind,value\nx,a\ny,b\n', 'suspect')).toThrow('l.csv:2: "x" is no kind');
    expect(() => readList('l.csv', 'kind,value\nx,a\ny,b\n', 'suspect')).toThrow('(and 1 more)');
  });
});

describe('suspects and known-good', () => {
  let database: Database;
  beforeAll(async () => {
    database = await emptyCase();
    const row = (id: number, more: Record<string, string | null>) => ({
      event_id: id,
      part: 0,
      tenant: 't',
      log_kind: 'mailbox-audit',
      time: new Date(Date.UTC(2024, 0, id)),
      actor: 'alice@contoso.example',
      mailbox_id: 'm1',
      ...more,
    });
    const rows = [
      row(1, { address: '192.0.2.1', session_id: 's1', token_id: TOKEN, app_id: 'app-1' }),
      row(2, { address: '192.0.2.9', session_id: 's2', app_id: 'app-1' }),
      row(3, { address: '2001:db8:0:0::7', actor: 'S-1-5-21', app_id: 'app-2' }),
      row(4, { address: '198.51.100.1', actor: 'bob@contoso.example', mailbox_id: 'm2', app_id: 'app-3' }),
    ];
    await appendRows(database, 'event', rows);
    await appendRows(
      database,
      'access',
      rows.map((entry) => ({ ...entry, client_app_id: entry.event_id === 4 ? 'app-9' : null })),
    );
    await appendRows(database, 'message', [{ event_id: 2, part: 0, seq: 1, message_id: '<x@contoso.example>' }]);
    await appendRows(database, 'account', [
      { tenant: 't', label: 'alice@contoso.example', person: 'p1' },
      { tenant: 't', label: 's-1-5-21', person: 'p1' },
    ]);
    await appendRows(database, 'person', [
      { tenant: 't', person: 'p1', mailbox_id: 'm1', address: 'alice@contoso.example' },
    ]);
  });
  afterAll(() => database.close());

  async function suspects(source: string) {
    const { findings, runs } = await runDetections(database, [], { suspects: readList('s.csv', source, 'suspect') });
    return {
      runs,
      found: findings.map(({ subject, anchors }) => [
        subject,
        anchors
          .filter(({ kind }) => kind === 'event')
          .map(({ value }) => value)
          .join(','),
      ]),
    };
  }

  test.each([
    ['user,Alice@contoso.example', 'user:alice@contoso.example', '1,2,3'],
    ['address,192.0.2.1', 'address:192.0.2.1', '1'],
    ['address,2001:DB8::7', 'address:2001:db8::7', '3'],
    ['cidr,192.0.2.0/24', 'cidr:192.0.2.0/24', '1,2'],
    ['session,S2', 'session:s2', '2'],
    [`token,xMFjTVvJPE2OChJx_YE-AA`, `token:${TOKEN}`, '1'],
    ['application,APP-1', 'application:app-1', '1,2'],
    ['application,app-9', 'application:app-9', '4'],
    ['message,x@contoso.example', 'message:x@contoso.example', '2'],
  ])('%s is found without any detection', async (line, subject, events) => {
    expect((await suspects(`kind,value\n${line}\n`)).found).toEqual([[subject, events]]);
  });

  test('only within its time, and what occurs nowhere is said', async () => {
    const { found, runs } = await suspects(
      'kind,value,from,to,reason,author\ncidr,192.0.2.0/24,2024-01-02,,seen,Eve\nsession,s9,,,,\n',
    );
    expect(found).toEqual([['cidr:192.0.2.0/24', '2']]);
    expect(runs[0]?.reason).toBe('1 of 2 listed occur nowhere in this case: session s9');
  });

  test('a finding says by whom and why, and names mailbox and token', async () => {
    const { findings } = await runDetections(database, [], {
      suspects: readList('s.csv', 'kind,value,reason,author\naddress,192.0.2.1,proxy,Eve\n', 'suspect'),
    });
    expect(findings).toMatchObject([
      {
        detection: 'suspect/listed',
        severity: 'high',
        strength: 1,
        basis: 'listed by Eve',
        explanation: 'Listed as suspect: address 192.0.2.1: proxy (Eve).',
        mailboxId: 'm1',
        mailbox: 'alice@contoso.example',
      },
    ]);
    expect(findings[0]?.anchors).toContainEqual({ kind: 'token', value: TOKEN });
    expect(findings[0]?.anchors.some(({ kind }) => kind === 'application')).toBe(false);
  });

  test('known-good annotates and hides nothing', async () => {
    const small = detectionFrom(SMALL);
    const bare = await runDetections(database, [small]);
    const knownGood = readList(
      'g.csv',
      'kind,value,from,reason,author\ncidr,192.0.2.0/30,,our VPN,Eve\nmessage,x@contoso.example,2024-01-02,newsletter,Bob\naddress,203.0.113.1,,other,Bob\n',
      'known-good',
    );
    const annotated = await runDetections(database, [small], { knownGood });
    expect(annotated.findings.map(({ id, severity, strength }) => [id, severity, strength])).toEqual(
      bare.findings.map(({ id, severity, strength }) => [id, severity, strength]),
    );
    expect(
      annotated.findings[0]?.anchors.filter(({ kind }) => kind === 'known-good').map(({ value }) => value),
    ).toEqual([
      'cidr 192.0.2.0/30: our VPN (Eve)',
      'message x@contoso.example: newsletter (Bob); only for part of the time',
    ]);
    expect(annotated.findings[0]?.anchors.filter(({ kind }) => kind !== 'known-good')).toEqual(
      bare.findings[0]?.anchors,
    );
  });
});
