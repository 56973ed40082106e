/** What the rules on the directory share: modified properties by name, and rules of the simplest form. */
import { type ChangeCategory, literal } from '../../../facts/index.ts';
import { type ChangeRule, oneOf, type TargetKind } from '../../change.ts';

/** SQL: the operation's name in the form the rules use. */
export function operationKey(expression: string): string {
  return `regexp_replace(lower(replace(replace(${expression}, '–', '-'), chr(160), ' ')), '[\\s.]+$', '')`;
}

/** Columns of the modified properties side by side, from a list of `Name`, `NewValue`, `OldValue`. */
export function propertyColumns(list: string): string {
  return (
    `list_transform(${list}, lambda p: p."Name") AS d_names, list_transform(${list}, lambda p: ll_plain(p."NewValue")) AS d_new, ` +
    `list_transform(${list}, lambda p: ll_plain(p."OldValue")) AS d_old`
  );
}

/** SQL: new value of a property, old value, or whichever is there. */
export const fresh = (name: string): string => `d_new[list_position(d_names, ${literal(name)})]`;
export const old = (name: string): string => `d_old[list_position(d_names, ${literal(name)})]`;
export const either = (name: string): string => `coalesce(${fresh(name)}, ${old(name)})`;
/** SQL: one of these properties, at least, was changed. */
export const changed = (...names: readonly string[]): string =>
  `(${names.map((name) => `${fresh(name)} IS NOT NULL OR ${old(name)} IS NOT NULL`).join(' OR ')})`;
/** SQL: the operation is one of these. */
export const named = (...names: readonly string[]): string => oneOf('d_operation', names);

/** SQL: names of what was changed. */
export const UPDATED = fresh('Included Updated Properties');

/** Given or taken away, where the verb says so; set and update say neither. */
export const GIVEN = `CASE WHEN regexp_matches(d_operation, '^(remove|delete|disable|hard delete|revoke)\\b') THEN false WHEN regexp_matches(d_operation, '^(add|create|enable|restore|invite|redeem|consent)\\b') THEN true END`;

/** SQL: `name=value` of the properties that are there. */
export const labelled = (names: readonly string[], read: (name: string) => string): string =>
  `nullif(concat_ws(' | ', ${names.map((name) => `'${name}=' || ${read(name)}`).join(', ')}), '')`;

/** Rules that are no more than: these operations, this category. */
export function plain(
  category: ChangeCategory,
  targetKind: TargetKind,
  columns: Readonly<Record<string, string>>,
  names: readonly string[],
  condition?: string,
): ChangeRule {
  return {
    when: condition === undefined ? named(...names) : `${named(...names)} AND ${condition}`,
    category,
    targetKind,
    columns,
  };
}
