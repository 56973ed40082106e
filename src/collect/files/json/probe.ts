/**
 * Tells a page (an envelope that holds an array of records) from a record, by walking its members as far as they are
 * there. What makes a page: a member with one of the names below, whose value is an array of objects, and before it
 * nothing that only records have.
 */
import { isSpace, MALFORMED, NEED_MORE, type Scan, skipSpace } from './scan.ts';

/** Graph and OData; Google Reports API; diagnostic settings and Event Hub; SIEMs; advanced hunting; CloudTrail-like dumps. */
const PAGE_KEYS: ReadonlySet<string> = new Set([
  'value',
  'items',
  'records',
  'Records',
  'results',
  'Results',
  'hits',
  'activities',
]);

/** Members that say where the next page is. Google: nextPageToken; Graph: @odata.nextLink; ARM: nextLink. */
const NEXT_KEYS: ReadonlySet<string> = new Set([
  '@odata.nextLink',
  'odata.nextLink',
  'nextLink',
  'nextPageToken',
  'NextPageUri',
  'nextPageUri',
]);

const CONTEXT_KEYS: ReadonlySet<string> = new Set(['@odata.context', 'odata.metadata', 'kind']);

/** An object with one of these is a record, whatever arrays it has. */
const RECORD_KEYS: ReadonlySet<string> = new Set([
  'CreationTime',
  'CreationDate',
  'Operation',
  'Operations',
  'RecordType',
  'Workload',
  'AuditData',
  'auditData',
  'createdDateTime',
  'activityDateTime',
  'TimeGenerated',
  'Timestamp',
  'time',
  'timestamp',
  '@timestamp',
  'eventTime',
  'category',
  'operationName',
  'actor',
  'events',
  'event',
  'properties',
  '_raw',
  '_source',
  '_time',
  'message',
  'result',
  'userPrincipalName',
  'appId',
]);

/** Members that an empty page may have; with any other an object with an empty array is a record. */
const ENVELOPE_KEY =
  /^(@odata\..+|odata\..+|kind|etag|next\w*|prev\w*|count|total\w*|took|timed_out|_shards|preview|init_offset|messages|fields|status|stats|schema|max_score|success|cursor|links|meta|paging|highlighted)$/i;

export type Probe =
  | { readonly kind: 'need-more' }
  | { readonly kind: 'malformed'; readonly at: number }
  | { readonly kind: 'record'; readonly end: number }
  /** `at`: the bracket that opens the array; `depth`: objects that are open there (1, or 2 for `hits.hits`). */
  | {
      readonly kind: 'page';
      readonly at: number;
      readonly depth: number;
      readonly tables: boolean;
      readonly notes: PageNotes;
    };

/** What is known of one page. */
export interface PageNotes {
  context: string;
  next: boolean;
}

const NEED: Probe = { kind: 'need-more' };

/** Looks at the object that starts at `start`. */
export function probeObject(scan: Scan, bytes: Buffer, start: number, end: number): Probe {
  const notes: PageNotes = { context: '', next: false };
  let envelope = true;
  let at = skipSpace(bytes, start + 1, end);
  if (at < end && bytes[at] === 0x7d) return whole(scan, bytes, start, end);
  for (;;) {
    const member = readMember(scan, bytes, at, end);
    if (typeof member === 'number') return member === NEED_MORE ? NEED : { kind: 'malformed', at: scan.at };
    const { key, value } = member;
    if (RECORD_KEYS.has(key)) return whole(scan, bytes, start, end);
    const opened = openPage(scan, bytes, key, value, end, envelope);
    if (opened === 'need-more') return NEED;
    if (opened !== null) return { kind: 'page', notes, ...opened };
    const after = scan.value(bytes, value, end);
    if (after === NEED_MORE) return NEED;
    if (after === MALFORMED) return { kind: 'malformed', at: scan.at };
    noteMember(notes, key, bytes, value, after);
    if (!ENVELOPE_KEY.test(key)) envelope = false;
    at = skipSpace(bytes, after, end);
    if (at >= end) return NEED;
    if (bytes[at] === 0x7d) return whole(scan, bytes, start, end);
    if (bytes[at] !== 0x2c) return { kind: 'malformed', at };
    at = skipSpace(bytes, at + 1, end);
  }
}

function whole(scan: Scan, bytes: Buffer, start: number, end: number): Probe {
  const after = scan.container(bytes, start, end);
  if (after === NEED_MORE) return NEED;
  return after === MALFORMED ? { kind: 'malformed', at: scan.at } : { kind: 'record', end: after };
}

/** Key of the member that starts at `at` and where its value starts. */
export function readMember(
  scan: Scan,
  bytes: Buffer,
  at: number,
  end: number,
): { readonly key: string; readonly value: number } | number {
  if (at >= end) return NEED_MORE;
  if (bytes[at] !== 0x22) {
    scan.at = at;
    return MALFORMED;
  }
  const keyEnd = scan.string(bytes, at, end);
  if (keyEnd < 0) return keyEnd;
  const colon = skipSpace(bytes, keyEnd, end);
  if (colon >= end) return NEED_MORE;
  if (bytes[colon] !== 0x3a) {
    scan.at = colon;
    return MALFORMED;
  }
  const value = skipSpace(bytes, colon + 1, end);
  return value >= end ? NEED_MORE : { key: bytes.toString('latin1', at + 1, Math.min(keyEnd - 1, at + 129)), value };
}

interface OpenedPage {
  readonly at: number;
  readonly depth: number;
  readonly tables: boolean;
}

/**
 * Whether the member `key`, whose value starts at `value`, holds the records. `emptyToo`: an empty array counts as well
 * (there is nothing in the object that would be lost).
 */
export function openPage(
  scan: Scan,
  bytes: Buffer,
  key: string,
  value: number,
  end: number,
  emptyToo: boolean,
): OpenedPage | 'need-more' | null {
  if (bytes[value] === 0x7b && key === 'hits') {
    const inner = probeObject(scan, bytes, value, end);
    if (inner.kind === 'need-more') return 'need-more';
    return inner.kind === 'page' && inner.depth === 1 ? { at: inner.at, depth: 2, tables: false } : null;
  }
  if (bytes[value] !== 0x5b) return null;
  if (key === 'tables' || key === 'Tables') return openTables(scan, bytes, value, end);
  if (!PAGE_KEYS.has(key)) return null;
  let first = value + 1;
  while (first < end && isSpace(bytes[first])) first += 1;
  if (first >= end) return 'need-more';
  const fits = bytes[first] === 0x7b || (bytes[first] === 0x5d && emptyToo);
  return fits ? { at: value, depth: 1, tables: false } : null;
}

/** Tables of a Log Analytics query: the first must show columns and then rows. */
function openTables(scan: Scan, bytes: Buffer, value: number, end: number): OpenedPage | 'need-more' | null {
  let at = skipSpace(bytes, value + 1, end);
  if (at >= end) return 'need-more';
  if (bytes[at] !== 0x7b) return null;
  at = skipSpace(bytes, at + 1, end);
  let columns = false;
  for (;;) {
    const member = readMember(scan, bytes, at, end);
    if (typeof member === 'number') return member === NEED_MORE ? 'need-more' : null;
    const isArray = bytes[member.value] === 0x5b;
    if (isArray && columns && /^rows$/i.test(member.key)) return { at: value, depth: 1, tables: true };
    if (isArray && /^columns$/i.test(member.key)) columns = true;
    const after = scan.value(bytes, member.value, end);
    if (after < 0) return after === NEED_MORE ? 'need-more' : null;
    at = skipSpace(bytes, after, end);
    if (at >= end) return 'need-more';
    if (bytes[at] !== 0x2c) return null;
    at = skipSpace(bytes, at + 1, end);
  }
}

/** Keeps what a member of an envelope says about paging. */
export function noteMember(notes: PageNotes, key: string, bytes: Buffer, value: number, after: number): void {
  if (bytes[value] !== 0x22) return;
  if (NEXT_KEYS.has(key) && after - value > 2) notes.next = true;
  if (CONTEXT_KEYS.has(key)) notes.context = bytes.toString('latin1', value + 1, Math.min(after - 1, value + 513));
}
