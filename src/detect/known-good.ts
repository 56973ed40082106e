/** Annotations from `--known-good`: said beside a finding, with reason and author. Nothing is hidden or weakened by them. */
import { join, render, sql, table, text } from '../sql/index.ts';
import type { Database } from '../store/index.ts';
import type { Anchor, Finding } from './finding.ts';
import { addressMatcher } from './listed-addresses.ts';
import { entryText, type ListEntry } from './lists.ts';

/** Findings with an anchor `known-good` for each entry that touches them. */
export async function annotate(
  database: Database,
  findings: readonly Finding[],
  entries: readonly ListEntry[],
): Promise<readonly Finding[]> {
  if (entries.length === 0) return findings;
  const messages = await eventsOfMessages(database, entries);
  const tests = entries.map((entry) => ({ entry, touches: test(entry, messages) }));
  return findings.map((finding) => {
    const texts = tests.flatMap(({ entry, touches }) =>
      overlaps(finding, entry) && touches(finding) ? [annotation(finding, entry)] : [],
    );
    const notes = [...new Set(texts)].sort().map((value): Anchor => ({ kind: 'known-good', value }));
    if (notes.length === 0) return finding;
    const before = finding.anchors.filter(({ kind }) => kind < 'known-good');
    return { ...finding, anchors: [...before, ...notes, ...finding.anchors.slice(before.length)] };
  });
}

function annotation(finding: Finding, entry: ListEntry): string {
  const { firstSeen, lastSeen } = finding;
  const whole =
    (entry.from === null || (firstSeen !== null && entry.from <= firstSeen)) &&
    (entry.to === null || (lastSeen !== null && entry.to > lastSeen));
  return `${entryText(entry)}${whole ? '' : '; only for part of the time'}`;
}

function overlaps({ firstSeen, lastSeen }: Finding, { from, to }: ListEntry): boolean {
  return (
    (from === null || lastSeen === null || from <= lastSeen) && (to === null || firstSeen === null || to > firstSeen)
  );
}

function test(entry: ListEntry, messages: ReadonlyMap<string, ReadonlySet<string>>): (finding: Finding) => boolean {
  const anchored =
    (kind: Anchor['kind'], fits: (value: string) => boolean) =>
    (finding: Finding): boolean =>
      finding.anchors.some((anchor) => anchor.kind === kind && fits(anchor.value));
  switch (entry.kind) {
    case 'user':
      return ({ person, mailbox, subject }) =>
        person === entry.value || mailbox === entry.value || subject === `user:${entry.value}`;
    case 'address':
    case 'cidr':
      return anchored('address', addressMatcher(entry));
    case 'session':
    case 'token':
    case 'application':
      return anchored(entry.kind, (value) => value === entry.value);
    case 'message': {
      const events = messages.get(entry.value) ?? new Set();
      return anchored('event', (value) => events.has(value));
    }
    default:
      throw new TypeError(`no such kind: ${String(entry.kind satisfies never)}`);
  }
}

/** Message id -> events that name it. */
async function eventsOfMessages(
  database: Database,
  entries: readonly ListEntry[],
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const wanted = entries.filter(({ kind }) => kind === 'message').map(({ value }) => value);
  const found = new Map<string, Set<string>>();
  if (wanted.length === 0) return found;
  const spelled = new Map(
    wanted.flatMap(
      (value) =>
        [
          [value, value],
          [`<${value}>`, value],
        ] as const,
    ),
  );
  const rows = await database.all(
    render(
      sql`SELECT DISTINCT message_id, CAST(event_id AS VARCHAR) AS event FROM ${table('message')} WHERE message_id IN (${join([...spelled.keys()].map(text))})`,
    ),
  );
  for (const row of rows) {
    const value = spelled.get(String(row.message_id)) ?? '';
    found.set(value, (found.get(value) ?? new Set()).add(String(row.event)));
  }
  return found;
}
