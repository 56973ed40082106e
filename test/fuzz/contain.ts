/** Puts records into the containers in which vendors, collectors and SIEMs deliver them. */
import type { Made } from './made.ts';
import { jsonOf } from './mutate-record.ts';
import type { Random } from './random.ts';

/** A record in a container. `touched`: something happened to it, so that nothing is promised of its facts. */
export interface Element {
  readonly made: Made;
  readonly json: string;
  readonly touched: boolean;
}

/** A text with its records in place; positions are bytes of its UTF-8 form. */
export interface Contained {
  readonly name: string;
  readonly text: string;
  readonly spans: readonly { readonly start: number; readonly end: number }[];
  readonly elements: readonly Element[];
  /** Each record stands on a line of its own, or in an element that brackets hold together. */
  readonly form: 'lines' | 'elements' | 'rows' | 'rows over lines';
}

class Builder {
  private readonly parts: string[] = [];
  private readonly spans: { start: number; end: number }[] = [];
  private bytes = 0;

  add(text: string): this {
    this.parts.push(text);
    this.bytes += Buffer.byteLength(text);
    return this;
  }

  record(text: string): this {
    const start = this.bytes;
    this.add(text);
    this.spans.push({ start, end: this.bytes });
    return this;
  }

  end(name: string, form: Contained['form'], elements: readonly Element[]): Contained {
    return { name, text: this.parts.join(''), spans: this.spans, elements, form };
  }
}

type Container = (random: Random, elements: readonly Element[]) => Contained;

const LINE_ENDS = ['\n', '\n', '\r\n', '\r'];

function lines(name: string, write: (element: Element) => string): Container {
  return (random, elements) => {
    const end = random.pick(LINE_ENDS);
    const blank = random.chance(4);
    const built = new Builder();
    elements.forEach((element, index) => {
      if (blank && random.chance(3)) built.add(random.pick(['', '  ', '\t']) + end);
      built.record(write(element));
      if (index < elements.length - 1 || random.chance(2)) built.add(end);
    });
    return built.end(`${name}-${JSON.stringify(end)}`, 'lines', elements);
  };
}

/** Pretty-printed with the indentation of ConvertTo-Json or of Python; texts inside are as they were. */
function pretty(json: string, random: Random): string {
  // Deep nesting would become a record longer than the limit.
  if (/[[{]{60}|(\{"a":){60}/.test(json)) return json;
  try {
    return JSON.stringify(JSON.parse(json), null, random.pick([1, 2, 4])).replaceAll('\n', random.pick(['\n', '\r\n']));
  } catch {
    return json;
  }
}

function array(before: (random: Random, count: number) => string, after: string, name: string): Container {
  return (random, elements) => {
    const isPretty = random.chance(2);
    const between = random.pick([',', ', ', ',\n', ',\r\n', '\n,\t']);
    const built = new Builder().add(before(random, elements.length));
    elements.forEach((element, index) => {
      if (index > 0) built.add(between);
      built.record(isPretty ? pretty(element.json, random) : element.json);
    });
    return built
      .add(after)
      .add(random.pick(['', '\n']))
      .end(`${name}${isPretty ? '-pretty' : ''}`, 'elements', elements);
  };
}

const objects: Container = (random, elements) => {
  const between = random.pick(['\n', '\n\n', ' ', '', '\r\n', '\n,\n']);
  const built = new Builder();
  elements.forEach((element, index) => {
    if (index > 0) built.add(between);
    // The first is pretty, so that the file is not one of lines.
    built.record(
      index === 0 || random.chance(2) ? pretty(element.json, random).replace(/^\{(?!\s)/, '{\n') : element.json,
    );
  });
  return built.end('objects', 'elements', elements);
};

const wrap =
  (make: (json: string) => unknown) =>
  (element: Element): string =>
    JSON.stringify(make(element.json));
const embed =
  (before: string, after: string) =>
  (element: Element): string =>
    before + element.json + after;

const PAGES: readonly Container[] = [
  array(() => '[', ']', 'array'),
  array(() => ' [ ', '\n]', 'array-spaced'),
  array(() => '{"@odata.context":"https://graph.microsoft.com/v1.0/$metadata#auditLogs","value":[', ']}', 'page-value'),
  array(
    () => '{"kind":"admin#reports#activities","etag":"\\"x\\"","items":[',
    '],"nextPageToken":"A:1"}',
    'page-items',
  ),
  array(() => '{\r\n  "records": [', ']\r\n}', 'page-records'),
];

const JSON_CONTAINERS: readonly Container[] = [
  lines('lines', (element) => element.json),
  lines('lines', (element) => element.json),
  ...PAGES,
  objects,
  lines(
    'lines-raw',
    wrap((json) => ({ _raw: json, source: 'x', _time: 'never' })),
  ),
  lines(
    'lines-message',
    wrap((json) => ({ '@timestamp': '2026-01-01T00:00:00Z', message: json, tags: ['a'] })),
  ),
  lines(
    'lines-original',
    wrap((json) => ({ event: { original: json }, agent: { type: 'filebeat' } })),
  ),
  lines('lines-result', embed('{"preview":false,"offset":1,"result":', '}')),
  lines('lines-source', embed('{"_index":"logs-1","_id":"x","_source":', ',"sort":[1]}')),
  (random, elements) => {
    const hits = elements.map((element) => ({ ...element, json: `{"_index":"i","_source":${element.json}}` }));
    const made = array(() => '{"took":3,"hits":{"total":{"value":9},"hits":[', ']}}', 'hits')(random, hits);
    return { ...made, elements };
  },
];

const UAL_CONTAINERS: readonly Container[] = [
  lines(
    'lines-auditdata',
    wrap((json) => ({
      RecordType: 'x',
      CreationDate: '2026-01-01',
      UserIds: 'a',
      Operations: 'b',
      AuditData: json,
      ResultIndex: 1,
    })),
  ),
  (random, elements) => {
    const rows = elements.map((element) => ({
      ...element,
      json: `{"id":"q","createdDateTime":"2026-01-01T00:00:00Z","auditLogRecordType":"x","operation":"y","userPrincipalName":"z","auditData":${element.json}}`,
    }));
    return {
      ...array(
        () => '{"@odata.context":"c","@odata.nextLink":"https://next","value":[',
        ']}',
        'page-auditdata',
      )(random, rows),
      elements,
    };
  },
  lines(
    'lines-rawevent',
    embed(
      '{"Timestamp":"2026-01-01T00:00:00Z","ActionType":"x","AccountObjectId":"","RawEventData":',
      ',"ReportId":"1"}',
    ),
  ),
];

export function quote(cell: string, delimiter: string, always: boolean): string {
  return always || cell.includes('"') || cell.includes(delimiter) || /[\r\n]|^\s|\s$/.test(cell)
    ? `"${cell.replaceAll('"', '""')}"`
    : cell;
}

const AUDIT_COLUMNS: readonly (readonly string[])[] = [
  ['CreationDate', 'UserIds', 'Operations', 'AuditData'],
  [
    'PSComputerName',
    'RunspaceId',
    'PSShowComputerName',
    'RecordType',
    'CreationDate',
    'UserIds',
    'Operations',
    'AuditData',
    'ResultIndex',
    'ResultCount',
    'Identity',
    'IsValid',
    'ObjectState',
  ],
  [
    'RecordId',
    'CreationDate',
    'RecordType',
    'Operation',
    'UserId',
    'AuditData',
    'AssociatedAdminUnits',
    'AssociatedAdminUnitsNames',
  ],
  ['AuditData'],
  ['TimeGenerated', 'ActionType', 'RawEventData', 'Note'],
  ['Id', 'AuditData', '_raw'],
];

/** `Export-Csv` of audit searches: the record in one cell. In the last set of columns the usual cell is empty. */
const auditCsv: Container = (random, elements) => {
  const columns = random.pick(AUDIT_COLUMNS);
  const delimiter = random.pick([',', ',', ';', '\t']);
  const end = random.pick(['\n', '\r\n']);
  const always = random.chance(2);
  const overLines = random.chance(3);
  const built = new Builder().add(
    random.chance(5) ? `#TYPE Selected.System.Management.Automation.PSCustomObject${end}` : '',
  );
  built.add(columns.map((name) => quote(name, delimiter, always)).join(delimiter) + end);
  elements.forEach((element, index) => {
    const json = overLines ? pretty(element.json, random) : element.json;
    const cells = columns.map((name) => {
      if (name === '_raw') return json;
      if (name === 'AuditData' || name === 'RawEventData') return columns.includes('_raw') ? '' : json;
      return name === 'ResultIndex'
        ? String(index + 1)
        : name === 'ResultCount'
          ? String(elements.length)
          : random.pick(['', 'x', 'a b', 'c, "d"; e']);
    });
    built.record(cells.map((cell) => quote(cell, delimiter, always)).join(delimiter));
    if (index < elements.length - 1 || random.chance(2)) built.add(end);
  });
  return built.end(`csv-audit-${columns.length}`, overLines ? 'rows over lines' : 'rows', elements);
};

export function cellOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function columnsOf(elements: readonly Element[]): readonly string[] {
  return [...new Set(elements.flatMap((element) => Object.keys(element.made.record)))];
}

/** A table: header and rows. Only for records whose values fit into cells. */
const tableCsv: Container = (random, elements) => {
  const columns = columnsOf(elements);
  const delimiter = random.pick([',', ',', ';', '\t']);
  const end = random.pick(['\n', '\r\n', '\r\n', '\r']);
  const always = random.chance(2);
  let overLines = false;
  const built = new Builder().add(columns.map((name) => quote(name, delimiter, always)).join(delimiter) + end);
  elements.forEach((element, index) => {
    const cells = columns.map((name) => cellOf(element.made.record[name]));
    if (cells.some((cell) => /[\r\n]/.test(cell))) overLines = true;
    built.record(cells.map((cell) => quote(cell, delimiter, always)).join(delimiter));
    if (index < elements.length - 1 || random.chance(2)) built.add(end);
  });
  return built.end(`csv-table-${JSON.stringify(end)}`, overLines ? 'rows over lines' : 'rows', elements);
};

const tablesJson: Container = (random, elements) => {
  const columns = columnsOf(elements);
  const built = new Builder().add(
    `{"tables":[{"name":"PrimaryResult","columns":${JSON.stringify(columns.map((name) => ({ name, type: 'string' })))},"rows":[`,
  );
  elements.forEach((element, index) => {
    if (index > 0) built.add(random.pick([',', ',\n']));
    built.record(jsonOf(columns.map((name) => element.made.record[name] ?? null)));
  });
  return built.add(']}]}').end('log-analytics-json', 'elements', elements);
};

/** Records of one kind become a table, records of the unified log a CSV of searches, anything JSON of some form. */
export function contain(random: Random, elements: readonly Element[], as: 'json' | 'ual' | 'table'): Contained {
  if (as === 'ual' && random.chance(2))
    return random.chance(2) ? auditCsv(random, elements) : random.pick(UAL_CONTAINERS)(random, elements);
  if (as === 'table' && !random.chance(3))
    return random.chance(4) ? tablesJson(random, elements) : tableCsv(random, elements);
  return random.pick(JSON_CONTAINERS)(random, elements);
}
