/**
 * Counts records by other means than the collector: whole text in memory, JSON.parse, papaparse. Slow and simple, for
 * comparison in tests and fuzzers. Only for well-formed input, which is where both must agree to the record.
 */
import Papa from 'papaparse';

export interface SlowCount {
  /** Records, or null where this counter cannot tell (then there is nothing to compare). */
  readonly records: number | null;
  readonly how: 'empty' | 'json' | 'json-lines' | 'csv' | 'unknown';
}

const PAGE_KEYS = ['value', 'items', 'records', 'Records', 'results', 'Results', 'activities'];

export function countRecordsSlowly(bytes: Uint8Array): SlowCount {
  const text = decode(bytes);
  if (text === null) return { records: null, how: 'unknown' };
  if (text.trim() === '') return { records: 0, how: 'empty' };
  const whole = parse(text);
  if (whole !== undefined) {
    const records = elements(whole);
    return { records, how: 'json' };
  }
  if (text.trimStart().startsWith('{')) return lines(text);
  return csv(text);
}

function decode(bytes: Uint8Array): string | null {
  const [first, second] = bytes;
  const encoding =
    first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function elements(value: unknown): number {
  if (Array.isArray(value)) return value.length;
  if (typeof value === 'object' && value !== null) {
    const members = value as Readonly<Record<string, unknown>>;
    for (const key of PAGE_KEYS) {
      const array = members[key];
      if (Array.isArray(array) && (array.length === 0 || typeof array[0] === 'object')) return array.length;
    }
  }
  return 1;
}

function lines(text: string): SlowCount {
  const rows = text.split(/\r\n|\n|\r/).filter((line) => line.trim() !== '');
  const good = rows.every((line) => parse(line) !== undefined);
  return good ? { records: rows.length, how: 'json-lines' } : { records: null, how: 'unknown' };
}

function csv(text: string): SlowCount {
  const result = Papa.parse<readonly string[]>(text.replace(/^#TYPE[^\n]*\n/, ''), { skipEmptyLines: true });
  const [header, ...rows] = result.data;
  if (result.errors.length > 0 || header === undefined || header.length < 2) return { records: null, how: 'unknown' };
  if (rows.some((row) => row.length !== header.length)) return { records: null, how: 'unknown' };
  return { records: rows.length, how: 'csv' };
}
