/** Reads values of database rows; a value of another type than the table declares is a programmer's fault. */
import { DuckDBTimestampValue } from '@duckdb/node-api';
import type { Row } from '../store/index.ts';
import type { Micros } from './time.ts';

export function textOf(row: Row, name: string): string {
  const value = textOrNull(row, name);
  if (value === null) throw new TypeError(`column "${name}" is null`);
  return value;
}

export function textOrNull(row: Row, name: string): string | null {
  const value = present(row, name);
  if (value === null || typeof value === 'string') return value;
  throw new TypeError(`column "${name}" is no text`);
}

/** A whole number that is exact. */
export function countOf(row: Row, name: string): number {
  const value = numberOrNull(row, name);
  if (value === null) throw new TypeError(`column "${name}" is null`);
  return value;
}

export function numberOrNull(row: Row, name: string): number | null {
  const value = present(row, name);
  if (value === null) return null;
  if (typeof value !== 'number' && typeof value !== 'bigint') throw new TypeError(`column "${name}" is no number`);
  return Number(value);
}

export function idOf(row: Row, name: string): bigint {
  const value = present(row, name);
  if (typeof value !== 'bigint') throw new TypeError(`column "${name}" is no id`);
  return value;
}

export function flagOrNull(row: Row, name: string): boolean | null {
  const value = present(row, name);
  if (value === null || typeof value === 'boolean') return value;
  throw new TypeError(`column "${name}" is no boolean`);
}

export function timeOf(row: Row, name: string): Micros {
  const value = timeOrNull(row, name);
  if (value === null) throw new TypeError(`column "${name}" is null`);
  return value;
}

export function timeOrNull(row: Row, name: string): Micros | null {
  const value = present(row, name);
  if (value === null) return null;
  if (value instanceof DuckDBTimestampValue) return Number(value.micros);
  throw new TypeError(`column "${name}" is no time`);
}

function present(row: Row, name: string): Row[string] {
  const value = row[name];
  if (value === undefined) throw new TypeError(`no column "${name}"`);
  return value;
}

/** Order of texts by code units: the same on every machine and in every locale. */
export function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Sorted, each once. */
export function sortedUnique(values: Iterable<string>): readonly string[] {
  return [...new Set(values)].sort(byText);
}

/** Items by a key of theirs, each in the order in which they come. */
export function groupBy<Item, Key>(items: Iterable<Item>, keyOf: (item: Item) => Key): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const list = groups.get(key);
    if (list === undefined) groups.set(key, [item]);
    else list.push(item);
  }
  return groups;
}
