/** The account of sources. Read is what the unwrapper counted; stored, merged, duplicates and rejected are counted in the tables. */
import type { LateTruncation, SourceReport } from '../collect/files/contract.ts';
import { LetterlockError } from '../errors.ts';
import { TRUNCATION_CODES } from '../facts/index.ts';
import { appendRows, type Database, type PlainRow } from '../store/index.ts';

/** Writes the rows of sources that have ended; the counts of the tables come later, from the tables. */
export async function recordSources(
  database: Database,
  reports: readonly SourceReport[],
  base: number,
  now: Date,
): Promise<void> {
  if (reports.length === 0) return;
  await appendRows(
    database,
    'source',
    reports.map((report) => sourceRow(report, base, now)),
  );
  await appendRows(
    database,
    'reject',
    reports.flatMap((report) => rejectRows(report, base)),
  );
  await appendRows(
    database,
    'truncation',
    reports.flatMap((report) =>
      report.truncations.map(({ code, detail }) => ({
        source_id: report.seq + base,
        code,
        proven: TRUNCATION_CODES[code].proven,
        detail,
      })),
    ),
  );
}

/** Truncations that only the end of the run shows: a next page that is not among the inputs. */
export async function recordLate(database: Database, late: readonly LateTruncation[], base: number): Promise<void> {
  await appendRows(
    database,
    'truncation',
    late.map(({ seq, truncation: { code, detail } }) => ({
      source_id: seq + base,
      code,
      proven: TRUNCATION_CODES[code].proven,
      detail,
    })),
  );
}

function sourceRow(report: SourceReport, base: number, now: Date): PlainRow {
  return {
    source_id: report.seq + base,
    path: report.path,
    container_path: report.containerPath,
    sha256: report.sha256,
    container_sha256: report.containerSha256,
    bytes: report.bytes,
    format: report.format,
    encoding: report.encoding,
    compression: report.compression,
    read: report.read,
    looked_like: report.lookedLike,
    ingested_at: now,
  };
}

/** One row a reject; where the unwrapper kept only the first ones, the last row stands for the rest. */
function rejectRows(report: SourceReport, base: number): readonly PlainRow[] {
  const beyond = report.rejected - report.rejects.length;
  return report.rejects.map((reject, index) => ({
    source_id: report.seq + base,
    ordinal: reject.ordinal,
    place: reject.place,
    code: reject.code,
    records: index === report.rejects.length - 1 ? 1 + beyond : 1,
    detail: reject.detail,
  }));
}

/**
 * Counts what the tables hold of the sources from `firstId` on, fills their ledger rows, and fails where a record is
 * missing. A stored record counts only where its event is really there.
 */
export async function settleLedger(database: Database, firstId: number): Promise<void> {
  const parts = Number((await database.one('SELECT count(*) AS n FROM event WHERE part > 0'))['n']);
  // Of an event in several parts one row speaks; where there is none such, the rows need not be folded.
  const there =
    parts === 0
      ? 'event'
      : `(SELECT event_id, min(time) AS time, min(log_kind) AS log_kind, min(tenant) AS tenant FROM event SEMI JOIN own USING (event_id) GROUP BY event_id)`;
  await database.run(
    `CREATE OR REPLACE TEMP TABLE settled AS
     WITH own AS (SELECT * FROM event_source WHERE source_id >= ${firstId})
     SELECT source_id, log_kind, tenant,
       count(*) FILTER (WHERE status = 'stored') AS stored,
       count(*) FILTER (WHERE status = 'merged') AS merged,
       count(*) FILTER (WHERE status = 'duplicate') AS duplicates,
       count(*) AS records, min(time) AS first_at, max(time) AS last_at
     FROM own JOIN ${there} AS there USING (event_id) GROUP BY source_id, log_kind, tenant`,
  );
  await database.run(
    'INSERT INTO source_kind SELECT source_id, log_kind, records, tenant, first_at, last_at FROM settled',
  );
  await database.run(
    `UPDATE source AS s SET stored = coalesce(n.stored, 0), merged = coalesce(n.merged, 0), duplicates = coalesce(n.duplicates, 0),
       rejected = coalesce(r.rejected, 0), first_at = n.first_at, last_at = n.last_at
     FROM (SELECT source_id FROM source WHERE source_id >= ${firstId}) AS i
     LEFT JOIN (SELECT source_id, sum(stored) AS stored, sum(merged) AS merged, sum(duplicates) AS duplicates, min(first_at) AS first_at, max(last_at) AS last_at FROM settled GROUP BY source_id) AS n ON n.source_id = i.source_id
     LEFT JOIN (SELECT source_id, sum(records) AS rejected FROM reject WHERE source_id >= ${firstId} GROUP BY source_id) AS r ON r.source_id = i.source_id
     WHERE s.source_id = i.source_id`,
  );
  const wrong = await database.all(
    `SELECT path, container_path, read, stored, merged, duplicates, rejected FROM source
     WHERE source_id >= ${firstId} AND read <> stored + merged + duplicates + rejected ORDER BY source_id LIMIT 1`,
  );
  const [row] = wrong;
  if (row === undefined) return;
  const number = (name: string): number => Number(row[name]);
  throw new LetterlockError('ledger-mismatch', {
    path:
      row['container_path'] === null ? String(row['path']) : `${String(row['path'])}!${String(row['container_path'])}`,
    read: number('read'),
    accounted: number('stored') + number('merged') + number('duplicates') + number('rejected'),
    stored: number('stored'),
    merged: number('merged'),
    duplicates: number('duplicates'),
    rejected: number('rejected'),
  });
}
