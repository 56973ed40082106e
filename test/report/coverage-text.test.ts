import { afterEach, describe, expect, test } from 'vitest';
import { buildCoverage } from '../../src/report/build/coverage.ts';
import { type CoverageTextInput, coverageText } from '../../src/report/coverage-text.ts';
import { columnsOf } from '../../src/report/terminal-text.ts';
import { isoTime, observedShare, type Scope } from '../../src/scope/index.ts';
import { bind, ordinary, type World, world } from '../scope/world.ts';

const USERS = Array.from({ length: 6 }, (_, index) => `user${index}@contoso.example`);
const FIRST = USERS[0] ?? '';

const opened: World[] = [];
afterEach(() => {
  for (const { database } of opened.splice(0)) database.close();
});

async function scopeOf(records: readonly unknown[]): Promise<Scope> {
  const made = await world(records, []);
  opened.push(made);
  return made.scope;
}

function inputOf(scope: Scope): CoverageTextInput {
  const { window, shares } = scope.coverage;
  return {
    window: window === null ? null : { from: isoTime(window.from), to: isoTime(window.to) },
    observedShare: observedShare(scope.coverage),
    shares: [...shares].map(([logKind, observed]) => ({ logKind, observed })),
    coverage: buildCoverage(scope),
    collectNext: scope.collectNext.map((next) => ({
      ...next,
      expiresAt: next.expiresAt === null ? null : isoTime(next.expiresAt),
    })),
  };
}

describe('coverage for a terminal', () => {
  const month = ordinary(USERS, '2026-02-01', 40);
  const throttled = bind({ id: 't', user: FIRST, time: '2026-02-10T00:00:00', messages: ['<t@x>'], throttled: true });
  const holed = month.filter((record) => !String(record['CreationTime']).startsWith('2026-02-18'));

  test('a matrix for each log: equal mailboxes on one line, the worst state of a day, capitals where it holds all of it', async () => {
    const text = coverageText(inputOf(await scopeOf([...holed, throttled])));
    const lines = text.split('\n');
    expect(lines.filter((line) => columnsOf(line) > 80)).toEqual([]);
    const row = (name: string): string => lines.find((line) => line.startsWith(`  ${name}`))?.slice(26) ?? '';
    // 10 February is throttled whole; the 18th is a gap, and so is the time around it without a record.
    expect(row('5 mailboxes')).toBe(`${'.'.repeat(16)}gGg${'.'.repeat(21)}`);
    expect(row(FIRST.slice(0, 21))).toBe(`${'.'.repeat(9)}T${'.'.repeat(6)}gGg${'.'.repeat(21)}`);
    expect(text).toMatch(/^mailbox-audit: 9\d% observed$/m);
    expect(text).toMatch(/^exchange-admin: 0% observed$/m);
  });

  test('every time that was not observed stands with its reason, and what to collect', async () => {
    const text = coverageText(inputOf(await scopeOf([...holed, throttled])));
    expect(text).toContain('mailbox-audit, gap: 2026-02-17 10:00 to 2026-02-19 09:00 (47 hours), 6');
    expect(text.replace(/\s+/g, ' ')).toContain('No record of anybody in the tenant on 18 Feb 2026');
    expect(text).toContain(`mailbox-audit, throttled: 2026-02-10 00:00 to 2026-02-11 00:00 (24 hours),`);
    expect(text).toContain('What to collect:');
    expect(text).toContain('Exchange mailbox audit');
  });

  test('a case without logs, and one in which nothing is missing, say so', async () => {
    expect(coverageText({ window: null, observedShare: null, shares: [], coverage: [], collectNext: [] })).toBe(
      'No mailbox is known, so no share can be stated.\nNo log with times is here.\n',
    );
    const whole = inputOf(await scopeOf(month));
    const own = whole.coverage.filter(({ logKind }) => logKind === 'mailbox-audit');
    expect(coverageText({ ...whole, coverage: own })).toContain('No hole.');
  });

  test('a year fits into 80 columns, and so do two hours', () => {
    const span = (from: string, to: string): CoverageTextInput => ({
      window: { from, to },
      observedShare: 1,
      shares: [{ logKind: 'mailbox-audit', observed: 1 }],
      coverage: [
        {
          tenant: null,
          mailbox: 'x\u001b[31m'.repeat(20),
          mailboxId: 'x',
          logKind: 'mailbox-audit',
          spans: [{ from, to, state: 'observed', reason: 'r' }],
        },
      ],
      collectNext: [],
    });
    for (const to of [
      '2026-01-01T02:00:00Z',
      '2026-01-02T23:00:00Z',
      '2026-03-01T00:00:00Z',
      '2027-01-01T00:00:00Z',
      '2036-01-01T00:00:00Z',
    ]) {
      const text = coverageText(span('2026-01-01T00:00:00Z', to));
      expect(text).not.toContain('\u001b');
      expect(text.split('\n').filter((line) => columnsOf(line) > 80)).toEqual([]);
    }
  });
});
