/** The functions a detection may call: each is the same in DuckDB and Trino, or a helper of the prelude. */

/** Name as the parsed tree has it -> why it is allowed. */
export const ALLOWED_FUNCTIONS: ReadonlyMap<string, string> = new Map([
  // aggregates
  ...same(
    'count',
    'count_star',
    'sum',
    'min',
    'max',
    'avg',
    'min_by',
    'max_by',
    'array_agg',
    'bool_or',
    'bool_and',
    'approx_distinct',
  ),
  // windows
  ...same('row_number', 'rank', 'dense_rank', 'lag', 'lead', 'first_value', 'last_value', 'ntile'),
  // text
  ...same(
    'lower',
    'upper',
    'trim',
    'length',
    'substr',
    'substring',
    'replace',
    'strpos',
    'starts_with',
    'split_part',
    'nullif',
    'regexp_replace',
    '||',
    '~~',
    '!~~',
  ),
  // numbers and times
  ...same('+', '-', '*', '%', 'mod', 'abs', 'round', 'floor', 'ceil', 'date_trunc', 'sqrt', 'ln', 'power'),
  // an interval with a unit, as the parser writes `interval '1' day`
  ...(['to_years', 'to_months', 'to_days', 'to_hours', 'to_minutes', 'to_seconds', 'trunc'] as const).map(
    (name): [string, string] => [name, 'how the parser writes an interval literal'],
  ),
  ...(['ll_seconds_between', 'll_day', 'll_hash', 'll_hour', 'll_ratio', 'll_string'] as const).map(
    (name): [string, string] => [name, 'helper of the prelude, defined once for each engine'],
  ),
]);

/** What is often reached for, and what to write instead: said beside "is not allowed". */
export const INSTEAD: ReadonlyMap<string, string> = new Map([
  ['/', 'divides whole numbers differently in the two engines; write ll_ratio(a, b)'],
  ['//', 'is DuckDB only; write floor(ll_ratio(a, b))'],
  ['concat', 'treats null differently in the two engines; write a || b'],
  ['concat_ws', 'treats null differently in the two engines; write a || b'],
  ['greatest', 'treats null differently in the two engines; write CASE'],
  ['least', 'treats null differently in the two engines; write CASE'],
  ['date_diff', 'takes its parts differently in the two engines; write ll_seconds_between(a, b)'],
  ['datediff', 'takes its parts differently in the two engines; write ll_seconds_between(a, b)'],
  ['~~*', 'ILIKE is DuckDB only; write lower(a) LIKE b'],
  ['!~~*', 'ILIKE is DuckDB only; write lower(a) NOT LIKE b'],
  ['contains', 'is for text in one engine and for lists in the other; write strpos(a, b) > 0'],
  ['now', 'a result must not depend on when it is computed'],
  ['current_timestamp', 'a result must not depend on when it is computed'],
  ['get_current_timestamp', 'a result must not depend on when it is computed'],
  ['random', 'a result must be the same in every run'],
  ['list_value', 'lists are DuckDB only; use array_agg or VALUES'],
  ['any_value', 'gives any row; write min or max, which give the same in every run'],
  ['first', 'gives any row; write min_by or max_by'],
  ['last', 'gives any row; write min_by or max_by'],
  ['getvariable', 'reads the configuration of the engine'],
  ['getenv', 'reads the environment of this machine'],
]);

function same(...names: readonly string[]): readonly [string, string][] {
  return names.map((name) => [name, 'the same in DuckDB and Trino']);
}
