/**
 * `events.jsonl`: every event that a finding or an exposure cites, with its raw record fetched from its source again,
 * as long as the source is there and unchanged and the bounds allow.
 */
import { createHash } from 'node:crypto';
import { DEFAULT_COLLECT_LIMITS, type FetchedRecord } from '../../collect/files/contract.ts';
import { fetchRecords } from '../../collect/files/fetch.ts';
import { eventIdText } from '../../facts/index.ts';
import { countOf, idOf, type Scope, textOf, textOrNull, timeOrNull } from '../../scope/index.ts';
import { appendAll } from '../../scope/work-tables.ts';
import { int, render, sql } from '../../sql/index.ts';
import type { Database, Row } from '../../store/index.ts';
import type { EventView } from '../model.ts';
import { DEFAULT_REPORT_LIMITS, type ReportOptions } from '../options.ts';
import { sourceFiles } from '../source-files.ts';
import { utc } from './words.ts';

interface Cited {
  readonly sourceId: number;
  readonly ordinal: number;
}

/** Raw records that could be fetched, and sources that could not be read again. */
export interface RawRecords {
  readonly records: ReadonlyMap<string, FetchedRecord>;
  /** Sources that were moved or changed, by id. */
  readonly absent: ReadonlySet<number>;
  /** Cited events in all. */
  readonly cited: number;
}

/** An event with how it came to be cited: 0 by a finding, 1 by a flow, 2 by an exposure. */
export interface RankedEvent {
  readonly rank: number;
  readonly event: EventView;
}

/** Makes `report_event`, and fetches raw records: first of what findings cite, then flows, then exposures. */
export async function prepareEvents(database: Database, scope: Scope, options: ReportOptions): Promise<RawRecords> {
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
  const wanted = rows.map((row): Cited => ({ sourceId: countOf(row, 'source_id'), ordinal: countOf(row, 'ordinal') }));
  return { ...(await fetchRaw(database, wanted, options, limits.rawCharacters)), cited };
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

function keyOf(sourceId: number, ordinal: number): string {
  return `${sourceId} ${ordinal}`;
}

async function fetchRaw(
  database: Database,
  wanted: readonly Cited[],
  options: ReportOptions,
  characters: number,
): Promise<Pick<RawRecords, 'records' | 'absent'>> {
  const records = new Map<string, FetchedRecord>();
  const absent = new Set<number>();
  const bySource = new Map<number, Set<number>>();
  for (const { sourceId, ordinal } of wanted)
    bySource.set(sourceId, (bySource.get(sourceId) ?? new Set()).add(ordinal));
  const sources = await database.all(
    'SELECT source_id, path, container_path, sha256, container_sha256 FROM source ORDER BY source_id',
  );
  let left = characters;
  for (const source of sources) {
    const id = countOf(source, 'source_id');
    const ordinals = bySource.get(id);
    if (ordinals === undefined) continue;
    const fetched = await fetchFrom(source, ordinals, options);
    if (fetched === null) absent.add(id);
    for (const record of fetched ?? []) {
      if (record.record.length > left) continue;
      left -= record.record.length;
      records.set(keyOf(id, record.ordinal), record);
    }
  }
  return { records, absent };
}

/** Null where the source is not there or not the same. */
async function fetchFrom(
  source: Row,
  ordinals: ReadonlySet<number>,
  options: ReportOptions,
): Promise<readonly FetchedRecord[] | null> {
  const { spoolFolder, sourceFolders, keptFolder } = options;
  if (spoolFolder === undefined) return null;
  const expected = textOf(source, 'sha256');
  const containerPath = textOrNull(source, 'container_path');
  const onDisk = textOrNull(source, 'container_sha256') ?? expected;
  const files = sourceFiles(textOf(source, 'path'), onDisk, { sourceFolders, keptFolder, spoolFolder });
  for await (const absolutePath of files) {
    const limits = options.collectLimits ?? DEFAULT_COLLECT_LIMITS;
    const fetched = await fetchRecords({ absolutePath, containerPath }, ordinals, { limits, spoolFolder }).catch(
      () => null,
    );
    if (fetched !== null && fetched.sha256 === expected) return fetched.records;
  }
  return null;
}

function viewOf(row: Row, raw: RawRecords): EventView {
  const sourceId = countOf(row, 'source_id');
  const ordinal = countOf(row, 'ordinal');
  const record = raw.records.get(keyOf(sourceId, ordinal));
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
