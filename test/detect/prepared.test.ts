/** What the build prepares is served only where it is what parsing gives. */
import { appendFileSync, cpSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { BUNDLED_DETECTIONS, type Detection, loadDetections, preparedFiles } from '../../src/detect/index.ts';
import { prepareDetections, readBundled, readDetections } from '../../src/detect/load.ts';
import { hashOf, modulesOf, preparedText, readPrepared } from '../../src/facts/prepared.ts';
import { SMALL } from './fixture.ts';

interface Prepared {
  readonly sha256: string;
  readonly value: readonly Detection[];
}

const parsed = readDetections();
const prepared = prepareDetections() ?? '';

let folder: string;
let yaml: string;
let json: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'letterlock-prepared-'));
  yaml = join(folder, 'detections');
  json = join(folder, 'detections.json');
  cpSync(BUNDLED_DETECTIONS, yaml, { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A title that no YAML file has: who gives it back was served from the JSON. */
const MARK = 'planted in what was prepared';

function plant(): void {
  const { sha256, value } = JSON.parse(prepared) as Prepared;
  writeFileSync(json, JSON.stringify({ sha256, value: value.map((detection) => ({ ...detection, title: MARK })) }));
}

function isServed(): boolean {
  const { detections, problems } = readBundled(yaml, pathToFileURL(json));
  expect(problems).toEqual([]);
  return detections.every(({ title }) => title === MARK);
}

describe('the detections as the build prepares them', () => {
  test('are those that parsing gives', () => {
    writeFileSync(json, prepared);
    expect(parsed.problems).toEqual([]);
    const served = readBundled(yaml, pathToFileURL(json));
    expect(served.detections.length).toBeGreaterThanOrEqual(20);
    expect(served).toStrictEqual(parsed);
  });

  test('are served where the folder is the same', () => {
    plant();
    expect(isServed()).toBe(true);
  });

  test('are not served where a file has changed, is new, gone or renamed', () => {
    plant();
    const [first = ''] = parsed.detections.map(({ id }) => join(yaml, `${id}.yml`));
    appendFileSync(first, '# one comment more\n');
    expect(isServed()).toBe(false);
    cpSync(BUNDLED_DETECTIONS, yaml, { recursive: true });
    expect(isServed()).toBe(true);
    writeFileSync(join(yaml, 'application', 'collection-small.yml'), SMALL);
    expect(isServed()).toBe(false);
    rmSync(join(yaml, 'application', 'collection-small.yml'));
    renameSync(first, first.replace('.yml', '.yaml'));
    expect(isServed()).toBe(false);
    renameSync(first.replace('.yml', '.yaml'), first);
    expect(isServed()).toBe(true);
    rmSync(first);
    expect(isServed()).toBe(false);
  });

  test('are not served where they are absent or cut off', () => {
    expect(isServed()).toBe(false);
    writeFileSync(json, prepared.slice(0, prepared.length / 2));
    expect(isServed()).toBe(false);
  });

  test('are not made where a file has a fault, which is told instead', () => {
    plant();
    writeFileSync(join(yaml, 'application', 'collection-small.yml'), SMALL.replace('version: 3', 'version: x'));
    expect(prepareDetections(yaml)).toBeNull();
    expect(readBundled(yaml, pathToFileURL(json)).problems).toHaveLength(1);
  });
});

describe('the folders of one run', () => {
  test('are parsed once, and again when they have changed', () => {
    const own = join(folder, 'own');
    cpSync(join(yaml, 'application'), join(own, 'x'), { recursive: true });
    for (const name of readdirSync(join(own, 'x'))) rmSync(join(own, 'x', name));
    const file = join(own, 'x', 'collection-small.yml');
    const text = SMALL.replace('application/collection-small', 'x/collection-small');
    const small = (): Detection | undefined => loadDetections([own]).find(({ id }) => id === 'x/collection-small');
    writeFileSync(file, text);
    const first = small();
    expect(first?.version).toBe(3);
    expect(small()).toBe(first);
    writeFileSync(file, text.replace('version: 3', 'version: 4'));
    expect(small()?.version).toBe(4);
    writeFileSync(file, 'id: x');
    expect(small).toThrow();
    expect(small).toThrow();
  });
});

describe('prepared data', () => {
  test('covers every file of the reference; techniques are part of the detections', () => {
    const names = readdirSync(new URL('../../reference/', import.meta.url)).map((name) =>
      name.replace('.yml', '.json'),
    );
    // Techniques are checked with the detections; base rates are for the documents alone.
    const apart = ['attack.json', 'base-rates.json'];
    const expected = names.filter((name) => !apart.includes(name)).map((name) => `reference/${name}`);
    expect(
      preparedFiles()
        .map(({ path }) => path)
        .sort(),
    ).toEqual(['detections.json', ...expected].sort());
  });

  test('keeps every value, or there is none', () => {
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, -0, { a: undefined }, new Date(0)])
      expect(() => preparedText('x', value)).toThrow('JSON cannot keep');
    const value = { a: [1.5, 'x', null, true], __proto__: null };
    writeFileSync(json, preparedText('x', { ...value }));
    expect(readPrepared(pathToFileURL(json), 'x')).toEqual({ ...value });
    expect(readPrepared(pathToFileURL(json), 'y')).toBeNull();
  });

  test('has a hash that tells names, contents and their bounds apart', () => {
    const hashes = [
      hashOf([{ path: 'a', text: 'bc' }]),
      hashOf([{ path: 'ab', text: 'c' }]),
      hashOf([
        { path: 'a', text: 'b' },
        { path: 'c', text: '' },
      ]),
      hashOf([]),
      hashOf(modulesOf(import.meta.url, ['fixture'])),
    ];
    expect(new Set(hashes).size).toBe(hashes.length);
  });
});
