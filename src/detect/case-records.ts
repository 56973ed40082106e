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
    return entry.records.flatMap((record, index) =>
      repeated(record, detection.id).map((one, time) =>
        filled(detection, one, `${entry.name}/${index + 1}${time === 0 ? '' : `.${time}`}`),
      ),
    );
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

/** Most records that one entry may stand for. */
const MOST_REPEATED = 99;

/** `{repeat: 28, …}` is 28 records; `{n}` in their texts is the number of each, two digits. Ordinary traffic takes many. */
function repeated(record: RawRecord, id: string): readonly RawRecord[] {
  const { repeat, ...rest } = record;
  if (repeat === undefined) return [record];
  if (typeof repeat !== 'number' || !Number.isSafeInteger(repeat) || repeat < 1 || repeat > MOST_REPEATED)
    throw new TypeError(`${id}: repeat takes a number from 1 to ${MOST_REPEATED}`);
  return Array.from({ length: repeat }, (_, index) => numbered(rest, String(index + 1).padStart(2, '0')) as RawRecord);
}

function numbered(value: unknown, n: string): unknown {
  if (typeof value === 'string') return value.replaceAll('{n}', n);
  if (Array.isArray(value)) return value.map((entry) => numbered(entry, n));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, numbered(entry, n)]));
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
