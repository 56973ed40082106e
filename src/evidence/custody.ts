/**
 * `--custody FILE`: who collected which source, when, with which tool and query, and from whom it came. A list in YAML or
 * JSON; strict, with file and line. Sources are named by a pattern of their path or by their hash.
 */
import { LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { LetterlockError } from '../errors.ts';
import type { SealedCustody } from './manifest.ts';

/** What is known of one source; null where nobody said it. */
export type Custody = SealedCustody;

/** Whom an entry of the list is about, and what it says; null where it says nothing. */
export interface CustodyEntry extends Custody {
  /** Pattern of the source's path: `*` and `?` within a name, `**` over folders; without `/` of the name alone. */
  readonly path: string | null;
  /** SHA-256 of the file, hex. */
  readonly sha256: string | null;
  /** Where it stands: `custody.yml:3`. */
  readonly place: string;
}

export interface CustodySource {
  readonly path: string;
  readonly sha256: string;
  readonly containerSha256: string | null;
}

const FIELDS = ['collectedBy', 'collectedAt', 'tool', 'query', 'receivedFrom'] as const;

const stated = z.string().trim().min(1).max(10_000);
const fileEntry = z
  .strictObject({
    path: stated.optional(),
    sha256: z
      .string()
      .regex(/^[0-9a-fA-F]{64}$/, 'is no SHA-256 in hex')
      .transform((text) => text.toLowerCase())
      .optional(),
    collectedBy: stated.optional(),
    collectedAt: stated.refine(isTime, 'is no time; write 2023-06-20T09:00:00Z').optional(),
    tool: stated.optional(),
    query: stated.optional(),
    receivedFrom: stated.optional(),
  })
  .refine(({ path, sha256 }) => path !== undefined || sha256 !== undefined, 'names no source: give path or sha256')
  .refine((entry) => FIELDS.some((field) => entry[field] !== undefined), `says nothing: give ${FIELDS.join(', ')}`);
const fileSchema = z.array(fileEntry).min(1, 'holds no entry');

/** A day and a time with its zone, which exist. */
function isTime(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2})$/.test(text)) return false;
  const day = new Date(`${text.slice(0, 10)}T00:00:00Z`);
  if (Number.isNaN(day.getTime()) || Number.isNaN(new Date(text).getTime())) return false;
  return day.toISOString().slice(0, 10) === text.slice(0, 10);
}

/** The entries in the order of the file. Throws `custody-invalid` with the first fault's line and the number of all. */
export function readCustody(file: string, source: string): readonly CustodyEntry[] {
  const lines = new LineCounter();
  const document = parseDocument(source.replace(/^\uFEFF/, ''), { lineCounter: lines, uniqueKeys: true });
  const lineAt = (offset: number | undefined): number => (offset === undefined ? 1 : lines.linePos(offset).line);
  const lineOf = (path: readonly PropertyKey[]): number => {
    for (let length = path.length; length > 0; length -= 1) {
      const node = document.getIn(path.slice(0, length), true) as
        | { range?: readonly [number, ...number[]] }
        | undefined;
      if (node?.range !== undefined) return lineAt(node.range[0]);
    }
    return 1;
  };
  const [fault] = document.errors;
  if (fault !== undefined) throw invalid(file, lineAt(fault.pos[0]), fault.message.split('\n', 1)[0] ?? 'is no YAML');
  const parsed = fileSchema.safeParse(plainOf(document, file));
  if (parsed.success) {
    return parsed.data.map((entry, index) => ({
      path: entry.path ?? null,
      sha256: entry.sha256 ?? null,
      collectedBy: entry.collectedBy ?? null,
      collectedAt: entry.collectedAt === undefined ? null : utc(entry.collectedAt),
      tool: entry.tool ?? null,
      query: entry.query ?? null,
      receivedFrom: entry.receivedFrom ?? null,
      place: `${file}:${lineOf([index])}`,
    }));
  }
  const [first] = parsed.error.issues;
  const more = parsed.error.issues.length > 1 ? ` (and ${parsed.error.issues.length - 1} more)` : '';
  const at = first?.path ?? [];
  const field = at.length > 1 ? `${at.slice(1).map(String).join('.')}: ` : '';
  throw invalid(file, lineOf(at), `${field}${first?.message ?? 'is no list'}${more}`);
}

/** Aliases multiply what a file holds; a list of custody needs none. */
function plainOf(document: ReturnType<typeof parseDocument>, file: string): unknown {
  try {
    return document.toJS({ maxAliasCount: 0 });
  } catch {
    throw invalid(file, 1, 'holds aliases, which are not taken');
  }
}

function invalid(file: string, line: number, problem: string): LetterlockError {
  return new LetterlockError('custody-invalid', { file, place: `:${line}`, problem });
}

function utc(text: string): string {
  return new Date(text).toISOString().replace('.000Z', 'Z');
}

/** What the entries say of a source: of each field the last word of an entry that fits. Null where none fits. */
export function custodyOf(entries: readonly CustodyEntry[], source: CustodySource): Custody | null {
  const fitting = entries.filter((entry) => fits(entry, source));
  if (fitting.length === 0) return null;
  const last = (field: keyof Custody): string | null =>
    fitting.findLast((entry) => entry[field] !== null)?.[field] ?? null;
  return {
    collectedBy: last('collectedBy'),
    collectedAt: last('collectedAt'),
    tool: last('tool'),
    query: last('query'),
    receivedFrom: last('receivedFrom'),
  };
}

/** Entries that are about no source: most likely misspelled, and not to be passed over. */
export function entriesWithoutSource(
  entries: readonly CustodyEntry[],
  sources: readonly CustodySource[],
): readonly CustodyEntry[] {
  return entries.filter((entry) => !sources.some((source) => fits(entry, source)));
}

function fits({ path, sha256 }: CustodyEntry, source: CustodySource): boolean {
  if (sha256 !== null && sha256 !== source.sha256 && sha256 !== source.containerSha256) return false;
  return path === null || pathFits(path, source.path);
}

/** A pattern that begins anywhere: `june/*.csv` is about `exports/june/audit.csv` too. */
function pathFits(pattern: string, path: string): boolean {
  const plain = pattern.replaceAll('\\', '/').replace(/^(\.?\/)+/, '');
  const body = plain.replace(/\*\*\/|\*\*|\*|\?|[^*?]+/g, (part) => {
    if (part === '**/') return '(?:[^/]+/)*';
    if (part === '**') return '.*';
    if (part === '*') return '[^/]*';
    return part === '?' ? '[^/]' : part.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  });
  return new RegExp(`(?:^|/)${body}$`, 'su').test(path);
}

const storedSchema = z.array(
  z.strictObject({
    path: z.string().nullable(),
    sha256: z.string().nullable(),
    collectedBy: z.string().nullable(),
    collectedAt: z.string().nullable(),
    tool: z.string().nullable(),
    query: z.string().nullable(),
    receivedFrom: z.string().nullable(),
    place: z.string(),
  }),
);

/** The entries as a case keeps them, `evidence/custody.json`. */
export function parseStoredCustody(text: string): readonly CustodyEntry[] {
  return storedSchema.parse(JSON.parse(text));
}
