import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { discover } from '../../../src/collect/files/index.ts';
import { inFolder, type Outcome, rejectsOf, truncationsOf, unwrapInputs } from '../harness.ts';

const DATA = join(import.meta.dirname, '..', '..', '..', '..', 'shared', 'data');
const there = existsSync(DATA);
if (!there) console.warn(`skipped: ${DATA} is absent`);

async function run(name: string): Promise<Outcome> {
  return inFolder(async (folder) => {
    const { files } = await discover([name], { cwd: DATA, spoolFolder: folder });
    return unwrapInputs(files, folder);
  });
}

describe.skipIf(!there)('real exports', () => {
  it('every row of the lab tenant is accounted for', async () => {
    const { sources, records } = await run('m365-lab-2021');
    const [lab] = sources;
    expect(lab).toMatchObject({ format: 'csv-records', encoding: 'utf-8', read: 6_917, rejected: 3, dateOrder: null });
    if (lab === undefined) throw new Error('no source');
    expect(rejectsOf(lab)).toEqual([5_758, 6_385, 6_720].map((row) => `empty-row at row ${row}`));
    // The three empty rows are the three numbers that are missing from their searches.
    expect(truncationsOf(lab)).toEqual(['result-index-gap']);
    const parsed = (records.get(0) ?? []).map(({ text }) => JSON.parse(text) as Readonly<Record<string, unknown>>);
    expect(parsed.filter((record) => record['Operation'] === 'MailItemsAccessed').length).toBeGreaterThan(0);
  });

  it.each([
    ['o365-samples', 73 + 38],
    ['entra-samples', 25 + 79],
    ['google-samples', 48],
    ['labelled-events', 229],
  ])('%s', async (folder, expected) => {
    const { sources, records } = await run(folder);
    expect(
      sources.every(
        ({ format, rejected, truncations }) => format === 'json-lines' && rejected === 0 && truncations.length === 0,
      ),
    ).toBe(true);
    const all = [...records.values()].flat();
    expect(all.length).toBe(expected);
    for (const { text } of all) JSON.parse(text);
  });

  it('rules are no logs, and each is named', async () => {
    const { sources } = await run('sigma');
    expect(sources.length).toBeGreaterThan(10);
    expect(sources.filter(({ read }) => read > 0).map(({ path }) => path)).toEqual([]);
    expect(sources.every(({ lookedLike }) => lookedLike !== null && lookedLike !== '')).toBe(true);
  });
});
