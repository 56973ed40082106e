import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import {
  ALLOWED_FUNCTIONS,
  DEFAULT_DETECT_LIMITS,
  detectionDocuments,
  loadDetections,
  RESULT_COLUMNS,
  SUBJECT_KINDS,
} from '../../src/detect/index.ts';

const DOCS = fileURLToPath(new URL('../../docs/', import.meta.url));
const FORMAT = readFileSync(join(DOCS, 'detections.md'), 'utf8');

describe('the pages of the detections', () => {
  const documents = detectionDocuments();

  test('are what the files make; `node tools/docs.mjs --write` after a build makes them anew', () => {
    expect(documents.length).toBeGreaterThan(5);
    const stale = documents.filter(
      ({ path, text }) => !existsSync(join(DOCS, path)) || readFileSync(join(DOCS, path), 'utf8') !== text,
    );
    expect(stale.map(({ path }) => path)).toEqual([]);
  });

  test('are no more than the families there are', () => {
    const made = documents.map(({ path }) => path.replace('detections/', ''));
    expect(readdirSync(join(DOCS, 'detections')).sort()).toEqual([...made].sort());
  });

  test('hold every detection with its false positives and blind spots', () => {
    const all = documents.map(({ text }) => text).join('\n');
    for (const { id, blindSpots, falsePositives } of loadDetections()) {
      expect(all).toContain(`## ${id}`);
      for (const said of [...blindSpots, ...falsePositives]) expect(all).toContain(said.trim());
    }
  });

  test('a changed detection would be noticed', () => {
    const [first, ...rest] = loadDetections();
    if (first === undefined) throw new Error('no detections');
    const changed = detectionDocuments([{ ...first, title: 'Planted' }, ...rest]);
    expect(changed.filter(({ path, text }) => readFileSync(join(DOCS, path), 'utf8') !== text).length).toBeGreaterThan(
      0,
    );
  });
});

describe("the format's document", () => {
  test('names every column, subject, function and limit', () => {
    const functions = [...ALLOWED_FUNCTIONS].filter(([, why]) => !why.includes('parser')).map(([name]) => name);
    const words = [
      ...Object.keys(RESULT_COLUMNS),
      ...SUBJECT_KINDS,
      ...Object.keys(DEFAULT_DETECT_LIMITS),
      ...functions.filter((name) => /^[a-z]/.test(name) && !['count_star', 'substring', 'mod'].includes(name)),
    ];
    expect(words.length).toBeGreaterThan(60);
    expect(words.filter((word) => !new RegExp(`\\b${word}\\b`).test(FORMAT))).toEqual([]);
  });
});
