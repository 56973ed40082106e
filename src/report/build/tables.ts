/** `messages.csv`, `timeline.csv` and `message-ids/`: rows for spreadsheets and for eDiscovery. */
import { DuckDBListValue } from '@duckdb/node-api';
import { eventIdText } from '../../facts/index.ts';
import {
  byText,
  GROUNDS,
  idOf,
  isoTime,
  numberOrNull,
  type Scope,
  textOf,
  textOrNull,
  timeOf,
} from '../../scope/index.ts';
import type { Database } from '../../store/index.ts';
import { CSV_START, csvRow } from '../csv.ts';
import { fileName } from '../files.ts';
import { eachExposureMessages } from './messages.ts';

export const MESSAGE_COLUMNS = [
  'incident',
  'mailbox',
  'mailboxId',
  'messageId',
  'itemId',
  'immutableId',
  'folders',
  'size',
  'subject',
  'firstSeen',
  'lastSeen',
  'evidence',
  'attribution',
  'ground',
  'eventIds',
] as const;

/** A row for each incident, mailbox and message; for each folder and mailbox presumed taken whole. */
export async function* messagesCsv(database: Database, scope: Scope): AsyncGenerator<string> {
  yield CSV_START + csvRow(MESSAGE_COLUMNS);
  for await (const { exposure, messages } of eachExposureMessages(database, scope, scope.exposures)) {
    const start = [exposure.incident, exposure.mailbox, exposure.mailboxId === '' ? null : exposure.mailboxId] as const;
    for (const { path, reason } of exposure.folders) {
      yield csvRow([
        ...start,
        null,
        null,
        null,
        path,
        null,
        null,
        iso(exposure.firstSeen),
        iso(exposure.lastSeen),
        'folder',
        'intruder',
        reason,
        null,
      ]);
    }
    if (exposure.wholeMailbox) {
      yield csvRow([
        ...start,
        null,
        null,
        null,
        null,
        null,
        null,
        iso(exposure.firstSeen),
        iso(exposure.lastSeen),
        'mailbox',
        'intruder',
        'the whole mailbox is presumed taken',
        null,
      ]);
    }
    for (const message of messages) {
      yield csvRow([
        ...start,
        message.messageId,
        message.itemId,
        message.immutableId,
        message.folders.join('; '),
        message.size,
        message.subject,
        message.firstSeen,
        message.lastSeen,
        message.evidence,
        message.attribution,
        message.ground,
        message.eventIds.join(' '),
      ]);
    }
  }
}

function iso(time: number | null): string | null {
  return time === null ? null : isoTime(time);
}

export const TIMELINE_COLUMNS = [
  'time',
  'incident',
  'attribution',
  'ground',
  'logKind',
  'operation',
  'mailbox',
  'actor',
  'application',
  'address',
  'session',
  'token',
  'findings',
  'eventId',
] as const;

/** Events of the incidents: accesses with their attribution, and what the findings cite. By time, event, incident. */
const TIMELINE = `SELECT e.time, t.name, t.attribution, t.rank, e.log_kind, e.operation, coalesce(a.box, e.mailbox_id) AS box, e.actor,
    coalesce(a.application, e.app_id) AS application, e.address, e.session_id, e.token_id, t.findings, e.event_id
  FROM (SELECT name, event_id, min(attribution) AS attribution, min(rank) AS rank, array_agg(DISTINCT finding_id) AS findings FROM (
      SELECT name, event_id, attribution, rank, CAST(NULL AS VARCHAR) AS finding_id FROM scope_access
      UNION ALL SELECT g.name, CAST(f.value AS BIGINT), NULL, NULL, f.finding_id FROM finding_anchor AS f JOIN report_incident_finding AS g ON g.finding_id = f.finding_id WHERE f.kind = 'event')
    GROUP BY name, event_id) AS t
  JOIN (SELECT event_id, min(time) AS time, min(log_kind) AS log_kind, min(operation) AS operation, min(mailbox_id) AS mailbox_id, min(actor) AS actor,
      min(app_id) AS app_id, min(address) AS address, min(session_id) AS session_id, min(token_id) AS token_id FROM event
      WHERE event_id IN (SELECT event_id FROM report_cited) GROUP BY event_id) AS e ON e.event_id = t.event_id
  LEFT JOIN (SELECT event_id, min(coalesce(mailbox_id, mailbox)) AS box, min(coalesce(client_app_id, app_id)) AS application FROM access
      WHERE event_id IN (SELECT event_id FROM report_cited) GROUP BY event_id) AS a ON a.event_id = t.event_id
  ORDER BY e.time NULLS FIRST, e.event_id, t.name`;

export async function* timelineCsv(database: Database, scope: Scope): AsyncGenerator<string> {
  const idOfName = new Map([...scope.names].map(([id, name]) => [name, id]));
  const labels = new Map(scope.mailboxes.map(({ mailboxId, mailbox }) => [mailboxId, mailbox]));
  yield CSV_START + csvRow(TIMELINE_COLUMNS);
  for await (const row of database.stream(TIMELINE)) {
    const box = textOrNull(row, 'box');
    const rank = numberOrNull(row, 'rank');
    const list = row['findings'];
    const findings =
      list instanceof DuckDBListValue
        ? list.items.flatMap((item) => (typeof item === 'string' ? [item] : [])).sort(byText)
        : [];
    yield csvRow([
      row['time'] === null ? null : isoTime(timeOf(row, 'time')),
      idOfName.get(textOf(row, 'name')) ?? null,
      textOrNull(row, 'attribution'),
      rank === null ? null : (GROUNDS[rank] ?? null),
      textOrNull(row, 'log_kind'),
      textOrNull(row, 'operation'),
      box === null ? null : (labels.get(box) ?? box),
      textOrNull(row, 'actor'),
      textOrNull(row, 'application'),
      textOrNull(row, 'address'),
      textOrNull(row, 'session_id'),
      textOrNull(row, 'token_id'),
      findings.join(' '),
      eventIdText(idOf(row, 'event_id')),
    ]);
  }
}

/** One file of `message-ids/`. */
export interface MessageIdFile {
  readonly name: string;
  /** An internet message id a line, sorted, each once. */
  readonly text: string;
}

/**
 * A file for each mailbox of which the intruder's accesses name a message; names are unique, whatever the labels. Ids
 * with a line end in them, which no mail has, are left to `messages.csv`.
 */
export async function* messageIdFiles(database: Database, scope: Scope): AsyncGenerator<MessageIdFile> {
  const labels = new Map(scope.exposures.map(({ mailboxId, mailbox }) => [mailboxId, mailbox]));
  const taken = new Set<string>();
  const fileOf = (box: string, ids: readonly string[]): MessageIdFile => {
    const label = labels.get(box) ?? box;
    const plain = fileName(label, '.txt');
    const name = taken.has(plain.toLowerCase()) ? fileName(`${label} ${box}`, '.txt') : plain;
    taken.add(name.toLowerCase());
    return {
      name,
      text: [...ids]
        .sort(byText)
        .map((id) => `${id}\n`)
        .join(''),
    };
  };
  let box: string | null = null;
  let ids: string[] = [];
  for await (const row of database.stream(
    'SELECT DISTINCT box, message_id FROM report_message WHERE doubt = 0 AND message_id IS NOT NULL ORDER BY box, message_id',
  )) {
    const next = textOf(row, 'box');
    if (box !== null && next !== box && ids.length > 0) yield fileOf(box, ids);
    if (next !== box) ids = [];
    box = next;
    const id = textOf(row, 'message_id').toWellFormed();
    if (!/[\r\n]/.test(id)) ids.push(id);
  }
  if (box !== null && ids.length > 0) yield fileOf(box, ids);
}
