/** Literals for the places where the engine takes no parameters (file names in table functions, macro bodies). */

/** A string literal of SQL. Only for text of our own: values from logs travel as parameters. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** A quoted identifier. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
