/** Inputs as files through ONE run of ingest into one case in memory. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CollectLimits, DEFAULT_COLLECT_LIMITS, type InputFile, unwrap } from '../../src/collect/files/index.ts';
import { type IngestResult, ingest } from '../../src/ingest/index.ts';
import { createTables, Database } from '../../src/store/index.ts';

export const NOW = new Date('2027-01-01T00:00:00Z');

/** Small enough that long records are met without long files. */
export const FUZZ_LIMITS: Partial<CollectLimits> = { recordBytes: 256 * 1024 };

export interface NamedBytes {
  readonly path: string;
  readonly bytes: Buffer;
}

export interface Case {
  readonly database: Database;
  readonly first: IngestResult;
  readonly files: readonly InputFile[];
  readonly seconds: number;
  /** Takes the same files in once more. */
  again(): Promise<IngestResult>;
}

/** Calls `use` with the case; folder and case are gone afterwards. */
export async function withCase<T>(
  named: readonly NamedBytes[],
  use: (opened: Case) => Promise<T>,
  limits: Partial<CollectLimits> = {},
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'letterlock-fuzz-'));
  const spoolFolder = join(folder, 'spool');
  mkdirSync(spoolFolder);
  const files = named.map(({ path, bytes }, index): InputFile => {
    // On disk under a number: the label may be a name that this system does not take.
    const absolutePath = join(folder, `${index}.in`);
    writeFileSync(absolutePath, bytes);
    return { absolutePath, path, bytes: bytes.length };
  });
  const database = await Database.open({ path: ':memory:', spillFolder: null });
  try {
    await createTables(database, ':memory:');
    const once = (): Promise<IngestResult> =>
      ingest(database, files, {
        unwrap,
        spoolFolder,
        now: NOW,
        limits: { ...DEFAULT_COLLECT_LIMITS, ...FUZZ_LIMITS, ...limits },
      });
    const started = performance.now();
    const first = await once();
    const seconds = (performance.now() - started) / 1000;
    return await use({ database, first, files, seconds, again: once });
  } finally {
    database.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
