/** `letterlock drill --report`: a page from the command, refused before the work where it cannot be written; and the schema. */
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, expectTypeOf, test } from 'vitest';
import type { z } from 'zod';
import type { SuiteScore } from '../../src/drill/index.ts';
import { type drillSchema, drillSchemaText, drillSchema as schema } from '../../src/drill/schema.ts';
import type { DrillView } from '../../src/drill/view.ts';
import { builtMain, letterlock, type Outcome, scratchFolder } from '../cli/program.ts';
import { drillView } from '../ui/fixtures.ts';
import { dataIn, type Writable } from './page.ts';

const home = scratchFolder();
const SMALL = ['--world', 'office', '--mailboxes', '4', '--days', '2', '--seeds', '2'];
const file = join(home.path, 'a drill.html');
let outcome: Outcome;

beforeAll(async () => {
  await builtMain();
  outcome = await letterlock(['drill', ...SMALL, '--report', file, '--json']);
}, 120_000);
afterAll(() => home.remove());

const viewOf = (path: string): DrillView => dataIn<DrillView>(readFileSync(path, 'utf8'));

describe('the page of a drill', () => {
  test('holds the score that standard output has, and the command that makes it again', () => {
    expect(outcome.status).toBe(0);
    const { score, command, worlds, ideas } = viewOf(file);
    expect(score).toEqual(JSON.parse(outcome.stdout));
    expect(command).toBe('letterlock drill --suite quick --world office --seeds 2 --mailboxes 4 --days 2');
    expect(Object.keys(worlds)).toEqual(['office']);
    expect(ideas.map(({ idea }) => idea)).toEqual(score.worlds[0]?.published.map(({ idea }) => idea));
    expect(readdirSync(home.path)).toEqual(['a drill.html']);
  });

  test('is the same from the command that it names', async () => {
    const again = join(home.path, 'again.html');
    const [, ...words] = viewOf(file).command.split(' ');
    expect(await letterlock([...words, '--report', again, '--quiet', '--json'])).toMatchObject({ status: 0 });
    expect(readFileSync(again, 'utf8')).toBe(readFileSync(file, 'utf8'));
  });

  test('and says meanwhile how far it is, a line a run, where nobody looks at a terminal', async () => {
    expect(outcome.stderr).toMatch(/^office, seed 1: 1 of 2 done, about \d+ s left\noffice, seed 2: 2 of 2 done\n$/);
    expect(await letterlock(['drill', ...SMALL, '--quiet'])).toMatchObject({ status: 0, stderr: '' });
  });

  test('is not written for a drill that was cut off, whose score is printed and says so', async () => {
    const temporary = join(home.path, 'tmp');
    const report = join(home.path, 'cut.html');
    mkdirSync(temporary);
    const env = { TMPDIR: temporary, TEMP: temporary, TMP: temporary };
    const interruptAt = { text: '1 of 200 done', signal: 'SIGINT' } as const;
    const args = ['drill', ...SMALL.slice(0, -1), '200', '--report', report];
    const cut = await letterlock([...args, '--json'], { env, interruptAt });
    expect(cut).toMatchObject({ status: 130 });
    const { cutOff, worlds } = JSON.parse(cut.stdout) as SuiteScore;
    expect(cutOff).toEqual({ done: worlds[0]?.runs, of: 200 });
    expect(schema.safeParse(JSON.parse(cut.stdout)).error).toBeUndefined();
    expect(cut.stderr).toContain(`letterlock: Interrupted: ${cutOff?.done} of 200 were done.\n`);
    expect(cut.stderr).toContain('the same command begins anew');
    expect([existsSync(report), readdirSync(temporary)]).toEqual([false, []]);
  });

  test('is refused before the work begins where it cannot be written', async () => {
    mkdirSync(join(home.path, 'folder'));
    for (const [path, reason] of [
      [join(home.path, 'nowhere', 'drill.html'), 'there is no such folder'],
      [join(home.path, 'folder'), 'it is a folder'],
    ] as const) {
      const refused = await letterlock(['drill', ...SMALL, '--report', path]);
      expect(refused).toMatchObject({ status: 1, stdout: '' });
      expect(refused.stderr).toContain(reason);
      expect(existsSync(`${path}.part`)).toBe(false);
    }
  });
});

describe('the schema of a score', () => {
  test('holds for what the command prints, and for what the page is tested with', () => {
    expect(schema.safeParse(JSON.parse(outcome.stdout)).error).toBeUndefined();
    expect(schema.safeParse(drillView().score).error).toBeUndefined();
    expect(schema.safeParse({ ...drillView().score, more: 1 }).success).toBe(false);
  });

  test('says the same as the types', () => {
    expectTypeOf<Writable<SuiteScore>>().toExtend<z.infer<typeof drillSchema>>();
    expectTypeOf<z.infer<typeof drillSchema>['worlds'][number]['title']>().toEqualTypeOf<string>();
  });

  test('stands in docs/schemas (`node tools/docs.mjs --write` makes it)', () => {
    const path = new URL('../../docs/schemas/drill.schema.json', import.meta.url);
    expect(readFileSync(path, 'utf8')).toBe(drillSchemaText());
  });
});
