/** Worlds with known truth: it lies in the interval, and the width is told by reason and is zero where there is none. */
import { describe, expect, test } from 'vitest';
import { tokenBase64 } from '../../src/facts/index.ts';
import { signInRecord } from '../ingest/records.ts';
import { guid, TENANT } from '../scope/world.ts';
import { DAY, HOUR, MINUTE, ownersTouches, ownersWay, type Touch, type Way, type World } from './exposure-model.ts';
import { exposureOf, faultsOfRun, inventoryOf, type Run, run } from './exposure-run.ts';

const ANNA = 'anna@contoso.example';
const BEN = 'ben@contoso.example';
const BOXES = [ANNA, BEN, 'carl@contoso.example', 'dora@contoso.example'];
const START = Date.parse('2026-02-01T00:00:00Z');
const DAYS = 28;
/** Long after the last record. */
const NOW = START + 60 * DAY;
const EVIL: Way = {
  address: '203.0.113.66',
  client: 'Client=OWA;Action=ViaProxy',
  session: guid('stolen'),
  token: guid('forged'),
};
const SUSPECTS = [{ kind: 'token' as const, value: guid('forged') }];
const at = (day: number, hour: number, minute = 0): number => START + day * DAY + hour * HOUR + minute * MINUTE;

function touch(time: number, message: string | null, more: Partial<Touch> = {}): Touch {
  return { time, who: 'intruder', box: ANNA, folder: '\\Inbox', message, way: EVIL, ...more };
}

function world(touches: readonly Touch[], more: Partial<World> = {}): World {
  return {
    touches: [...ownersTouches(BOXES, START, DAYS), ...touches],
    contents: new Map(),
    vendor: { throttleAfter: 1000, mixedToken: 'first', unloggedCounts: false },
    bypass: [],
    missing: [],
    late: [],
    ...more,
  };
}

async function made(given: World, more: Partial<Parameters<typeof run>[1]> = {}): Promise<Run> {
  const result = await run(given, { suspects: SUSPECTS, now: NOW, ...more });
  expect(faultsOfRun(result)).toEqual([]);
  return result;
}

const reasonsOf = (result: Run, box = ANNA): readonly string[] =>
  exposureOf(result, box).totals.reasons.map(({ reason }) => reason);

const night = [touch(at(14, 2), '<1@x>'), touch(at(14, 2, 10), '<2@x>'), touch(at(15, 2), '<3@x>')];

describe('exposure of worlds with known truth', () => {
  test('bind only, throughout observed: lower and upper bound are the truth', async () => {
    const result = await made(world([...night, touch(at(15, 3), '<3@x>', { box: BEN })]));
    expect(exposureOf(result, ANNA).totals).toMatchObject({ lower: 3, upper: 3, reasons: [] });
    // One message lies in two mailboxes: three messages, four pairs.
    expect(result.scope.incidents[0]?.totals).toMatchObject({
      distinctMessages: 3,
      mailboxMessagePairs: 4,
      lower: 3,
      upper: 3,
      pairsUpper: 4,
      reasons: [],
    });
  });

  test('sync: the whole mailbox is presumed, and an inventory bounds it', async () => {
    const contents = new Map([
      [`${ANNA} \\Inbox`, ['<a@x>', '<b@x>', '<c@x>', '<d@x>']],
      [`${ANNA} \\Contracts`, ['<e@x>', '<f@x>']],
    ]);
    const given = world([touch(at(14, 2), null, { folder: '\\Contracts' }), ...night], { contents });
    const open = await made(given);
    expect(exposureOf(open, ANNA)).toMatchObject({ wholeMailbox: true, totals: { lower: 3, upper: null } });
    expect(reasonsOf(open)).toEqual(['synchronised']);
    const closed = await made(given, { inventory: inventoryOf(given) });
    const exposure = exposureOf(closed, ANNA);
    expect(exposure.folders).toMatchObject([{ path: '\\Contracts', items: 2 }]);
    expect(exposure.totals.upper).toBe((exposure.inventory?.items ?? 0) + 3);
    expect(exposure.totals.upperBasis).toContain('folders.csv');
  });

  test('throttled in the middle: 24 hours are open, and what came after them is named again', async () => {
    const flood = Array.from({ length: 25 }, (_, index) => touch(at(14, 2, index * 2), `<flood${index}@x>`));
    const result = await made(
      world([...flood, touch(at(14, 20), '<unseen@x>'), touch(at(16, 2), '<later@x>')], {
        vendor: { throttleAfter: 20, mixedToken: 'first', unloggedCounts: false },
      }),
    );
    expect(result.logged.throttled.filter(({ box }) => box === ANNA)).toHaveLength(1);
    const { totals } = exposureOf(result, ANNA);
    expect(totals.upper).toBeNull();
    expect(totals.reasons.find(({ reason }) => reason === 'throttled')).toMatchObject({ hours: 24, messages: null });
    expect(totals.lower).toBeLessThan(result.logged.truth.size);
  });

  test("intruder and owner on the same application: the owner's accesses are not counted", async () => {
    const result = await made(world(night));
    const { attributions, totals } = exposureOf(result, ANNA);
    expect(totals).toMatchObject({ lower: 3, upper: 3 });
    expect(attributions.find(({ attribution }) => attribution === 'owner')?.accesses).toBeGreaterThan(10);
  });

  test.each(['first', 'none'] as const)(
    "the intruder in the owner's own session, address and client: an access hidden behind the owner's is in the upper bound (token of mixed records: %s)",
    async (mixedToken) => {
      const shared = { ...ownersWay(ANNA, 14), token: guid('forged') };
      const owner = (hour: number, minute: number, message: string): Touch =>
        touch(at(14, hour, minute), message, { who: 'owner', way: ownersWay(ANNA, 14) });
      const result = await made(
        world(
          [
            touch(at(14, 9, 50), '<his own@x>', { way: shared }),
            // The owner accesses first, the intruder the same within the hour: no record of his.
            owner(12, 51, '<both@x>'),
            touch(at(14, 13, 20), '<both@x>', { way: shared }),
            // Within two minutes of each other: one record.
            touch(at(14, 15, 55), '<mixed his@x>', { way: shared }),
            owner(15, 56, '<mixed owner@x>'),
          ],
          { vendor: { throttleAfter: 1000, mixedToken, unloggedCounts: false } },
        ),
      );
      const { totals } = exposureOf(result, ANNA);
      expect(totals.lower).toBe(1);
      expect(totals.reasons.map(({ reason }) => reason)).toContain('shared-context');
      expect(totals.upper).toBeGreaterThanOrEqual(3);
    },
  );

  test('repeats inside an hour, and within two minutes, hide no further message: no width', async () => {
    const repeats = [0, 1, 5, 20, 55, 58].map((minute) => touch(at(14, 2, minute), '<1@x>'));
    const result = await made(world([...repeats, touch(at(14, 2, 1), '<2@x>'), touch(at(14, 3, 30), '<1@x>')]));
    expect(exposureOf(result, ANNA).totals).toMatchObject({ lower: 2, upper: 2, reasons: [] });
    expect(exposureOf(result, ANNA).details.join(' ')).toContain('that hides repeats, not further messages');
  });

  test('a bypass for a day', async () => {
    const result = await made(
      world([...night, touch(at(17, 12), '<unseen@x>')], { bypass: [{ box: ANNA, from: at(17, 0), to: at(18, 0) }] }),
    );
    const { totals } = exposureOf(result, ANNA);
    expect(totals.reasons.find(({ reason }) => reason === 'bypassed')).toMatchObject({
      hours: 24,
      hoursSinceFirst: 24,
    });
    expect(totals).toMatchObject({ lower: 3, upper: null });
  });

  test('a file missing from the middle, in which a further mailbox was accessed', async () => {
    const result = await made(
      world([...night, touch(at(18, 12), '<unseen@x>'), touch(at(18, 13), '<other@x>', { box: BEN })], {
        missing: [{ from: at(17, 0), to: at(20, 0) }],
      }),
    );
    const { totals } = exposureOf(result, ANNA);
    expect(totals).toMatchObject({ lower: 3, upper: null });
    expect(totals.reasons.find(({ reason }) => reason === 'gap')?.hours).toBeGreaterThanOrEqual(66);
    expect(result.scope.incidents[0]?.totals.elsewhere?.mailboxes).toBe(3);
  });

  test('a file missing from before the first trace: an earlier beginning is in the upper bound, and said apart', async () => {
    const result = await made(
      world([touch(at(8, 12), '<unseen@x>'), ...night], { missing: [{ from: at(7, 0), to: at(10, 0) }] }),
    );
    const { totals } = exposureOf(result, ANNA);
    expect(totals).toMatchObject({ lower: 3, upper: null, upperSinceFirst: 3 });
    expect(totals.reasons.every(({ hours, hoursSinceFirst }) => hours > 0 && hoursSinceFirst === 0)).toBe(true);
  });

  test('sign-ins for half the time: accesses are counted by the log of accesses, and the other half is said to be missing', async () => {
    const others = Array.from({ length: DAYS / 2 }, (_, day) =>
      BOXES.map((box) => {
        const { address, session, token } = ownersWay(box, day);
        return signInRecord(token ?? '', {
          createdDateTime: new Date(at(day, 6, 58)).toISOString(),
          signInEventTypes: ['nonInteractiveUser'],
          tenantId: TENANT,
          userPrincipalName: box,
          userId: guid(box),
          uniqueTokenIdentifier: tokenBase64(token ?? ''),
          sessionId: session,
          ipAddress: address,
        });
      }),
    ).flat();
    const result = await made(world([...night, touch(at(5, 2), '<before@x>')], { others }));
    expect(exposureOf(result, ANNA).totals).toMatchObject({ lower: 4, upper: 4, reasons: [] });
    const signIns = result.scope.coverage.rows.filter(({ logKind }) => logKind === 'signin-noninteractive');
    expect(signIns.some(({ spans }) => spans.some(({ state }) => state !== 'observed'))).toBe(true);
  });

  test('records a week late: open while they may arrive, the truth when they have', async () => {
    const given = world([...night, touch(at(25, 2), '<late@x>')], {
      late: [{ box: ANNA, from: at(25, 0), to: at(25, 5) }],
    });
    const early = await made(given, { now: START + DAYS * DAY + 3 * DAY });
    expect(exposureOf(early, ANNA).totals).toMatchObject({ lower: 3, upper: null });
    expect(reasonsOf(early)).toEqual(['pending']);
    const later = await made({ ...given, late: [] });
    expect(exposureOf(later, ANNA).totals).toMatchObject({ lower: 4, upper: 4, reasons: [] });
  });
});
