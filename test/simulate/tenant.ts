/** Simulated tenants for the tests: written once, read back as records. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_FORMATS, DEFAULT_START, type SimulationSummary, simulate } from '../../src/simulate/index.ts';
import type { SimulateOptions } from '../../src/simulate/simulate.ts';

export type Json = Readonly<Record<string, unknown>>;

export interface Simulated {
  readonly folder: string;
  readonly summary: SimulationSummary;
  /** Records of the files whose path begins so, in the order of the files. */
  records(stem: string): readonly Json[];
  truth(): readonly Json[];
  remove(): void;
}

export async function simulated(given: Partial<SimulateOptions> = {}): Promise<Simulated> {
  const folder = mkdtempSync(join(tmpdir(), 'letterlock-simulate-'));
  const summary = await simulate({
    world: 'office',
    seed: 1,
    mailboxes: 12,
    days: 5,
    start: DEFAULT_START,
    formats: DEFAULT_FORMATS,
    out: join(folder, 'out'),
    ...given,
  });
  const read = (path: string): string => readFileSync(join(folder, 'out', ...path.split('/')), 'utf8');
  return {
    folder: join(folder, 'out'),
    summary,
    records: (stem) =>
      summary.files.filter(({ path }) => path.startsWith(stem)).flatMap(({ path }) => recordsOf(read(path), path)),
    truth: () => lines(read('truth/truth.jsonl')),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function recordsOf(text: string, path: string): readonly Json[] {
  if (path.endsWith('.jsonl')) return lines(text);
  const document = JSON.parse(text) as readonly Json[] | { readonly value: readonly Json[] };
  return 'value' in document ? document.value : document;
}

function lines(text: string): readonly Json[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Json);
}

/** A record as text, for sets. */
export function textOf(record: Json): string {
  return JSON.stringify(record);
}
