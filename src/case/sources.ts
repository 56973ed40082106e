/** The ledger of a case, for people and for `--json` of `ingest`. */
import { REJECT_CODES, type RejectCode, TRUNCATION_CODES, type TruncationCode } from '../facts/index.ts';
import type { Database, Row } from '../store/index.ts';

/** One source with what is wrong with it. */
export interface LedgerLine {
  readonly sourceId: number;
  /** Path, with `!` before the place inside an archive. */
  readonly path: string;
  readonly format: string;
  readonly bytes: number;
  readonly records: number;
  readonly stored: number;
  readonly merged: number;
  readonly duplicates: number;
  readonly rejected: number;
  /** What an unrecognised source looked like. */
  readonly lookedLike: string | null;
  readonly identifiersDamaged: boolean;
  /** Reasons of the rejects, the most frequent first, each with its number. */
  readonly rejects: readonly {
    readonly code: RejectCode;
    readonly records: number;
    readonly message: string;
    readonly place: string;
  }[];
  readonly truncations: readonly {
    readonly code: TruncationCode;
    readonly proven: boolean;
    readonly message: string;
    readonly detail: string;
  }[];
}

/** Sources from `firstSource` on, by id. */
export async function ledgerLines(database: Database, firstSource = 1): Promise<readonly LedgerLine[]> {
  const from = Math.trunc(firstSource);
  const sources = await database.all(`SELECT * FROM source WHERE source_id >= ${from} ORDER BY source_id`);
  const rejects = await database.all(
    `SELECT source_id, code, sum(records) AS n, min_by(place, ordinal) AS place FROM reject WHERE source_id >= ${from}
     GROUP BY source_id, code ORDER BY source_id, n DESC, code`,
  );
  const truncations = await database.all(
    `SELECT source_id, code, proven, detail FROM truncation WHERE source_id >= ${from} ORDER BY source_id, proven DESC, code, detail`,
  );
  const rejectsOf = grouped(rejects);
  const truncationsOf = grouped(truncations);
  return sources.map((row) =>
    lineOf(row, rejectsOf.get(Number(row.source_id)), truncationsOf.get(Number(row.source_id))),
  );
}

function grouped(rows: readonly Row[]): ReadonlyMap<number, readonly Row[]> {
  const groups = new Map<number, Row[]>();
  for (const row of rows) {
    const id = Number(row.source_id);
    const group = groups.get(id);
    if (group === undefined) groups.set(id, [row]);
    else group.push(row);
  }
  return groups;
}

function lineOf(row: Row, rejects: readonly Row[] = [], truncations: readonly Row[] = []): LedgerLine {
  const inside = row.container_path === null ? '' : `!${String(row.container_path)}`;
  return {
    sourceId: Number(row.source_id),
    path: `${String(row.path)}${inside}`,
    format: String(row.format),
    bytes: Number(row.bytes),
    records: Number(row.read),
    stored: Number(row.stored),
    merged: Number(row.merged),
    duplicates: Number(row.duplicates),
    rejected: Number(row.rejected),
    lookedLike: row.looked_like === null ? null : String(row.looked_like),
    identifiersDamaged: row.identifiers_damaged === true,
    rejects: rejects.map((reject) => {
      const code = String(reject.code) as RejectCode;
      return { code, records: Number(reject.n), message: REJECT_CODES[code], place: String(reject.place) };
    }),
    truncations: truncations.map((truncation) => {
      const code = String(truncation.code) as TruncationCode;
      return {
        code,
        proven: truncation.proven === true,
        message: TRUNCATION_CODES[code].text,
        detail: String(truncation.detail ?? ''),
      };
    }),
  };
}

/** Whether a source gave anything at all. */
export function isUsable(line: LedgerLine): boolean {
  return line.stored + line.merged + line.duplicates > 0;
}
