/** Temporary tables of the scope, in the connection alone: a case that is read only can be scoped too. */
import { DuckDBTimestampValue } from '@duckdb/node-api';
import type { Database } from '../store/index.ts';
import type { Follow } from './ties.ts';
import type { Micros } from './time.ts';

/** Kinds of follows, strongest first: where several hold, the first is the ground. */
export const FOLLOW_RANKS = [
  'token',
  'session',
  'event',
  'account-address',
  'address',
  'application',
] as const satisfies readonly Follow['by'][];

export interface GroupRow {
  /** Name of the group of findings. */
  readonly name: string;
  /** This and the next two are null where no finding of the group states a time. */
  readonly firstSeen: Micros | null;
  readonly lastSeen: Micros | null;
  /** What was in use before this is a habit of the owner. */
  readonly habitBefore: Micros | null;
  readonly follows: readonly Follow[];
  /** Values a person has cut: they are not followed, wherever they come up. */
  readonly cuts: readonly { readonly kind: string; readonly value: string }[];
  /** Mailboxes of its findings. */
  readonly mailboxIds: readonly string[];
}

const TABLES = {
  scope_group: 'name VARCHAR, first_at TIMESTAMP, last_at TIMESTAMP, habit_before TIMESTAMP',
  scope_key: 'name VARCHAR, round BIGINT, follow VARCHAR, a VARCHAR, b VARCHAR, c VARCHAR',
  scope_cut: 'name VARCHAR, kind VARCHAR, value VARCHAR',
  scope_mailbox: 'name VARCHAR, box VARCHAR',
} as const;

/** Makes the tables anew from the groups. */
export async function writeGroups(database: Database, groups: readonly GroupRow[]): Promise<void> {
  for (const [name, columns] of Object.entries(TABLES)) {
    await database.run(`CREATE OR REPLACE TEMP TABLE ${name} (${columns})`);
  }
  await appendAll(
    database,
    'scope_group',
    groups.map((group) => [group.name, stamp(group.firstSeen), stamp(group.lastSeen), stamp(group.habitBefore)]),
  );
  await appendAll(
    database,
    'scope_key',
    groups.flatMap((group) =>
      uniqueFollows(group.follows).map((follow) => [group.name, 0n, follow.by, ...columnsOf(follow)]),
    ),
  );
  await appendAll(
    database,
    'scope_cut',
    groups.flatMap((group) => group.cuts.map((cut) => [group.name, cut.kind, cut.value])),
  );
  await appendAll(
    database,
    'scope_mailbox',
    groups.flatMap((group) => [...new Set(group.mailboxIds)].map((box) => [group.name, box])),
  );
}

type Cell = string | bigint | DuckDBTimestampValue | null;

function stamp(micros: Micros | null): DuckDBTimestampValue | null {
  return micros === null ? null : new DuckDBTimestampValue(BigInt(micros));
}

/** Appends rows to a temporary table of text, whole numbers and times. */
export async function appendAll(database: Database, table: string, rows: readonly (readonly Cell[])[]): Promise<void> {
  const appender = await database.connection.createAppender(table, 'main', 'temp');
  try {
    for (const row of rows) {
      for (const cell of row) {
        if (cell === null) appender.appendNull();
        else if (typeof cell === 'string') appender.appendVarchar(cell);
        else if (typeof cell === 'bigint') appender.appendBigInt(cell);
        else appender.appendTimestamp(cell);
      }
      appender.endRow();
    }
    appender.flushSync();
  } finally {
    appender.closeSync();
  }
}

function columnsOf(follow: Follow): readonly [string, string | null, string | null] {
  switch (follow.by) {
    case 'token':
      return [follow.token, null, null];
    case 'session':
      return [follow.session, follow.network, follow.client];
    case 'event':
      return [String(follow.event), null, null];
    case 'account-address':
      return [follow.address, follow.mailboxId, null];
    case 'address':
      return [follow.address, follow.client, null];
    case 'application':
      return [follow.application, follow.mailboxId, follow.client];
    default:
      throw new TypeError(`no such follow: ${String(follow satisfies never)}`);
  }
}

function uniqueFollows(follows: readonly Follow[]): readonly Follow[] {
  return [...new Map(follows.map((follow) => [JSON.stringify([follow.by, ...columnsOf(follow)]), follow])).values()];
}
