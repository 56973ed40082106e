/**
 * The independent count: how many records a text holds, by other means than the collector's (whole text in memory, a
 * walk character by character, JSON.parse, papaparse). It says nothing where the answer is a matter of repair.
 */
import Papa from 'papaparse';

export interface Count {
  readonly how: 'empty' | 'lines' | 'json' | 'csv';
  readonly records: number;
}

/** Counts as `how` a collector would take it; null where this counter cannot tell. */
export function count(bytes: Uint8Array, how: Count['how']): number | null {
  if (how === 'lines') return countLines(Buffer.from(bytes).toString('latin1'));
  const text = decode(bytes);
  if (text === null) return null;
  switch (how) {
    case 'empty':
      return text.trim() === '' ? 0 : null;
    case 'json':
      return countDocuments(text);
    case 'csv':
      return countRows(text);
    default:
      return how satisfies never;
  }
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

/** Lines that hold something, whatever it is. A CR between two objects ends a line as well. */
function countLines(text: string): number | null {
  if (/^(\xff\xfe|\xfe\xff)/.test(text)) return null;
  let lines = 0;
  // Without any LF the file is one of CR, where the first CR stands before an object.
  const newline = !text.includes('\n') && /^[^\r]*\r\s*\{/.test(text) ? '\r' : '\n';
  for (const piece of text
    .replace(/^\xef\xbb\xbf/, '')
    .replace(/\}[ \t\r]*\r[ \t\r]*(?=\{)/g, `}${newline}`)
    .split(newline)) {
    const line = piece.replace(/^[ \t\r]+|[ \t\r]+$/g, '').replace(/^\xef\xbb\xbf/, '');
    if (line !== '') lines += 1;
  }
  return lines;
}

const PAGE_KEYS = ['value', 'items', 'records', 'Records', 'results', 'Results', 'activities'];

function countDocuments(text: string): number | null {
  let records = 0;
  for (let at = 0; ; ) {
    while (at < text.length && isBetween(text.charAt(at))) at += 1;
    if (at >= text.length) return records;
    const end = endOfValue(text, at);
    if (end === null) return null;
    const value = parse(text.slice(at, end));
    if (value === undefined) return null;
    const inside = recordsOf(value);
    if (inside === null) return null;
    records += inside;
    at = end;
  }
}

/** White space, commas, marks and record separators (RFC 7464). */
function isBetween(char: string): boolean {
  return ' \t\r\n,\u001e\ufeff'.includes(char);
}

/** Only brackets and quotes are followed; JSON.parse judges the rest. */
function endOfValue(text: string, start: number): number | null {
  if (!'{['.includes(text.charAt(start))) return null;
  let depth = 0;
  let quoted = false;
  for (let at = start; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (quoted) {
      if (char === '\\') at += 1;
      else if (char === '"') quoted = false;
    } else if (char === '"') quoted = true;
    else if (char === '{' || char === '[') depth += 1;
    else if (char === '}' || char === ']') {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  return null;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function recordsOf(value: unknown): number | null {
  if (Array.isArray(value))
    return value.some((element) => Array.isArray(element) || (isObject(element) && pageOf(element) !== null))
      ? null
      : value.length;
  if (!isObject(value)) return null;
  const page = pageOf(value);
  if (page === null) return 1;
  return page.some((element) => Array.isArray(element) || (isObject(element) && pageOf(element) !== null))
    ? null
    : page.length;
}

/** The records of an object that is a page around them, else null. */
function pageOf(value: Readonly<Record<string, unknown>>): readonly unknown[] | null {
  const { hits, tables } = value;
  if (isObject(hits) && Array.isArray(hits['hits'])) return hits['hits'];
  // Without the names of its columns a row holds nothing that could be told.
  if (
    Array.isArray(tables) &&
    isObject(tables[0]) &&
    Array.isArray(tables[0]['columns']) &&
    Array.isArray(tables[0]['rows'])
  )
    return (tables[0]['rows'] as readonly unknown[]).map(() => ({}));
  for (const key of PAGE_KEYS) {
    const list = value[key];
    if (Array.isArray(list) && (list.length === 0 || isObject(list[0]))) return list;
  }
  return null;
}

function countRows(text: string): number | null {
  const body = text.replace(/^(#TYPE[^\n]*\n|"?sep=.?"?\r?\n|\s*\n)+/i, '').replace(/\r\n?/g, '\n');
  // The delimiter is the header's: papaparse would guess it from the rows, which hold JSON full of commas.
  const head = body.slice(0, body.indexOf('\n') < 0 ? undefined : body.indexOf('\n'));
  const delimiter = [',', ';', '\t'].reduce((best, one) =>
    head.split(one).length > head.split(best).length ? one : best,
  );
  const { data, errors } = Papa.parse<readonly string[]>(body, { newline: '\n', delimiter });
  if (errors.length > 0) return null;
  const [header, ...rows] = data;
  if (header === undefined) return null;
  const filled = rows.filter((row) => row.length > 1 || (row[0] ?? '').trim() !== '');
  // A row over several lines with another number of cells is a matter of repair.
  if (filled.some((row) => row.length !== header.length && row.some((cell) => cell.includes('\n')))) return null;
  return filled.length;
}
