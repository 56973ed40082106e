/** Gives rejects that were found after the unwrapping their place in the source: line, row or element. */
import { type CollectLimits, fetchRecords, type InputFile } from '../collect/files/index.ts';
import type { Database } from '../store/index.ts';

/** Rejects of one source that are looked up; the others keep the number of their record. A setting, see docs/limits.md. */
export const LOCATED_REJECTS = 1000;

interface LocateOptions {
  readonly limits: CollectLimits;
  readonly spoolFolder: string;
}

/**
 * Within the caller's transaction, so that no interrupt comes between a source and the places of its rejects: reads the
 * sources from `firstSource` on again that have such rejects: only the unwrapper knows lines, and only the
 * engine knows what is no record. Sources that cannot be read again keep `record N`.
 */
export async function locateRejects(
  database: Database,
  files: readonly InputFile[],
  firstSource: number,
  options: LocateOptions,
): Promise<void> {
  const rows = await database.all(
    `SELECT s.source_id, s.path, s.container_path, r.ordinal FROM source AS s JOIN (
       SELECT source_id, ordinal, row_number() OVER (PARTITION BY source_id ORDER BY ordinal) AS n FROM reject WHERE starts_with(place, 'record ')) AS r USING (source_id)
     WHERE s.source_id >= ${firstSource} AND r.n <= ${LOCATED_REJECTS} ORDER BY s.source_id, r.ordinal`,
  );
  const wanted = new Map<
    number,
    { readonly path: string; readonly containerPath: string | null; readonly ordinals: Set<number> }
  >();
  for (const row of rows) {
    const id = Number(row['source_id']);
    const containerPath = row['container_path'] === null ? null : String(row['container_path']);
    const source = wanted.get(id) ?? { path: String(row['path']), containerPath, ordinals: new Set<number>() };
    source.ordinals.add(Number(row['ordinal']));
    wanted.set(id, source);
  }
  const byPath = new Map(files.map((file) => [file.path, file.absolutePath]));
  for (const [id, source] of wanted) {
    const absolutePath = byPath.get(source.path);
    if (absolutePath === undefined) continue;
    const fetched = await fetchRecords(
      { absolutePath, containerPath: source.containerPath },
      source.ordinals,
      options,
    ).catch(() => null);
    if (fetched === null || fetched.records.length === 0) continue;
    const places = fetched.records.map((record) => `(${record.ordinal}, '${record.place}')`).join(', ');
    await database.run(
      `UPDATE reject AS r SET place = p.place FROM (VALUES ${places}) AS p(ordinal, place)
       WHERE r.source_id = ${id} AND r.ordinal = p.ordinal AND starts_with(r.place, 'record ')`,
    );
  }
}
