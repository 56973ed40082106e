/** CSV as spreadsheets take it (RFC 4180, UTF-8 with a byte order mark), with a guard against formulas. */

/** A cell that a spreadsheet would take for a formula gets a `'` before it (OWASP, "CSV Injection"). */
const FORMULA = /^[=+\-@\t\r\n]/;

const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** UTF-8 cannot hold a lone surrogate: it is named, so that it does not become another character. */
function encodable(text: string): string {
  return text.replace(LONE_SURROGATE, (unit) => `⟨U+${unit.charCodeAt(0).toString(16).toUpperCase()}⟩`);
}

export type CsvValue = string | number | null;

/** One cell: null is empty; numbers are never guarded. */
export function csvCell(value: CsvValue): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const guarded = encodable(FORMULA.test(value) ? `'${value}` : value);
  return /[",\r\n]/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
}

export function toCsv(head: readonly string[], rows: Iterable<readonly CsvValue[]>): string {
  const lines = [head.map(csvCell).join(',')];
  for (const row of rows) lines.push(row.map(csvCell).join(','));
  return `\ufeff${lines.join('\r\n')}\r\n`;
}
