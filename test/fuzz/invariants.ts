/** What holds of every case, whatever went in. Each gives sentences; none of them is no fault. */
import {
  ACCESS_TYPES,
  ACTOR_TYPES,
  CHANGE_CATEGORIES,
  CLIENT_FAMILIES,
  IDENTITY_KINDS,
  LOG_KINDS,
  LOGON_TYPES,
  RECORD_TABLES,
  REJECT_CODES,
  SIGNIN_KINDS,
  SIGNIN_OUTCOMES,
  STATE_KINDS,
  TOKEN_STATES,
  TRUNCATION_CODES,
  VENDORS,
} from '../../src/facts/index.ts';
import type { Database } from '../../src/store/index.ts';

/** Closed word lists: table, column, words. */
const LISTS: readonly (readonly [string, string, readonly string[]])[] = [
  ['event', 'log_kind', LOG_KINDS],
  ['event', 'vendor', VENDORS],
  ['event', 'actor_type', ACTOR_TYPES],
  ['event', 'outcome', ['success', 'failure']],
  ['access', 'access_type', ACCESS_TYPES],
  ['access', 'logon_type', LOGON_TYPES],
  ['access', 'client_family', CLIENT_FAMILIES],
  ['access', 'token_state', TOKEN_STATES],
  ['sign_in', 'kind', SIGNIN_KINDS],
  ['sign_in', 'outcome', SIGNIN_OUTCOMES],
  ['change', 'category', CHANGE_CATEGORIES],
  ['state', 'kind', STATE_KINDS],
  ['identity_claim', 'kind', IDENTITY_KINDS],
  ['reject', 'code', Object.keys(REJECT_CODES)],
  ['truncation', 'code', Object.keys(TRUNCATION_CODES)],
  ['event_source', 'status', ['stored', 'merged', 'duplicate']],
  ['conflict', 'resolution', ['conflict', 'superseded']],
  ['field_issue', 'issue', ['not-convertible', 'other-shape']],
];

/** Ids that compare without case. */
const LOWER: readonly (readonly [string, string])[] = RECORD_TABLES.flatMap((table) =>
  table.columns
    .filter((column) =>
      [
        'mailbox_id',
        'mailbox',
        'app_id',
        'client_app_id',
        'host_app_id',
        'session_id',
        'token_id',
        'actor_id',
        'tenant',
        'address',
        'device_id',
        'request_id',
        'user_id',
        'home_tenant',
        'resource_tenant',
      ].includes(column.name),
    )
    .map((column) => [table.name, column.name] as const),
);

interface Check {
  readonly what: string;
  /** Gives rows `example`; each is one fault. */
  readonly query: string;
}

function checks(): readonly Check[] {
  return [
    {
      what: 'read = stored + merged + duplicates + rejected, the ledger against the tables',
      query: `SELECT s.path || ' ' || coalesce(s.container_path, '') || ': read ' || s.read || ', kept ' || coalesce(k.n, 0) || ', rejected ' || coalesce(r.n, 0) || ', ledger ' || concat_ws('/', s.stored, s.merged, s.duplicates, s.rejected) AS example
        FROM source AS s LEFT JOIN (SELECT source_id, count(*) AS n, count(*) FILTER (WHERE status = 'stored') AS stored, count(*) FILTER (WHERE status = 'merged') AS merged, count(*) FILTER (WHERE status = 'duplicate') AS duplicates FROM event_source GROUP BY source_id) AS k USING (source_id)
        LEFT JOIN (SELECT source_id, sum(records) AS n FROM reject GROUP BY source_id) AS r USING (source_id)
        WHERE s.read <> coalesce(k.n, 0) + coalesce(r.n, 0) OR s.stored <> coalesce(k.stored, 0) OR s.merged <> coalesce(k.merged, 0) OR s.duplicates <> coalesce(k.duplicates, 0) OR s.rejected <> coalesce(r.n, 0)`,
    },
    {
      what: 'ordinals are 1 to read, each once, over facts and rejects',
      query: `SELECT s.path || ' ' || coalesce(s.container_path, '') || ': ' || count(o.ordinal) || ' ordinals of ' || any_value(s.read) || ', ' || count(DISTINCT o.ordinal) || ' different, ' || coalesce(min(o.ordinal), 0) || ' to ' || coalesce(max(o.ordinal), 0) AS example
        FROM source AS s LEFT JOIN (SELECT source_id, ordinal FROM event_source UNION ALL SELECT source_id, ordinal FROM reject) AS o USING (source_id)
        GROUP BY s.source_id, s.path, s.container_path HAVING count(o.ordinal) <> any_value(s.read) OR count(DISTINCT o.ordinal) <> any_value(s.read) OR coalesce(max(o.ordinal), 0) <> any_value(s.read)`,
    },
    {
      what: 'every event was stored once',
      query: `SELECT 'event ' || event_id AS example FROM event_source GROUP BY event_id HAVING count(*) FILTER (WHERE status = 'stored') <> 1`,
    },
    {
      what: 'every record that was kept is an event',
      query: `SELECT 'event ' || event_id AS example FROM event_source ANTI JOIN event USING (event_id)`,
    },
    {
      what: 'a part of an event is one row',
      query: `SELECT 'event ' || event_id AS example FROM event GROUP BY event_id, part HAVING count(*) > 1`,
    },
    ...RECORD_TABLES.map((table) => ({
      what: `${table.name}: every row has its record`,
      query: `SELECT 'event ' || event_id AS example FROM ${table.name} ANTI JOIN event_source USING (event_id)`,
    })),
    ...RECORD_TABLES.flatMap((table) =>
      table.columns
        .filter((column) => column.type === 'VARCHAR')
        .map((column) => ({
          what: `${table.name}.${column.name}: what is absent is null, not an empty text`,
          query: `SELECT 'event ' || event_id AS example FROM ${table.name} WHERE ${column.name} = ''`,
        })),
    ),
    ...RECORD_TABLES.flatMap((table) =>
      table.columns
        .filter((column) => column.type === 'TIMESTAMP')
        .map((column) => ({
          what: `${table.name}.${column.name}: no sentinel times`,
          query: `SELECT CAST(${column.name} AS VARCHAR) AS example FROM ${table.name} WHERE year(${column.name}) NOT BETWEEN 1990 AND 2199`,
        })),
    ),
    ...LISTS.map(([table, column, words]) => ({
      what: `${table}.${column}: a word of its list`,
      query: `SELECT ${column} AS example FROM ${table} WHERE ${column} IS NOT NULL AND ${column} NOT IN (${words.map((word) => `'${word}'`).join(', ')})`,
    })),
    ...LOWER.map(([table, column]) => ({
      what: `${table}.${column}: lower case`,
      query: `SELECT ${column} AS example FROM ${table} WHERE ${column} <> lower(${column})`,
    })),
    {
      what: 'a log event has a time',
      query: `SELECT log_kind || ' ' || event_id AS example FROM event WHERE time IS NULL AND log_kind NOT IN ('configuration', 'people')`,
    },
    {
      what: 'a time is in the ledger row of its source',
      query: `SELECT path AS example FROM source WHERE first_at > last_at`,
    },
  ];
}

/** Checks that share a statement: each alone costs the engine more planning than looking. */
const TOGETHER = 25;

/** Faults of the case; empty where there is none. */
export async function faultsOf(database: Database): Promise<readonly string[]> {
  const faults: string[] = [];
  const all = checks();
  for (let from = 0; from < all.length; from += TOGETHER) {
    const some = all.slice(from, from + TOGETHER);
    const parts = some.map(
      ({ query }, index) =>
        `(SELECT ${index} AS number, CAST(example AS VARCHAR) AS example FROM (SELECT DISTINCT example FROM (${query})) ORDER BY example LIMIT 3)`,
    );
    const rows = await database.all(`SELECT * FROM (${parts.join(' UNION ALL ')}) ORDER BY number, example`);
    for (const [index, { what }] of some.entries()) {
      const examples = rows
        .filter((row) => Number(row['number']) === index)
        .map((row) => String(row['example']).slice(0, 300));
      if (examples.length > 0) faults.push(`${what}: ${examples.join(' | ')}`);
    }
  }
  return faults;
}
