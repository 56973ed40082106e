/**
 * `--suspect FILE`, `--known-good FILE` and `--canary FILE`: what people already know. CSV, JSON or YAML; strict, with
 * file and line. A suspect makes a finding without any detection; a known-good entry annotates findings and hides nothing;
 * a canary is a mailbox or a message that nobody should access.
 */
import { isIP } from 'node:net';
import { z } from 'zod';
import { LetterlockError } from '../errors.ts';
import { tokenGuid } from '../facts/index.ts';
import { csvRows } from './csv.ts';
import { type Problem, parseYaml, placeOf } from './located.ts';

export const LISTED_KINDS = ['user', 'address', 'cidr', 'session', 'token', 'application', 'message'] as const;
export type ListedKind = (typeof LISTED_KINDS)[number];

/** A mailbox is listed by a name of its user; `mailbox` says the same in a list of canaries. */
const CANARY_KINDS = ['user', 'message'] as const;

/** One line of a list. */
export interface ListEntry {
  readonly kind: ListedKind;
  /** As facts carry it: addresses, sessions and applications in lower case, tokens as GUIDs, message ids verbatim. */
  readonly value: string;
  /** Inclusive; null is unbounded. UTC. */
  readonly from: Date | null;
  /** Exclusive; null is unbounded. UTC. */
  readonly to: Date | null;
  readonly reason: string | null;
  readonly author: string | null;
  /** Where it stands: `suspects.csv:3`. */
  readonly place: string;
}

export type ListPurpose = 'suspect' | 'known-good' | 'canary';

export type ListResult =
  | { readonly ok: true; readonly entries: readonly ListEntry[] }
  | { readonly ok: false; readonly problems: readonly Problem[] };

const FIELDS = ['kind', 'value', 'from', 'to', 'reason', 'author'] as const;

interface Raw {
  readonly kind: string;
  readonly value: string;
  readonly from?: string | null | undefined;
  readonly to?: string | null | undefined;
  readonly reason?: string | null | undefined;
  readonly author?: string | null | undefined;
}

const optional = z.string().nullable().optional();
const yamlSchema = z.array(
  z.strictObject({
    kind: z.string(),
    value: z.string(),
    from: optional,
    to: optional,
    reason: optional,
    author: optional,
  }),
);

/** Reads a list. A known-good entry must say why and by whom: it takes weight from evidence. */
export function parseList(file: string, source: string, purpose: ListPurpose): ListResult {
  const content = source.replace(/^\uFEFF/, '');
  const rows = isYaml(file, content) ? yamlRows(file, content) : tableRows(file, content);
  if (!rows.ok) return rows;
  const problems: Problem[] = [];
  const entries: ListEntry[] = [];
  for (const { raw, line } of rows.rows) {
    const result = entryOf(raw, `${file}:${line ?? '?'}`, purpose);
    if (typeof result === 'string') problems.push({ file, line, problem: result });
    else entries.push(result);
  }
  return problems.length === 0 ? { ok: true, entries } : { ok: false, problems };
}

/** The same, for commands: throws `list-invalid` for the first fault, with the number of all. */
export function readList(file: string, source: string, purpose: ListPurpose): readonly ListEntry[] {
  const result = parseList(file, source, purpose);
  if (result.ok) return result.entries;
  const [first] = result.problems;
  const more = result.problems.length > 1 ? ` (and ${result.problems.length - 1} more)` : '';
  throw new LetterlockError('list-invalid', {
    file,
    place: first === undefined ? '' : placeOf(first),
    problem: `${first?.problem ?? 'cannot be read'}${more}`,
  });
}

/** How an entry is called in findings and reports. */
export function entryText({ kind, value, reason, author }: ListEntry): string {
  const why = reason === null ? '' : `: ${reason}`;
  return `${kind} ${value}${why}${author === null ? '' : ` (${author})`}`;
}

interface Rows {
  readonly ok: true;
  readonly rows: readonly { readonly raw: Raw; readonly line: number | null }[];
}
type RowsResult = Rows | Extract<ListResult, { ok: false }>;

function isYaml(file: string, content: string): boolean {
  if (/\.(ya?ml|json)$/i.test(file)) return true;
  return !/\.csv$/i.test(file) && /^\s*([[{]|- )/.test(content);
}

function yamlRows(file: string, content: string): RowsResult {
  const parsed = parseYaml(file, content, yamlSchema);
  if (!parsed.ok) return parsed;
  const { value, lineOf } = parsed.located;
  return { ok: true, rows: value.map((raw, index) => ({ raw, line: lineOf([index]) })) };
}

function tableRows(file: string, content: string): RowsResult {
  const parsed = csvRows(content);
  if ('problem' in parsed) return { ok: false, problems: [{ file, ...parsed }] };
  const problems: Problem[] = [];
  const [header, ...body] = parsed.rows;
  if (header === undefined) return { ok: true, rows: [] };
  const names = header.cells.map((name) => name.toLowerCase());
  for (const name of names) {
    if (!FIELDS.some((field) => field === name))
      problems.push({ file, line: header.line, problem: `unknown column "${name}"; columns are ${FIELDS.join(', ')}` });
  }
  for (const name of ['kind', 'value'])
    if (!names.includes(name)) problems.push({ file, line: header.line, problem: `the column "${name}" is missing` });
  if (new Set(names).size !== names.length)
    problems.push({ file, line: header.line, problem: 'a column stands there twice' });
  for (const row of body) {
    if (row.cells.length !== names.length)
      problems.push({ file, line: row.line, problem: `has ${row.cells.length} cells, the header ${names.length}` });
  }
  if (problems.length > 0) return { ok: false, problems };
  const cell = (cells: readonly string[], name: string): string | undefined => cells[names.indexOf(name)];
  const raws = body.map(({ cells, line: at }) => ({
    raw: {
      kind: cell(cells, 'kind') ?? '',
      value: cell(cells, 'value') ?? '',
      from: cell(cells, 'from'),
      to: cell(cells, 'to'),
      reason: cell(cells, 'reason'),
      author: cell(cells, 'author'),
    },
    line: at,
  }));
  return { ok: true, rows: raws };
}

function entryOf(raw: Raw, place: string, purpose: ListPurpose): ListEntry | string {
  const given = raw.kind.trim().toLowerCase();
  const kinds = purpose === 'canary' ? CANARY_KINDS : LISTED_KINDS;
  const kind = kinds.find((known) => known === (purpose === 'canary' && given === 'mailbox' ? 'user' : given));
  if (kind === undefined)
    return `"${raw.kind}" is no kind; kinds are ${purpose === 'canary' ? 'mailbox, message' : LISTED_KINDS.join(', ')}`;
  const value = listedValue(kind, raw.value.trim());
  if (typeof value !== 'string') return value.problem;
  const from = moment(raw.from, 'from');
  const to = moment(raw.to, 'to');
  if (typeof from === 'string') return from;
  if (typeof to === 'string') return to;
  if (from !== null && to !== null && from >= to) return 'from is not before to';
  const reason = blankToNull(raw.reason);
  const author = blankToNull(raw.author);
  if (purpose === 'known-good' && (reason === null || author === null))
    return 'a known-good entry needs a reason and an author';
  return { kind, value, from, to, reason, author, place };
}

function blankToNull(text: string | null | undefined): string | null {
  const trimmed = text?.trim() ?? '';
  return trimmed === '' ? null : trimmed;
}

/** The value as facts carry it, or what is wrong with it. */
function listedValue(kind: ListedKind, value: string): string | { readonly problem: string } {
  if (value === '') return { problem: 'the value is empty' };
  switch (kind) {
    case 'user':
    case 'session':
    case 'application':
      return value.toLowerCase();
    case 'address': {
      const bare = value
        .toLowerCase()
        .replace(/^\[(.*)\]$/, '$1')
        .replace(/^::ffff:([0-9.]+)$/, '$1');
      return isIP(bare) === 0 ? { problem: `"${value}" is no IP address` } : bare;
    }
    case 'cidr': {
      const [base = '', prefix = ''] = value.toLowerCase().split('/');
      const bits = isIP(base) === 4 ? 32 : isIP(base) === 6 ? 128 : 0;
      const fine = bits > 0 && /^\d{1,3}$/.test(prefix) && Number(prefix) <= bits;
      return fine ? `${base}/${Number(prefix)}` : { problem: `"${value}" is no network such as 192.0.2.0/24` };
    }
    case 'token':
      return tokenGuid(value) ?? { problem: `"${value}" is no token identifier (a GUID, or base64 of one)` };
    case 'message':
      return value;
    default:
      throw new TypeError(`no such kind: ${String(kind satisfies never)}`);
  }
}

/** A day or a time, UTC. `to` with a day alone takes that day in. */
function moment(text: string | null | undefined, field: 'from' | 'to'): Date | null | string {
  const trimmed = blankToNull(text);
  if (trimmed === null) return null;
  const day = /^\d{4}-\d{2}-\d{2}$/.test(trimmed);
  const time = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})?$/.test(trimmed);
  const zoned = day
    ? `${trimmed}T00:00:00Z`
    : /(Z|[+-]\d{2}:\d{2})$/.test(trimmed)
      ? trimmed.replace(' ', 'T')
      : `${trimmed.replace(' ', 'T')}Z`;
  const parsed = new Date(zoned);
  if (!(day || time) || Number.isNaN(parsed.getTime()) || (day && parsed.toISOString().slice(0, 10) !== trimmed)) {
    return `${field}: "${trimmed}" is no time such as 2023-06-15 or 2023-06-15T08:30:00Z`;
  }
  return day && field === 'to' ? new Date(parsed.getTime() + 86_400_000) : parsed;
}
