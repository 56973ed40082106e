/** Rows of a query one after the other: as many as there are, none held. */
import type { Statement } from '../store/index.ts';
import type { Database, Row } from '../store/index.ts';

/** Until the last row is taken no other statement may run on the connection. */
export async function* streamRows(database: Database, statement: string | Statement): AsyncGenerator<Row> {
  const { text, values, types } = typeof statement === 'string' ? ({ text: statement } as Statement) : statement;
  const result = await database.connection.stream(text, values?.slice(), types?.slice());
  for await (const rows of result.yieldRowObjects()) yield* rows;
}
