/** Fields and lists compared. */
import { byText, sortedUnique } from '../../scope/index.ts';
import type { FieldChange, Value } from './model.ts';

/** Fields by name: single values, or lists of which order does not matter. */
export type Fields = Readonly<Record<string, Value | readonly string[]>>;

/** Fields that differ, in the order in which they are named. */
export function changesOf(before: Fields, after: Fields): readonly FieldChange[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names.flatMap((field): readonly FieldChange[] => {
    const old = before[field] ?? null;
    const now = after[field] ?? null;
    if (isList(old) || isList(now)) {
      const lists = listChange(isList(old) ? old : [], isList(now) ? now : []);
      return lists.added.length + lists.removed.length === 0 ? [] : [{ field, ...lists }];
    }
    return old === now ? [] : [{ field, before: old, after: now }];
  });
}

function isList(value: Value | readonly string[]): value is readonly string[] {
  return Array.isArray(value);
}

export function listChange(
  before: readonly string[],
  after: readonly string[],
): { readonly added: readonly string[]; readonly removed: readonly string[] } {
  const old = new Set(before);
  const now = new Set(after);
  return {
    added: sortedUnique(after.filter((value) => !old.has(value))),
    removed: sortedUnique(before.filter((value) => !now.has(value))),
  };
}

/** Items on one side alone and on both, by key; sorted by key. Of equal keys the first counts. */
export function paired<Item>(
  before: readonly Item[],
  after: readonly Item[],
  keyOf: (item: Item) => string,
): {
  readonly added: readonly Item[];
  readonly removed: readonly Item[];
  readonly both: readonly (readonly [before: Item, after: Item])[];
} {
  const old = byKey(before, keyOf);
  const now = byKey(after, keyOf);
  const keys = [...new Set([...old.keys(), ...now.keys()])].sort(byText);
  const added: Item[] = [];
  const removed: Item[] = [];
  const both: (readonly [Item, Item])[] = [];
  for (const key of keys) {
    const [was, is] = [old.get(key), now.get(key)];
    if (was !== undefined && is !== undefined) both.push([was, is]);
    else if (is !== undefined) added.push(is);
    else if (was !== undefined) removed.push(was);
  }
  return { added, removed, both };
}

function byKey<Item>(items: readonly Item[], keyOf: (item: Item) => string): ReadonlyMap<string, Item> {
  const map = new Map<string, Item>();
  for (const item of items) if (!map.has(keyOf(item))) map.set(keyOf(item), item);
  return map;
}
