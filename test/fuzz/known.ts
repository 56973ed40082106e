/** What the makers know of an input, against what is in the case. */
import type { Database } from '../../src/store/index.ts';
import { type Count, count } from './count.ts';
import type { Input, KnownSource } from './input.ts';

/** The case as plain maps, read once. */
export interface Seen {
  /** Row of the ledger by `path` and `container_path`. */
  readonly sources: ReadonlyMap<string, SeenSource>;
  /** Event of each record: `source_id ordinal` -> event. */
  readonly records: ReadonlyMap<string, bigint>;
  /** `table column value` -> events. */
  readonly facts: ReadonlyMap<string, ReadonlySet<bigint>>;
  readonly parts: ReadonlyMap<bigint, number>;
  readonly messages: ReadonlyMap<bigint, readonly string[]>;
  /** Sources that an event comes from. */
  readonly origins: ReadonlyMap<bigint, ReadonlySet<number>>;
  readonly rejects: ReadonlyMap<string, string>;
}

export interface SeenSource {
  readonly id: number;
  readonly read: number;
  readonly format: string;
  readonly truncations: readonly string[];
  readonly rejected: number;
}

const FACTS: readonly (readonly [string, string])[] = [
  ['event', 'vendor_id'],
  ['event', 'object'],
  ['event', 'mailbox_id'],
  ['access', 'access_type'],
  ['access', 'mailbox_id'],
  ['access', 'folder_id'],
  ['send', 'message_id'],
  ['search', 'scope'],
  ['change', 'name'],
  ['change', 'destination'],
  ['change', 'category'],
  ['sign_in', 'kind'],
  ['sign_in', 'request_id'],
  ['sign_in', 'session_id'],
  ['owa_issuance', 'resource'],
  ['directory_read', 'method'],
  ['state', 'name'],
  ['state', 'permissions'],
  ['state', 'app_id'],
];

export async function see(database: Database): Promise<Seen> {
  const truncations = new Map<number, string[]>();
  for (const row of await database.all('SELECT source_id, code FROM truncation')) {
    const list = truncations.get(Number(row['source_id'])) ?? [];
    list.push(String(row['code']));
    truncations.set(Number(row['source_id']), list);
  }
  const sources = new Map<string, SeenSource>();
  for (const row of await database.all('SELECT source_id, path, container_path, read, format, rejected FROM source')) {
    const id = Number(row['source_id']);
    sources.set(sourceKey(String(row['path']), row['container_path'] === null ? null : String(row['container_path'])), {
      id,
      read: Number(row['read']),
      format: String(row['format']),
      truncations: truncations.get(id) ?? [],
      rejected: Number(row['rejected']),
    });
  }
  const records = new Map<string, bigint>();
  const origins = new Map<bigint, Set<number>>();
  for (const row of await database.all('SELECT event_id, source_id, ordinal FROM event_source')) {
    const event = row['event_id'] as bigint;
    records.set(`${row['source_id']} ${row['ordinal']}`, event);
    origins.set(event, (origins.get(event) ?? new Set<number>()).add(Number(row['source_id'])));
  }
  const facts = new Map<string, Set<bigint>>();
  for (const [table, column] of FACTS) {
    for (const row of await database.all(
      `SELECT DISTINCT event_id, ${column} AS value FROM ${table} WHERE ${column} IS NOT NULL`,
    )) {
      const key = `${table} ${column} ${String(row['value'])}`;
      facts.set(key, (facts.get(key) ?? new Set<bigint>()).add(row['event_id'] as bigint));
    }
  }
  const parts = new Map(
    (await database.all('SELECT event_id, count(*) AS n FROM event GROUP BY event_id')).map((row) => [
      row['event_id'] as bigint,
      Number(row['n']),
    ]),
  );
  const messages = new Map<bigint, string[]>();
  for (const row of await database.all('SELECT event_id, message_id FROM message ORDER BY event_id, message_id')) {
    const list = messages.get(row['event_id'] as bigint) ?? [];
    list.push(String(row['message_id']));
    messages.set(row['event_id'] as bigint, list);
  }
  const rejects = new Map(
    (await database.all('SELECT source_id, ordinal, code FROM reject')).map((row) => [
      `${row['source_id']} ${row['ordinal']}`,
      String(row['code']),
    ]),
  );
  return { sources, records, facts, parts, messages, origins, rejects };
}

export function sourceKey(path: string, containerPath: string | null): string {
  return `${path}\n${containerPath ?? ''}`;
}

const GROUPS: Readonly<Record<string, Count['how']>> = {
  'json-lines': 'lines',
  'json-array': 'json',
  'json-pages': 'json',
  'json-objects': 'json',
  'log-analytics-json': 'json',
  'csv-records': 'csv',
  'csv-table': 'csv',
  empty: 'empty',
};

/** How much was compared, so that a fuzzer that compares nothing is seen. */
export interface Tally {
  inputs: number;
  sources: number;
  records: number;
  exact: number;
  counted: number;
  survivors: number;
  /** Records beside damage that are gone: found again is what can be found. In words, which. */
  lost: number;
  readonly lostWhere: string[];
  unrecognised: number;
}

/** Faults of one input. `path` is the label under which it was taken in. */
export function compare(
  input: Input,
  path: string,
  seen: Seen,
  exactSources: ReadonlySet<number>,
  tally: Tally,
): readonly string[] {
  tally.inputs += 1;
  const faults: string[] = [];
  const say = (fault: string): void => {
    faults.push(`input ${input.number} (${input.what}): ${fault}`);
  };
  if (input.sources === null) {
    const own = [...seen.sources].filter(([key]) => key.startsWith(`${path}\n`)).map(([, source]) => source);
    if (own.length === 0) say('is not in the ledger');
    if (input.cutPacking && !own.some((source) => source.truncations.length > 0 || source.format === 'not-recognised'))
      say('was cut off inside its compressed data, and the ledger does not say so');
    return faults;
  }
  for (const known of input.sources) {
    const source = seen.sources.get(sourceKey(path, known.containerPath));
    if (source === undefined) {
      say(`${known.containerPath ?? 'the file'} is not in the ledger`);
      continue;
    }
    tally.sources += 1;
    tally.records += source.read;
    countAgain(known, source, say, tally);
    if (known.exact) compareExact(known, source, seen, exactSources, say, tally);
    else compareSurvivors(known, path, source, seen, say, tally);
  }
  return faults;
}

function countAgain(known: KnownSource, source: SeenSource, say: (fault: string) => void, tally: Tally): void {
  const how = GROUPS[source.format];
  if (how === undefined) {
    tally.unrecognised += 1;
    if (known.exact && known.elements.length > 0) say(`is whole, and was taken for ${source.format}`);
    return;
  }
  const records = count(known.bytes, how);
  if (records !== null) tally.counted += 1;
  if (known.exact && known.elements.length !== source.read)
    say(
      `holds ${known.elements.length} records, ${source.read} were read (the other count: ${records}; taken for ${source.format})`,
    );
  else if (records !== null && records !== source.read)
    say(`the other count is ${records}, ${source.read} were read (taken for ${source.format})`);
}

function compareExact(
  known: KnownSource,
  source: SeenSource,
  seen: Seen,
  exactSources: ReadonlySet<number>,
  say: (fault: string) => void,
  tally: Tally,
): void {
  for (const [index, { made, touched }] of known.elements.entries()) {
    if (touched) continue;
    tally.exact += 1;
    const event = seen.records.get(`${source.id} ${index + 1}`);
    if (event === undefined) {
      say(
        `record ${index + 1} (${made.kind}) is not stored: ${seen.rejects.get(`${source.id} ${index + 1}`) ?? 'nowhere'}`,
      );
      continue;
    }
    for (const { table, column, value } of made.facts) {
      if (seen.facts.get(`${table} ${column} ${value}`)?.has(event) !== true)
        say(`record ${index + 1} (${made.kind}): no ${table}.${column} = ${value}`);
    }
    // Messages and parts are known to the last only where no damaged file gave other versions of the record.
    if (![...(seen.origins.get(event) ?? [])].every((origin) => exactSources.has(origin))) continue;
    const messages = seen.messages.get(event) ?? [];
    if (made.messages.length > 0 && messages.join() !== [...made.messages].sort().join())
      say(`record ${index + 1} (${made.kind}): messages ${messages.join()} instead of ${made.messages.join()}`);
    if (seen.parts.get(event) !== made.parts)
      say(`record ${index + 1} (${made.kind}): ${seen.parts.get(event)} events instead of ${made.parts}`);
  }
}

function compareSurvivors(
  known: KnownSource,
  path: string,
  source: SeenSource,
  seen: Seen,
  say: (fault: string) => void,
  tally: Tally,
): void {
  if (known.headTouched) return;
  if (known.cut && source.truncations.length === 0 && source.format !== 'not-recognised')
    say(
      `was cut off, and the ledger does not say so (taken for ${source.format}, read ${source.read}, rejected ${source.rejected})`,
    );
  if (known.elements.length === 0) return;
  // Lines of JSON behind a table's first rows: then the rows are what is rejected, one by one.
  if (known.form.startsWith('rows') && source.format === 'json-lines') return;
  // Where brackets were lost so that what follows is well formed inside a record, the array is never closed: that is said.
  if (!known.cut && source.truncations.includes('unfinished-array')) return;
  // Of three rows one is too many to be torn, and behind a splice or a repeated piece most of a table is none: it is named as not recognised.
  if (source.format === 'not-recognised' && (known.elements.length < 4 || /spliced|piece repeated/.test(known.name)))
    return;
  const lost: string[] = [];
  for (const { made } of known.elements) {
    tally.survivors += 1;
    const there = made.facts.every(({ table, column, value }) =>
      [...(seen.facts.get(`${table} ${column} ${value}`) ?? [])].some(
        (event) => seen.origins.get(event)?.has(source.id) === true,
      ),
    );
    if (!there) lost.push(made.kind);
  }
  if (lost.length === 0) return;
  tally.lost += lost.length;
  tally.lostWhere.push(
    `${path} (${known.name}): ${lost.length} of ${known.elements.length} records that were not touched are gone (${[...new Set(lost)].join()}); taken for ${source.format}, read ${source.read}, rejected ${source.rejected}`,
  );
}
