/**
 * Named parameters of a query that is data (a detection): `$name` becomes `$1`, `$2` … for DuckDB, `?` for a Trino
 * grammar. Quoted text, quoted names and comments are left alone.
 */

/** Quoted text, quoted name, line comment, block comment, or a parameter. */
const TOKEN = /'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\/|\$([A-Za-z_][A-Za-z0-9_]*)/g;

/** The names in the order of first use. */
export function parameterNames(query: string): readonly string[] {
  const names = new Set<string>();
  for (const match of query.matchAll(TOKEN)) if (match[1] !== undefined) names.add(match[1]);
  return [...names];
}

/** Replaces each `$name`; `write` gets the name and its number from 1 (the same name, the same number). */
export function replaceParameters(query: string, write: (name: string, number: number) => string): string {
  const names = parameterNames(query);
  return query.replace(TOKEN, (whole, name: string | undefined) =>
    name === undefined ? whole : write(name, names.indexOf(name) + 1),
  );
}

/** The query without comments and quoted text: what is left is structure, which a gate may search. */
export function structureOf(query: string): string {
  return query.replace(TOKEN, (whole) =>
    whole.startsWith('$') ? whole : whole.startsWith("'") ? "''" : whole.startsWith('"') ? '""' : ' ',
  );
}
