/**
 * The SQL tag. Text comes only from the program's own source; values become numbered, typed parameters; names come only
 * from the facts. A bare string, number or object between `${}` is a type error: wrap it (`text(v)`, `int(v)` …).
 */
import {
  BIGINT,
  BOOLEAN,
  DOUBLE,
  DuckDBTimestampValue,
  type DuckDBType,
  type DuckDBValue,
  TIMESTAMP,
  VARCHAR,
} from '@duckdb/node-api';
import { findColumn, TABLES, tableNamed } from '../facts/index.ts';

/** A value with the type it has in SQL. */
export interface Parameter {
  readonly kind: 'parameter';
  readonly value: DuckDBValue;
  readonly type: DuckDBType;
}

/** A name that was checked against the facts. */
export interface Name {
  readonly kind: 'name';
  readonly text: string;
}

/** A piece of SQL; pieces nest. */
export interface Fragment {
  readonly kind: 'fragment';
  readonly strings: readonly string[];
  readonly parts: readonly Part[];
}

export type Part = Parameter | Name | Fragment;

/** What the store runs: text with `$1`, `$2` …, their values and types. */
export interface Rendered {
  readonly text: string;
  readonly values: readonly DuckDBValue[];
  readonly types: readonly DuckDBType[];
}

/** The tag: `sql\`SELECT ${col('event', 'time')} FROM ${table('event')} WHERE tenant = ${text(tenant)}\``. */
export function sql(strings: TemplateStringsArray, ...parts: readonly Part[]): Fragment {
  return { kind: 'fragment', strings: [...strings], parts };
}

export function text(value: string | null): Parameter {
  return { kind: 'parameter', value, type: VARCHAR };
}

/** A whole number; a number that is none, or too large to be exact, is a programmer's fault. */
export function int(value: number | bigint | null): Parameter {
  if (typeof value === 'number' && !Number.isSafeInteger(value)) throw new TypeError(`not a whole number: ${value}`);
  return { kind: 'parameter', value: value === null ? null : BigInt(value), type: BIGINT };
}

export function double(value: number | null): Parameter {
  return { kind: 'parameter', value, type: DOUBLE };
}

export function bool(value: boolean | null): Parameter {
  return { kind: 'parameter', value, type: BOOLEAN };
}

/** A time, as microseconds since 1970 in UTC. */
export function time(micros: bigint | null): Parameter {
  return { kind: 'parameter', value: micros === null ? null : new DuckDBTimestampValue(micros), type: TIMESTAMP };
}

/** The table of that name; throws for a name that the facts do not have. */
export function table(name: string): Name {
  return { kind: 'name', text: tableNamed(name).name };
}

/** A column of a table, bare; throws for a name that the table does not have. With `alias`: `alias.column`. */
export function col(tableName: string, name: string, alias?: string): Name {
  if (findColumn(tableNamed(tableName), name) === undefined) {
    throw new TypeError(`table "${tableName}" has no column "${name}"`);
  }
  if (alias !== undefined && !/^[a-z_][a-z0-9_]*$/.test(alias)) throw new TypeError(`not an alias: ${alias}`);
  return { kind: 'name', text: alias === undefined ? name : `${alias}.${name}` };
}

/** Pieces with a separator between them; an empty list is a programmer's fault (`IN ()` is no SQL). */
export function join(parts: readonly Part[], separator: ', ' | ' AND ' | ' OR ' | ' UNION ALL ' = ', '): Fragment {
  if (parts.length === 0) throw new TypeError('nothing to join');
  return { kind: 'fragment', strings: ['', ...parts.slice(1).map(() => separator), ''], parts };
}

/** Text and parameters of a piece. The same piece gives the same text, byte for byte. */
export function render(fragment: Fragment): Rendered {
  const values: DuckDBValue[] = [];
  const types: DuckDBType[] = [];
  const write = (part: Part): string => {
    switch (part.kind) {
      case 'name':
        return part.text;
      case 'parameter':
        values.push(part.value);
        types.push(part.type);
        return `$${values.length}`;
      case 'fragment':
        return part.strings.map((piece, index) => piece + writeAt(part.parts, index)).join('');
      default:
        throw new TypeError(`not a part of a query: ${String(part satisfies never)}`);
    }
  };
  const writeAt = (parts: readonly Part[], index: number): string => {
    const part = parts[index];
    return part === undefined ? '' : write(part);
  };
  return { text: write(fragment), values, types };
}

/** Names of every table of the facts, for gates that check a query's tables. */
export const FACT_TABLE_NAMES: ReadonlySet<string> = new Set(
  TABLES.filter((entry) => entry.origin === 'record' || entry.origin === 'derived').map((entry) => entry.name),
);
