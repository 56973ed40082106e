/** Rows of a table in the answer of a Log Analytics query: arrays of values, named by the table's columns. */
import { MALFORMED, NEED_MORE, type Scan, skipSpace } from './scan.ts';

/** `"Name":` of each column as bytes. */
export type ColumnKeys = readonly Buffer[];

/** Column names from `[{"name":"TimeGenerated","type":"datetime"}, …]`; null where they have another shape. */
export function columnKeys(json: string): ColumnKeys | null {
  let parsed: unknown;
  try {
    parsed = JSON.parse(json);
  } catch {
    return null;
  }
  if (!Array.isArray(parsed)) return null;
  const names: string[] = [];
  for (const column of parsed as readonly unknown[]) {
    if (typeof column !== 'object' || column === null) return null;
    const row = column as Readonly<Record<string, unknown>>;
    const name = row['name'] ?? row['Name'] ?? row['ColumnName'] ?? row['columnName'];
    if (typeof name !== 'string') return null;
    names.push(name);
  }
  return names.map((name) => Buffer.from(`${JSON.stringify(name)}:`));
}

/**
 * Writes the row `bytes[start..end)` (an array that was scanned) as an object into a buffer of its own. Dynamic columns,
 * which come as strings that hold JSON, are put in as objects. Null where the number of values is not that of columns.
 */
export function rowToObject(scan: Scan, keys: ColumnKeys, bytes: Buffer, start: number, end: number): Buffer | null {
  const parts: Buffer[] = [];
  let column = 0;
  let at = skipSpace(bytes, start + 1, end);
  while (at < end && bytes[at] !== 0x5d) {
    const key = keys[column];
    const after = scan.value(bytes, at, end);
    if (key === undefined || after === NEED_MORE || after === MALFORMED) return null;
    const text = bytes.subarray(at, after);
    parts.push(parts.length === 0 ? OPEN : COMMA, key, unquoteJson(text) ?? text);
    column += 1;
    at = skipSpace(bytes, after, end);
    if (bytes[at] === 0x2c) at = skipSpace(bytes, at + 1, end);
  }
  if (column !== keys.length) return null;
  parts.push(parts.length === 0 ? EMPTY : CLOSE);
  return Buffer.concat(parts);
}

const OPEN = Buffer.from('{');
const COMMA = Buffer.from(',');
const CLOSE = Buffer.from('}');
const EMPTY = Buffer.from('{}');

/** A string that holds a JSON object or array as that object or array, or null. */
function unquoteJson(text: Buffer): Buffer | null {
  if (text[0] !== 0x22 || (text[1] !== 0x7b && text[1] !== 0x5b)) return null;
  try {
    const inner: unknown = JSON.parse(text.toString('utf8'));
    if (typeof inner !== 'string') return null;
    JSON.parse(inner);
    return Buffer.from(inner);
  } catch {
    return null;
  }
}
