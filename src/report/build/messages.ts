/** Exposed messages, read from the database mailbox by mailbox: a case may name more than memory should hold. */
import { DuckDBListValue, type DuckDBValue } from '@duckdb/node-api';
import { eventIdText } from '../../facts/index.ts';
import { byText, countOf, GROUNDS, isoTime, numberOrNull, type Scope, sortedUnique, textOf, textOrNull, timeOf } from '../../scope/index.ts';
import { render, sql, text } from '../../sql/index.ts';
import type { Database, Row } from '../../store/index.ts';
import type { ExposedMessage } from '../model.ts';

/**
 * Makes `report_message`: one row an incident, mailbox and message. Where the intruder's own accesses name a message,
 * times, ground and events are of those alone.
 */
export async function prepareMessages(database: Database): Promise<void> {
  await database.run(
    `CREATE OR REPLACE TEMP TABLE report_message AS
     SELECT s.name, s.box, x.message, x.doubt, min(m.message_id) AS message_id, min(m.item_id) AS item_id, min(m.immutable_id) AS immutable_id,
       max(m.size) AS size, min(m.subject) AS subject, min(s.time) AS first_at, max(s.time) AS last_at, min(s.rank) AS rank,
       array_agg(DISTINCT m.folder_path) AS folders, array_agg(DISTINCT s.event_id) AS events
     FROM scope_access AS s JOIN message AS m ON m.event_id = s.event_id AND m.part = s.part
     JOIN scope_message AS x ON x.name = s.name AND x.box = s.box AND x.message = coalesce(m.message_id, m.immutable_id, m.item_id)
     WHERE x.doubt = 1 OR s.attribution = 'intruder'
     GROUP BY s.name, s.box, x.message, x.doubt`,
  );
}

/** Messages in the whole report. */
export async function countMessages(database: Database): Promise<number> {
  return countOf(await database.one('SELECT count(*) AS n FROM report_message'), 'n');
}

/** Messages of one incident and mailbox, by first seen, then message id. */
export async function messagesOf(database: Database, scope: Scope, incident: string, mailboxId: string): Promise<readonly ExposedMessage[]> {
  const name = scope.names.get(incident) ?? '';
  const rows = await database.all(
    render(sql`SELECT * FROM report_message WHERE name = ${text(name)} AND box = ${text(mailboxId)} ORDER BY first_at, message`),
  );
  return rows.map(messageOf);
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
    eventIds: items(row['events']).flatMap((id) => (typeof id === 'bigint' ? [eventIdText(id)] : [])).sort(byText),
  };
}

function items(value: DuckDBValue | undefined): readonly DuckDBValue[] {
  return value instanceof DuckDBListValue ? value.items : [];
}
