/** Every world, small: the same again, taken in without a reject, and true to what it says of intrusions. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { Case, ingestPhase } from '../../src/case/index.ts';
import { WORLDS } from '../../src/simulate/index.ts';
import { simulated } from './tenant.ts';

const NOW = new Date(Date.UTC(2026, 9, 20));
/** Most intrusions begin a third of the way in; these later, on a day that is fixed. */
const DAYS: Readonly<Record<string, number>> = { 'storm-2023': 8, 'storm-2023-logs-of-2023': 8, 'stolen-token': 9 };

const folder = mkdtempSync(join(tmpdir(), 'letterlock-worlds-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each(WORLDS.map((world) => ({ world, name: world.name })))('the world $name', ({ world, name }) => {
  it('is deterministic, is taken in whole, and has its truth', async () => {
    const once = await simulated({ world: name, days: DAYS[name] ?? 5 });
    const again = await simulated({ world: name, days: DAYS[name] ?? 5 });
    try {
      expect(again.summary).toEqual(once.summary);
      const records = Object.values(once.summary.records).reduce((sum, count) => sum + count, 0);
      expect(records).toBeGreaterThan(100);
      const opened = await Case.open({ folder: join(folder, name), mode: 'make', now: NOW });
      try {
        const { lines, issues } = await ingestPhase(opened, { paths: [join(once.folder, 'logs')], cwd: folder }, {});
        expect(issues).toEqual([]);
        expect(lines.length).toBeGreaterThan(0);
        expect(lines.filter(({ rejected }) => rejected > 0)).toEqual([]);
      } finally {
        await opened.close();
      }
      const tokens = once.truth().filter(({ kind }) => kind === 'token');
      const accesses = once.truth().filter(({ kind }) => kind === 'access');
      const intrusions = (world.intrusions ?? []).length;
      expect(once.summary.intrusions).toHaveLength(intrusions);
      for (const intrusion of once.summary.intrusions) {
        expect(intrusion.messages).toBeGreaterThan(0);
        expect(intrusion.mailboxes.length).toBeGreaterThan(0);
        expect(intrusion.addresses.length).toBeGreaterThan(0);
      }
      expect(accesses.length > 0).toBe(intrusions > 0);
      if (intrusions === 0) expect(tokens).toEqual([]);
    } finally {
      once.remove();
      again.remove();
    }
  });

  it('says in a sentence what it is', () => {
    expect(world.about).toMatch(/^[A-Z].{40,}\.$/);
    expect(world.title).not.toBe('');
  });
});

it('has no two worlds of one name', () => {
  expect(new Set(WORLDS.map(({ name }) => name)).size).toBe(WORLDS.length);
});
