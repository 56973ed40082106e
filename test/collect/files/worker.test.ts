import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import type * as Collect from '../../../src/collect/files/index.ts';
import { inFolder } from '../harness.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');

/** Builds the collector into a folder, because a worker needs JavaScript. */
async function withBuilt(
  use: (collect: typeof Collect, spoolFolder: string, input: string) => Promise<void>,
): Promise<void> {
  await inFolder(async (folder) => {
    const out = join(folder, 'dist');
    writeFileSync(
      join(folder, 'tsconfig.json'),
      JSON.stringify({
        extends: join(ROOT, 'tsconfig.json'),
        compilerOptions: {
          outDir: out,
          declaration: false,
          rootDir: join(ROOT, 'src'),
          typeRoots: [join(ROOT, 'node_modules', '@types')],
        },
        include: [],
        files: [join(ROOT, 'src/collect/files/index.ts'), join(ROOT, 'src/collect/files/worker.ts')],
      }),
    );
    const built = spawnSync(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', folder], {
      encoding: 'utf8',
    });
    expect(built.stdout + built.stderr).toBe('');
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'), 'junction');
    const spoolFolder = join(folder, 'spool');
    mkdirSync(spoolFolder);
    const input = join(folder, 'input');
    writeFileSync(
      input,
      Array.from({ length: 60_000 }, (_, index) => `{"Id":"${index}","Fill":"${'x'.repeat(80)}"}\n`).join(''),
    );
    const collect = (await import(pathToFileURL(join(out, 'collect/files/index.js')).href)) as typeof Collect;
    await use(collect, spoolFolder, input);
  });
}

describe('the reading thread', () => {
  it('gives what the same thread gives, reads ahead no more than it may, and can be stopped', async () => {
    await withBuilt(async ({ unwrapInWorker, unwrap, DEFAULT_COLLECT_LIMITS }, spoolFolder, input) => {
      const files = [{ absolutePath: input, path: 'input', bytes: 1 }];
      const options = { limits: { ...DEFAULT_COLLECT_LIMITS, chunkBytes: 1024 ** 2 }, spoolFolder };
      const there: unknown[] = [];
      let most = 0;
      for await (const chunk of unwrapInWorker(files, options)) {
        await new Promise((resolve) => {
          setTimeout(resolve, 20);
        });
        most = Math.max(most, readdirSync(spoolFolder).length);
        there.push(chunk);
        rmSync(chunk.spoolPath);
      }
      const here: unknown[] = [];
      for await (const chunk of unwrap(files, options)) {
        here.push(chunk);
        rmSync(chunk.spoolPath);
      }
      expect(there).toEqual(here);
      expect(there.length).toBeGreaterThan(4);
      // Two that wait or are being used, one that is being written.
      expect(most).toBeLessThanOrEqual(3);

      for await (const chunk of unwrapInWorker(files, options)) {
        rmSync(chunk.spoolPath);
        break;
      }
      expect(readdirSync(spoolFolder)).toEqual([]);

      const stop = new AbortController();
      const stopped = async (): Promise<void> => {
        for await (const chunk of unwrapInWorker(files, { ...options, signal: stop.signal })) {
          rmSync(chunk.spoolPath);
          stop.abort();
        }
      };
      await expect(stopped()).rejects.toMatchObject({ code: 'interrupted' });
      expect(readdirSync(spoolFolder)).toEqual([]);

      const broken = unwrapInWorker(files, { ...options, spoolFolder: join(spoolFolder, 'none') });
      await expect(broken.next()).rejects.toMatchObject({ code: 'case-not-writable', details: { reason: 'ENOENT' } });
    });
  });
});
