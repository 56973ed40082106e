import { describe, expect, it } from 'vitest';
import { rejectsOf, truncationsOf, unwrapFiles, unwrapOne } from '../harness.ts';

const A = '{"CreationTime":"2024-01-01T00:00:00","Id":"a","Folders":[{"Path":"\\\\Inbox","Items":["}],{"]}]}';
const B = '{"CreationTime":"2024-01-01T00:00:01","Id":"b","Note":"ü \\"quoted\\" \\\\"}';
const C = '{"CreationTime":"2024-01-01T00:00:02","Id":"c","Deep":{"x":{"y":[1,2,{"z":null}]}}}';
const pretty = (text: string): string => JSON.stringify(JSON.parse(text), null, 2);

describe('JSON Lines', () => {
  it.each([
    ['LF', `${A}\n${B}\n${C}\n`],
    ['no line end at the end', `${A}\n${B}\n${C}`],
    ['CRLF', `${A}\r\n${B}\r\n${C}\r\n`],
    ['CR alone', `${A}\r${B}\r${C}\r`],
    ['a lone CR between two records', `${A}\n${B}\r${C}\n`],
    ['a lone LF between two records of a CR file', `${A}\r${B}\n${C}\r`],
    ['blank lines', `\n${A}\n\n  \n${B}\n${C}\n\n`],
    ['white space around', `  ${A}  \n\t${B}\n ${C}\n`],
    ['UTF-8 with BOM', `\ufeff${A}\n${B}\n${C}\n`],
    ['a BOM in the middle, from files put together', `${A}\n\ufeff${B}\n${C}\n`],
  ])('takes lines with %s', async (_, text) => {
    const one = await unwrapOne(text);
    expect(one.texts).toEqual([A, B, C]);
    expect(one).toMatchObject({
      format: 'json-lines',
      read: 3,
      rejected: 0,
      encoding: 'utf-8',
      lookedLike: null,
      dateOrder: null,
    });
  });

  it('keeps a lone CR inside a record as white space', async () => {
    const one = await unwrapOne(`{"a":1,\r"b":2}\n${B}\n`);
    expect(one.texts).toEqual(['{"a":1, "b":2}', B]);
  });

  it('escapes a CR that stands inside a string, where JSON forbids it', async () => {
    const one = await unwrapOne(`{"a":"x\ry","b":"\\\\"}\n${B}\n`);
    expect(one.objects[0]).toEqual({ a: 'x\ry', b: '\\' });
  });

  it('rejects what is no object, by line, and keeps the rest', async () => {
    const one = await unwrapOne(`${A}\n[1,2]\n"text"\n42\nnull\nnonsense\n\n${B}\n`);
    expect(one.texts).toEqual([A, B]);
    expect(one.read).toBe(7);
    expect(rejectsOf(one)).toEqual([
      'not-an-object at line 2',
      'not-an-object at line 3',
      'not-an-object at line 4',
      'not-an-object at line 5',
      'not-json at line 6',
    ]);
  });

  it('rejects a last line that breaks off, and says so', async () => {
    const one = await unwrapOne(`${A}\n${B.slice(0, -8)}`);
    expect(one.texts).toEqual([A]);
    expect(rejectsOf(one)).toEqual(['unfinished at line 2']);
    expect(truncationsOf(one)).toEqual(['unfinished-record']);
    const atBrace = await unwrapOne(`${A}\n${C.slice(0, -1)}`);
    expect(rejectsOf(atBrace)).toEqual(['unfinished at line 2']);
  });

  it('rejects only the record with invalid UTF-8, NUL or U+0001', async () => {
    const bad = Buffer.concat([
      Buffer.from(`${A}\n{"a":"`),
      Buffer.from([0xc3, 0x28]),
      Buffer.from(`"}\n{"a":"\0"}\n{"a":"\u0001"}\n{"a":"\\\\x01"}\n${B}\n`),
    ]);
    const one = await unwrapOne(bad);
    expect(rejectsOf(one)).toEqual(['not-utf8 at line 2', 'control-bytes at line 3', 'control-bytes at line 4']);
    expect(one.texts).toEqual([A, '{"a":"\\\\x01"}', B]);
  });

  it('recognises lines whose first one is damaged', async () => {
    const one = await unwrapOne(`Time":"x"}\n${A}\n${B}\n${C}\n`);
    expect(one.format).toBe('json-lines');
    expect(rejectsOf(one)).toEqual(['not-json at line 1']);
    const inside = await unwrapOne(`{"a":"x"y"}\n${A}\n${B}\n`);
    expect(inside.format).toBe('json-lines');
    expect(inside.read).toBe(3);
  });

  it('keeps text like the separator of the spool as it is', async () => {
    const one = await unwrapOne('{"Path":"\\\\x01\\\\Inbox"}\n');
    expect(one.texts).toEqual(['{"Path":"\\\\x01\\\\Inbox"}']);
  });
});

describe('JSON arrays and objects', () => {
  it.each([
    ['compact', `[${A},${B},${C}]`, 'json-array'],
    [
      'pretty-printed',
      JSON.stringify(
        [A, B, C].map((text) => JSON.parse(text) as unknown),
        null,
        4,
      ),
      'json-array',
    ],
    ['one element a line', `[\n${A},\n${B},\n${C}\n]\n`, 'json-array'],
    ['CRLF', `[\r\n${A},\r\n${B},\r\n${C}\r\n]\r\n`, 'json-array'],
    ['objects one after another', `${pretty(A)}\n${pretty(B)}\n${pretty(C)}\n`, 'json-objects'],
    ['objects with commas, no brackets', `${A},\n${B},\n${C},\n`, 'json-objects'],
    ['objects without any separator', `${pretty(A)}${B}${C}`, 'json-objects'],
    ['arrays one after another', `[${A}]\n[${B},${C}]\n`, 'json-array'],
    ['an array of arrays', `[[${A},${B}],[],[${C}]]`, 'json-array'],
    ['a Graph page', `{"@odata.context":"c","value":[${A},${B},${C}]}`, 'json-pages'],
    ['a page with members after the array', `{"value":[${A},${B},${C}],"count":3,"x":{"a":[1]}}`, 'json-pages'],
    ['a Google page', `{"kind":"admin#reports#activities","etag":"e","items":[${A},${B},${C}]}`, 'json-pages'],
    ['diagnostic settings', `{"records":[${A},${B},${C}]}`, 'json-pages'],
    ['SIEM results', `{"preview":false,"results":[${A},${B},${C}]}`, 'json-pages'],
    ['advanced hunting', `{"Stats":{"a":1},"Schema":[{"Name":"x"}],"Results":[${A},${B},${C}]}`, 'json-pages'],
    [
      'hits of a search',
      `{"took":1,"_shards":{"total":1},"hits":{"total":{"value":3},"max_score":1,"hits":[${A},${B},${C}]}}`,
      'json-pages',
    ],
    ['pages one after another', `{"value":[${A}]}{"value":[${B}]}\n{"value":[]}\n{"value":[${C}]}`, 'json-pages'],
    ['an array of pages', `[{"value":[${A},${B}]},{"value":[${C}]}]`, 'json-pages'],
    ['record separators', `\u001e${pretty(A)}\n\u001e${pretty(B)}\n\u001e${pretty(C)}\n`, 'json-objects'],
  ])('takes apart: %s', async (_, text, format) => {
    const one = await unwrapOne(text);
    expect(one.objects).toEqual([A, B, C].map((record) => JSON.parse(record) as unknown));
    expect(one).toMatchObject({ format, read: 3, rejected: 0, truncations: [], lookedLike: null });
  });

  it('keeps an element byte for byte, line ends as spaces', async () => {
    const one = await unwrapOne(`[\n  {\n    "a" : 1.50,\r\n    "b":"\\u00e9é"\n  }\n]`);
    expect(one.texts).toEqual([`{     "a" : 1.50,      "b":"\\u00e9é"   }`]);
  });

  it.each([
    ['{"a":1}', 1],
    ['{"id":"1","value":"x"}', 1],
    ['{"Operation":"x","value":[{"a":1}]}', 1],
    ['{"events":[{"name":"login"}],"items":[{"a":1}]}', 1],
    ['{"foo":1,"records":[]}', 1],
    ['{"value":["text"]}', 1],
    ['{"hits":{"a":1}}', 1],
    ['{"tables":[{"a":1}]}', 1],
  ])('leaves a record whole: %s', async (text, records) => {
    const one = await unwrapOne(text);
    expect(one.texts).toEqual([text]);
    expect(one.read).toBe(records);
  });

  it.each(['', ' \n\t', '\ufeff', '[]', '{"value":[]}', '[ ]\n'])('calls %j empty', async (text) => {
    const one = await unwrapOne(text);
    expect(one).toMatchObject({ format: 'empty', read: 0, rejected: 0, truncations: [] });
  });

  it('turns rows of a Log Analytics answer into objects', async () => {
    const one = await unwrapOne(
      JSON.stringify({
        tables: [
          {
            name: 'PrimaryResult',
            columns: [
              { name: 'TimeGenerated', type: 'datetime' },
              { name: 'Status', type: 'dynamic' },
              { name: 'Count', type: 'long' },
            ],
            rows: [
              ['2024-01-01T00:00:00Z', '{"errorCode":0}', 1],
              ['2024-01-02T00:00:00Z', null, 2],
              ['short'],
              ['t', 'plain', 3.5],
            ],
          },
        ],
      }),
    );
    expect(one.format).toBe('log-analytics-json');
    expect(one.objects).toEqual([
      { TimeGenerated: '2024-01-01T00:00:00Z', Status: { errorCode: 0 }, Count: 1 },
      { TimeGenerated: '2024-01-02T00:00:00Z', Status: null, Count: 2 },
      { TimeGenerated: 't', Status: 'plain', Count: 3.5 },
    ]);
    expect(rejectsOf(one)).toEqual(['bad-row at element 3']);
  });
});

describe('damage in arrays', () => {
  const damaged: readonly (readonly [string, string])[] = [
    ['a quote lost', B.replace('"b",', '"b,')],
    ['a quote added', B.replace('"Id"', '"Id""')],
    ['a quote added inside a string', B.replace('ü ', 'ü" ')],
    ['an unclosed string at the end', B.replace('\\\\"}', '\\\\}')],
    ['a brace lost', C.replace('}}}', '}}')],
    ['a brace added', C.replace('}}}', '}}}}')],
    ['a bracket lost', C.replace(']', '')],
    ['a bracket instead of a brace', C.replace(']}}}', '}}}}')],
    ['a colon lost', B.replace('"Id":', '"Id"')],
    ['text outside strings', B.replace('"b"', 'b$')],
    ['a raw line end in a string', B.replace('ü', 'ü\n')],
  ];

  it.each(damaged)('costs that element only: %s', async (what, bad) => {
    for (const text of [
      `[${A},${bad},${A},${C}]`,
      `{"value":[${A},${bad},${A},${C}]}`,
      `[\n${A},\n${bad},\n${A},\n${C}\n]`,
    ]) {
      const one = await unwrapOne(text);
      expect(one.texts.filter((record) => record === A).length, `${what}: ${text}`).toBe(2);
      expect(one.texts.at(-1)).toBe(C);
      // A brace too many leaves a whole element and a stray brace; a lost colon is for the parser to find.
      expect(one.read).toBeLessThanOrEqual(5);
      expect(one.truncations).toEqual([]);
    }
  });

  it('says of an array that ends too early that it does', async () => {
    const cut = await unwrapOne(`[${A},${B.slice(0, 30)}`);
    expect(cut.texts).toEqual([A]);
    expect(rejectsOf(cut)).toEqual(['unfinished at element 2']);
    expect(truncationsOf(cut)).toEqual(['unfinished-array']);
    for (const text of [
      `[${A},${B}`,
      `[${A},${B},`,
      `{"value":[${A},${B}`,
      `{"value":[${A},${B}]`,
      `{"value":[${A},${B}],"count":`,
    ]) {
      const one = await unwrapOne(text);
      expect(one.texts, text).toEqual([A, B]);
      expect(truncationsOf(one), text).toEqual(['unfinished-array']);
    }
  });

  it('rejects elements that are no objects', async () => {
    const one = await unwrapOne(`[${A},1,"x",null,true,[${B}],-2.5e3]`);
    expect(one.texts).toEqual([A, B]);
    expect(rejectsOf(one)).toEqual([2, 3, 4, 5, 7].map((element) => `not-an-object at element ${element}`));
  });

  it('bounds depth and length', async () => {
    const deep = (levels: number): string => `{"a":${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}}`;
    const one = await unwrapOne(`[${A},${deep(128)},${deep(129)},${deep(10_000)},${B}]`);
    expect(one.texts).toEqual([A, deep(128), B]);
    expect(rejectsOf(one)).toEqual(['too-deep at element 3', 'too-deep at element 4']);
    const lines = await unwrapOne(`${A}\n${deep(10_000)}\n${deep(100_000)}\n${B}\n`);
    expect(lines.texts).toEqual([A, B]);
    expect(rejectsOf(lines)).toEqual(['too-deep at line 2', 'too-deep at line 3']);
    const long = `{"a":"${'x'.repeat(3_000_000)}"}`;
    for (const text of [`[${A},${long},${B}]`, `${A}\n${long}\n${B}\n`, `{"value":[${A},${long},${B}]}`]) {
      const bounded = await unwrapOne(text, { limits: { recordBytes: 1_000_000 } });
      expect(bounded.texts).toEqual([A, B]);
      expect(bounded.rejects.map(({ code }) => code)).toEqual(['too-long']);
    }
  });
});

describe('pages that name a next page', () => {
  const page = (next: string | null, context = 'signIns'): string =>
    JSON.stringify({
      '@odata.context': context,
      ...(next === null ? {} : { '@odata.nextLink': next }),
      value: [{ id: '1', createdDateTime: 'x' }],
    });
  const google = (next: string | null): string =>
    JSON.stringify({
      kind: 'admin#reports#activities',
      ...(next === null ? {} : { nextPageToken: next }),
      items: [{ id: { time: 'x' } }],
    });

  it.each([
    ['one page that names a next one', { 'a/1.json': page('n') }, [0]],
    ['one page that names none', { 'a/1.json': page(null) }, []],
    ['a series that is complete', { 'a/1.json': page('n'), 'a/2.json': page('n'), 'a/3.json': page(null) }, []],
    ['a series without its last page', { 'a/1.json': page('n'), 'a/2.json': page('n') }, [1]],
    ['two folders', { 'a/1.json': page('n'), 'a/2.json': page(null), 'b/1.json': page('n') }, [2]],
    ['two contexts in a folder', { 'a/1.json': page('n', 'x'), 'a/2.json': page(null, 'y') }, [0]],
    ['Google pages', { 'a/1.json': google('n'), 'a/2.json': google('n') }, [1]],
    ['pages in one file, the last one there', { 'a/1.json': `${page('n')}\n${page('n')}\n${page(null)}` }, []],
    ['pages in one file, the last one not', { 'a/1.json': `${page(null)}\n${page('n')}\n${page('n')}` }, [0]],
  ])('%s', async (_, files, expected) => {
    const { late } = await unwrapFiles(files);
    expect(late.map(({ seq }) => seq)).toEqual(expected);
    expect(late.every(({ truncation }) => truncation.code === 'next-page-absent')).toBe(true);
  });
});
