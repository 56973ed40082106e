import { DuckDBInstance } from '@duckdb/node-api';
import { describe, expect, test } from 'vitest';
import { bool, col, double, int, join, render, sql, table, text, time } from '../../src/sql/index.ts';

describe('the SQL tag', () => {
  test('turns values into numbered, typed parameters', () => {
    const query = sql`SELECT ${col('event', 'time', 'e')} FROM ${table('event')} e WHERE e.tenant = ${text("a' OR 1=1 --")} AND e.record_type = ${int(50)}`;
    const rendered = render(query);
    expect(rendered.text).toBe('SELECT e.time FROM event e WHERE e.tenant = $1 AND e.record_type = $2');
    expect(rendered.values).toEqual(["a' OR 1=1 --", 50n]);
    expect(rendered.types.map(String)).toEqual(['VARCHAR', 'BIGINT']);
  });

  test('numbers parameters through nested pieces', () => {
    const inner = sql`x IN (${join([text('a'), text('b')])})`;
    const outer = render(sql`SELECT 1 WHERE ${join([inner, sql`y = ${bool(true)}`, inner], ' OR ')}`);
    expect(outer.text).toBe('SELECT 1 WHERE x IN ($1, $2) OR y = $3 OR x IN ($4, $5)');
    expect(outer.values).toEqual(['a', 'b', true, 'a', 'b']);
  });

  test('refuses names that the facts do not have', () => {
    expect(() => table('passwd')).toThrow('no table "passwd"');
    expect(() => col('event', 'time; DROP TABLE event')).toThrow('has no column');
    expect(() => col('event', 'time', 'e; --')).toThrow('not an alias');
  });

  test('refuses bare values when compiled, and numbers that are not whole when run', () => {
    // @ts-expect-error a bare string is no part
    expect(() => render(sql`SELECT ${'x'}`)).toThrow();
    expect(() => int(1.5)).toThrow('not a whole number');
    expect(() => int(2 ** 60)).toThrow('not a whole number');
    expect(() => join([])).toThrow('nothing to join');
  });

  test('gives the engine values of the stated types', async () => {
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    const {
      text: query,
      values,
      types,
    } = render(
      sql`SELECT typeof(${text('x')}) AS a, typeof(${int(3)}) AS b, typeof(${double(2)}) AS c, typeof(${bool(false)}) AS d, ${text(null)} IS NULL AS n, CAST(${time(1_700_000_000_000_001n)} AS VARCHAR) AS e`,
    );
    const reader = await connection.runAndReadAll(query, [...values], [...types]);
    expect(reader.getRowObjects()).toEqual([
      { a: 'VARCHAR', b: 'BIGINT', c: 'DOUBLE', d: 'BOOLEAN', n: true, e: '2023-11-14 22:13:20.000001' },
    ]);
    connection.closeSync();
    instance.closeSync();
  });
});
