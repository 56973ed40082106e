/** CSV of a person's own (RFC 4180), small enough to be read strictly: every row with its line, every fault with its line. */
export interface CsvRow {
  readonly cells: readonly string[];
  /** Line on which the row begins, from 1. */
  readonly line: number;
}

/** A cell and what ends it: quoted (with doubled quotes inside) or bare, then a comma, a line end or the end. */
const CELL = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|\n|\r|$)/y;

/** Rows without the empty ones, or the first fault. */
export function csvRows(
  source: string,
): { readonly rows: readonly CsvRow[] } | { readonly line: number; readonly problem: string } {
  const rows: CsvRow[] = [];
  let cells: string[] = [];
  let line = 1;
  let started = 1;
  for (let at = 0; at <= source.length; ) {
    CELL.lastIndex = at;
    const match = CELL.exec(source);
    if (match === null) return { line, problem: 'has a quote that is not closed, or text beside a quoted cell' };
    const [whole, quoted, bare = '', end] = match;
    cells.push((quoted?.replaceAll('""', '"') ?? bare).trim());
    line += whole.match(/\r\n|\n|\r/g)?.length ?? 0;
    at = CELL.lastIndex;
    if (end === ',') continue;
    if (cells.some((cell) => cell !== '')) rows.push({ cells, line: started });
    cells = [];
    started = line;
    if (end === '') break;
  }
  return { rows };
}
