import { describe, expect, it } from 'vitest';
import { rejectsOf, truncationsOf, unwrapOne } from '../harness.ts';

const A = '{"CreationTime":"2024-01-01T00:00:00","Id":"a","Path":"\\\\Inbox","Note":"x, \\"y\\"; z"}';
const B = '{"CreationTime":"2024-01-01T00:00:01","Id":"b","Note":"ü"}';
const cell = (text: string): string => `"${text.replaceAll('"', '""')}"`;

/** An audit search: other columns in front, the record last. */
function audit(records: readonly string[], delimiter = ',', newline = '\n'): string {
  const header = ['RecordId', 'CreationDate', 'AuditData'].join(delimiter);
  return [header, ...records.map((record, index) => [index, '2024-01-01', cell(record)].join(delimiter)), ''].join(
    newline,
  );
}

describe('CSV with a record in a cell', () => {
  it.each([
    ['plain', audit([A, B])],
    ['CRLF', audit([A, B], ',', '\r\n')],
    ['CR', audit([A, B], ',', '\r')],
    ['semicolon', audit([A, B], ';')],
    ['tab', audit([A, B], '\t')],
    ['BOM', `\ufeff${audit([A, B])}`],
    ['#TYPE line', `#TYPE Selected.System.Management.Automation.PSCustomObject\r\n${audit([A, B], ',', '\r\n')}`],
    ['sep= line', `sep=;\r\n${audit([A, B], ';', '\r\n')}`],
    ['no line end at the end', audit([A, B]).trimEnd()],
    ['header in other letters', audit([A, B]).replace('AuditData', 'AUDITDATA')],
    ['RawEventData', audit([A, B]).replace('AuditData', 'RawEventData')],
    ['the record first', `AuditData,CreationDate\n${cell(A)},x\n${cell(B)},x\n`],
    ['quoted header', `"RecordId","CreationDate","AuditData"\n"1","x",${cell(A)}\n"2","x",${cell(B)}\n`],
    ['one column', `AuditData\n${cell(A)}\n${cell(B)}\n`],
    ['a delimiter at the end of each row', `RecordId,AuditData\n1,${cell(A)},\n2,${cell(B)},\n`],
    ['blank lines', `RecordId,AuditData\n\n1,${cell(A)}\n\n\n2,${cell(B)}\n\n`],
  ])('takes %s', async (_, text) => {
    const one = await unwrapOne(text);
    expect(one.texts).toEqual([A, B]);
    expect(one).toMatchObject({ format: 'csv-records', read: 2, rejected: 0, truncations: [], dateOrder: null });
  });

  it('takes line ends in the cell as white space, and in strings as escapes', async () => {
    const one = await unwrapOne('Id,AuditData\n1,"{""a"":1,\r\n""b"":""x\ny""}"\n');
    expect(one.texts).toEqual(['{"a":1,  "b":"x\\ny"}']);
  });

  it('recovers a record from another cell where the usual one is empty', async () => {
    const one = await unwrapOne(`AuditData,_raw,Other\n,${cell(A)},x\n"",x,${cell(B)}\n,,\n,{,}\n${cell(A)},,\n`);
    expect(one.texts).toEqual([A, B, A]);
    expect(rejectsOf(one)).toEqual(['empty-row at row 3', 'empty-row at row 4']);
  });

  it('rejects cells that hold no object, and rows of another length', async () => {
    const one = await unwrapOne(`Id,AuditData\n1,text\n2,"[1]"\n3\n4,a,b\n5,${cell(A)}\n`);
    expect(one.texts).toEqual([A]);
    expect(rejectsOf(one)).toEqual([
      'not-json at row 1',
      'not-an-object at row 2',
      'bad-row at row 3',
      'bad-row at row 4',
    ]);
  });

  it('rejects only the row with bytes that are no UTF-8, NUL or U+0001', async () => {
    const text = audit([A, '{"a":"\u0001"}', '{"a":"#"}', B]);
    const bytes = Buffer.from(text);
    bytes[bytes.indexOf('#')] = 0xff;
    const one = await unwrapOne(bytes);
    expect(one.texts).toEqual([A, B]);
    expect(rejectsOf(one)).toEqual(['control-bytes at row 2', 'not-utf8 at row 3']);
  });

  it('says that a spreadsheet cut a cell', async () => {
    const long = `{"a":"${'x'.repeat(40_000)}"}`;
    const one = await unwrapOne(audit([A, long.slice(0, 32_767), B]));
    expect(one.texts).toEqual([A, B]);
    expect(rejectsOf(one)).toEqual(['unfinished at row 2']);
    expect(truncationsOf(one)).toEqual(['cell-limit']);
    const exact = `{"a":"${'x'.repeat(32_767 - 8)}"}`;
    expect(truncationsOf(await unwrapOne(audit([exact])))).toEqual(['cell-limit']);
    expect(truncationsOf(await unwrapOne(audit([`{"a":"${'x'.repeat(32_767 - 7)}"}`])))).toEqual([]);
  });
});

describe('a stray quote costs its row only', () => {
  const rows = (bad: string): string => `"Id","AuditData"\n"1",${cell(A)}\n${bad}\n"3",${cell(B)}\n"4",${cell(A)}\n`;
  it.each([
    ['never closed', `"2","{""a"":1}`],
    ['closed in the middle', `"2","{""a"":"b"}"`],
    ['a doubled quote halved', `"2","{"a"":1}"`],
    ['in the first cell', `"2,${cell(B)}`],
    ['at the start of the cell only', `2,"{a`],
    ['a cell of one quote', `2,"`],
  ])('%s', async (_, bad) => {
    const one = await unwrapOne(rows(bad));
    expect(one.texts).toEqual([A, B, A]);
    expect(rejectsOf(one)).toEqual(['stray-quote at row 2']);
  });

  it('at the end of the file', async () => {
    const one = await unwrapOne(`Id,AuditData\n1,${cell(A)}\n2,"{""a""`);
    expect(one.texts).toEqual([A]);
    expect(rejectsOf(one)).toEqual(['stray-quote at row 2']);
  });

  it('in a table whose rows need no quotes', async () => {
    const one = await unwrapOne('a,b,c\n1,"2,3\n4,5,6\n7,8,9\n');
    expect(one.objects).toEqual([
      { a: '4', b: '5', c: '6' },
      { a: '7', b: '8', c: '9' },
    ]);
    expect(rejectsOf(one)).toEqual(['stray-quote at row 1']);
  });

  it('many of them, each in its row', async () => {
    const lines = Array.from({ length: 200 }, (_, index) => (index % 3 === 1 ? `${index},"x` : `${index},${cell(B)}`));
    const one = await unwrapOne(`Id,AuditData\n${lines.join('\n')}\n`);
    expect(one.read).toBe(200);
    expect(one.texts.length).toBe(lines.filter((line) => !line.endsWith('"x')).length);
  });

  it('beyond the limit of a row', async () => {
    const fill = Array.from({ length: 3_000 }, (_, index) => `${index},plain`).join('\n');
    const one = await unwrapOne(`Id,Name\n0,"open\n${fill}\n`, { limits: { recordBytes: 5_000 } });
    expect(one.read).toBe(3_001);
    expect(rejectsOf(one)).toEqual(['stray-quote at row 1']);
  });

  it('a row that is really too long', async () => {
    const one = await unwrapOne(`Id,AuditData\n1,${cell(`{"a":"${'x'.repeat(3_000_000)}"}`)}\n2,${cell(A)}\n`, {
      limits: { recordBytes: 1_000_000 },
    });
    expect(one.texts).toEqual([A]);
    expect(rejectsOf(one)).toEqual(['too-long at row 1']);
  });
});

describe('CSV tables', () => {
  it('makes an object of each row', async () => {
    const one = await unwrapOne(
      'TimeGenerated [UTC],User,User,,Location,Empty\n"2024-01-01","a ""b""\\\n\t",c,d,"{""city"": ""Köln"",\n ""x"":[1]}",\n,,,,[],\n,,,,{no json},x\n',
    );
    expect(one.objects).toEqual([
      {
        'TimeGenerated [UTC]': '2024-01-01',
        User: 'a "b"\\\n\t',
        'User 2': 'c',
        'column 4': 'd',
        Location: { city: 'Köln', x: [1] },
      },
      { Location: [] },
      { Location: '{no json}', Empty: 'x' },
    ]);
    expect(one).toMatchObject({ format: 'csv-table', read: 3, rejected: 0 });
  });

  it('rejects empty rows, and calls a header alone empty', async () => {
    expect(rejectsOf(await unwrapOne('Name,Mail\n,\na,b\n'))).toEqual(['empty-row at row 1']);
    expect(await unwrapOne('Name,Mail address\n')).toMatchObject({
      format: 'empty',
      read: 0,
      lookedLike: 'CSV with a header only (Name, Mail address)',
    });
  });

  it.each([
    ['mdy', ['5/6/2021 9:13 PM', '5/18/2021']],
    ['dmy', ['5/6/2021', '18/5/2021 21:13']],
    ['dmy', ['01.02.2021', '28.02.2021']],
    ['ambiguous', ['5/6/2021', '7/8/2021']],
    ['ambiguous', ['5/18/2021', '18/5/2021']],
    [null, ['2021-05-18T21:13:33', '2021-05-19']],
  ])('settles the order of dates: %s', async (order, dates) => {
    const one = await unwrapOne(`Date,Subject\n${dates.map((date) => `"${date}",30/30/2021`).join('\n')}\n`);
    expect(one.dateOrder).toBe(order);
    const json = await unwrapOne(JSON.stringify(dates.map((date) => ({ Date: date }))));
    expect(json.dateOrder).toBe(order);
  });

  it('settles it by a date far behind the first bytes', async () => {
    const rows = Array.from({ length: 20_000 }, (_, index) => `5/${(index % 12) + 1}/2021,x`);
    expect((await unwrapOne(`Date,Name\n${rows.join('\n')}\n`)).dateOrder).toBe('ambiguous');
    expect((await unwrapOne(`Date,Name\n${rows.join('\n')}\n5/13/2021,x\n`)).dateOrder).toBe('mdy');
    const lines = rows.map((row) => JSON.stringify({ Date: row.split(',')[0] }));
    expect((await unwrapOne(`${lines.join('\n')}\n{"Date":"13/5/2021"}\n`)).dateOrder).toBe('dmy');
  });
});

describe('ResultIndex and ResultCount', () => {
  const search = (rows: readonly (readonly [number | string, number | string])[]): string =>
    `AuditData,ResultIndex,ResultCount\n${rows.map(([index, count]) => `${cell(A)},${index},${count}`).join('\n')}\n`;
  it.each([
    [
      'complete, in any order, rows repeated',
      [
        [3, 3],
        [1, 3],
        [2, 3],
        [2, 3],
      ],
      [],
    ],
    [
      'two searches',
      [
        [1, 2],
        [2, 2],
        [1, 3],
        [2, 3],
        [3, 3],
      ],
      [],
    ],
    [
      'a gap',
      [
        [1, 3],
        [3, 3],
      ],
      ['result-index-gap'],
    ],
    [
      'the end missing',
      [
        [1, 100],
        [2, 100],
      ],
      ['result-index-gap'],
    ],
    [
      'a gap in one of two searches',
      [
        [1, 2],
        [2, 2],
        [1, 3],
        [2, 3],
      ],
      ['result-index-gap'],
    ],
    [
      'a search that failed',
      [
        [-1, 0],
        ['', ''],
      ],
      [],
    ],
  ] as const)('%s', async (_, rows, expected) => {
    expect(truncationsOf(await unwrapOne(search(rows)))).toEqual(expected);
  });
});

describe('row counts of exports', () => {
  it('suspects a source with exactly as many records as an export can have', async () => {
    const records = Array.from({ length: 5_000 }, () => B);
    expect(truncationsOf(await unwrapOne(audit(records)))).toEqual(['export-limit']);
    expect(truncationsOf(await unwrapOne(audit(records.slice(1))))).toEqual([]);
    expect(truncationsOf(await unwrapOne(`[${records.slice(0, 7).join(',')}]`, { exportLimits: [7] }))).toEqual([
      'export-limit',
    ]);
  });
});
