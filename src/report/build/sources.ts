/** `sources.json`: the ledger, source by source. */
import { type Custody, type CustodySource, custodyOf } from '../../evidence/index.ts';
import {
  LOG_KINDS,
  type LogKind,
  REJECT_CODES,
  type RejectCode,
  TRUNCATION_CODES,
  type TruncationCode,
} from '../../facts/index.ts';
import { countOf, flagOrNull, numberOrNull, sortedUnique, textOf, textOrNull, timeOrNull } from '../../scope/index.ts';
import type { Database, Row } from '../../store/index.ts';
import type { FieldIssue, RejectEntry, SourceEntry, TruncationEntry } from '../model.ts';
import type { ReportOptions } from '../options.ts';
import { utc } from './words.ts';

/** By `sourceId`. */
export async function buildSources(
  database: Database,
  { custody }: Pick<ReportOptions, 'custody'>,
): Promise<readonly SourceEntry[]> {
  const kinds = await rowsOf(
    database,
    'SELECT source_id, log_kind, tenant, sum(records) AS n FROM source_kind GROUP BY source_id, log_kind, tenant ORDER BY source_id, log_kind, tenant',
  );
  const rejects = await rowsOf(database, 'SELECT * FROM reject ORDER BY source_id, ordinal, place, code, detail');
  const truncations = await rowsOf(
    database,
    'SELECT DISTINCT source_id, code, proven, detail FROM truncation ORDER BY source_id, code, detail',
  );
  const issues = await rowsOf(
    database,
    'SELECT source_id, family, field, issue, sum(records) AS n FROM field_issue GROUP BY source_id, family, field, issue ORDER BY source_id, family, field, issue',
  );
  const conflicts = await rowsOf(
    database,
    `SELECT source_id, count(*) AS n FROM conflict WHERE resolution = 'conflict' GROUP BY source_id`,
  );
  const rows = await database.all('SELECT * FROM source ORDER BY source_id');
  return rows.map((row): SourceEntry => {
    const id = countOf(row, 'source_id');
    const ownKinds = kinds.get(id) ?? [];
    return {
      sourceId: id,
      path: textOf(row, 'path'),
      containerPath: textOrNull(row, 'container_path'),
      format: textOf(row, 'format'),
      kinds: kindCounts(ownKinds),
      tenants: sortedUnique(ownKinds.flatMap((entry) => textOrNull(entry, 'tenant') ?? [])),
      sha256: textOf(row, 'sha256'),
      bytes: countOf(row, 'bytes'),
      records: countOf(row, 'read'),
      stored: numberOrNull(row, 'stored') ?? 0,
      merged: numberOrNull(row, 'merged') ?? 0,
      duplicates: numberOrNull(row, 'duplicates') ?? 0,
      rejected: numberOrNull(row, 'rejected') ?? 0,
      rejects: (rejects.get(id) ?? []).map(rejectOf),
      firstAt: utc(timeOrNull(row, 'first_at')),
      lastAt: utc(timeOrNull(row, 'last_at')),
      suspectTruncated: (truncations.get(id) ?? []).map(truncationOf),
      lookedLike: textOrNull(row, 'looked_like'),
      identifiersDamaged: flagOrNull(row, 'identifiers_damaged') ?? false,
      fieldIssues: (issues.get(id) ?? []).map(issueOf),
      conflicts: conflicts.get(id)?.reduce((sum, entry) => sum + countOf(entry, 'n'), 0) ?? 0,
      ...(custodyOf(custody ?? [], custodySource(row)) ?? NOT_STATED),
    };
  });
}

async function rowsOf(database: Database, query: string): Promise<ReadonlyMap<number, readonly Row[]>> {
  const groups = new Map<number, Row[]>();
  for (const row of await database.all(query)) {
    const id = countOf(row, 'source_id');
    const list = groups.get(id);
    if (list === undefined) groups.set(id, [row]);
    else list.push(row);
  }
  return groups;
}

function kindCounts(rows: readonly Row[]): SourceEntry['kinds'] {
  const counts: Partial<Record<LogKind, number>> = {};
  for (const logKind of LOG_KINDS) {
    const n = rows.reduce((sum, row) => sum + (row['log_kind'] === logKind ? countOf(row, 'n') : 0), 0);
    if (n > 0) counts[logKind] = n;
  }
  return counts;
}

function rejectOf(row: Row): RejectEntry {
  const code = textOf(row, 'code') as RejectCode;
  const detail = textOrNull(row, 'detail');
  return {
    place: textOrNull(row, 'place') ?? `record ${countOf(row, 'ordinal')}`,
    code,
    message: `${REJECT_CODES[code]}${detail === null ? '' : ` (${detail})`}`,
    records: numberOrNull(row, 'records') ?? 1,
  };
}

function truncationOf(row: Row): TruncationEntry {
  const code = textOf(row, 'code') as TruncationCode;
  const detail = textOrNull(row, 'detail');
  return {
    code,
    proven: flagOrNull(row, 'proven') ?? TRUNCATION_CODES[code].proven,
    detail: `${TRUNCATION_CODES[code].text}${detail === null || detail === '' ? '' : ` (${detail})`}`,
  };
}

function issueOf(row: Row): FieldIssue {
  return {
    family: textOf(row, 'family'),
    field: textOf(row, 'field'),
    issue: textOf(row, 'issue') as FieldIssue['issue'],
    records: countOf(row, 'n'),
  };
}

const NOT_STATED: Custody = { collectedBy: null, collectedAt: null, tool: null, query: null, receivedFrom: null };

function custodySource(row: Row): CustodySource {
  return {
    path: textOf(row, 'path'),
    sha256: textOf(row, 'sha256'),
    containerSha256: textOrNull(row, 'container_sha256'),
  };
}
