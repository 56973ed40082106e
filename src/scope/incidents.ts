/** Findings into incidents: what is tied to one intruder, each tie with its ground. */
import { createHash } from 'node:crypto';
import { Groups } from '../detect/groups.ts';
import type { Database } from '../store/index.ts';
import { attributeAccesses, followAccesses } from './attribution.ts';
import { bySeverity, type Decisions, severityRank } from './findings.ts';
import { type FollowUse, readFollowUse, readWays, type Ways } from './follow-use.ts';
import { byText } from './rows.ts';
import { countsAll, ownerGoesOn, type Tie, type TieContext, tiesOf } from './ties.ts';
import { byTime, earliest, HOUR, latest } from './time.ts';
import type { ScopeFinding, ScopeLink } from './types.ts';
import { type GroupRow, writeGroups } from './work-tables.ts';

/** An incident before severity, exposure and words. */
export interface TiedIncident {
  readonly id: string;
  /** Its name in `scope_access`. */
  readonly name: string;
  /** By severity (highest first), first seen, id. */
  readonly findings: readonly ScopeFinding[];
  /** Those above `info`. What only informs may be about many things: it says nothing of times, places or mailboxes. */
  readonly founding: readonly ScopeFinding[];
  readonly links: readonly ScopeLink[];
  readonly ways: Ways;
}

interface Group {
  readonly name: string;
  readonly findings: readonly ScopeFinding[];
  readonly ties: readonly Tie[];
}

/** Cut ties of each finding, as `kind value`. */
type Cuts = ReadonlyMap<string, ReadonlySet<string>>;

const NO_CUTS: Cuts = new Map();

/**
 * Ties findings and accesses together; leaves `scope_access` behind. A finding decided benign makes no incident. Cuts are
 * named by the id the incident has without them, so they hold over re-runs.
 */
export async function tieIncidents(
  database: Database,
  findings: readonly ScopeFinding[],
  decisions: Decisions,
  context: TieContext,
): Promise<readonly TiedIncident[]> {
  const live = findings.filter(({ decision }) => decision?.state !== 'benign');
  const ties = tiesOf(live, context);
  const whole = await settle(database, live, ties, NO_CUTS, context);
  const cuts = cutsOf(whole, decisions);
  const groups = cuts.size === 0 ? whole : await settle(database, live, ties, cuts, context);
  const use = await readFollowUse(database);
  await attributeAccesses(database);
  const ways = await readWays(database);
  const cutLinks = new Map(whole.flatMap((group) => group.findings.map(({ id }) => [id, incidentId(group)] as const)));
  const incidents = groups.map(
    (group): TiedIncident => ({
      id: incidentId(group),
      name: group.name,
      findings: group.findings,
      founding: foundingOf(group),
      links: linksOf(group, use.get(group.name) ?? [], ties, cuts, decisions, cutLinks),
      ways: ways.get(group.name) ?? { applications: [], addresses: [], sessions: [], tokens: [] },
    }),
  );
  return [...incidents].sort((a, b) => byText(a.id, b.id));
}

/** Groups findings, follows their accesses, and makes groups one whose accesses meet, until none do. */
async function settle(
  database: Database,
  findings: readonly ScopeFinding[],
  ties: readonly Tie[],
  cuts: Cuts,
  context: TieContext,
): Promise<readonly Group[]> {
  const live = ties.filter((tie) => cuts.get(tie.finding)?.has(`${tie.kind} ${tie.value}`) !== true);
  const met: (readonly [string, string])[] = [];
  for (;;) {
    const groups = groupFindings(findings, live, met);
    await writeGroups(
      database,
      groups.map((group) => groupRow(group, cuts, context)),
    );
    const meeting = await followAccesses(database, context.limits);
    if (meeting.length === 0) return groups;
    met.push(...meeting);
  }
}

/** Groups that hold at least one finding above `info`: what only informs joins, but makes no incident. */
function groupFindings(
  findings: readonly ScopeFinding[],
  ties: readonly Tie[],
  met: readonly (readonly [string, string])[],
): readonly Group[] {
  const groups = new Groups();
  const informs = new Set(findings.filter(({ severity }) => severityRank(severity) === 0).map(({ id }) => id));
  const firstOf = new Map<string, string>();
  for (const tie of ties) {
    if (informs.has(tie.finding)) continue;
    const first = firstOf.get(tie.key);
    if (first === undefined) firstOf.set(tie.key, tie.finding);
    else groups.join(first, tie.finding);
  }
  // What only informs goes to one of the groups that it touches; it may be about many things, and brings none together.
  const placed = new Set<string>();
  for (const tie of ties) {
    const first = firstOf.get(tie.key);
    if (first === undefined || !informs.has(tie.finding) || placed.has(tie.finding)) continue;
    groups.join(first, tie.finding);
    placed.add(tie.finding);
  }
  for (const [one, other] of met) groups.join(one, other);
  const members = new Map<string, ScopeFinding[]>();
  for (const finding of findings) {
    const name = groups.find(finding.id);
    members.set(name, [...(members.get(name) ?? []), finding]);
  }
  const tiesOfGroup = new Map<string, Tie[]>();
  for (const tie of ties) {
    const name = groups.find(tie.finding);
    const list = tiesOfGroup.get(name) ?? [];
    list.push(tie);
    tiesOfGroup.set(name, list);
  }
  return [...members]
    .filter(([, own]) => own.some(({ severity }) => severityRank(severity) > 0))
    .map(([name, own]) => ({ name, findings: [...own].sort(bySeverity), ties: tiesOfGroup.get(name) ?? [] }))
    .sort((a, b) => byText(a.name, b.name));
}

function foundingOf({ findings }: Pick<Group, 'findings'>): readonly ScopeFinding[] {
  return findings.filter(({ severity }) => severityRank(severity) > 0);
}

function groupRow(group: Group, cuts: Cuts, context: TieContext): GroupRow {
  const founding = foundingOf(group);
  const founders = new Set(founding.map(({ id }) => id));
  const amounts = new Set(founding.filter(countsAll).map(({ id }) => id));
  const leading = group.ties.filter(({ finding, follow }) => follow !== null && founders.has(finding));
  const led = leading.some(({ finding }) => !amounts.has(finding));
  const firstSeen = earliest(founding.map((finding) => finding.firstSeen));
  const cut = new Set([
    ...group.findings.flatMap(({ id }) => [...(cuts.get(id) ?? [])]),
    ...founding.filter(ownerGoesOn).flatMap(({ tokens }) => tokens.map((token) => `token ${token}`)),
  ]);
  return {
    name: group.name,
    firstSeen,
    lastSeen: latest(founding.map((finding) => finding.lastSeen)),
    habitBefore: firstSeen === null ? null : firstSeen - context.limits.habitHours * HOUR,
    // Nor is it followed: of the many things that it is about, most are ordinary.
    follows: leading.flatMap(({ finding, follow }) =>
      follow === null || (led && amounts.has(finding)) ? [] : [follow],
    ),
    cuts: [...cut].sort(byText).map((entry) => {
      const space = entry.indexOf(' ');
      return { kind: entry.slice(0, space), value: entry.slice(space + 1) };
    }),
    mailboxIds: founding.flatMap((finding) => [
      ...(finding.mailboxId === null ? [] : [finding.mailboxId]),
      ...finding.mailboxIds,
    ]),
  };
}

/** Rests on the finding that begins first (ids of findings rest on detection and subject), so that late events of the same findings change nothing. */
function incidentId(group: Group): string {
  const [first] = [...foundingOf(group)].sort((a, b) => byTime(a.firstSeen, b.firstSeen) || byText(a.id, b.id));
  if (first === undefined) throw new TypeError('an incident without a finding');
  return `i-${createHash('sha256').update(first.id, 'utf8').digest('hex').slice(0, 16)}`;
}

function cutsOf(groups: readonly Group[], decisions: Decisions): Cuts {
  const cuts = new Map<string, Set<string>>();
  for (const group of groups) {
    const prefix = `link:${incidentId(group)}:`;
    const own = new Set<string>();
    for (const [target, { state }] of decisions) {
      if (state !== 'benign' || !target.startsWith(prefix)) continue;
      own.add(target.slice(prefix.length).replace(':', ' '));
    }
    if (own.size > 0) for (const { id } of group.findings) cuts.set(id, own);
  }
  return cuts;
}

/** Ties that hold something: two findings, or at least one access. Cut ones stay listed with the judgement. */
function linksOf(
  group: Group,
  use: readonly FollowUse[],
  ties: readonly Tie[],
  cuts: Cuts,
  decisions: Decisions,
  wholeIds: ReadonlyMap<string, string>,
): readonly ScopeLink[] {
  const links = new Map<string, ScopeLink>();
  const decisionOn = (kind: string, value: string): ScopeLink['decision'] => {
    const ids = new Set([incidentId(group), ...group.findings.map(({ id }) => wholeIds.get(id) ?? '')]);
    for (const id of ids) {
      const decision = decisions.get(`link:${id}:${kind}:${value}`);
      if (decision !== undefined) return decision;
    }
    return null;
  };
  const add = (kind: ScopeLink['kind'], value: string, ground: string): void => {
    const key = `${kind} ${value}`;
    if (!links.has(key)) links.set(key, { kind, value, ground, decision: decisionOn(kind, value) });
  };
  const members = new Map<string, Set<string>>();
  for (const tie of group.ties) members.set(tie.key, (members.get(tie.key) ?? new Set()).add(tie.finding));
  const otherwise = new Groups();
  const firstOf = new Map<string, string>();
  for (const tie of group.ties) {
    if (tie.kind === 'event') continue;
    const first = firstOf.get(tie.key);
    if (first === undefined) firstOf.set(tie.key, tie.finding);
    else otherwise.join(first, tie.finding);
  }
  const used = new Map(use.map((entry) => [`${entry.kind} ${entry.value}`, entry]));
  for (const tie of group.ties) {
    const findings = members.get(tie.key)?.size ?? 0;
    const value = tie.kind === 'user' && tie.follow?.by === 'account-address' ? tie.follow.address : tie.value;
    const accesses = used.get(`${tie.kind === 'user' ? 'account-address' : tie.kind} ${value}`);
    if (findings < 2 && (accesses === undefined || tie.kind === 'event')) continue;
    // Findings that anything else ties need not be tied by each of their records too.
    if (tie.kind === 'event' && new Set([...(members.get(tie.key) ?? [])].map((id) => otherwise.find(id))).size < 2)
      continue;
    add(
      tie.kind,
      tie.value,
      `${tie.ground}${accesses === undefined ? '' : ` ${accessWords(accesses)}`}${findings < 2 ? '' : ` It ties ${findings} findings.`}`,
    );
  }
  for (const entry of use) {
    if (entry.round === 0 || (entry.kind !== 'token' && entry.kind !== 'session')) continue;
    const ground =
      entry.kind === 'token'
        ? 'An access of the intruder used this token'
        : 'An access of the intruder used this session from this network and client';
    add(entry.kind, entry.value, `${ground}, and so did others. ${accessWords(entry)}`);
  }
  const memberIds = new Set(group.findings.map(({ id }) => id));
  for (const tie of ties) {
    if (!memberIds.has(tie.finding) || cuts.get(tie.finding)?.has(`${tie.kind} ${tie.value}`) !== true) continue;
    add(tie.kind, tie.value, `${tie.ground} This tie was cut.`);
  }
  return [...links.values()].sort((a, b) => byText(a.kind, b.kind) || byText(a.value, b.value));
}

function accessWords({ accesses, mailboxes }: FollowUse): string {
  return `${accesses === 1 ? 'One access' : `${accesses} accesses`} in ${mailboxes === 1 ? 'one mailbox' : `${mailboxes} mailboxes`}.`;
}
