/** `letterlock diff`: a case, and the same case after late files came. */
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { diffSchema } from '../../src/report/diff/index.ts';
import { scratchFolder } from './program.ts';
import { goodLines } from './records.ts';
import { said } from './said.ts';

const home = scratchFolder();
afterAll(() => home.remove());
const at = (...names: readonly string[]): string => join(home.path, ...names);

describe('letterlock diff', () => {
  it('says what late files changed, from reports or from the cases alone, and changes neither', async () => {
    mkdirSync(at('early'));
    mkdirSync(at('late'));
    writeFileSync(at('early', 'a.jsonl'), goodLines(120));
    writeFileSync(at('late', 'b.jsonl'), goodLines(60, 121));
    await said(['investigate', at('early'), '--case', at('one'), '--quiet']);
    await said(['investigate', at('early'), at('late'), '--case', at('two'), '--quiet']);
    const outcome = await said(['diff', at('one'), at('two'), '--json']);
    expect(outcome).toMatchObject({ status: 0, stderr: '' });
    const diff = diffSchema.parse(JSON.parse(outcome.stdout));
    expect(diff.same).toBe(false);
    expect(diff.sources.added.map(({ records }) => records)).toEqual([60]);
    expect(diff.sources.removed).toEqual([]);
    const back = diffSchema.parse(JSON.parse((await said(['diff', at('two'), at('one'), '--json'])).stdout));
    expect(back.sources.removed).toEqual(diff.sources.added);
    expect(await said(['diff', at('one'), at('one')])).toMatchObject({ status: 0, stdout: 'No difference.\n' });

    cpSync(at('two'), at('bare'), { recursive: true });
    rmSync(at('bare', 'report'), { recursive: true });
    const before = readdirSync(at('bare'));
    expect(await said(['diff', at('two'), at('bare')])).toMatchObject({ status: 0, stdout: 'No difference.\n' });
    expect(existsSync(at('bare', 'report'))).toBe(false);
    expect(readdirSync(at('bare'))).toEqual(before);
    expect((await said(['diff', at('one'), at('bare'), '--json'])).stdout).toBe(outcome.stdout);
  }, 120_000);

  it('says what is wrong with a folder that is no case', async () => {
    expect(await said(['diff', at('nowhere'), at('nowhere')])).toMatchObject({ status: 2, stdout: '' });
  });
});
