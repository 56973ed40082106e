/** Tables for terminals. */
import { plain } from './output.ts';

/** Columns as wide as their widest cell, two spaces apart; numbers to the right. Cells are made safe to print. */
export function table(header: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const cells = rows.map((row) => row.map((cell) => plain(String(cell))));
  const widths = header.map((name, index) => Math.max(name.length, ...cells.map((row) => row[index]?.length ?? 0)));
  const isNumber = header.map((_name, index) => rows.length > 0 && rows.every((row) => typeof row[index] === 'number'));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, index) =>
        isNumber[index] === true ? cell.padStart(widths[index] ?? 0) : cell.padEnd(widths[index] ?? 0),
      )
      .join('  ')
      .trimEnd();
  return `${[line(header), ...cells.map(line)].join('\n')}\n`;
}

/** `1 file`, `2 files`. */
export function counted(number: number, one: string, many = `${one}s`): string {
  return `${grouped(number)} ${number === 1 ? one : many}`;
}

/** A whole number with commas between thousands. */
export function grouped(number: number): string {
  return String(Math.round(number)).replace(/\B(?=(\d{3})+$)/g, ',');
}
