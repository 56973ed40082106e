/** Tables for terminals. */
import { columnsOf, wrapped } from '../report/index.ts';
import { plain } from './output.ts';

type Cell = string | number;

export interface TableFit {
  /** Columns that no line exceeds: cells are wrapped. Without it they are as wide as they are. */
  readonly columns?: number;
  /** Colours the text of a cell; rows and columns count from 0, without the header. */
  readonly paint?: (text: string, row: number, column: number) => string;
}

/** Columns as wide as their widest cell, two spaces apart; numbers to the right. Cells are made safe to print. */
export function table(header: readonly string[], rows: readonly (readonly Cell[])[], fit: TableFit = {}): string {
  return `${tableRows(header, rows, fit).flat().join('\n')}\n`;
}

/** The lines of each row, the header's first: for whoever puts something between two rows. */
export function tableRows(
  header: readonly string[],
  rows: readonly (readonly Cell[])[],
  { columns = Number.POSITIVE_INFINITY, paint = (text) => text }: TableFit = {},
): readonly (readonly string[])[] {
  const cells = [header, ...rows].map((row) => row.map((cell) => plain(String(cell))));
  const longest = (of: (cell: string) => number): readonly number[] =>
    header.map((_name, index) => Math.max(...cells.map((row) => of(row[index] ?? ''))));
  const widths = fitted(
    longest(columnsOf),
    longest((cell) => Math.max(...cell.split(' ').map(columnsOf))),
    columns - GAP.length * (header.length - 1),
  );
  const isNumber = header.map((_name, index) => rows.length > 0 && rows.every((row) => typeof row[index] === 'number'));
  return cells.map((row, rowIndex) => {
    const pieces = row.map((cell, index) => linesOf(cell, widths[index] ?? 1));
    return Array.from({ length: Math.max(...pieces.map(({ length }) => length)) }, (_, line) =>
      trimmed(
        pieces.map((lines, index) => ({ text: lines[line] ?? '', width: widths[index] ?? 0, right: isNumber[index] })),
        (text, index) => (rowIndex === 0 ? text : paint(text, rowIndex - 1, index)),
      ),
    );
  });
}

const GAP = '  ';

/** Widths that together take no more than `room`: the widest gives way first, and no word is broken as long as another can. */
function fitted(widths: readonly number[], words: readonly number[], room: number): readonly number[] {
  const given = [...widths];
  for (let over = given.reduce((sum, width) => sum + width, 0) - room; over > 0; over -= 1) {
    const yielding = given.map((width, index) => (width > (words[index] ?? 0) ? width : 0));
    const most = Math.max(...yielding);
    const widest = most > 0 ? yielding.indexOf(most) : given.indexOf(Math.max(...given));
    given[widest] = Math.max(1, (given[widest] ?? 1) - 1);
  }
  return given;
}

/** A cell that fits stays as it is, with the spaces that it begins with. */
function linesOf(cell: string, width: number): readonly string[] {
  return columnsOf(cell) <= width ? [cell] : wrapped(cell, width);
}

interface Piece {
  readonly text: string;
  readonly width: number;
  readonly right: boolean | undefined;
}

/** One line of a row, without spaces at its end. */
function trimmed(pieces: readonly Piece[], paint: (text: string, index: number) => string): string {
  const last = pieces.findLastIndex(({ text }) => text !== '');
  return pieces
    .slice(0, last + 1)
    .map(({ text, width, right }, index) => {
      const space = ' '.repeat(Math.max(0, width - columnsOf(text)));
      const painted = text === '' ? '' : paint(text, index);
      return right === true ? space + painted : index === last ? painted : painted + space;
    })
    .join(GAP);
}

/** `1 file`, `2 files`. */
export function counted(number: number, one: string, many = `${one}s`): string {
  return `${grouped(number)} ${number === 1 ? one : many}`;
}

/** A whole number with commas between thousands. */
export function grouped(number: number): string {
  return String(Math.round(number)).replace(/\B(?=(\d{3})+$)/g, ',');
}
