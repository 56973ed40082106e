/** Reads vectors, runs them through the real normaliser, and compares rows with what the vectors expect. */
import { ingestRecords } from '../../../src/ingest/testing.ts';
import type { Database } from '../../../src/store/index.ts';

export type ExpectedRow = Readonly<Record<string, string | number | boolean | null>>;
export type PlainRow = Readonly<Record<string, unknown>>;

export interface VectorCase {
  readonly name: string;
  readonly dateOrder?: 'mdy' | 'dmy' | 'ambiguous';
  readonly records: readonly unknown[];
  /** Table -> its rows in order of time, record and part; only the columns named are compared. */
  readonly expect: Readonly<Record<string, readonly ExpectedRow[]>>;
}

export function readCases(text: string): { readonly doc: string; readonly cases: readonly VectorCase[] } {
  return JSON.parse(text) as { doc: string; cases: readonly VectorCase[] };
}

/** The columns of each row that the expectation names, beside the expectation. A row too many is shown whole. */
export function named(rows: readonly PlainRow[], wanted: readonly ExpectedRow[]): readonly PlainRow[] {
  return rows.map((row, index) => {
    const expected = wanted[index];
    return expected === undefined ? row : Object.fromEntries(Object.keys(expected).map((name) => [name, row[name]]));
  });
}

/** Cases in one database: what each of them brought is told apart by the ordinals of its records. */
export class VectorRun {
  readonly #databases = new Map<string, Promise<Database>>();
  readonly #first = new Map<VectorCase, number>();
  readonly #cases: readonly VectorCase[];

  constructor(cases: readonly VectorCase[]) {
    this.#cases = cases;
    const counts = new Map<string, number>();
    for (const one of cases) {
      const order = one.dateOrder ?? '';
      this.#first.set(one, (counts.get(order) ?? 0) + 1);
      counts.set(order, (counts.get(order) ?? 0) + one.records.length);
    }
  }

  /** Rows of a table that the records of a case brought, with plain values, in a total order. */
  async rows(one: VectorCase, table: string): Promise<readonly PlainRow[]> {
    const database = await this.#database(one.dateOrder ?? '');
    const from = this.#first.get(one) ?? 0;
    return await rowsBetween(database, table, from, from + one.records.length - 1);
  }

  async close(): Promise<void> {
    for (const database of this.#databases.values()) (await database).close();
  }

  #database(order: string): Promise<Database> {
    const known = this.#databases.get(order);
    if (known !== undefined) return known;
    const records = this.#cases.filter((one) => (one.dateOrder ?? '') === order).flatMap((one) => one.records);
    const made = ingestRecords(records, order === '' ? {} : { dateOrder: order as 'mdy' | 'dmy' | 'ambiguous' });
    this.#databases.set(order, made);
    return made;
  }
}

/** Rows that the records from one ordinal to another brought. */
export async function rowsBetween(
  database: Database,
  table: string,
  from: number,
  to: number,
): Promise<readonly PlainRow[]> {
  const source = `JOIN (SELECT event_id, min(ordinal) AS o FROM event_source GROUP BY event_id) AS es USING (event_id) WHERE o BETWEEN ${from} AND ${to}`;
  const special: Readonly<Record<string, string>> = {
    reject: `SELECT * FROM reject WHERE ordinal BETWEEN ${from} AND ${to} ORDER BY ordinal`,
    conflict: `SELECT * FROM conflict WHERE ordinal BETWEEN ${from} AND ${to} ORDER BY ordinal, fact, field`,
    event_source: `SELECT * FROM event_source WHERE ordinal BETWEEN ${from} AND ${to} ORDER BY ordinal`,
    message: `SELECT t.* FROM message AS t ${source} ORDER BY o, part, folder_path, seq`,
  };
  const rows = await database.all(special[table] ?? `SELECT t.* FROM ${table} AS t ${source} ORDER BY o, t.part`);
  return rows.map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, plain(value)])));
}

/** Numbers as numbers, times as ISO text. */
export function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'object' && value !== null && 'micros' in value && typeof value.micros === 'bigint') {
    const micros = value.micros;
    const text = new Date(Number(micros / 1000n)).toISOString().slice(0, 19);
    return micros % 1_000_000n === 0n ? `${text}Z` : `${text}.${String(micros % 1_000_000n).padStart(6, '0')}Z`;
  }
  return value;
}
