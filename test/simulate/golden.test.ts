/**
 * The same seed gives the same bytes, everywhere and for good: hashes of every file, of every format, kept beside. Where
 * the simulation is changed on purpose they change: `npx vitest run test/simulate/golden.test.ts -u`.
 */
import { describe, expect, it } from 'vitest';
import { FORMATS } from '../../src/simulate/index.ts';
import { forgedTokens } from '../../src/simulate/intrusions/forged-tokens.ts';
import { simulated } from './tenant.ts';

describe('bytes', () => {
  it('are those of before', async () => {
    const population = { google: 0.3, unaudited: 0.1 };
    const intrusions = [forgedTokens({ mailboxes: 2, perDay: 20 })];
    const world = { name: 'golden', title: '', about: '', population, intrusions };
    const made = await simulated({ world, seed: 11, mailboxes: 8, days: 3, formats: FORMATS });
    const lines = made.summary.files.map(({ path, records, bytes, sha256 }) => `${sha256} ${records} ${bytes} ${path}`);
    expect(lines.length).toBeGreaterThan(20);
    await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('golden.txt');
    made.remove();
  });
});
