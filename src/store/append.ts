/** Writes plain rows into a table of `facts`, with the types that facts give its columns. */
import { type DuckDBAppender, DuckDBTimestampValue } from '@duckdb/node-api';
import { type SqlType, storedIn, tableNamed } from '../facts/index.ts';
import type { Database } from './database.ts';

export type Plain = string | number | bigint | boolean | Date | null;
export type PlainRow = Readonly<Record<string, Plain | undefined>>;

/** Appends rows; a column that a row does not name is null. Fast for thousands of rows; SQL is for millions. */
export async function appendRows(database: Database, tableName: string, rows: Iterable<PlainRow>): Promise<void> {
  const table = tableNamed(tableName);
  const appender = await database.connection.createAppender(storedIn(table));
  try {
    for (const row of rows) {
      for (const column of table.columns) appendPlain(appender, column.type, row[column.name] ?? null);
      appender.endRow();
    }
    appender.flushSync();
  } finally {
    appender.closeSync();
  }
}

export function timestampOf(date: Date): DuckDBTimestampValue {
  return new DuckDBTimestampValue(BigInt(date.getTime()) * 1000n);
}

function appendPlain(appender: DuckDBAppender, type: SqlType, value: Plain): void {
  if (value === null) {
    appender.appendNull();
    return;
  }
  switch (type) {
    case 'BIGINT':
      appender.appendBigInt(typeof value === 'bigint' ? value : BigInt(Number(value)));
      return;
    case 'DOUBLE':
      appender.appendDouble(Number(value));
      return;
    case 'BOOLEAN':
      appender.appendBoolean(value === true);
      return;
    case 'VARCHAR':
      appender.appendVarchar(String(value));
      return;
    case 'TIMESTAMP':
      if (!(value instanceof Date)) throw new TypeError('a TIMESTAMP column takes a Date');
      appender.appendTimestamp(timestampOf(value));
      return;
    default:
      throw new TypeError(`no such type: ${type satisfies never as string}`);
  }
}
