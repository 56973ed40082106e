/**
 * Turns records into `change` rows by rules. A rule says when a record states a change and what its columns are; a record
 * that fits several rules states several changes (`part` 0, 1, …, in the order of the rules). A record that fits none
 * stays an `event`: service noise must not drown what a person changed.
 */
import { type ChangeCategory, literal } from '../facts/index.ts';
import type { Projection } from './family.ts';

export const TARGET_KINDS = ['mailbox', 'user', 'application', 'organisation', 'rule', 'group', 'other'] as const;
export type TargetKind = (typeof TARGET_KINDS)[number];

/** One change that a record can state. All SQL is over the columns of the source's relation. */
export interface ChangeRule {
  /** Condition under which the record states it. */
  readonly when: string;
  readonly category: ChangeCategory;
  readonly targetKind: TargetKind;
  /** Column of `change` -> SQL, beside those that every rule of the source fills. */
  readonly columns?: Readonly<Record<string, string>>;
}

/** Where the rules look. */
export interface ChangeSource {
  /** FROM item with `{staged}` for the stage's rows; passes on `event_id`, `source_id`, `ordinal`. */
  readonly relation: string;
  /** Columns that every rule fills alike; a rule's own column goes before. */
  readonly common: Readonly<Record<string, string>>;
}

/** SQL: equality with one of the words. */
export function oneOf(expression: string, words: readonly string[]): string {
  return `${expression} IN (${words.map(literal).join(', ')})`;
}

/** Applied once to what the rules give, so that they may name addresses and switches as the log spells them. */
const FINISH: Readonly<Record<string, (chosen: string) => string>> = {
  destination: (chosen) => `ll_destinations(${chosen})`,
  grantee: (chosen) => `ll_destinations(${chosen})`,
};

export function changeProjection(source: ChangeSource, rules: readonly ChangeRule[]): Projection {
  const fits = rules.map((rule, index) => `CASE WHEN ${rule.when} THEN ${index} END`);
  const names = new Set([...Object.keys(source.common), ...rules.flatMap((rule) => Object.keys(rule.columns ?? {}))]);
  const columns: Record<string, string> = {
    part: 'rule_part',
    category: choose(
      rules.map((rule) => literal(rule.category)),
      'NULL',
    ),
    target_kind: choose(
      rules.map((rule) => literal(rule.targetKind)),
      'NULL',
    ),
  };
  for (const name of names) {
    const chosen = choose(
      rules.map((rule) => rule.columns?.[name]),
      source.common[name] ?? 'NULL',
    );
    columns[name] = FINISH[name]?.(chosen) ?? chosen;
  }
  return {
    table: 'change',
    from:
      `(SELECT *, unnest(fitting) AS rule_number, generate_subscripts(fitting, 1) - 1 AS rule_part FROM (` +
      `SELECT *, list_filter([${fits.join(', ')}], lambda n: n IS NOT NULL) AS fitting FROM ${source.relation}))`,
    columns,
  };
}

/** SQL: the expression of the rule that the row stands for; rules with the same expression share an arm. */
function choose(expressions: readonly (string | undefined)[], otherwise: string): string {
  const arms = new Map<string, number[]>();
  for (const [number, expression] of expressions.entries()) {
    if (expression === undefined || expression === otherwise) continue;
    arms.set(expression, [...(arms.get(expression) ?? []), number]);
  }
  if (arms.size === 0) return otherwise;
  const whens = [...arms].map(
    ([expression, numbers]) => `WHEN rule_number IN (${numbers.join(', ')}) THEN ${expression}`,
  );
  return `CASE ${whens.join(' ')} ELSE ${otherwise} END`;
}
