/** What the engine is told for a while: put back whatever happens, and never in the way of the first failure. */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { Database, inTransaction, withoutRules } from '../../src/store/index.ts';

const open: Database[] = [];
afterEach(() => {
  for (const database of open.splice(0)) database.close();
});

async function database(): Promise<Database> {
  const made = await Database.open({ path: ':memory:', spillFolder: null });
  open.push(made);
  return made;
}

const disabled = async (on: Database): Promise<unknown> =>
  (await on.one(`SELECT current_setting('disabled_optimizers') AS held`))['held'];

test('a setting holds for the work and no longer', async () => {
  const on = await database();
  const within = await on.withSetting(withoutRules('join_order'), async () => await disabled(on));
  expect(within).toBe('join_order');
  expect(await disabled(on)).toBe('');
});

test('work that fails outside a transaction says why, and the setting is put back', async () => {
  const on = await database();
  await expect(
    on.withSetting(withoutRules('join_order'), async () => await on.run('SELECT error(42)')),
  ).rejects.toThrow(/42/);
  expect(await disabled(on)).toBe('');
});

test('work that breaks its transaction says why, and the setting is put back with the rollback', async () => {
  const on = await database();
  await on.run('CREATE TABLE t (a BIGINT PRIMARY KEY)');
  const broken = inTransaction(on, async () => {
    await on.withSetting(withoutRules('join_order'), async () => {
      await on.run('INSERT INTO t VALUES (1), (1)');
    });
  });
  await expect(broken).rejects.toThrow(/Duplicate key/i);
  expect(await disabled(on)).toBe('');
  expect(await on.one('SELECT count(*) AS n FROM t')).toEqual({ n: 0n });
});

test('a file that grows by little runs stays small, for row groups are merged unless it is told not to', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'letterlock-store-'));
  try {
    const grown = async (vacuum: boolean): Promise<number> => {
      const path = join(folder, `${vacuum}.duckdb`);
      for (let round = 0; round < 16; round += 1) {
        const on = await Database.open({ path, spillFolder: null, vacuum });
        await on.run('CREATE TABLE IF NOT EXISTS t (a BIGINT)');
        await on.run('DELETE FROM t WHERE a % 2 = 0');
        await on.run('INSERT INTO t SELECT * FROM range(100)');
        on.close();
      }
      return statSync(path).size;
    };
    expect(await grown(true)).toBeLessThan((await grown(false)) / 2);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
