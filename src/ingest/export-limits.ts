/** Narrows the suspicion that a source was cut at an export's limit to the exports that its records can come from. */
import type { ExportLimit } from '../facts/reference.ts';
import type { Database } from '../store/index.ts';

/**
 * The unwrapper suspects every source whose number of records is a limit of some export; which logs it holds is known
 * only now. A suspicion without an export of these logs falls, the others name the export.
 */
export async function judgeExportLimits(
  database: Database,
  firstSource: number,
  limits: readonly ExportLimit[],
): Promise<void> {
  const suspected = await database.all(
    `SELECT t.source_id, s.read, list(DISTINCT k.log_kind ORDER BY k.log_kind) AS kinds
     FROM truncation AS t JOIN source AS s USING (source_id) LEFT JOIN source_kind AS k USING (source_id)
     WHERE t.code = 'export-limit' AND t.source_id >= ${firstSource} GROUP BY t.source_id, s.read ORDER BY t.source_id`,
  );
  for (const row of suspected) {
    const id = Number(row['source_id']);
    const kinds = new Set(listed(row['kinds']));
    const fitting = limits.filter(
      (limit) => limit.rows === Number(row['read']) && limit.logKinds.some((kind) => kinds.has(kind)),
    );
    if (fitting.length === 0)
      await database.run(`DELETE FROM truncation WHERE source_id = ${id} AND code = 'export-limit'`);
    else {
      const detail = `${Number(row['read'])} records: the limit of ${fitting.map((limit) => limit.export).join('; or of ')}`;
      await database.run({
        text: `UPDATE truncation SET detail = $1 WHERE source_id = ${id} AND code = 'export-limit'`,
        values: [detail],
      });
    }
  }
}

function listed(value: unknown): readonly string[] {
  const items = (value as { readonly items?: readonly unknown[] } | null)?.items ?? [];
  return items.map(String);
}
