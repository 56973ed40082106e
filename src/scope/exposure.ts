/**
 * What each incident could reach in each mailbox: messages named, folders presumed taken whole, time in which nothing
 * could be seen. Messages are counted here and listed by `messages.ts`.
 */
import type { Database } from '../store/index.ts';
import { MAILBOX_LOGS } from './coverage/index.ts';
import { byText, countOf, textOf, textOrNull, timeOrNull } from './rows.ts';
import { exposureStatement } from './statement.ts';
import { type Micros, wholeHours } from './time.ts';
import type { MailboxCoverage, ScopeExposure, ScopeFlow, ScopeTotals } from './types.ts';

/** What the exposure of one incident is made from. */
export interface ExposureInput {
  readonly incident: string;
  /** Name in `scope_access`. */
  readonly name: string;
  readonly firstSeen: Micros;
  readonly mailboxIds: readonly string[];
  readonly flows: readonly ScopeFlow[];
}

/** Counts of one mailbox in one incident. */
interface BoxCounts {
  readonly intruder: number;
  readonly undecidable: number;
  readonly firstSeen: Micros | null;
  readonly lastSeen: Micros | null;
  readonly syncs: number;
  readonly doubtfulSyncs: number;
  readonly nameless: number;
  readonly messages: number;
  readonly doubtfulMessages: number;
  readonly folders: readonly { readonly path: string; readonly accesses: number }[];
}

const NONE: BoxCounts = {
  intruder: 0,
  undecidable: 0,
  firstSeen: null,
  lastSeen: null,
  syncs: 0,
  doubtfulSyncs: 0,
  nameless: 0,
  messages: 0,
  doubtfulMessages: 0,
  folders: [],
};

/** One row a message, mailbox and incident; an access of the intruder's outweighs undecidable ones. */
const MESSAGES = `SELECT name, box, message, min(doubt) AS doubt FROM (
    SELECT s.name, s.box, coalesce(m.message_id, m.immutable_id, m.item_id) AS message, CASE WHEN s.attribution = 'intruder' THEN 0 ELSE 1 END AS doubt
    FROM scope_access AS s JOIN message AS m ON m.event_id = s.event_id AND m.part = s.part)
  WHERE message IS NOT NULL GROUP BY name, box, message`;

const ACCESSES = `SELECT s.name, s.box,
    sum(CASE WHEN s.attribution = 'intruder' THEN 1 ELSE 0 END) AS intruder, sum(CASE WHEN s.attribution = 'intruder' THEN 0 ELSE 1 END) AS undecidable,
    min(CASE WHEN s.attribution = 'intruder' THEN s.time END) AS first_at, max(CASE WHEN s.attribution = 'intruder' THEN s.time END) AS last_at,
    sum(CASE WHEN s.attribution = 'intruder' AND a.access_type = 'sync' THEN 1 ELSE 0 END) AS syncs,
    sum(CASE WHEN s.attribution <> 'intruder' AND a.access_type = 'sync' THEN 1 ELSE 0 END) AS doubtful_syncs,
    sum(CASE WHEN s.attribution = 'intruder' AND coalesce(a.access_type, 'bind') <> 'sync' AND m.event_id IS NULL THEN 1 ELSE 0 END) AS nameless
  FROM scope_access AS s JOIN access AS a ON a.event_id = s.event_id AND a.part = s.part
  LEFT JOIN (SELECT DISTINCT event_id, part FROM message WHERE event_id IN (SELECT event_id FROM scope_access)) AS m ON m.event_id = s.event_id AND m.part = s.part
  GROUP BY s.name, s.box`;

const FOLDERS = `SELECT s.name, s.box, coalesce(a.folder_path, '') AS path, count(*) AS accesses
  FROM scope_access AS s JOIN access AS a ON a.event_id = s.event_id AND a.part = s.part
  WHERE s.attribution = 'intruder' AND a.access_type = 'sync' GROUP BY s.name, s.box, coalesce(a.folder_path, '') ORDER BY s.name, s.box, path`;

type Counts = ReadonlyMap<string, ReadonlyMap<string, BoxCounts>>;

export interface ExposureSource {
  readonly counts: Counts;
  /** Different messages of each incident, over its mailboxes. */
  readonly distinct: ReadonlyMap<string, number>;
}

/** Makes `scope_message` and counts. */
export async function countExposure(database: Database): Promise<ExposureSource> {
  await database.run(`CREATE OR REPLACE TEMP TABLE scope_message AS ${MESSAGES}`);
  const counts = new Map<string, Map<string, BoxCounts>>();
  const update = (name: string, box: string, change: (before: BoxCounts) => BoxCounts): void => {
    const own = counts.get(name) ?? new Map<string, BoxCounts>();
    counts.set(name, own);
    own.set(box, change(own.get(box) ?? NONE));
  };
  for (const row of await database.all(ACCESSES)) {
    update(textOf(row, 'name'), textOf(row, 'box'), (before) => ({
      ...before,
      intruder: countOf(row, 'intruder'),
      undecidable: countOf(row, 'undecidable'),
      firstSeen: timeOrNull(row, 'first_at'),
      lastSeen: timeOrNull(row, 'last_at'),
      syncs: countOf(row, 'syncs'),
      doubtfulSyncs: countOf(row, 'doubtful_syncs'),
      nameless: countOf(row, 'nameless'),
    }));
  }
  for (const row of await database.all(
    'SELECT name, box, doubt, count(*) AS n FROM scope_message GROUP BY name, box, doubt',
  )) {
    const n = countOf(row, 'n');
    update(textOf(row, 'name'), textOf(row, 'box'), (before) =>
      countOf(row, 'doubt') === 0 ? { ...before, messages: n } : { ...before, doubtfulMessages: n },
    );
  }
  for (const row of await database.all(FOLDERS)) {
    const folder = { path: textOrNull(row, 'path') ?? '', accesses: countOf(row, 'accesses') };
    update(textOf(row, 'name'), textOf(row, 'box'), (before) => ({ ...before, folders: [...before.folders, folder] }));
  }
  const distinct = await database.all(
    'SELECT name, count(DISTINCT message) AS n FROM scope_message WHERE doubt = 0 GROUP BY name',
  );
  return { counts, distinct: new Map(distinct.map((row) => [textOf(row, 'name'), countOf(row, 'n')])) };
}

/** Exposure of one incident, by mailbox label. */
export function exposureOf(
  input: ExposureInput,
  source: ExposureSource,
  coverage: ReadonlyMap<string, MailboxCoverage>,
  labels: ReadonlyMap<string, string>,
): readonly ScopeExposure[] {
  const counts = source.counts.get(input.name) ?? new Map<string, BoxCounts>();
  const boxes = new Set([
    ...input.mailboxIds,
    ...counts.keys(),
    ...input.flows.flatMap(({ mailboxId }) => mailboxId ?? []),
  ]);
  return [...boxes]
    .map((mailboxId) =>
      exposureOfMailbox(
        input,
        mailboxId,
        counts.get(mailboxId) ?? NONE,
        coverage.get(mailboxId) ?? null,
        labels.get(mailboxId) ?? (mailboxId === '' ? '(mailbox not stated)' : mailboxId),
      ),
    )
    .sort((a, b) => byText(a.mailbox, b.mailbox) || byText(a.mailboxId, b.mailboxId));
}

function exposureOfMailbox(
  input: ExposureInput,
  mailboxId: string,
  counts: BoxCounts,
  coverage: MailboxCoverage | null,
  mailbox: string,
): ScopeExposure {
  const windows = (coverage?.spans ?? []).filter((span) => span.state !== 'observed');
  const blind = windows.filter((span) => span.to > input.firstSeen);
  const hours = blind.reduce((sum, span) => sum + wholeHours(span.to - Math.max(span.from, input.firstSeen)), 0);
  const reasons = upperReasons(counts, blind, coverage === null);
  const totals: ScopeTotals = {
    distinctMessages: counts.messages,
    mailboxMessagePairs: counts.messages,
    lower: counts.messages,
    upper: reasons.length === 0 ? counts.messages + counts.doubtfulMessages : null,
    upperReason: reasons.length === 0 ? null : reasons.join(' '),
    undecidable: counts.undecidable,
    foldersPresumed: counts.folders.length,
    hoursUnobservable: hours,
  };
  const flows = input.flows.filter((flow) => flow.mailboxId === mailboxId);
  const exposure = {
    incident: input.incident,
    mailboxId,
    mailbox,
    intruderAccesses: counts.intruder,
    undecidableAccesses: counts.undecidable,
    firstSeen: counts.firstSeen,
    lastSeen: counts.lastSeen,
    folders: counts.folders.map(({ path, accesses }) => ({
      path: path === '' ? '(folder not named)' : path,
      reason: `Synchronised whole by ${accesses === 1 ? 'one access' : `${accesses} accesses`} of the intruder; the whole mailbox is to be presumed taken, this folder is the least.`,
    })),
    wholeMailbox: counts.syncs > 0,
    windows: windows.map(({ from, to, state, reason }) => ({ from, to, state, reason })),
    flows,
    totals,
  };
  return {
    ...exposure,
    statement: exposureStatement({
      ...exposure,
      doubtfulMessages: counts.doubtfulMessages,
      incidentFrom: input.firstSeen,
    }),
  };
}

/** Why no upper bound can be stated; empty where one can. */
function upperReasons(
  counts: BoxCounts,
  blind: readonly { readonly state: string; readonly from: Micros; readonly to: Micros }[],
  unknown: boolean,
): readonly string[] {
  const reasons: string[] = [];
  if (counts.syncs > 0) reasons.push('The intruder synchronised folders: the whole mailbox is to be presumed taken.');
  else if (counts.doubtfulSyncs > 0) reasons.push("A synchronisation of folders may have been the intruder's.");
  if (counts.nameless > 0)
    reasons.push(
      `${counts.nameless === 1 ? 'One access' : `${counts.nameless} accesses`} of the intruder name no message.`,
    );
  if (unknown) reasons.push(`No log of accesses to this mailbox is here (${MAILBOX_LOGS.join(', ')}).`);
  const states = [...new Set(blind.map(({ state }) => state))].sort();
  if (states.length > 0)
    reasons.push(
      `Since the incident began there were times in which an access would have left no record here (${states.join(', ')}).`,
    );
  return reasons;
}

/** Totals over the mailboxes of an incident. */
export function totalsOf(exposures: readonly ScopeExposure[], distinctMessages: number): ScopeTotals {
  if (exposures.length === 0) {
    const upperReason = 'No mailbox is tied to it by name; what left by its ways cannot be counted.';
    return {
      distinctMessages: 0,
      mailboxMessagePairs: 0,
      lower: 0,
      upper: null,
      upperReason,
      undecidable: 0,
      foldersPresumed: 0,
      hoursUnobservable: 0,
    };
  }
  const sum = (pick: (totals: ScopeTotals) => number): number =>
    exposures.reduce((total, { totals }) => total + pick(totals), 0);
  const unbounded = exposures.filter(({ totals }) => totals.upper === null);
  const only = unbounded[0]?.totals.upperReason ?? null;
  return {
    distinctMessages,
    mailboxMessagePairs: sum(({ mailboxMessagePairs }) => mailboxMessagePairs),
    lower: distinctMessages,
    upper: unbounded.length === 0 ? sum(({ upper }) => upper ?? 0) : null,
    upperReason:
      unbounded.length === 0
        ? null
        : unbounded.length === 1 && exposures.length === 1
          ? only
          : `In ${unbounded.length} of ${exposures.length} mailboxes no upper bound can be stated (${unbounded[0]?.mailbox ?? ''}: ${only ?? ''}).`,
    undecidable: sum(({ undecidable }) => undecidable),
    foldersPresumed: sum(({ foldersPresumed }) => foldersPresumed),
    hoursUnobservable: sum(({ hoursUnobservable }) => hoursUnobservable),
  };
}
