/**
 * Values as PowerShell and its exports write them. The same list comes as `{a, b}` (a table or CSV), `a;b` or `a, b`
 * (collectors), and `["a", "b"]` (ConvertTo-Json); the same recipient as `smtp:a@b`, `"A" [SMTP:a@b]` or an object.
 */

/** SQL: every address in a text, lower case, sorted, each once, separated by `;`. */
export function addressesIn(x: string): string {
  return `nullif(array_to_string(list_sort(list_distinct(list_transform(regexp_extract_all(${x}, '[A-Za-z0-9._%+''#$&*/=?^|~-]+@[A-Za-z0-9.-]+[A-Za-z0-9]'), lambda a: lower(a)))), ';'), '')`;
}

/** SQL: addresses, or where a recipient stands there by name only (a display name, a directory path), that name. */
export function recipientsIn(x: string): string {
  return `coalesce(${addressesIn(x)}, ${listText(x)})`;
}

/** SQL: a list in any form as texts separated by `;`; an empty list is null. */
export function listText(x: string): string {
  return `list_transform([${x}], lambda z: CASE
    WHEN z IS NULL OR trim(z) IN ('', '{}', '[]', '$null') THEN NULL
    WHEN starts_with(z, '[') THEN ll_joined(z)
    WHEN starts_with(z, '{') AND NOT regexp_matches(z, '^[{]"[^"]*"\\s*:') THEN nullif(regexp_replace(trim(z, '{} '), ',\\s*', ';', 'g'), '')
    ELSE nullif(regexp_replace(trim(z), '\\s*[,;]\\s*', ';', 'g'), '') END)[1]`;
}

/** SQL: scopes, separated by blanks in Graph. */
export function scopesText(x: string): string {
  return `nullif(regexp_replace(trim(${x}), '[\\s,;]+', ';', 'g'), '')`;
}

/** SQL: one address where the text is or holds one, else null. */
export function oneAddress(x: string): string {
  return `nullif(lower(regexp_extract(${x}, '[A-Za-z0-9._%+''#$&*/=?^|~-]+@[A-Za-z0-9.-]+[A-Za-z0-9]')), '')`;
}

/** SQL: the first SMTP address of an object as ConvertTo-Json writes one, or of a plain text. */
export function smtpAddress(x: string): string {
  return `coalesce(${oneAddress(x)}, lower(TRY(json_extract_string(${x}, '$.Local')) || '@' || TRY(json_extract_string(${x}, '$.Domain'))))`;
}

/** JSON paths of a field in PowerShell's and in Graph's capitals. */
export function fieldPaths(...names: readonly string[]): readonly string[] {
  return [...new Set(names.flatMap((name) => [name, name.charAt(0).toLowerCase() + name.slice(1)]))].map(
    (name) => `$."${name}"`,
  );
}
