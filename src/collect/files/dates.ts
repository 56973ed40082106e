/** Settles over a whole file whether dates such as 5/6/2021 put the month or the day first. */
import { cellText, type RowParser } from './csv/row.ts';

export type DateOrder = 'mdy' | 'dmy' | 'ambiguous';

const NUMERIC_DATE = /^\s*(\d{1,2})[/.-](\d{1,2})[/.-](?:\d{4}|\d{2})(?=$|[ ,T])/;
const QUOTED_DATE = /"(\d{1,2})[/.-](\d{1,2})[/.-]\d{4}(?=[", ])/g;
/** As QUOTED_DATE, without state, to ask whether there is one at all. */
const ANY_QUOTED_DATE = /"\d{1,2}[/.-]\d{1,2}[/.-]\d{4}[", ]/;

/** Collects what the dates of one file say. */
export class DateOrders {
  private dates = 0;
  private dayFirst = 0;
  private monthFirst = 0;

  note(first: number, second: number): void {
    this.dates += 1;
    if (first > 12 && second <= 12) this.dayFirst += 1;
    if (second > 12 && first <= 12) this.monthFirst += 1;
  }

  noteCell(text: string): void {
    const match = NUMERIC_DATE.exec(text);
    if (match !== null) this.note(Number(match[1]), Number(match[2]));
  }

  /** `ambiguous` where no date settles it, or where dates contradict one another; null where there was no such date. */
  order(): DateOrder | null {
    if (this.dates === 0) return null;
    if (this.dayFirst > 0 && this.monthFirst === 0) return 'dmy';
    if (this.monthFirst > 0 && this.dayFirst === 0) return 'mdy';
    return 'ambiguous';
  }
}

/** Looks at the date columns of a row. */
export function noteDates(orders: DateOrders, columns: readonly number[], row: RowParser, bytes: Buffer): void {
  for (const column of columns) {
    if (column < row.cells && (row.ends[column] as number) > (row.starts[column] as number)) {
      orders.noteCell(cellText(row, bytes, column));
    }
  }
}

/** Bytes of a JSON text that are looked at: several records, and little enough for twenty thousand small files. */
const DATE_HEAD_BYTES = 16 * 1024;

/** Whether a JSON text has a value such as "5/18/2021 …" near its beginning. */
export function hasQuotedDate(head: Buffer): boolean {
  return ANY_QUOTED_DATE.test(head.toString('latin1', 0, Math.min(head.length, DATE_HEAD_BYTES)));
}

/** Looks at every such value of a part of a JSON text. Parts overlap by less than a date. */
export function noteQuotedDates(orders: DateOrders, text: string): void {
  for (const match of text.matchAll(QUOTED_DATE)) orders.note(Number(match[1]), Number(match[2]));
}
