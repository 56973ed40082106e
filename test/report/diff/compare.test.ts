import { readFileSync } from 'node:fs';
import { describe, expect, expectTypeOf, test } from 'vitest';
import type { z } from 'zod';
import {
  type CaseDiff,
  type CaseDocuments,
  compareCases,
  diffSchema,
  diffSchemaText,
  diffText,
} from '../../../src/report/diff/index.ts';
import { buildDocument } from '../../../src/report/index.ts';
import type { Coverage, Incident } from '../../../src/report/model.ts';
import { bind, detection, type FindingSpec, guid, mailboxOf, NOW, ordinary, world } from '../../scope/world.ts';

const ANNA = 'anna@contoso.example';
const BEN = 'ben@contoso.example';
const EVIL = '203.0.113.66';
const token = guid('forged');

const month = ordinary([ANNA, BEN, 'carl@contoso.example'], '2026-02-01', 30);
const intruder = (id: string, user: string, time: string, messages: readonly string[]): Record<string, unknown> =>
  bind({ id, user, time, address: EVIL, token, messages });
const first = intruder('e1', ANNA, '2026-02-20T03:00:00', ['<a@x>', '<b@x>']);
const late = [
  intruder('e0', ANNA, '2026-02-19T03:00:00', ['<c@x>']),
  intruder('e2', BEN, '2026-02-21T03:00:00', ['<d@x>']),
];
const finding: FindingSpec = {
  id: 'f-0000000000000001',
  user: ANNA,
  severity: 'high',
  firstSeen: '2026-02-20T03:00:00',
  events: ['e1'],
  anchors: [['token', token]],
};

async function documents(
  records: readonly unknown[],
  findings: readonly FindingSpec[],
  now = NOW,
): Promise<CaseDocuments> {
  const detections = [detection('application/collection-new')];
  const { database, scope } = await world(records, findings, { now, detections });
  try {
    return await buildDocument(database, scope, { version: '0.0.0', now, detections });
  } finally {
    database.close();
  }
}

/** The comparison with its sides exchanged. */
function turned(diff: CaseDiff): CaseDiff {
  const swap = (item: unknown): unknown => {
    if (Array.isArray(item)) return item.map(swap);
    if (item === null || typeof item !== 'object') return item;
    const names: Readonly<Record<string, string>> = {
      before: 'after',
      after: 'before',
      added: 'removed',
      removed: 'added',
      reasonBefore: 'reasonAfter',
      reasonAfter: 'reasonBefore',
      reasonsAdded: 'reasonsRemoved',
      reasonsRemoved: 'reasonsAdded',
      runNow: 'runNoLonger',
      runNoLonger: 'runNow',
    };
    return Object.fromEntries(Object.entries(item).map(([key, value]) => [names[key] ?? key, swap(value)]));
  };
  return swap(diff) as CaseDiff;
}

/** Titles are those of the later case. */
function untitled(diff: CaseDiff): unknown {
  return JSON.parse(JSON.stringify(diff, (key, value: unknown) => (key === 'title' ? undefined : value)));
}

describe('two cases compared', () => {
  test('a case and itself: no difference, and the same bytes twice', async () => {
    const one = await documents([...month, first], [finding]);
    const other = await documents([...month, first], [finding]);
    const diff = compareCases(one, other);
    expect(diff.same).toBe(true);
    expect(diffText(diff)).toBe('No difference.\n');
    expect(JSON.stringify(compareCases(one, other))).toBe(JSON.stringify(diff));
    diffSchema.parse(diff);
  });

  test('late records: messages newly named by mailbox, the incident widened', async () => {
    const before = await documents([...month, first], [finding]);
    const after = await documents([...month, first, ...late], [finding]);
    const diff = compareCases(before, after);
    diffSchema.parse(diff);
    expect(diff.same).toBe(false);
    expect(diff.exposure.map(({ mailbox, named }) => [mailbox, named.added, named.removed])).toEqual([
      [ANNA, ['<c@x>'], []],
      [BEN, ['<d@x>'], []],
    ]);
    expect(diff.incidents.changed).toHaveLength(1);
    expect(diff.incidents.changed[0]?.changes).toContainEqual({ field: 'mailboxes', added: [BEN], removed: [] });
    expect(diff.incidents.changed[0]?.changes).toContainEqual({ field: 'distinctMessages', before: 2, after: 4 });
    const text = diffText(diff);
    expect(text).toContain(`${ANNA} (${diff.exposure[0]?.incident}): one message newly named`);
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(untitled(turned(compareCases(after, before)))).toEqual(untitled(diff));
  });

  test('an incident whose earliest finding came late has another id, and is told by its anchors', async () => {
    const before = await documents([...month, first], [finding]);
    const earlier: FindingSpec = {
      ...finding,
      id: 'f-0000000000000000',
      user: ANNA,
      firstSeen: '2026-02-19T03:00:00',
      events: ['e0'],
    };
    const after = await documents([...month, first, ...late], [finding, earlier]);
    const diff = compareCases(before, after);
    expect(diff.findings.added.map(({ id }) => id)).toEqual([earlier.id]);
    expect(diff.incidents.added).toEqual([]);
    expect(diff.incidents.removed).toEqual([]);
    const [changed] = diff.incidents.changed;
    expect(changed?.before === changed?.after ? 'id' : 'anchors').toBe(changed?.matchedBy);
    // By hand, whatever ids the scope gives: the same incident under another id.
    const [incident] = before.summary.incidents as readonly Incident[];
    if (incident === undefined) throw new TypeError('no incident');
    const renamed = {
      ...before,
      summary: { ...before.summary, incidents: [{ ...incident, id: 'i-ffffffffffffffff' }] },
    };
    expect(compareCases(before, renamed).incidents).toEqual({
      added: [],
      removed: [],
      changed: [
        { before: incident.id, after: 'i-ffffffffffffffff', matchedBy: 'anchors', title: incident.title, changes: [] },
      ],
    });
    const stranger = { ...incident, id: 'i-ffffffffffffffff', tokens: [], sessions: [], findings: ['f-x'], links: [] };
    const other = { ...before, summary: { ...before.summary, incidents: [stranger] } };
    expect(compareCases(before, other).incidents).toMatchObject({
      added: [{ id: stranger.id }],
      removed: [{ id: incident.id }],
    });
  });

  test('a decision, a severity and a verdict that changed are said', async () => {
    const before = await documents([...month, first], [finding]);
    const after = await documents([...month, first], [{ ...finding, severity: 'low' }]);
    const diff = compareCases(before, after);
    expect(diff.findings.changed).toMatchObject([
      { id: finding.id, changes: [{ field: 'severity', before: 'high', after: 'low' }] },
    ]);
    const gone = compareCases(before, await documents(month, []));
    expect([gone.verdict.before, gone.verdict.after]).toEqual(['review', 'not-assessable']);
    expect(diffText(gone)).toContain('review -> not-assessable');
    expect(diffText(gone)).toMatch(/its\s+incident is gone/);
  });

  test('coverage: pending became observed, a gap was filled, the window grew', async () => {
    const monday = new Date('2026-03-02T12:00:00Z');
    const holed = month.filter(
      (record) => !['2026-02-11', '2026-02-12'].includes(String(record['CreationTime']).slice(0, 10)),
    );
    const before = await documents(holed, [], monday);
    const after = await documents([...month, ...ordinary([ANNA], '2026-03-03', 1)], []);
    const { shares, changes } = compareCases(before, after).coverage;
    expect(shares.find(({ logKind }) => logKind === 'mailbox-audit')?.before).toBeLessThan(1);
    const own = changes
      .filter(({ mailboxId }) => mailboxId === mailboxOf(ANNA))
      .map((change) => [change.before, change.after]);
    expect(own).toEqual([
      ['gap', 'observed'],
      ['pending', 'observed'],
      [null, 'observed'],
    ]);
  });

  test('spans of changes neither overlap nor say that nothing changed', () => {
    const row = (spans: Coverage['spans']): Coverage => ({
      tenant: 't',
      mailbox: 'm',
      mailboxId: 'm',
      logKind: 'mailbox-audit',
      spans,
    });
    const time = (hour: number): string => `2026-01-01T${String(hour).padStart(2, '0')}:00:00Z`;
    const states = ['observed', 'gap', 'silent', 'pending'] as const;
    const drawn = (seed: number): Coverage['spans'] => {
      const bounds = [
        0,
        ...Array.from({ length: 22 }, (_, hour) => hour + 1).filter((hour) => (hour * seed) % 7 < 3),
        23,
      ];
      return bounds.slice(0, -1).map((hour, index) => ({
        from: time(hour),
        to: time(bounds[index + 1] ?? 23),
        state: states[(hour * seed + index) % 4] ?? 'observed',
        reason: `r${index % 2}`,
      }));
    };
    const none: CaseDocuments = { summary: BARE, findings: [], exposure: [], coverage: [], sources: [] };
    for (let seed = 1; seed < 40; seed += 1) {
      const [a, b] = [row(drawn(seed)), row(drawn(seed + 3))];
      const { changes } = compareCases({ ...none, coverage: [a] }, { ...none, coverage: [b] }).coverage;
      for (let hour = 0; hour < 23; hour += 1) {
        const at = (list: Coverage['spans']): string | undefined =>
          list.find(({ from, to }) => from <= time(hour) && time(hour) < to)?.state;
        const change = changes.filter(({ from, to }) => from <= time(hour) && time(hour) < to);
        expect(change.map(({ before, after }) => [before, after])).toEqual(
          at(a.spans) === at(b.spans) ? [] : [[at(a.spans), at(b.spans)]],
        );
      }
    }
  });

  test('docs/schemas holds the schema, which says the same as the type (`node tools/docs.mjs --write` makes it)', () => {
    const path = new URL('../../../docs/schemas/diff.schema.json', import.meta.url);
    expect(readFileSync(path, 'utf8')).toBe(diffSchemaText());
    expectTypeOf<z.infer<typeof diffSchema>>().toExtend<CaseDiff>();
  });

  test('sources are the same by content, whatever their path', () => {
    const source = {
      sourceId: 1,
      path: 'a.json',
      containerPath: null,
      sha256: 'ab'.repeat(32),
      records: 3,
    } as unknown as CaseDocuments['sources'][number];
    const none: CaseDocuments = { summary: BARE, findings: [], exposure: [], coverage: [], sources: [] };
    const diff = compareCases(
      { ...none, sources: [source] },
      {
        ...none,
        sources: [
          { ...source, path: 'b.json' },
          { ...source, sha256: 'cd'.repeat(32) },
        ],
      },
    );
    expect(diff.sources).toEqual({
      added: [{ path: 'a.json', containerPath: null, sha256: 'cd'.repeat(32), records: 3 }],
      removed: [],
    });
  });
});

const BARE = {
  schemaVersion: 1,
  window: { from: null, to: null },
  verdict: 'not-assessable',
  verdictReasons: [],
  incidents: [],
  mailboxes: [],
  notRun: [],
} as unknown as CaseDocuments['summary'];
