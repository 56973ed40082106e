/** The first lines of a CSV: which delimiter, which columns, which of them holds the records. */
import { cellText, RowParser } from './row.ts';

export interface CsvHeader {
  readonly delimiter: number;
  /** Column names, made unique (` 2`, ` 3` …), never empty. */
  readonly columns: readonly string[];
  /** Column that holds a whole record as JSON, or -1. */
  readonly recordColumn: number;
  /** Columns of `Search-UnifiedAuditLog` that number the rows of one search, or -1. */
  readonly resultIndex: number;
  readonly resultCount: number;
  /** Columns whose name says that they hold a date or time. */
  readonly dateColumns: readonly number[];
  /** Bytes before the first row: mark lines (`#TYPE`, `sep=`) and the header. */
  readonly length: number;
}

const DELIMITERS = [',', ';', '\t'] as const;

/** Columns that hold the record itself, in the order in which they are preferred. */
const RECORD_COLUMNS = ['auditdata', 'raweventdata'] as const;

/** More cells than this are no header of a log. */
const MOST_COLUMNS = 2_000;
const LONGEST_NAME = 200;
/** Rows compared with the header. */
const SAMPLE_ROWS = 20;

/** Reads the header from the first bytes of a file (without byte order mark), or null where they are no CSV. */
export function readHeader(head: Buffer, final: boolean): CsvHeader | null {
  const { start, forced } = skipMarkLines(head);
  let best: { header: CsvHeader; fits: number } | null = null;
  for (const delimiter of forced === null ? DELIMITERS : [forced]) {
    const tried = tryDelimiter(head, start, delimiter.charCodeAt(0), final);
    if (tried !== null && (best === null || tried.fits > best.fits)) best = tried;
  }
  return best?.header ?? null;
}

/** `#TYPE …` of Windows PowerShell's Export-Csv, and `sep=;` of Excel. */
function skipMarkLines(head: Buffer): { readonly start: number; readonly forced: string | null } {
  let start = 0;
  let forced: string | null = null;
  for (;;) {
    const end = head.indexOf(0x0a, start);
    if (end < 0) return { start, forced };
    const line = head.toString('latin1', start, Math.min(end, start + 400)).trim();
    const sep = /^"?sep=(.)"?$/i.exec(line);
    if (sep?.[1] !== undefined) forced = sep[1];
    else if (!/^#TYPE\b/i.test(line) && line !== '') return { start, forced };
    start = end + 1;
  }
}

function tryDelimiter(
  head: Buffer,
  start: number,
  delimiter: number,
  final: boolean,
): { header: CsvHeader; fits: number } | null {
  const row = new RowParser(delimiter, -1);
  const after = row.parse(head, start, head.length, final);
  if (after < 0 || row.cells > MOST_COLUMNS) return null;
  const names: string[] = [];
  for (let column = 0; column < row.cells; column += 1) names.push(cellText(row, head, column).trim());
  if (names.some((name) => name.length > LONGEST_NAME || /[\r\n{}\ufffd\0]/.test(name))) return null;
  const lower = names.map((name) => name.toLowerCase());
  const recordColumn = RECORD_COLUMNS.map((name) => lower.indexOf(name)).find((column) => column >= 0) ?? -1;
  const known = recordColumn >= 0 || lower.some((name) => WRAPPER_COLUMNS.has(name));
  if (names.length < 2 && !known) return null;
  const named = names.filter((name) => name !== '').length;
  if (named < names.length * 0.6) return null;
  const { fits, rows } = countFitting(row, head, after, names.length, final);
  if (!known && (rows === 0 ? !looksLikeHeader(names) : fits * 2 < rows)) return null;
  return {
    header: {
      delimiter,
      columns: uniqueNames(names),
      recordColumn,
      resultIndex: lower.indexOf('resultindex'),
      resultCount: lower.indexOf('resultcount'),
      dateColumns: lower.flatMap((name, column) => (isDateName(name) ? [column] : [])),
      length: after,
    },
    fits: fits * 1_000 + names.length,
  };
}

/** Columns of collectors and SIEMs in which a whole record may stand. */
export const WRAPPER_COLUMNS: ReadonlySet<string> = new Set([
  '_raw',
  'message',
  'event.original',
  'auditdata',
  'raweventdata',
  'result',
  '_source',
]);

function countFitting(
  row: RowParser,
  head: Buffer,
  start: number,
  cells: number,
  final: boolean,
): { fits: number; rows: number } {
  let fits = 0;
  let rows = 0;
  for (let at = start; at < head.length && rows < SAMPLE_ROWS; ) {
    const after = row.parse(head, at, head.length, final);
    if (after < 0) break;
    const blank = row.cells === 1 && row.starts[0] === row.ends[0];
    if (!blank) {
      rows += 1;
      if (row.cells === cells) fits += 1;
    }
    at = after;
  }
  return { fits, rows };
}

/** A header alone in a file: every name is short and starts with a letter. */
function looksLikeHeader(names: readonly string[]): boolean {
  return names.every((name) => /^[\p{L}_@$][^<>]{0,80}$/u.test(name));
}

function isDateName(name: string): boolean {
  return /date|time|created|modified|received|when|\[utc\]|timestamp/.test(name);
}

function uniqueNames(names: readonly string[]): readonly string[] {
  const used = new Set<string>();
  return names.map((name, index) => {
    const base = name === '' ? `column ${index + 1}` : name;
    let unique = base;
    for (let number = 2; used.has(unique); number += 1) unique = `${base} ${number}`;
    used.add(unique);
    return unique;
  });
}
