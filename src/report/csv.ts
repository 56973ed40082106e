/** CSV by RFC 4180, for spreadsheets: nothing in a cell may become a formula. */

export type CsvCell = string | number | null;

/**
 * The byte order mark: without it Excel takes UTF-8 for the system's code page and breaks every name that is not ASCII.
 * Readers of CSV that know UTF-8 pass over it.
 */
export const CSV_START = '\uFEFF';

/** A row with its CRLF. Null is an empty cell. */
export function csvRow(cells: readonly CsvCell[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

function csvCell(cell: CsvCell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  const guarded = guard(cell);
  return /[",\r\n]/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
}

/**
 * Text that a spreadsheet would compute gets an apostrophe in front. Full-width forms of the signs count too, and so do
 * signs behind spaces. Lone surrogates cannot be written as UTF-8: they stand as U+FFFD.
 */
function guard(text: string): string {
  const whole = text.toWellFormed();
  return /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]|^\s+[=+\-@]/.test(whole) ? `'${whole}` : whole;
}
