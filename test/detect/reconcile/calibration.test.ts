/** Calibration: ordinary loss stays quiet, forged tokens do not, and more of them never lower the strength. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { reconcile } from '../../../src/detect/reconcile/index.ts';
import type { Database } from '../../../src/store/index.ts';
import { addForged, ordinaryTenant } from './tenant.ts';

const NEW_APPLICATION = '66a88757-258c-4c72-893c-3e8bed4d6899';
const COMMON_APPLICATION = '13937bba-652e-4c46-b222-3003f4d1ff97';

async function strongest(database: Database): Promise<number> {
  await reconcile(database);
  const row = await database.one('SELECT coalesce(max(strength), 0) AS s FROM token_cluster');
  return Number(row['s']);
}

async function outcomes(database: Database): Promise<Record<string, number>> {
  const rows = await database.all(`SELECT outcome, count(*) AS n FROM token_use WHERE kind = 'token' GROUP BY outcome`);
  return Object.fromEntries(rows.map((row) => [String(row['outcome']), Number(row['n'])]));
}

describe('calibration', () => {
  test.each([1, 2, 3])(
    'seed %i, a thousand mailboxes of which one token in a thousand is lost: chance stays quiet',
    async (seed) => {
      const database = await ordinaryTenant({ seed, mailboxes: 1000, days: 30, tokens: 5, lost: 0.001 });
      const strength = await strongest(database);
      const found = await outcomes(database);
      // A naive anti-join calls each of these forged.
      expect(found['no-issuance-record']).toBeGreaterThan(80);
      expect(strength).toBeLessThan(0.99);
      database.close();
    },
  );

  test('a firm of ten mailboxes gets an answer', async () => {
    const database = await ordinaryTenant({ seed: 4, mailboxes: 10, days: 30, tokens: 5, lost: 0.001 });
    expect(await strongest(database)).toBeLessThan(0.99);
    await addForged(database, { count: 6, mailboxes: 2, networks: 1, application: NEW_APPLICATION });
    expect(await strongest(database)).toBeGreaterThan(0.999);
    database.close();
  });

  test.each([
    ['seen nowhere else', NEW_APPLICATION],
    ['that is the most common one', COMMON_APPLICATION],
  ])('forged tokens of an application %s are found among a thousand mailboxes', async (_, application) => {
    const database = await ordinaryTenant({ seed: 5, mailboxes: 1000, days: 30, tokens: 5, lost: 0.001 });
    await addForged(database, { count: 40, mailboxes: 10, networks: 3, application });
    expect(await strongest(database)).toBeGreaterThan(0.9999);
    const row = await database.one(
      `SELECT count(*) AS n, count(CASE WHEN starts_with(network, '192.0.') THEN 1 END) AS forged FROM token_use WHERE cluster IS NOT NULL`,
    );
    expect(Number(row['forged'])).toBe(40);
    database.close();
  });

  test.each([
    [20, 3],
    [300, 5],
  ])(
    '%i mailboxes whose ledger loses %i hours of a working day: nobody forged those tokens',
    async (mailboxes, hours) => {
      const database = await ordinaryTenant({ seed: 7, mailboxes, days: 30, tokens: 5, lost: 0.001 });
      await database.run(
        `DELETE FROM sign_in WHERE time >= TIMESTAMP '2026-09-11 09:20:00' AND time < TIMESTAMP '2026-09-11 09:20:00' + interval '1' hour * ${hours}`,
      );
      expect(await strongest(database)).toBeLessThan(0.99);
      const lost = await database.one(`SELECT count(*) AS n FROM token_use WHERE reason = 'ledger-lost'`);
      expect(Number(lost['n'])).toBeGreaterThan(0);
      await addForged(database, { count: 12, mailboxes: 3, networks: 1, application: NEW_APPLICATION });
      expect(await strongest(database)).toBeGreaterThan(0.999);
      database.close();
    },
  );

  test('tokens of one application forged for many people at their own addresses are no loss of the ledger', async () => {
    const database = await ordinaryTenant({ seed: 8, mailboxes: 40, days: 30, tokens: 5, lost: 0 });
    await database.run(
      `DELETE FROM sign_in WHERE time >= TIMESTAMP '2026-09-11 09:00:00' AND time < TIMESTAMP '2026-09-11 14:00:00' AND app_id = '${COMMON_APPLICATION}'`,
    );
    await reconcile(database);
    const row = await database.one(
      `SELECT count(CASE WHEN outcome = 'no-issuance-record' THEN 1 END) AS missing, count(CASE WHEN reason = 'ledger-lost' THEN 1 END) AS lost FROM token_use WHERE kind = 'token'`,
    );
    expect(Number(row['missing'])).toBeGreaterThan(5);
    expect(Number(row['lost'])).toBe(0);
    database.close();
  });

  test('a ledger that holds a third of all tokens accuses nobody of the application that few use', async () => {
    const database = await ordinaryTenant({ seed: 9, mailboxes: 40, days: 30, tokens: 5, lost: 0.65 });
    for (const table of ['access', 'sign_in', 'issuance'])
      await database.run(
        `UPDATE ${table} SET app_id = '${NEW_APPLICATION}' WHERE app_id = '${COMMON_APPLICATION}' AND ${table === 'issuance' ? 'person' : 'actor'} IN ('user1@contoso.example', 'user2@contoso.example')`,
      );
    await database.run(
      `UPDATE access SET client_app_id = app_id, client_family = 'pop', address = '203.0.113.1' WHERE app_id = '${NEW_APPLICATION}'`,
    );
    expect(await strongest(database)).toBeLessThan(0.99);
    database.close();
  });

  test('a ledger that loses one in ten says so: little is certain there', async () => {
    const database = await ordinaryTenant({ seed: 6, mailboxes: 100, days: 30, tokens: 5, lost: 0.1 });
    expect(await strongest(database)).toBeLessThan(0.99);
    database.close();
  });

  test('more forged tokens never lower the strength', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 1000 }),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 30 }),
        fc.constantFrom(NEW_APPLICATION, COMMON_APPLICATION),
        async (seed, few, more, application) => {
          const strengths: number[] = [];
          for (const count of [few, few + more]) {
            const database = await ordinaryTenant({ seed, mailboxes: 40, days: 20, tokens: 3, lost: 0.002 });
            await addForged(database, { count, mailboxes: 4, networks: 2, application });
            strengths.push(await strongest(database));
            database.close();
          }
          expect(strengths[1]).toBeGreaterThanOrEqual((strengths[0] ?? 0) - 1e-12);
        },
      ),
      { numRuns: 8 },
    );
  });
});
