/**
 * `events.jsonl`: every event that a finding or an exposure cites, with its raw record fetched from its source again,
 * as long as the source is there and unchanged and the bounds allow.
 */
import { createHash } from 'node:crypto';
import { DEFAULT_COLLECT_LIMITS } from '../../collect/files/contract.ts';
import { eventIdText } from '../../facts/index.ts';
import { countOf, idOf, type Scope, textOf, textOrNull, timeOrNull } from '../../scope/index.ts';
import { appendAll } from '../../scope/work-tables.ts';
import { int, render, sql } from '../../sql/index.ts';
import type { Database, Row } from '../../store/index.ts';
import type { EventView } from '../model.ts';
import { DEFAULT_REPORT_LIMITS, type ReportOptions } from '../options.ts';
import { sourceFiles } from '../source-files.ts';
import { type FoundRecords, RawReader, recordKey, type WantedSource } from './raw-records.ts';
import { utc } from './words.ts';

/** Raw records that could be fetched, and sources that could not be read again. */
export interface RawRecords extends FoundRecords {
  /** Cited events in all. */
  readonly cited: number;
}

/** Raw records while they are being read. */
export interface RawReading {
  /** Waits for them. */
  raw(): Promise<RawRecords>;
  /** Ends the reading, whether it is done or not. */
  stop(): void;
}

/** An event with how it came to be cited: 0 by a finding, 1 by a flow, 2 by an exposure. */
export interface RankedEvent {
  readonly rank: number;
  readonly event: EventView;
}

/** Makes `report_event`, and begins to read raw records: first of what findings cite, then flows, then exposures. */
export async function prepareEvents(database: Database, scope: Scope, options: ReportOptions): Promise<RawReading> {
  const limits = { ...DEFAULT_REPORT_LIMITS, ...options.limits };
  await citeEvents(database, scope);
  await database.run(
    `CREATE OR REPLACE TEMP TABLE report_event AS
     SELECT c.event_id, min(c.rank) AS rank, min(e.vendor_id) AS vendor_id, min(e.time) AS time, min(s.source_id) AS source_id,
       min_by(s.ordinal, s.source_id) AS ordinal
     FROM report_cited AS c JOIN event AS e ON e.event_id = c.event_id
     JOIN (SELECT event_id, source_id, min(ordinal) AS ordinal FROM event_source WHERE status = 'stored'
       AND event_id IN (SELECT event_id FROM report_cited) GROUP BY event_id, source_id) AS s ON s.event_id = c.event_id
     GROUP BY c.event_id`,
  );
  const cited = countOf(await database.one('SELECT count(*) AS n FROM report_event'), 'n');
  const rows = await database.all(
    render(sql`SELECT source_id, ordinal FROM report_event ORDER BY rank, event_id LIMIT ${int(limits.rawEvents)}`),
  );
  const { spoolFolder, sourceFolders, keptFolder, collectLimits = DEFAULT_COLLECT_LIMITS } = options;
  const sources = await sourcesOf(database, rows);
  if (spoolFolder === undefined || sources.length === 0) {
    const absent = new Set(sources.map(({ id }) => id));
    return { raw: async () => ({ records: new Map(), absent, cited }), stop: () => {} };
  }
  const reader = options.reader ?? new RawReader([], options.signal);
  const found = reader.find({
    sources,
    places: { spoolFolder, sourceFolders, keptFolder },
    limits: collectLimits,
    characters: limits.rawCharacters,
  });
  found.catch(() => {});
  return { raw: async () => ({ ...(await found), cited }), stop: () => reader.stop() };
}

/**
 * Begins to read the sources of what findings cite, as soon as the findings are there: most of what exposures will cite
 * lies in them, too. Undefined where none of them is where it was read.
 */
export async function readAhead(
  database: Database,
  { spoolFolder, sourceFolders, signal }: Pick<ReportOptions, 'spoolFolder' | 'sourceFolders' | 'signal'>,
): Promise<RawReader | undefined> {
  if (spoolFolder === undefined) return undefined;
  const rows = await database.all(
    `SELECT path, sha256 FROM source WHERE container_path IS NULL AND source_id IN (SELECT source_id FROM event_source
       WHERE status = 'stored' AND event_id IN (SELECT CAST(value AS BIGINT) FROM finding_anchor WHERE kind = 'event')) ORDER BY source_id`,
  );
  const paths: string[] = [];
  for (const row of rows)
    for await (const path of sourceFiles(textOf(row, 'path'), textOf(row, 'sha256'), { spoolFolder, sourceFolders })) {
      paths.push(path);
      break;
    }
  return paths.length === 0 ? undefined : new RawReader(paths, signal);
}

/** By `eventId`; `prepareEvents` goes before. */
export async function* eachEvent(database: Database, raw: RawRecords): AsyncGenerator<RankedEvent> {
  for await (const row of database.stream('SELECT * FROM report_event ORDER BY event_id')) {
    yield { rank: countOf(row, 'rank'), event: viewOf(row, raw) };
  }
}

/** `report_cited(event_id, rank)`: 0 cited by a finding, 1 by a flow, 2 by an exposure. */
async function citeEvents(database: Database, scope: Scope): Promise<void> {
  await database.run(
    `CREATE OR REPLACE TEMP TABLE report_cited AS
     SELECT DISTINCT CAST(value AS BIGINT) AS event_id, 0 AS rank FROM finding_anchor WHERE kind = 'event'
     UNION SELECT DISTINCT event_id, 2 FROM scope_access`,
  );
  const flows = [...new Set(scope.incidents.flatMap((incident) => incident.flows.flatMap(({ events }) => events)))];
  await appendAll(
    database,
    'report_cited',
    flows.map((id) => [id, 1n]),
  );
}

/** The sources of the wanted records, in the order of their ids. */
async function sourcesOf(database: Database, wanted: readonly Row[]): Promise<readonly WantedSource[]> {
  const bySource = new Map<number, Set<number>>();
  for (const row of wanted) {
    const id = countOf(row, 'source_id');
    bySource.set(id, (bySource.get(id) ?? new Set()).add(countOf(row, 'ordinal')));
  }
  const sources = await database.all(
    'SELECT source_id, path, container_path, sha256, container_sha256 FROM source ORDER BY source_id',
  );
  return sources.flatMap((source): readonly WantedSource[] => {
    const id = countOf(source, 'source_id');
    const ordinals = bySource.get(id);
    if (ordinals === undefined) return [];
    const sha256 = textOf(source, 'sha256');
    const fileSha256 = textOrNull(source, 'container_sha256') ?? sha256;
    const containerPath = textOrNull(source, 'container_path');
    return [{ id, path: textOf(source, 'path'), containerPath, sha256, fileSha256, ordinals }];
  });
}

function viewOf(row: Row, raw: RawRecords): EventView {
  const sourceId = countOf(row, 'source_id');
  const ordinal = countOf(row, 'ordinal');
  const record = raw.records.get(recordKey(sourceId, ordinal));
  return {
    eventId: eventIdText(idOf(row, 'event_id')),
    vendorId: textOrNull(row, 'vendor_id'),
    sourceId,
    place: record?.place ?? `record ${ordinal}`,
    recordSha256: record === undefined ? null : createHash('sha256').update(record.record, 'utf8').digest('hex'),
    time: utc(timeOrNull(row, 'time')),
    raw: record?.record ?? null,
    rawState: record !== undefined ? 'here' : raw.absent.has(sourceId) ? 'source-absent' : 'left-out',
  };
}
