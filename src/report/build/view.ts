/** The page's content: the document made small, with what is left out named. */
import { type DetectionInfo, isoTime, type Scope, textOf, textOrNull } from '../../scope/index.ts';
import type { Database } from '../../store/index.ts';
import type { AddressLabel, Check, EventView, Finding, Omission, ReportView, SourceEntry, Summary } from '../model.ts';
import { DEFAULT_REPORT_LIMITS, type ReportLimits, type ReportOptions } from '../options.ts';
import { observedBy } from './check-coverage.ts';
import { eachEvent, type RawRecords } from './events.ts';
import { exposureWithout } from './exposure.ts';
import { countMessages } from './messages.ts';
import { sheetNames } from './sheet-names.ts';
import { coverageView } from './view-coverage.ts';
import { MailboxRows, matrixOf, messageTable, timelineOf } from './view-tables.ts';

export interface ViewParts {
  readonly summary: Summary;
  readonly findings: readonly Finding[];
  readonly sources: readonly SourceEntry[];
  readonly raw: RawRecords;
}

export async function buildView(
  database: Database,
  scope: Scope,
  options: ReportOptions,
  parts: ViewParts,
): Promise<ReportView> {
  const limits = { ...DEFAULT_REPORT_LIMITS, ...options.limits };
  const sheets = sheetNames(scope);
  const omitted: Omission[] = [];
  const events = await eventsOf(database, parts.raw, limits, omitted);
  const eventRows = new Map(events.map(({ eventId }, row) => [eventId, row]));
  const rows = new MailboxRows(scope);
  const total = await countMessages(database);
  const messages = await messageTable(database, scope, rows, eventRows, total, limits.viewMessages);
  if (messages.incident.length < total)
    omitted.push({ what: 'messages', shown: messages.incident.length, total, file: 'messages.csv' });
  const { matrix, applications } = await matrixOf(database, scope, rows);
  const coverage = coverageView(scope, rows);
  const sources = parts.sources.map((source) => ({ ...source, rejects: source.rejects.slice(0, limits.viewRejects) }));
  const rejects = count(parts.sources);
  if (count(sources) < rejects)
    omitted.push({ what: 'rejects', shown: count(sources), total: rejects, file: 'sources.json' });
  const { mailboxes: _, ...summary } = parts.summary;
  return {
    viewVersion: 1,
    generatedAt: isoTime(options.now.getTime() * 1000),
    summary,
    mailboxes: rows.table(),
    applications,
    addresses: await addressLabels(database, scope),
    findings: parts.findings,
    exposure: scope.exposures.map((exposure) => exposureWithout(exposure, sheets)),
    messages,
    timeline: await timelineOf(database, scope),
    matrix,
    coverage,
    sources,
    events,
    checks: checksOf(scope, new Map((options.detections ?? []).map((info) => [info.id, info]))),
    notes: notesOf(scope, options, parts),
    omitted,
  };
}

function count(sources: readonly SourceEntry[]): number {
  return sources.reduce((sum, { rejects }) => sum + rejects.length, 0);
}

/** Events that findings and flows cite before those of exposures; raw text as far as it fits. By `eventId`. */
async function eventsOf(
  database: Database,
  raw: RawRecords,
  limits: ReportLimits,
  omitted: Omission[],
): Promise<readonly EventView[]> {
  const strong: EventView[] = [];
  const weak: EventView[] = [];
  for await (const { rank, event } of eachEvent(database, raw)) {
    if (rank < 2) strong.push(event);
    else if (weak.length < limits.viewEvents) weak.push(event);
  }
  const kept = [...strong, ...weak].slice(0, limits.viewEvents);
  let room = limits.viewRawCharacters;
  const events = kept.map((event): EventView => {
    if (event.raw === null) return event;
    if (event.raw.length > room) return { ...event, raw: null, rawState: 'left-out' };
    room -= event.raw.length;
    return event;
  });
  const shown = events.filter(({ rawState }) => rawState === 'here').length;
  if (events.length < raw.cited)
    omitted.push({ what: 'events', shown: events.length, total: raw.cited, file: 'events.jsonl' });
  if (shown < raw.records.size)
    omitted.push({ what: 'raw records', shown, total: raw.records.size, file: 'events.jsonl' });
  return events.sort((a, b) => (a.eventId < b.eventId ? -1 : 1));
}

async function addressLabels(database: Database, scope: Scope): Promise<readonly AddressLabel[]> {
  const wanted = new Set([
    ...scope.findings.flatMap(({ addresses }) => addresses),
    ...scope.incidents.flatMap(({ addresses }) => addresses),
  ]);
  if (wanted.size === 0) return [];
  const rows = await database.all(
    'SELECT address, network, network_class, asn_name, country FROM address ORDER BY address',
  );
  return rows
    .filter((row) => wanted.has(textOf(row, 'address')))
    .map((row) => ({
      address: textOf(row, 'address'),
      network: textOrNull(row, 'network'),
      networkClass: textOrNull(row, 'network_class'),
      asnName: textOrNull(row, 'asn_name'),
      country: textOrNull(row, 'country'),
    }));
}

function checksOf(scope: Scope, detections: ReadonlyMap<string, DetectionInfo>): readonly Check[] {
  return scope.checks.map(({ detection, version, ran, reason, findings, lookedAt }) => {
    const info = detections.get(detection);
    return {
      detection,
      version,
      title: info?.title ?? detection,
      ran,
      reason,
      findings,
      lookedAt: ran ? lookedAt : null,
      observed: observedBy(info, scope),
      blindSpots: info?.blindSpots ?? [],
    };
  });
}

/** What a person must know to read the report rightly. */
function notesOf(scope: Scope, { geo }: ReportOptions, { sources, raw }: ViewParts): readonly string[] {
  const notes = ['The logs say that an item was accessed; whether somebody read it they do not say.'];
  if (geo !== true) notes.push('Without --geo, networks have no names and addresses no country.');
  const damaged = sources.filter(({ identifiersDamaged }) => identifiersDamaged).length;
  if (damaged > 0)
    notes.push(
      `In ${damaged} of ${sources.length} sources token identifiers have lost their capitals and cannot be compared.`,
    );
  if (raw.absent.size > 0)
    notes.push(
      `${raw.absent.size} of ${sources.length} sources are not where they were read, or have changed: their raw records are not shown (name their folder with --sources).`,
    );
  const fetched = raw.records.size;
  if (fetched < raw.cited && raw.absent.size === 0)
    notes.push(
      `Of ${raw.cited} cited events ${fetched} are shown with their raw record; the others stand with source and place.`,
    );
  if (scope.inventoryUnmatched.length > 0)
    notes.push(
      `Inventories that fit no mailbox of this case: ${scope.inventoryUnmatched.slice(0, 5).join('; ')}${scope.inventoryUnmatched.length > 5 ? `; and ${scope.inventoryUnmatched.length - 5} more` : ''}.`,
    );
  if (scope.window === null) notes.push('No log with times is here.');
  return notes;
}
