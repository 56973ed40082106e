/** The raw records of a detection's cases: shapes filled in, near misses made from their hits by one change. */
import { createHash } from 'node:crypto';
import type { Detection, DetectionCase } from './definition.ts';

export type RawRecord = Readonly<Record<string, unknown>>;

/**
 * Records of a case, as the vendor would have written them. Throws for a shape or a path that is not there: the file's
 * author must hear of it.
 */
export function caseRecords(
  detection: Pick<Detection, 'id' | 'shapes' | 'cases'>,
  entry: DetectionCase,
): readonly RawRecord[] {
  if (entry.records !== undefined)
    return entry.records.map((record, index) => filled(detection, record, `${entry.name}/${index + 1}`));
  const source = detection.cases.find(({ name }) => name === entry.like);
  if (source === undefined) throw new TypeError(`${detection.id}: no case "${entry.like ?? ''}"`);
  const records = caseRecords(detection, source);
  const { change } = entry;
  if (change === undefined) return records;
  const at = change.record - 1;
  const before = records[at];
  if (before === undefined) throw new TypeError(`${detection.id}: "${source.name}" has no record ${change.record}`);
  if (change.remove === true) return records.toSpliced(at, 1);
  if (change.add !== undefined)
    return records.toSpliced(at + 1, 0, filled(detection, change.add, `${entry.name}/added`));
  const [path, value] = Object.entries(change.set ?? {})[0] ?? ['', null];
  const changed = withPath(before, path, value, `${detection.id}, "${entry.name}"`);
  if (JSON.stringify(changed) === JSON.stringify(before))
    throw new TypeError(`${detection.id}: the change of "${entry.name}" changes nothing`);
  return records.with(at, changed);
}

/**
 * `{shape: name, 'dotted.path': value, …}` becomes the shape with those values; anything else stands as it is. A record
 * made from a shape gets an id of its own (`Id` or `id`) unless it states one: two records with one id would be one.
 */
function filled(detection: Pick<Detection, 'id' | 'shapes'>, record: RawRecord, place: string): RawRecord {
  const { shape: name, ...changes } = record;
  if (name === undefined) return record;
  const shape = typeof name === 'string' ? detection.shapes[name] : undefined;
  if (shape === undefined) throw new TypeError(`${detection.id}: no shape "${String(name)}"`);
  const idField = ['Id', 'id'].find((field) => typeof shape[field] === 'string');
  const own = idField === undefined || idField in changes ? {} : { [idField]: madeGuid(`${detection.id}/${place}`) };
  return Object.entries({ ...own, ...changes }).reduce(
    (made, [path, value]) => withPath(made, path, value, `${detection.id}, ${place}`),
    shape,
  );
}

function withPath(record: RawRecord, path: string, value: unknown, place: string): RawRecord {
  const steps = path.split('.');
  const put = (node: unknown, depth: number): unknown => {
    const step = steps[depth];
    if (step === undefined) return value;
    if (Array.isArray(node)) {
      const index = Number(step);
      if (!Number.isSafeInteger(index) || index < 0 || index >= node.length)
        throw new TypeError(`${place}: no "${path}" in the record`);
      return node.with(index, put(node[index], depth + 1));
    }
    if (typeof node !== 'object' || node === null) throw new TypeError(`${place}: no "${path}" in the record`);
    return { ...node, [step]: put((node as RawRecord)[step], depth + 1) };
  };
  return put(record, 0) as RawRecord;
}

/** A version-4-shaped GUID that is the same in every run. */
function madeGuid(seed: string): string {
  const hex = createHash('sha256').update(seed, 'utf8').digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
