import { join } from 'node:path';
import { afterAll, expect, it, vi } from 'vitest';
import type { Context } from '../../src/cli/context.ts';
import { withCase } from '../../src/cli/session.ts';
import { Database } from '../../src/store/index.ts';
import { scratchFolder } from './program.ts';

const home = scratchFolder();
afterAll(() => home.remove());

function contextOf(signal: AbortSignal): Context {
  const output = { out: () => {}, err: () => {}, colour: false, terminal: false, columns: 80 };
  return { output, environment: {}, now: new Date('2026-10-26T09:00:00Z'), signal, version: '0.0.0' };
}

it('what a command fails with between its phases after an interrupt is the interrupt', async () => {
  const stop = new AbortController();
  const run = withCase(contextOf(stop.signal), { case: join(home.path, 'between') }, 'make', async ({ opened }) => {
    setTimeout(() => stop.abort(), 50);
    await opened.database.all('SELECT count(*) AS n FROM range(100000000000)');
  });
  await expect(run).rejects.toMatchObject({ code: 'interrupted', exit: 130 });
});

it('a fault without an interrupt stays what it is', async () => {
  const run = withCase(
    contextOf(new AbortController().signal),
    { case: join(home.path, 'fault') },
    'make',
    async () => {
      throw new RangeError('ours');
    },
  );
  await expect(run).rejects.toThrow(RangeError);
});

it('an interrupt while the case is opened is one, and no damage of the case', async () => {
  const stop = new AbortController();
  const { run } = Database.prototype;
  const spy = vi.spyOn(Database.prototype, 'run').mockImplementation(async function (this: Database, statement) {
    if (typeof statement !== 'string' || !statement.startsWith('INSERT INTO case_format'))
      return await run.call(this, statement);
    stop.abort();
    throw Object.assign(new Error('INTERRUPT Error: Interrupted!'), { name: 'EngineError' });
  });
  const opening = withCase(contextOf(stop.signal), { case: join(home.path, 'opening') }, 'make', async () => {});
  await expect(opening).rejects.toMatchObject({ code: 'interrupted', exit: 130 });
  spy.mockRestore();
  await withCase(contextOf(new AbortController().signal), { case: join(home.path, 'opening') }, 'make', async () => {});
});
