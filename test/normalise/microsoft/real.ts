/** Reads the shared real records, which are never part of the project; tests say so where they are absent. */
import { existsSync, readFileSync } from 'node:fs';
import Papa from 'papaparse';

const SHARED = new URL('../../../../shared/data/', import.meta.url);

export function realFile(path: string): URL {
  return new URL(path, SHARED);
}

export function isThere(path: string): boolean {
  const there = existsSync(realFile(path));
  if (!there) console.info(`not tested: ../shared/data/${path} is absent`);
  return there;
}

/** Lines of a file of JSON records, as they stand. */
export function lines(path: string): readonly string[] {
  return readFileSync(realFile(path), 'utf8')
    .split('\n')
    .filter((line) => line !== '');
}

/** `AuditData` of every row of the lab tenant's search that has any. */
export function labRecords(): readonly string[] {
  const text = readFileSync(realFile('m365-lab-2021/search-unified-audit-log-2021-03_06.csv'), 'utf8').replace(
    /^\uFEFF/,
    '',
  );
  const { data } = Papa.parse<Readonly<Record<string, string>>>(text, { header: true, skipEmptyLines: true });
  return data.map((row) => row['AuditData'] ?? '').filter((record) => record !== '');
}

/** One labelled event of a rule's test. */
export interface Labelled {
  readonly rule: string;
  readonly test: string;
  readonly expected: boolean;
  readonly event: Readonly<Record<string, unknown>>;
}

export function labelled(path: string): readonly Labelled[] {
  return lines(path).map((line) => JSON.parse(line) as Labelled);
}
