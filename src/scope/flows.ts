/** Ways by which mail leaves without being accessed, as far as they are tied to an incident. */
import type { Database, Row } from '../store/index.ts';
import { presumedExtent } from './flow-extent.ts';
import { byText, idOf, textOf, textOrNull, timeOrNull } from './rows.ts';
import type { Micros } from './time.ts';
import type { FlowKind, ScopeFlow } from './types.ts';

const FLOW_KINDS: readonly FlowKind[] = [
  'inbox-rule',
  'forwarding',
  'transport-rule',
  'connector',
  'mailbox-permission',
  'folder-permission',
  'send-as',
  'delegate',
  'consent',
  'app-permission',
  'compliance-search',
  'export',
];

const KIND_LIST = FLOW_KINDS.map((kind) => `'${kind}'`).join(', ');

/** Flows that hold for the tenant, whatever mailbox a record names. */
const OF_TENANT: ReadonlySet<FlowKind> = new Set(['transport-rule', 'connector', 'compliance-search']);

interface Change {
  readonly kind: FlowKind;
  readonly mailboxId: string | null;
  readonly mailbox: string | null;
  readonly name: string | null;
  readonly time: Micros | null;
  readonly destination: string | null;
  readonly filter: string | null;
  readonly event: bigint;
  readonly ends: boolean;
}

/** A change that takes a flow away. */
const ENDS = `(c.operation LIKE 'Remove-%' OR c.operation LIKE 'Disable-%' OR c.enabled = false
  OR (c.category = 'forwarding' AND c.destination IS NULL) OR lower(c.operation) LIKE 'remove %' OR lower(c.operation) LIKE 'delete %')`;

/** Kinds that open mail to an application: the application is where mail goes, the grantee whose mail it is. */
const TO_APPLICATION = `c.category IN ('consent', 'app-permission')`;

/** Ids of applications by the object id of their service principal, as far as a record names both. */
const PRINCIPALS = `SELECT target_id, min(app_id) AS app_id FROM change WHERE category IN ('consent', 'app-permission', 'application', 'credential')
  AND target_id IS NOT NULL AND app_id IS NOT NULL AND target_kind = 'application' GROUP BY target_id`;

const CHANGES = `SELECT c.event_id, c.category AS kind, c.time, coalesce(c.mailbox_id, m.mailbox_id) AS mailbox_id,
    coalesce(m.address, c.mailbox) AS mailbox, CASE WHEN NOT (${TO_APPLICATION}) THEN c.name END AS name,
    CASE WHEN ${TO_APPLICATION} THEN coalesce(c.app_id, p.app_id, c.target_id, c.name, c.target) ELSE coalesce(c.destination, c.grantee) END AS destination,
    coalesce(c.filter, c.permissions) AS filter, ${ENDS} AS ends
  FROM change AS c
  LEFT JOIN account AS m ON m.tenant = c.tenant AND m.label = (CASE WHEN ${TO_APPLICATION} THEN lower(c.grantee) ELSE c.mailbox END)
  LEFT JOIN (${PRINCIPALS}) AS p ON p.target_id = c.target_id
  WHERE c.category IN (${KIND_LIST}) AND (c.outcome IS NULL OR c.outcome <> 'failure')`;

/** Events of changes that a group is behind: cited by its findings, by its token, session and network, or address. */
const TIED = `SELECT k.name, c.event_id FROM change AS c JOIN scope_key AS k ON k.follow = 'event' AND CAST(k.a AS BIGINT) = c.event_id
  UNION SELECT k.name, c.event_id FROM change AS c JOIN scope_key AS k ON k.follow = 'token' AND k.a = c.token_id
  UNION SELECT k.name, c.event_id FROM change AS c JOIN address AS n ON n.address = c.address
    JOIN scope_key AS k ON k.follow = 'session' AND k.a = c.session_id AND k.b = n.network
  UNION SELECT k.name, c.event_id FROM change AS c JOIN scope_key AS k ON k.follow = 'address' AND k.a = c.address`;

const TIED_STATES = `SELECT DISTINCT k.name AS incident, s.event_id, s.since AS time, coalesce(s.mailbox_id, m.mailbox_id) AS mailbox_id, coalesce(m.address, s.mailbox) AS mailbox, s.name,
    CASE s.kind WHEN 'oauth-grant' THEN 'consent' WHEN 'app-role' THEN 'app-permission' ELSE s.kind END AS kind,
    coalesce(CASE WHEN s.kind IN ('oauth-grant', 'app-role') THEN coalesce(s.app_id, s.name) END, s.destination) AS destination,
    coalesce(s.filter, s.permissions) AS filter, false AS ends
  FROM state AS s JOIN scope_key AS k ON k.follow = 'event' AND CAST(k.a AS BIGINT) = s.event_id
  LEFT JOIN account AS m ON m.tenant = s.tenant AND m.label = s.mailbox
  WHERE s.kind IN ('inbox-rule', 'forwarding', 'transport-rule', 'connector', 'mailbox-permission', 'folder-permission', 'send-as', 'oauth-grant', 'app-role') AND (s.enabled IS NULL OR s.enabled)`;

/** Flows by group, in total order. Asks the keys that `followAccesses` left. */
export async function readFlows(database: Database): Promise<ReadonlyMap<string, readonly ScopeFlow[]>> {
  const tied = await database.all(
    `SELECT t.name AS incident, c.* FROM (${CHANGES}) AS c JOIN (${TIED}) AS t ON t.event_id = c.event_id UNION ALL
     SELECT incident, event_id, kind, time, mailbox_id, mailbox, name, destination, filter, ends FROM (${TIED_STATES})
     ORDER BY incident, event_id, kind, time NULLS LAST, mailbox_id NULLS LAST, mailbox NULLS LAST, name NULLS LAST, destination NULLS LAST, filter NULLS LAST`,
  );
  if (tied.length === 0) return new Map();
  const endings = (await database.all(`SELECT * FROM (${CHANGES}) WHERE ends`)).map(changeOf);
  const groups = new Map<string, Map<string, { change: Change; events: Set<bigint> }>>();
  for (const row of tied) {
    const change = changeOf(row);
    if (change.ends) continue;
    const flows = groups.get(textOf(row, 'incident')) ?? new Map<string, { change: Change; events: Set<bigint> }>();
    groups.set(textOf(row, 'incident'), flows);
    const key = flowKey(change);
    const there = flows.get(key);
    if (there === undefined) flows.set(key, { change, events: new Set([change.event]) });
    else {
      there.events.add(change.event);
      there.change = earlierOf(there.change, change);
    }
  }
  return new Map(
    [...groups].map(([name, flows]) => [
      name,
      [...flows.values()].map((entry) => flowOf(entry, endings)).sort(byOrder),
    ]),
  );
}

/** One consent leaves several records, of which not all name its scopes; a rule with another filter is another rule. */
function flowKey({ kind, mailboxId, mailbox, name, destination, filter }: Change): string {
  const toApplication = kind === 'consent' || kind === 'app-permission';
  return JSON.stringify([kind, mailboxId ?? mailbox, name, destination, toApplication ? null : filter]);
}

/** The earlier of two records of one flow, of two at once the one that was read first, with the filter of the other where it has none. */
function earlierOf(one: Change, other: Change): Change {
  const first = other.time !== null && (one.time === null || other.time < one.time) ? other : one;
  const filters = [one.filter, other.filter].flatMap((filter) => filter ?? []).sort(byText);
  return { ...first, filter: filters.at(-1) ?? null };
}

function changeOf(row: Row): Change {
  const kind = FLOW_KINDS.find((word) => word === textOf(row, 'kind'));
  if (kind === undefined) throw new TypeError(`no such flow: ${textOf(row, 'kind')}`);
  const ofTenant = OF_TENANT.has(kind);
  return {
    kind,
    mailboxId: ofTenant ? null : textOrNull(row, 'mailbox_id'),
    mailbox: ofTenant ? null : textOrNull(row, 'mailbox'),
    name: textOrNull(row, 'name'),
    time: timeOrNull(row, 'time'),
    destination: textOrNull(row, 'destination'),
    filter: textOrNull(row, 'filter'),
    event: idOf(row, 'event_id'),
    ends: row['ends'] === true,
  };
}

function flowOf(
  { change, events }: { readonly change: Change; readonly events: ReadonlySet<bigint> },
  endings: readonly Change[],
): ScopeFlow {
  const { kind, mailboxId, mailbox, name, time, destination, filter } = change;
  const end = endings
    .filter((entry) => entry.kind === kind && entry.mailboxId === mailboxId && entry.mailbox === mailbox)
    .filter((entry) => kind === 'forwarding' || (entry.name ?? entry.destination) === (name ?? destination))
    .flatMap((entry) => (entry.time !== null && time !== null && entry.time > time ? [entry.time] : []))
    .sort((a, b) => a - b)[0];
  return {
    kind,
    mailboxId,
    mailbox,
    from: time,
    to: end ?? null,
    destination,
    filter,
    events: [...events].sort(byId),
    messages: null,
    countedBy: null,
    extent: presumedExtent(kind, filter),
  };
}

function byId(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function byOrder(a: ScopeFlow, b: ScopeFlow): number {
  return (
    (a.from ?? 0) - (b.from ?? 0) ||
    byText(a.kind, b.kind) ||
    byText(a.mailbox ?? '', b.mailbox ?? '') ||
    byText(a.destination ?? '', b.destination ?? '') ||
    byText(a.filter ?? '', b.filter ?? '') ||
    byId(a.events[0] ?? 0n, b.events[0] ?? 0n)
  );
}
