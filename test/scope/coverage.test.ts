import { afterEach, describe, expect, test } from 'vitest';
import type { LogKind } from '../../src/facts/index.ts';
import { paint } from '../../src/scope/coverage/spans.ts';
import { type CoverageSpan, computeScope, isoTime } from '../../src/scope/index.ts';
import { createTables, Database } from '../../src/store/index.ts';
import { bind, cmdlet, mailboxOf, ordinary, TENANT, type World, world } from './world.ts';

const USERS = Array.from({ length: 6 }, (_, index) => `user${index}@contoso.example`);
const FIRST = USERS[0] ?? '';

const opened: Database[] = [];
afterEach(() => {
  for (const database of opened.splice(0)) database.close();
});

async function covered(records: readonly unknown[], options: Parameters<typeof world>[2] = {}): Promise<World> {
  const made = await world(records, [], options);
  opened.push(made.database);
  return made;
}

function spansOf(
  { scope }: World,
  logKind: LogKind,
  mailboxId: string | null,
): readonly (readonly [string, string, string])[] {
  const row = scope.coverage.rows.find((entry) => entry.logKind === logKind && entry.mailboxId === mailboxId);
  return (row?.spans ?? []).map(({ from, to, state }) => [isoTime(from).slice(0, 16), isoTime(to).slice(0, 16), state]);
}

const without =
  (days: readonly string[], users = USERS) =>
  (record: Record<string, unknown>): boolean =>
    !(days.includes(String(record['CreationTime']).slice(0, 10)) && users.includes(String(record['MailboxOwnerUPN'])));

describe('coverage', () => {
  const month = ordinary(USERS, '2026-02-01', 40);

  test('a month with records every day is observed from the first to the last', async () => {
    const made = await covered(month);
    expect(spansOf(made, 'mailbox-audit', mailboxOf(FIRST))).toEqual([
      ['2026-02-01T09:00', '2026-03-12T09:00', 'observed'],
    ]);
    expect(made.scope.coverage.shares.get('mailbox-audit')).toBe(1);
    expect(spansOf(made, 'exchange-admin', null)).toEqual([['2026-02-01T09:00', '2026-03-12T09:00', 'not-collected']]);
  });

  test('a day on which nobody has a record is a gap, for every mailbox', async () => {
    const made = await covered(month.filter(without(['2026-02-18'])));
    for (const user of USERS) {
      expect(
        spansOf(made, 'mailbox-audit', mailboxOf(user)).map(([from, to, state]) => [
          from.slice(0, 10),
          to.slice(0, 10),
          state,
        ]),
      ).toEqual([
        // From the last record before it to the first after it: where in that the hole begins, nothing tells.
        ['2026-02-01', '2026-02-17', 'observed'],
        ['2026-02-17', '2026-02-19', 'gap'],
        ['2026-02-19', '2026-03-12', 'observed'],
      ]);
    }
  });

  test('days on which nobody ever works are no gap', async () => {
    const weekdays = month.filter(
      (record) => ![0, 6].includes(new Date(`${String(record['CreationTime'])}Z`).getUTCDay()),
    );
    const made = await covered(weekdays);
    expect(new Set(spansOf(made, 'mailbox-audit', mailboxOf(FIRST)).map(([, , state]) => state))).toEqual(
      new Set(['observed']),
    );
  });

  test('one mailbox that falls silent against its own past is silent, the others are not', async () => {
    const days = Array.from({ length: 10 }, (_, index) =>
      new Date(Date.UTC(2026, 1, 24 + index)).toISOString().slice(0, 10),
    );
    const made = await covered(month.filter(without(days, [FIRST])));
    expect(spansOf(made, 'mailbox-audit', mailboxOf(FIRST)).map(([, , state]) => state)).toEqual([
      'observed',
      'silent',
      'observed',
    ]);
    expect(spansOf(made, 'mailbox-audit', mailboxOf(USERS[1] ?? '')).map(([, , state]) => state)).toEqual(['observed']);
    const day = await covered(month.filter(without(days.slice(0, 1), [FIRST])));
    expect(spansOf(day, 'mailbox-audit', mailboxOf(FIRST)).map(([, , state]) => state)).toEqual(['observed']);
  });

  test('throttling blinds a mailbox for a day, a bypass until it is lifted', async () => {
    const made = await covered([
      ...month,
      bind({ id: 't', user: FIRST, time: '2026-02-10T12:00:00', messages: ['<t@x>'], throttled: true }),
      bind({ id: 't2', user: FIRST, time: '2026-02-11T06:00:00', messages: ['<t2@x>'], throttled: true }),
      cmdlet({
        id: 'on',
        user: 'admin@contoso.example',
        time: '2026-02-20T00:00:00',
        operation: 'Set-MailboxAuditBypassAssociation',
        object: FIRST,
        parameters: { Identity: FIRST, AuditBypassEnabled: 'True' },
      }),
      cmdlet({
        id: 'off',
        user: 'admin@contoso.example',
        time: '2026-02-21T00:00:00',
        operation: 'Set-MailboxAuditBypassAssociation',
        object: FIRST,
        parameters: { Identity: FIRST, AuditBypassEnabled: 'False' },
      }),
    ]);
    const blind = spansOf(made, 'mailbox-audit', mailboxOf(FIRST)).filter(([, , state]) => state !== 'observed');
    expect(blind).toEqual([
      ['2026-02-10T12:00', '2026-02-12T06:00', 'throttled'],
      ['2026-02-20T00:00', '2026-02-21T00:00', 'bypassed'],
    ]);
    expect(spansOf(made, 'mailbox-audit', mailboxOf(USERS[1] ?? '')).map(([, , state]) => state)).toEqual(['observed']);
  });

  test('auditing switched off for the organisation blinds all, until the end where nothing switches it back', async () => {
    const off = cmdlet({
      id: 'off',
      user: 'admin@contoso.example',
      time: '2026-03-01T00:00:00',
      operation: 'Set-OrganizationConfig',
      object: 'contoso',
      parameters: { AuditDisabled: 'True' },
    });
    const made = await covered([...month, off]);
    for (const user of USERS)
      expect(spansOf(made, 'mailbox-audit', mailboxOf(user)).at(-1)).toEqual([
        '2026-03-01T00:00',
        '2026-03-12T09:00',
        'bypassed',
      ]);
  });

  test('the last hours are pending, what is older than the vendor keeps is gone, the rest was not collected', async () => {
    const recent = await covered(month, { now: new Date('2026-03-12T12:00:00Z') });
    expect(spansOf(recent, 'mailbox-audit', mailboxOf(FIRST)).at(-1)).toEqual([
      '2026-03-11T12:00',
      '2026-03-12T09:00',
      'pending',
    ]);
    expect(spansOf(recent, 'signin-noninteractive', null)).toEqual([
      ['2026-02-01T09:00', '2026-02-10T12:00', 'beyond-retention'],
      ['2026-02-10T12:00', '2026-03-12T09:00', 'not-collected'],
    ]);
    const wide = await covered(month, {
      since: Date.parse('2026-01-25T00:00:00Z') * 1000,
      until: Date.parse('2026-03-20T00:00:00Z') * 1000,
    });
    const spans = spansOf(wide, 'mailbox-audit', mailboxOf(FIRST));
    expect(spans[0]).toEqual(['2026-01-25T00:00', '2026-02-01T09:00', 'not-collected']);
    expect(spans.at(-1)).toEqual(['2026-03-12T09:00', '2026-03-20T00:00', 'not-collected']);
  });

  test('a mailbox that only a directory names is silent throughout', async () => {
    const made = await covered([
      ...month,
      {
        Identity: 'ghost',
        ExchangeGuid: mailboxOf('ghost'),
        PrimarySmtpAddress: 'ghost@contoso.example',
        AuditEnabled: 'True',
        UserPrincipalName: 'ghost@contoso.example',
        tenantId: TENANT,
      },
    ]);
    const ghost = made.scope.coverage.rows.find(({ mailboxId }) => mailboxId === mailboxOf('ghost'));
    expect(ghost?.spans.map(({ state }) => state)).toEqual(['silent']);
  });

  test('spans lie without gap or overlap over the window, whatever is painted', () => {
    let spans: readonly CoverageSpan[] = [{ from: 0, to: 100, state: 'observed', reason: '' }];
    for (let step = 1; step < 60; step += 1) {
      spans = paint(
        spans,
        { from: (step * 37) % 110, to: ((step * 37) % 110) + (step % 9) },
        step % 2 === 0 ? 'gap' : 'silent',
        `${step % 3}`,
      );
      expect(spans[0]?.from).toBe(0);
      expect(spans.at(-1)?.to).toBe(100);
      for (const [index, span] of spans.entries()) {
        expect(span.from).toBeLessThan(span.to);
        if (index > 0) expect(span.from).toBe(spans[index - 1]?.to);
      }
    }
  });

  test('5,000 mailboxes over 180 days take a few seconds at most', async () => {
    const database = await Database.open({ path: ':memory:', spillFolder: null });
    opened.push(database);
    await createTables(database, ':memory:');
    await database.run(
      `INSERT INTO observed SELECT 't', 'mailbox-audit', 'm' || m, TIMESTAMP '2026-01-01 09:00:00' + to_days(CAST(d AS INTEGER)), 3
       FROM range(5000) AS a(m), range(180) AS b(d) WHERE (m * 31 + d * 17) % 10 < 7 AND NOT (m = 7 AND d BETWEEN 60 AND 100)`,
    );
    await database.run(
      `INSERT INTO other_event (event_id, part, vendor, tenant, log_kind, time) SELECT row_number() OVER (), 0, 'm365', 't', 'mailbox-audit', hour FROM observed`,
    );
    const begun = performance.now();
    const scope = await computeScope(database, { now: new Date('2026-08-01T00:00:00Z') });
    const seconds = (performance.now() - begun) / 1000;
    expect(scope.coverage.rows.filter(({ mailboxId }) => mailboxId !== null)).toHaveLength(5000);
    const silent = scope.coverage.rows.filter(({ spans }) => spans.some(({ state }) => state === 'silent'));
    expect(silent.map(({ mailboxId }) => mailboxId)).toEqual(['m7']);
    const from = silent[0]?.spans.find(({ state }) => state === 'silent')?.from ?? 0;
    expect(isoTime(from)).toBe('2026-03-01T10:00:00Z');
    // Two busy cores of a test machine: the bound is generous, the shape (no loop over cells) is what it holds.
    expect(seconds).toBeLessThan(30);
  });
});

describe('the verdict', () => {
  const month = ordinary(USERS, '2026-02-01', 40);
  const runs = [{ detection: 'application/collection-new', ran: true }];

  test('"nothing found" only where every check ran and the log was there', async () => {
    const good = await covered(month, { runs });
    expect(good.scope.verdict).toBe('nothing-found');
    expect(good.scope.verdictReasons.join(' ')).toContain('100% of the mailbox-days');
    expect(good.scope.mailboxes.map(({ verdict }) => verdict)).toEqual(USERS.map(() => 'nothing-found'));
    expect((await covered(month, { runs: [...runs, { detection: 'signin/x', ran: false }] })).scope.verdict).toBe(
      'not-assessable',
    );
    expect((await covered(month)).scope.verdict).toBe('not-assessable');
    const holes = await covered(month.filter(without(['2026-02-18', '2026-02-19', '2026-02-20'])), { runs });
    expect(holes.scope.verdict).toBe('not-assessable');
    expect(holes.scope.mailboxes[0]?.verdict).toBe('not-assessable');
    expect(
      (
        await covered(month.filter(without(['2026-02-18', '2026-02-19', '2026-02-20'])), {
          runs,
          limits: { requiredShare: 0.85 },
        })
      ).scope.verdict,
    ).toBe('nothing-found');
  });

  test('what to collect next is sorted by when it expires, and names the checks that wait', async () => {
    const { detection } = await import('./world.ts');
    const detections = [
      detection('application/collection-new'),
      detection('signin/x', { requires: [{ fact: 'access' }, { fact: 'sign_in' }] }),
    ];
    const { scope } = await covered(month, {
      now: new Date('2026-03-12T12:00:00Z'),
      detections,
      runs: [...runs, { detection: 'signin/x', ran: false }],
    });
    const expiries = scope.collectNext.map(({ expiresAt }) => expiresAt ?? Infinity);
    expect([...expiries].sort((a, b) => a - b)).toEqual(expiries);
    expect(scope.collectNext.find(({ log }) => log === 'signin-noninteractive')?.unblocks).toEqual(['signin/x']);
    expect(scope.collectNext.find(({ log }) => log === 'exchange-admin')).toMatchObject({
      unblocks: [],
      expiresAt: Date.parse('2026-07-31T09:00:00Z') * 1000,
    });
    expect(scope.collectNext.find(({ log }) => log === 'google-login')).toBeUndefined();
  });
});
