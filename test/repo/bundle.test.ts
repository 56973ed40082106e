import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { bundle } from '../../tools/lib/bundle.mjs';

let dist = '';
beforeEach(() => {
  dist = mkdtempSync(join(tmpdir(), 'letterlock-bundle-'));
  put('package.json', '{"type":"module"}');
  put(
    'cli/main.js',
    "#!/usr/bin/env node\nimport { near } from '../a/near.js';\nconsole.log(near());\nconst { far } = await import('../a/b/far.js');\nconsole.log(far());\n",
  );
  put(
    'a/near.js',
    "import { readFileSync } from 'node:fs';\nexport const near = () => readFileSync(new URL('./$&.txt', import.meta.url), 'utf8');\n",
  );
  put(
    'a/b/far.js',
    "import { readFileSync } from 'node:fs';\nexport const far = () => readFileSync(new URL('../far.txt', import.meta.url), 'utf8');\n",
  );
  put('a/$&.txt', 'near');
  put('a/far.txt', 'far');
  for (const thread of ['collect/files/worker.js', 'report/build/raw-worker.js'])
    put(thread, "import { near } from '../../a/near.js';\nconsole.log(near());\n");
});
afterEach(() => rmSync(dist, { recursive: true, force: true }));

function put(path: string, text: string): void {
  mkdirSync(dirname(join(dist, path)), { recursive: true });
  writeFileSync(join(dist, path), text);
}

function run(path: string): string {
  return execFileSync(process.execPath, [join(dist, path)], { encoding: 'utf8' });
}

it('joins an entry and what it loads; each module still finds what lies where it stood', async () => {
  const before = run('cli/main.js');
  expect(before).toBe('near\nfar\n');
  await bundle(dist);
  expect(readFileSync(join(dist, 'cli', 'main.js'), 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
  // Nothing of it is loaded any more from where it stood.
  for (const path of ['a/near.js', 'a/b/far.js']) put(path, 'throw new Error("loaded");\n');
  expect(run('cli/main.js')).toBe(before);
  expect(run('collect/files/worker.js')).toBe('near\n');
  expect(run('report/build/raw-worker.js')).toBe('near\n');
});

it('gives the same files again', async () => {
  const text = (): string => readFileSync(join(dist, 'cli', 'main.js'), 'utf8');
  const compiled = text();
  await bundle(dist);
  const once = text();
  put('cli/main.js', compiled);
  await bundle(dist);
  expect(text()).toBe(once);
});
