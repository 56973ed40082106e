/** Where things lie in a case folder. */
import { join, resolve } from 'node:path';

export interface CasePaths {
  /** The folder as the user named it; this is what messages show. */
  readonly shown: string;
  /** The folder, absolute. */
  readonly folder: string;
  /** Facts, ledger and findings. */
  readonly database: string;
  /** Names the process that works on the case. */
  readonly lock: string;
  /** Manifest and seal of the sources. */
  readonly evidence: string;
  /** What the report wrote last. */
  readonly report: string;
  /** Holds one folder a run, `run-*`, for the spool and the engine's spill; a run that was killed leaves one behind. */
  readonly temporary: string;
}

export function casePaths(folder: string): CasePaths {
  const absolute = resolve(folder);
  return {
    shown: folder,
    folder: absolute,
    database: join(absolute, 'case.duckdb'),
    lock: join(absolute, 'lock.json'),
    evidence: join(absolute, 'evidence'),
    report: join(absolute, 'report'),
    temporary: join(absolute, 'tmp'),
  };
}
