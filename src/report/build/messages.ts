/** Exposed messages, read from the database mailbox by mailbox: a case may name more than memory should hold. */
import { DuckDBListValue, type DuckDBValue } from '@duckdb/node-api';
import { eventIdText } from '../../facts/index.ts';
import {
  byText,
  countOf,
  GROUNDS,
  isoTime,
  numberOrNull,
  type Scope,
  type ScopeExposure,
  sortedUnique,
  textOf,
  textOrNull,
  timeOf,
} from '../../scope/index.ts';
import { appendAll } from '../../scope/work-tables.ts';
import type { Database, Row } from '../../store/index.ts';
import type { ExposedMessage } from '../model.ts';

/**
 * Makes `report_message`: one row an incident, mailbox and message. Where the intruder's own accesses name a message,
 * times, ground and events are of those alone.
 */
export async function prepareMessages(database: Database): Promise<void> {
  await database.run(
    `CREATE OR REPLACE TEMP TABLE report_message AS
     SELECT i.name, i.box, x.message, x.doubt, min(i.message_id) AS message_id, min(i.item_id) AS item_id, min(i.immutable_id) AS immutable_id,
       max(i.size) AS size, min(i.subject) AS subject, min(i.time) AS first_at, max(i.time) AS last_at, min(i.rank) AS rank,
       array_agg(DISTINCT i.folder_path) AS folders, array_agg(DISTINCT i.event_id) AS events
     FROM scope_item AS i JOIN scope_message AS x ON x.name = i.name AND x.box = i.box AND x.message = i.message
     WHERE x.doubt = i.doubt
     GROUP BY i.name, i.box, x.message, x.doubt`,
  );
}

/** Messages in the whole report. */
export async function countMessages(database: Database): Promise<number> {
  return countOf(await database.one('SELECT count(*) AS n FROM report_message'), 'n');
}

/** An exposure of the scope with its messages, by first seen, then message id. */
export interface ExposureMessages {
  readonly exposure: ScopeExposure;
  readonly messages: readonly ExposedMessage[];
}

/**
 * The given exposures of the scope in their order, each with its messages: one sorted query, read as it is needed.
 * `prepareMessages` goes before; until the last is taken no other statement may run on the connection.
 */
export async function* eachExposureMessages(
  database: Database,
  scope: Scope,
  exposures: readonly ScopeExposure[],
): AsyncGenerator<ExposureMessages> {
  await placeExposures(database, scope, exposures);
  const rows = database.stream(
    'SELECT p.place, m.* FROM report_message AS m JOIN report_place AS p ON p.name = m.name AND p.box = m.box ORDER BY p.place, m.first_at, m.message',
  );
  let row = await rows.next();
  for (const [place, exposure] of exposures.entries()) {
    const messages: ExposedMessage[] = [];
    for (; row.done !== true && countOf(row.value, 'place') === place; row = await rows.next())
      messages.push(messageOf(row.value));
    yield { exposure, messages };
  }
}

async function placeExposures(database: Database, scope: Scope, exposures: readonly ScopeExposure[]): Promise<void> {
  await database.run('CREATE OR REPLACE TEMP TABLE report_place (name VARCHAR, box VARCHAR, place BIGINT)');
  const rows = exposures.map(
    ({ incident, mailboxId }, place) => [scope.names.get(incident) ?? '', mailboxId, BigInt(place)] as const,
  );
  await appendAll(database, 'report_place', rows);
}

function messageOf(row: Row): ExposedMessage {
  const doubtful = countOf(row, 'doubt') === 1;
  return {
    messageId: textOrNull(row, 'message_id'),
    itemId: textOrNull(row, 'item_id'),
    immutableId: textOrNull(row, 'immutable_id'),
    folders: sortedUnique(items(row['folders']).flatMap((folder) => (typeof folder === 'string' ? [folder] : []))),
    size: numberOrNull(row, 'size'),
    subject: textOrNull(row, 'subject'),
    firstSeen: isoTime(timeOf(row, 'first_at')),
    lastSeen: isoTime(timeOf(row, 'last_at')),
    evidence: 'named',
    attribution: doubtful ? 'undecidable' : 'intruder',
    ground: GROUNDS[countOf(row, 'rank')] ?? textOf(row, 'rank'),
    eventIds: items(row['events'])
      .flatMap((id) => (typeof id === 'bigint' ? [eventIdText(id)] : []))
      .sort(byText),
  };
}

function items(value: DuckDBValue | undefined): readonly DuckDBValue[] {
  return value instanceof DuckDBListValue ? value.items : [];
}
