/** Coverage from the ledger, from settings of auditing, and from a mailbox's own rhythm; and that spans tile the window. */
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { betweenSources, missingOf, type SourceSpan } from '../../src/scope/coverage/ledger.ts';
import { computeScope, DAY, HOUR, isoTime, type MailboxCoverage, type Scope } from '../../src/scope/index.ts';
import { createTables, Database } from '../../src/store/index.ts';
import { bind, cmdlet, guid, mailboxOf, NOW, ordinary, TENANT, world } from './world.ts';

const USERS = Array.from({ length: 6 }, (_, index) => `user${index}@contoso.example`);
const FIRST = USERS[0] ?? '';
const ADMIN = 'admin@contoso.example';

const opened: Database[] = [];
afterEach(() => {
  for (const database of opened.splice(0)) database.close();
});

async function covered(records: readonly unknown[], options: Parameters<typeof world>[2] = {}): Promise<Scope> {
  const made = await world(records, [], options);
  opened.push(made.database);
  return made.scope;
}

function rowOf(scope: Scope, logKind: string, mailboxId: string | null): MailboxCoverage {
  const row = scope.coverage.rows.find((entry) => entry.logKind === logKind && entry.mailboxId === mailboxId);
  if (row === undefined) throw new TypeError(`no row of ${logKind}`);
  return row;
}

const unseen = ({ spans }: MailboxCoverage): readonly (readonly [string, string, string])[] =>
  spans
    .filter(({ state }) => state !== 'observed')
    .map(({ from, to, state }) => [isoTime(from).slice(0, 16), isoTime(to).slice(0, 16), state]);

/** Spans lie over the window without gap or overlap, each with a length, a reason, and another state or reason than the last. */
function expectTiled({ coverage }: Scope): void {
  const { window, rows } = coverage;
  if (window === null) throw new TypeError('no window');
  for (const { spans } of rows) {
    expect(spans[0]?.from).toBe(window.from);
    expect(spans.at(-1)?.to).toBe(window.to);
    for (const [index, span] of spans.entries()) {
      const before = spans[index - 1];
      expect(span.from).toBeLessThan(span.to);
      expect(span.reason).not.toBe('');
      if (before === undefined) continue;
      expect(span.from).toBe(before.to);
      expect([span.state, span.reason]).not.toEqual([before.state, before.reason]);
    }
  }
}

const DAY0 = Date.UTC(2026, 1, 1) * 1000;
const source = (day: number, days = 1, cuts: SourceSpan['cuts'] = []): SourceSpan => ({
  tenant: TENANT,
  logKind: 'mailbox-audit',
  name: `day-${day}.jsonl`,
  first: DAY0 + day * DAY + 8 * HOUR,
  last: DAY0 + (day + days) * DAY - 6 * HOUR,
  cuts,
});

describe('the ledger', () => {
  test('a daily export of which a day is not here has a hole between its neighbours', () => {
    const days = Array.from({ length: 20 }, (_, day) => source(day));
    expect(betweenSources(days)).toEqual([]);
    const missing = betweenSources(days.filter((_, day) => day !== 7));
    expect(missing.map(({ from, to }) => [isoTime(from), isoTime(to)])).toEqual([
      ['2026-02-07T18:00:00Z', '2026-02-09T08:00:00Z'],
    ]);
    expect(missing[0]?.reason).toContain('every 24 hours');
    expect(missing[0]?.reason).toContain('day-8.jsonl');
  });

  test('sources without a cadence, few of them, and the same export twice are no evidence', () => {
    const uneven = [0, 1, 5, 6, 13, 14, 22, 23].map((day) => source(day));
    expect(betweenSources(uneven)).toEqual([]);
    expect(betweenSources([source(0), source(1), source(3)])).toEqual([]);
    const twice = Array.from({ length: 12 }, (_, day) => source(day)).flatMap((entry) => [
      entry,
      { ...entry, name: `copy of ${entry.name}` },
    ]);
    expect(betweenSources(twice)).toEqual([]);
    // Covered by another source that is longer.
    const long = [...Array.from({ length: 12 }, (_, day) => source(day)).filter((_, day) => day !== 5), source(4, 4)];
    expect(betweenSources(long)).toEqual([]);
  });

  test('a source that breaks off leaves a hole, from an hour before its last record until the log is back; a mere suspicion only where nothing follows', () => {
    const counts = new Float64Array(72).fill(5);
    for (let hour = 18; hour < 32; hour += 1) counts[hour] = 0;
    const series = { start: DAY0, counts, unit: 'mailboxes' as const };
    const window = { from: DAY0, to: DAY0 + 3 * DAY };
    const cut = { ...source(0), first: DAY0, last: DAY0 + 17 * HOUR + HOUR / 2 };
    const proven = missingOf([{ ...cut, cuts: [{ code: 'cut-gzip', proven: true }] }], series, window);
    expect(proven.map(({ from, to }) => [isoTime(from), isoTime(to)])).toEqual([
      ['2026-02-01T16:30:00Z', '2026-02-02T08:00:00Z'],
    ]);
    expect(missingOf([{ ...cut, cuts: [{ code: 'export-limit', proven: false }] }], series, window)).toEqual([]);
    // Records that came late stand in the next file: single ones do not end the hole.
    const weeks = new Float64Array(21 * 24).fill(5);
    for (let hour = 18; hour < 32; hour += 1) weeks[hour] = hour === 20 || hour === 26 ? 1 : 0;
    const late = missingOf(
      [{ ...cut, cuts: [{ code: 'cut-gzip', proven: true }] }],
      { ...series, counts: weeks },
      { from: DAY0, to: DAY0 + 21 * DAY },
    );
    expect(late).toEqual(proven);
    const last = { ...cut, last: DAY0 + 71 * HOUR + 1, cuts: [{ code: 'export-limit' as const, proven: false }] };
    expect(missingOf([last], series, window).map(({ from, to }) => [isoTime(from).slice(0, 16), isoTime(to)])).toEqual([
      ['2026-02-03T23:00', '2026-02-04T00:00:00Z'],
    ]);
    const rows = { ...cut, cuts: [{ code: 'result-index-gap' as const, proven: true }] };
    expect(missingOf([rows], series, window)).toMatchObject([{ from: cut.first, to: cut.last }]);
  });

  test('a log with few records was there as long as the export that holds it', async () => {
    const change = cmdlet({
      id: 'c',
      user: ADMIN,
      time: '2026-02-20T10:00:00',
      operation: 'Set-Mailbox',
      object: FIRST,
      parameters: { Identity: FIRST, MaxSendSize: '50MB' },
    });
    const scope = await covered([...ordinary(USERS, '2026-02-01', 40), change]);
    expect(unseen(rowOf(scope, 'exchange-admin', null))).toEqual([]);
    expectTiled(scope);
  });
});

describe('settings of auditing', () => {
  const month = ordinary(USERS, '2026-02-01', 40);
  const setMailbox = (
    id: string,
    time: string,
    parameters: Readonly<Record<string, string>>,
  ): Record<string, unknown> =>
    cmdlet({
      id,
      user: ADMIN,
      time,
      operation: 'Set-Mailbox',
      object: FIRST,
      parameters: { Identity: FIRST, ...parameters },
    });
  const quiet =
    (from: string, to: string) =>
    (record: Record<string, unknown>): boolean =>
      !(
        record['MailboxOwnerUPN'] === FIRST &&
        String(record['CreationTime']) > from &&
        String(record['CreationTime']) < to
      );

  test('actions of the owner without MailItemsAccessed blind the mailbox until they are set back', async () => {
    const changes = [
      setMailbox('less', '2026-02-20T12:00:00', { AuditOwner: 'Update,MoveToDeletedItems' }),
      setMailbox('back', '2026-02-22T08:00:00', { DefaultAuditSet: 'Admin,Delegate,Owner' }),
    ];
    const scope = await covered([...month.filter(quiet('2026-02-20T12', '2026-02-22T08')), ...changes]);
    expect(unseen(rowOf(scope, 'mailbox-audit', mailboxOf(FIRST)))).toEqual([
      ['2026-02-20T12:00', '2026-02-22T08:00', 'bypassed'],
    ]);
    expect(unseen(rowOf(scope, 'mailbox-audit', mailboxOf(USERS[1] ?? '')))).toEqual([]);
    expectTiled(scope);
  });

  test('a mailbox that is switched off and accessed all the same is not held to be blind', async () => {
    const off = setMailbox('off', '2026-02-20T12:00:00', { AuditEnabled: 'False' });
    expect(unseen(rowOf(await covered([...month, off]), 'mailbox-audit', mailboxOf(FIRST)))).toEqual([]);
    const silent = await covered([...month.filter(quiet('2026-02-20T12', '2026-09')), off]);
    expect(unseen(rowOf(silent, 'mailbox-audit', mailboxOf(FIRST)))).toEqual([
      ['2026-02-20T10:00', '2026-02-20T12:00', 'silent'],
      ['2026-02-20T12:00', '2026-03-12T09:00', 'bypassed'],
    ]);
  });

  test('an organisation whose unified audit log is off is blind in all its logs', async () => {
    const off = cmdlet({
      id: 'off',
      user: ADMIN,
      time: '2026-03-01T00:00:00',
      operation: 'Set-AdminAuditLogConfig',
      object: 'contoso',
      parameters: { UnifiedAuditLogIngestionEnabled: 'False' },
    });
    const scope = await covered([...month, off]);
    for (const row of [rowOf(scope, 'mailbox-audit', mailboxOf(FIRST)), rowOf(scope, 'exchange-admin', null)])
      expect(unseen(row)).toEqual([['2026-03-01T00:00', '2026-03-12T09:00', 'bypassed']]);
  });

  test('what an exported configuration says stands from the beginning, where no record shows when it was set', async () => {
    const exported = {
      Identity: FIRST,
      ExchangeGuid: mailboxOf(FIRST),
      PrimarySmtpAddress: FIRST,
      UserPrincipalName: FIRST,
      AuditEnabled: 'False',
      tenantId: TENANT,
    };
    const scope = await covered([...month.filter(quiet('2026-01', '2026-09')), exported]);
    expect(unseen(rowOf(scope, 'mailbox-audit', mailboxOf(FIRST)))).toEqual([
      ['2026-02-01T09:00', '2026-03-12T09:00', 'bypassed'],
    ]);
  });

  test('a mailbox without records whose owner has no licence is said to have none', async () => {
    const person = (name: string, licences: readonly unknown[]): readonly Record<string, unknown>[] => {
      const address = `${name}@contoso.example`;
      return [
        { tenantId: TENANT, id: guid(name), userPrincipalName: address, mail: address, assignedLicenses: licences },
        {
          tenantId: TENANT,
          Identity: name,
          UserPrincipalName: address,
          ExchangeGuid: mailboxOf(name),
          ExternalDirectoryObjectId: guid(name),
          PrimarySmtpAddress: address,
          AuditEnabled: 'True',
        },
      ];
    };
    const scope = await covered([...month, ...person('bare', []), ...person('full', [{ skuId: guid('sku') }])]);
    const reasonOf = (name: string): string => rowOf(scope, 'mailbox-audit', mailboxOf(name)).spans[0]?.reason ?? '';
    expect(reasonOf('bare')).toContain('names no licence of its owner');
    expect(reasonOf('full')).not.toContain('licence');
  });

  test('worlds of all of these, drawn at random: the spans tile the window', async () => {
    const hour = (number: number): string =>
      new Date(Date.UTC(2026, 1, 2) + number * 3_600_000).toISOString().slice(0, 19);
    const drawn = fc.record({
      hole: fc.tuple(fc.nat(700), fc.nat(200)),
      throttled: fc.array(fc.nat(800), { maxLength: 3 }),
      bypass: fc.array(fc.tuple(fc.nat(800), fc.boolean()), { maxLength: 4 }),
      off: fc.array(fc.tuple(fc.nat(800), fc.boolean()), { maxLength: 3 }),
      now: fc.integer({ min: 0, max: 60 }),
    });
    await fc.assert(
      fc.asyncProperty(drawn, async ({ hole, throttled, bypass, off, now }) => {
        const records = [
          ...month.filter((record) => {
            const time = String(record['CreationTime']);
            return time < hour(hole[0]) || time >= hour(hole[0] + hole[1]);
          }),
          ...throttled.map((at, index) =>
            bind({ id: `t${index}`, user: FIRST, time: hour(at), messages: [`<t${index}@x>`], throttled: true }),
          ),
          ...bypass.map(([at, on], index) =>
            cmdlet({
              id: `b${index}`,
              user: ADMIN,
              time: hour(at),
              operation: 'Set-MailboxAuditBypassAssociation',
              object: FIRST,
              parameters: { Identity: FIRST, AuditBypassEnabled: on ? 'True' : 'False' },
            }),
          ),
          ...off.map(([at, on], index) =>
            cmdlet({
              id: `o${index}`,
              user: ADMIN,
              time: hour(at),
              operation: 'Set-OrganizationConfig',
              object: 'contoso',
              parameters: { AuditDisabled: on ? 'True' : 'False' },
            }),
          ),
        ];
        const scope = await covered(records, { now: new Date(Date.UTC(2026, 1, 15) + now * 86_400_000) });
        expectTiled(scope);
        const shares = [...scope.coverage.shares.values()];
        expect(shares.every((share) => share >= 0 && share <= 1)).toBe(true);
        for (const database of opened.splice(0)) database.close();
      }),
      { numRuns: 6, seed: 3 },
    );
  }, 60_000);
});

describe("a mailbox's own rhythm", () => {
  async function observed(statements: readonly string[]): Promise<Scope> {
    const database = await Database.open({ path: ':memory:', spillFolder: null });
    opened.push(database);
    await createTables(database, ':memory:');
    for (const statement of statements) await database.run(statement);
    await database.run(
      `INSERT INTO other_event (event_id, part, vendor, tenant, log_kind, time) SELECT row_number() OVER (), 0, 'm365', 't', 'mailbox-audit', hour FROM observed`,
    );
    return await computeScope(database, { now: NOW });
  }
  const silent = ({ coverage }: Scope): readonly string[] =>
    coverage.rows
      .filter(({ spans }) => spans.some(({ state }) => state === 'silent'))
      .map(({ mailboxId }) => mailboxId ?? '');
  /** From 0 to 999 999, the same in every run. */
  const drawn = (m: string, d: string): string => `(hash(concat(${m}, ':', ${d})) % 1000000)`;

  test('of a thousand mailboxes with an ordinary rhythm of working days hardly one is called silent', async () => {
    // Each with a share of working days of its own, from a tenth to all but a few; nothing on weekends.
    const scope = await observed([
      `INSERT INTO observed SELECT 't', 'mailbox-audit', concat('m', m), TIMESTAMP '2025-09-01 09:00:00' + to_days(CAST(d AS INTEGER)), 3
       FROM range(1000) AS a(m), range(182) AS b(d) WHERE d % 7 < 5 AND ${drawn('m', 'd')} < 100000 + (m % 90) * 10000`,
    ]);
    expect(scope.coverage.rows.filter(({ mailboxId }) => mailboxId !== null)).toHaveLength(1000);
    // The limit allows ten.
    expect(silent(scope).length).toBeLessThanOrEqual(10);
  });

  test('planted silences are found, from the last record to the next', async () => {
    const scope = await observed([
      `INSERT INTO observed SELECT 't', 'mailbox-audit', concat('m', m), TIMESTAMP '2025-09-01 09:00:00' + to_days(CAST(d AS INTEGER)), 3
       FROM range(50) AS a(m), range(182) AS b(d) WHERE d % 7 < 5 AND ${drawn('m', 'd')} < 850000 AND NOT (m < 5 AND d BETWEEN 70 AND 90)`,
    ]);
    const planted = ['m0', 'm1', 'm2', 'm3', 'm4'];
    expect(silent(scope)).toEqual(expect.arrayContaining(planted));
    // Weeks off that came up by chance, at about the rate that the limit allows.
    expect(silent(scope).length).toBeLessThanOrEqual(planted.length + 2);
    for (const id of planted) {
      const spans = rowOf(scope, 'mailbox-audit', id).spans.filter(({ state }) => state === 'silent');
      expect(spans).toHaveLength(1);
      // 10 November to 30 November; the weekends and free days around it belong to it.
      expect(spans[0]?.from).toBeLessThanOrEqual(Date.UTC(2025, 10, 10, 9) * 1000);
      expect(spans[0]?.to).toBeGreaterThanOrEqual(Date.UTC(2025, 11, 1) * 1000);
    }
  });

  test('a mailbox that something accesses around the clock is judged by hours', async () => {
    const scope = await observed([
      `INSERT INTO observed SELECT 't', 'mailbox-audit', concat('m', m), TIMESTAMP '2025-09-01 00:00:00' + to_hours(CAST(h AS INTEGER)), 3
       FROM range(20) AS a(m), range(1000) AS b(h) WHERE ${drawn('m', 'h')} < 900000 AND NOT (m = 3 AND h BETWEEN 500 AND 515)`,
    ]);
    expect(silent(scope)).toEqual(['m3']);
    const [span] = rowOf(scope, 'mailbox-audit', 'm3').spans.filter(({ state }) => state === 'silent');
    const hourOf = (time: number | undefined): number => ((time ?? 0) - Date.UTC(2025, 8, 1) * 1000) / HOUR;
    expect(Math.abs(hourOf(span?.from) - 500)).toBeLessThanOrEqual(1);
    expect(Math.abs(hourOf(span?.to) - 516)).toBeLessThanOrEqual(1);
  });
});
