/** docs/facts.md and docs/errors.md, made from the tables themselves; a test holds the files against this. */
import { ERRORS } from '../errors.ts';
import { TABLES } from './schema.ts';
import type { Column, Origin, Table } from './table.ts';
import * as vocabulary from './vocabulary.ts';

const ORIGINS: readonly { readonly origin: Origin; readonly title: string; readonly doc: string }[] = [
  {
    origin: 'record',
    title: 'Facts made from records',
    doc: 'Rows that come straight from one record of a log or export.',
  },
  { origin: 'derived', title: 'Derived facts', doc: 'Computed from other facts after every ingest.' },
  {
    origin: 'ledger',
    title: 'The ledger',
    doc: 'The account of sources: what was read, stored, merged, duplicated, rejected, cut off.',
  },
  { origin: 'result', title: 'Results', doc: 'Written by detection and by people.' },
];

/** A vocabulary of `vocabulary.ts`: a list of words, or words with what is said of each. */
type Vocabulary =
  | readonly string[]
  | Readonly<Record<string, string | { readonly proven: boolean; readonly text: string }>>;

/** A cell of a Markdown table: a bar would end it, a line end would break it. */
function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll(/\s*\r?\n\s*/g, ' ');
}

function row(cells: readonly string[]): string {
  return `| ${cells.map(cell).join(' | ')} |`;
}

function grid(header: readonly string[], rows: readonly (readonly string[])[]): string {
  return [row(header), row(header.map(() => '---')), ...rows.map(row)].join('\n');
}

function columnRow(column: Column): readonly string[] {
  // `|` between the vendor's spellings becomes a comma: it would end the cell.
  const vendor = (column.vendor ?? '').split(' | ').map((name) => (name === '' ? '' : `\`${name}\``));
  return [`\`${column.name}\``, column.type, column.doc, vendor.join(', ')];
}

function tableSection(table: Table): string {
  const header = ['column', 'type', 'what it holds', "the vendor's field"];
  const key =
    table.within.length === 0
      ? ''
      : ` Rows of one event differ in ${table.within.map((name) => `\`${name}\``).join(', ')}.`;
  const grain = `One row: ${table.grain}.${table.origin === 'record' ? key : ''}`;
  const view =
    table.view === undefined
      ? ''
      : ` A view: rows of \`${table.view.also.from}\` where \`${table.view.also.where}\`, and rows of its own in \`${table.view.rows}\`.`;
  return [
    `### \`${table.name}\``,
    '',
    `${table.doc}${view}`,
    '',
    grain,
    '',
    grid(header, table.columns.map(columnRow)),
  ].join('\n');
}

function vocabularySection(name: string, words: Vocabulary): string {
  const isList = (value: Vocabulary): value is readonly string[] => Array.isArray(value);
  if (isList(words)) return `### ${name}\n\n${words.map((word) => `\`${word}\``).join(', ')}`;
  const rows = Object.entries(words).map(([word, said]) =>
    typeof said === 'string'
      ? [`\`${word}\``, said]
      : [`\`${word}\``, `${said.text} (${said.proven ? 'proven' : 'suspected'})`],
  );
  return `### ${name}\n\n${grid(['code', 'meaning'], rows)}`;
}

/** docs/facts.md: every table with its columns, every vocabulary with its words. */
export function factsDocument(): string {
  const tables = ORIGINS.flatMap(({ origin, title, doc }) => [
    `## ${title}`,
    doc,
    ...TABLES.filter((table) => table.origin === origin).map(tableSection),
  ]);
  const words = Object.entries(vocabulary)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => vocabularySection(name, value));
  const head = [
    '# Facts',
    '<!-- Made from src/facts by `node tools/docs.mjs --write`. Do not edit. -->',
    'The tables of a case (`case.duckdb`). Detections may use them all. A null always means that the log does not state it; it never means "no" and never means "none". `TIMESTAMP` is UTC with microseconds. Identifiers are in lower case unless "verbatim" is said.',
  ];
  return `${[...head, ...tables, '## Vocabularies', 'The closed word lists. A value outside its list is a fault of the normaliser.', ...words].join('\n\n')}\n`;
}

/** docs/errors.md: every message that stops a command, with its exit status and what helps. */
export function errorsDocument(): string {
  const rows = Object.entries(ERRORS).map(([code, error]) => [
    `\`${code}\``,
    error.message,
    error.hint,
    String(error.exit),
    String(error.http),
  ]);
  const head = [
    '# Errors',
    '<!-- Made from src/errors.ts by `node tools/docs.mjs --write`. Do not edit. -->',
    'What stops a command. Faults of the input do not: they become entries of the ledger, with place and reason (docs/facts.md, REJECT_CODES and TRUNCATION_CODES). Words in braces are filled in.',
  ];
  return `${[...head, grid(['code', 'message', 'what helps', 'exit status', 'HTTP status'], rows)].join('\n\n')}\n`;
}
