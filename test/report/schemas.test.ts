import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, expectTypeOf, test } from 'vitest';
import type { z } from 'zod';
import type { ReportDocument } from '../../src/report/index.ts';
import { type documentSchema, REPORT_SCHEMAS, schemaText } from '../../src/report/index.ts';

const FILES = Object.keys(REPORT_SCHEMAS) as (keyof typeof REPORT_SCHEMAS)[];

/** The type with all `readonly` taken off: zod's outputs have none. */
type Writable<T> = T extends readonly (infer Item)[]
  ? Writable<Item>[]
  : T extends object
    ? { -readonly [Key in keyof T]: Writable<T[Key]> }
    : T;

describe('schemas of the outputs', () => {
  test.each(FILES)('docs/schemas holds the one of %s (`node tools/docs.mjs --write` makes it)', (file) => {
    const path = new URL(`../../docs/schemas/${file.split('.')[0]}.schema.json`, import.meta.url);
    expect(existsSync(path)).toBe(true);
    expect(readFileSync(path, 'utf8')).toBe(schemaText(file));
  });

  test('every key of every object is described in docs/case-format.md', () => {
    const text = readFileSync(new URL('../../docs/case-format.md', import.meta.url), 'utf8');
    const keys = new Set<string>();
    const walk = (node: unknown): void => {
      if (node === null || typeof node !== 'object') return;
      if ('properties' in node) for (const key of Object.keys(node.properties as object)) keys.add(key);
      for (const value of Object.values(node)) walk(value);
    };
    for (const file of FILES) walk(JSON.parse(schemaText(file)));
    expect(keys.size).toBeGreaterThan(100);
    expect([...keys].filter((key) => !text.includes(`\`${key}\``))).toEqual([]);
  });

  test('the schemas and the types say the same', () => {
    type FromSchema = z.infer<typeof documentSchema>;
    expectTypeOf<FromSchema['summary']>().toExtend<Writable<ReportDocument['summary']>>();
    expectTypeOf<Writable<ReportDocument['summary']>>().toExtend<FromSchema['summary']>();
    expectTypeOf<Writable<ReportDocument['findings']>>().toExtend<FromSchema['findings']>();
    expectTypeOf<Writable<ReportDocument['exposure']>>().toExtend<FromSchema['exposure']>();
    expectTypeOf<Writable<ReportDocument['coverage']>>().toExtend<FromSchema['coverage']>();
  });
});
