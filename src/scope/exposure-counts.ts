/**
 * Counts behind the exposure: accesses, and the messages they name, of each incident and mailbox.
 *
 * Leaves two temporary tables for the report: `scope_item` (a row for each message that an access names; `doubt` 0 where it
 * is the intruder's beyond doubt, `rank` an index into GROUNDS) and `scope_message` (a row for each incident, mailbox and
 * message; of its rows in `scope_item` the surest decides).
 */
import type { Database } from '../store/index.ts';
import { BEHIND, GROUNDS, MIXED, OWNER_GROUNDS } from './attribution.ts';
import { countOf, textOf, textOrNull, timeOrNull } from './rows.ts';
import type { Micros } from './time.ts';
import type { ScopeAttribution } from './types.ts';

/** Counts of one mailbox in one incident. */
export interface BoxCounts {
  readonly intruder: number;
  readonly undecidable: number;
  readonly firstSeen: Micros | null;
  readonly lastSeen: Micros | null;
  readonly syncs: number;
  readonly doubtfulSyncs: number;
  /** Messages that accesses stand for and do not name, as far as the records count them. */
  readonly notNamed: number;
  /** Accesses that name no message and do not say for how many they stand. */
  readonly uncounted: number;
  readonly messages: number;
  /** Messages that only accesses name which may be the owner's. */
  readonly doubtfulMessages: number;
  /** Messages whose access by the intruder may be hidden behind, or mixed up with, the owner's in the same context. */
  readonly sharedMessages: number;
  readonly folders: readonly { readonly path: string; readonly accesses: number }[];
  readonly attributions: readonly ScopeAttribution[];
}

export const NO_COUNTS: BoxCounts = {
  intruder: 0,
  undecidable: 0,
  firstSeen: null,
  lastSeen: null,
  syncs: 0,
  doubtfulSyncs: 0,
  notNamed: 0,
  uncounted: 0,
  messages: 0,
  doubtfulMessages: 0,
  sharedMessages: 0,
  folders: [],
  attributions: [],
};

/** A record of the intruder's with several messages may hold accesses of the owner where both share the context. */
const MIXED_RECORDS = `SELECT x.name, x.event_id, x.part FROM scope_mixed AS x JOIN message AS m ON m.event_id = x.event_id AND m.part = x.part
  GROUP BY x.name, x.event_id, x.part HAVING count(DISTINCT coalesce(m.message_id, m.immutable_id, m.item_id)) > 1`;

/** Some records name an item by its Exchange id alone: other records of the mailbox may know its message id. */
const KNOWN_ITEMS = `SELECT s.box, m.item_id, min(m.message_id) AS message_id FROM scope_access AS s JOIN message AS m ON m.event_id = s.event_id AND m.part = s.part
  WHERE m.item_id IS NOT NULL AND m.message_id IS NOT NULL GROUP BY s.box, m.item_id`;

const ITEMS = `SELECT s.name, s.box, s.event_id, s.part, s.time,
    CASE WHEN s.attribution = 'intruder' AND x.event_id IS NULL THEN 0 ELSE 1 END AS doubt,
    CASE WHEN s.attribution = 'intruder' AND x.event_id IS NOT NULL THEN ${MIXED} ELSE s.rank END AS rank,
    coalesce(m.message_id, k.message_id, m.immutable_id, m.item_id) AS message,
    coalesce(m.message_id, k.message_id) AS message_id, m.item_id, m.immutable_id, m.folder_path, m.size, m.subject
  FROM scope_access AS s JOIN message AS m ON m.event_id = s.event_id AND m.part = s.part
  LEFT JOIN (${MIXED_RECORDS}) AS x ON x.name = s.name AND x.event_id = s.event_id AND x.part = s.part
  LEFT JOIN (${KNOWN_ITEMS}) AS k ON k.box = s.box AND k.item_id = (CASE WHEN m.message_id IS NULL THEN m.item_id END)
  WHERE coalesce(m.message_id, k.message_id, m.immutable_id, m.item_id) IS NOT NULL`;

const MESSAGES = `SELECT name, box, message, min(doubt) AS doubt, min(rank) AS rank FROM scope_item GROUP BY name, box, message`;

/** What a record stands for (OperationCount) against what it names. In the records known to us both are the same. */
const ACCESSES = `SELECT s.name, s.box,
    sum(CASE WHEN s.attribution = 'intruder' THEN 1 ELSE 0 END) AS intruder, sum(CASE WHEN s.attribution = 'intruder' THEN 0 ELSE 1 END) AS undecidable,
    min(CASE WHEN s.attribution = 'intruder' THEN s.time END) AS first_at, max(CASE WHEN s.attribution = 'intruder' THEN s.time END) AS last_at,
    sum(CASE WHEN s.attribution = 'intruder' AND a.access_type = 'sync' THEN 1 ELSE 0 END) AS syncs,
    sum(CASE WHEN s.attribution <> 'intruder' AND a.access_type = 'sync' THEN 1 ELSE 0 END) AS doubtful_syncs,
    sum(CASE WHEN coalesce(a.access_type, 'bind') <> 'sync' AND a.operations > coalesce(m.n, 0) THEN a.operations - coalesce(m.n, 0) ELSE 0 END) AS not_named,
    sum(CASE WHEN coalesce(a.access_type, 'bind') <> 'sync' AND m.n IS NULL AND coalesce(a.operations, 0) <= 0 THEN 1 ELSE 0 END) AS uncounted
  FROM scope_access AS s JOIN access AS a ON a.event_id = s.event_id AND a.part = s.part
  LEFT JOIN (SELECT event_id, part, count(*) AS n FROM message WHERE event_id IN (SELECT event_id FROM scope_access) GROUP BY event_id, part) AS m
    ON m.event_id = s.event_id AND m.part = s.part
  GROUP BY s.name, s.box`;

const FOLDERS = `SELECT s.name, s.box, coalesce(a.folder_path, '') AS path, count(*) AS accesses
  FROM scope_access AS s JOIN access AS a ON a.event_id = s.event_id AND a.part = s.part
  WHERE s.attribution = 'intruder' AND a.access_type = 'sync' GROUP BY s.name, s.box, coalesce(a.folder_path, '') ORDER BY s.name, s.box, path`;

const BY_GROUND = `SELECT name, box, attribution, rank, count(*) AS accesses FROM scope_access GROUP BY name, box, attribution, rank
  UNION ALL SELECT name, box, 'owner', ground, accesses FROM scope_owner ORDER BY name, box, attribution, rank`;

/** Different messages of one incident, over its mailboxes. */
export interface DistinctMessages {
  /** Named by accesses that are the intruder's beyond doubt. */
  readonly sure: number;
  /** Named by these and by undecidable ones. */
  readonly all: number;
}

export interface ExposureSource {
  /** By the incident's name in `scope_access`, then by mailbox. */
  readonly counts: ReadonlyMap<string, ReadonlyMap<string, BoxCounts>>;
  readonly distinct: ReadonlyMap<string, DistinctMessages>;
}

/** Makes `scope_item` and `scope_message`, and counts. `attributeAccesses` goes before. */
export async function countExposure(database: Database): Promise<ExposureSource> {
  await database.run(`CREATE OR REPLACE TEMP TABLE scope_item AS ${ITEMS}`);
  await database.run(`CREATE OR REPLACE TEMP TABLE scope_message AS ${MESSAGES}`);
  const counts = new Map<string, Map<string, BoxCounts>>();
  const each = async (query: string, change: (row: Parameters<typeof textOf>[0], before: BoxCounts) => BoxCounts) => {
    for (const row of await database.all(query)) {
      const own = counts.get(textOf(row, 'name')) ?? new Map<string, BoxCounts>();
      counts.set(textOf(row, 'name'), own);
      own.set(textOf(row, 'box'), change(row, own.get(textOf(row, 'box')) ?? NO_COUNTS));
    }
  };
  await each(ACCESSES, (row, before) => ({
    ...before,
    intruder: countOf(row, 'intruder'),
    undecidable: countOf(row, 'undecidable'),
    firstSeen: timeOrNull(row, 'first_at'),
    lastSeen: timeOrNull(row, 'last_at'),
    syncs: countOf(row, 'syncs'),
    doubtfulSyncs: countOf(row, 'doubtful_syncs'),
    notNamed: countOf(row, 'not_named'),
    uncounted: countOf(row, 'uncounted'),
  }));
  const messages = `SELECT name, box, CASE WHEN doubt = 0 THEN 0 WHEN rank >= ${BEHIND} THEN 2 ELSE 1 END AS class, count(*) AS n
    FROM scope_message GROUP BY name, box, CASE WHEN doubt = 0 THEN 0 WHEN rank >= ${BEHIND} THEN 2 ELSE 1 END`;
  await each(messages, (row, before) => {
    const n = countOf(row, 'n');
    const kind = countOf(row, 'class');
    if (kind === 0) return { ...before, messages: n };
    return kind === 1 ? { ...before, doubtfulMessages: n } : { ...before, sharedMessages: n };
  });
  await each(FOLDERS, (row, before) => {
    const folder = { path: textOrNull(row, 'path') ?? '', accesses: countOf(row, 'accesses') };
    return { ...before, folders: [...before.folders, folder] };
  });
  await each(BY_GROUND, (row, before) => ({ ...before, attributions: [...before.attributions, attributionOf(row)] }));
  return { counts, distinct: await distinctMessages(database) };
}

function attributionOf(row: Parameters<typeof textOf>[0]): ScopeAttribution {
  const attribution = textOf(row, 'attribution') as ScopeAttribution['attribution'];
  const rank = countOf(row, 'rank');
  const ground = (attribution === 'owner' ? OWNER_GROUNDS : GROUNDS)[rank];
  if (ground === undefined) throw new TypeError(`no such ground: ${attribution} ${rank}`);
  return { attribution, ground, accesses: countOf(row, 'accesses') };
}

async function distinctMessages(database: Database): Promise<ReadonlyMap<string, DistinctMessages>> {
  const rows = await database.all(
    `SELECT name, sum(CASE WHEN doubt = 0 THEN 1 ELSE 0 END) AS sure, count(*) AS n
     FROM (SELECT name, message, min(doubt) AS doubt FROM scope_message GROUP BY name, message) GROUP BY name`,
  );
  return new Map(rows.map((row) => [textOf(row, 'name'), { sure: countOf(row, 'sure'), all: countOf(row, 'n') }]));
}
