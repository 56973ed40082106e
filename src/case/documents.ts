/** What a case's report says, without changing the case: from its files where they are there, else from its database. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LetterlockError } from '../errors.ts';
import type { CaseDocuments } from '../report/diff/index.ts';
import { buildDocument } from '../report/index.ts';
import { Case, type OpenCase } from './case.ts';
import type { DetectGiven } from './detect-phase.ts';
import { casePaths } from './paths.ts';
import { scopePhase, windowOfDetection } from './report-phase.ts';

const FILES = [
  'summary',
  'findings',
  'exposure',
  'coverage',
  'sources',
] as const satisfies readonly (keyof CaseDocuments)[];

export interface DocumentsGiven extends Omit<OpenCase, 'mode'>, Pick<DetectGiven, 'detections'> {
  /** Version of the program. */
  readonly version: string;
}

/**
 * The documents of the case in `folder`. A report that is there is current: whatever changes a case removes its report
 * first. Throws `case-not-found`, `case-damaged` for a report that cannot be read, `usage` where detections have not run, and
 * what opening a case throws.
 */
export async function readDocuments(given: DocumentsGiven): Promise<CaseDocuments> {
  const paths = casePaths(given.folder);
  if (existsSync(join(paths.report, 'summary.json'))) return await fromReport(paths.report, paths.shown);
  const opened = await Case.open({ ...given, mode: 'read' });
  try {
    const window = await windowOfDetection(opened);
    const { scope, detections } = await scopePhase(opened, { ...given, window }, {});
    return await buildDocument(opened.database, scope, { version: given.version, now: opened.now, detections });
  } finally {
    await opened.close();
  }
}

async function fromReport(folder: string, shown: string): Promise<CaseDocuments> {
  const parts = await Promise.all(
    FILES.map(async (name): Promise<readonly [string, unknown]> => {
      const file = join(folder, `${name}.json`);
      try {
        return [name, JSON.parse(await readFile(file, 'utf8'))];
      } catch (error) {
        const reason = `report/${name}.json: ${error instanceof Error ? (error.message.split('\n', 1)[0] ?? '') : 'cannot be read'}`;
        throw new LetterlockError('case-damaged', { path: shown, reason }, { cause: error });
      }
    }),
  );
  const documents = Object.fromEntries(parts) as unknown as CaseDocuments;
  const found: unknown = documents.summary.schemaVersion;
  if (found !== 1)
    throw new LetterlockError('case-damaged', { path: shown, reason: `its report is of version ${String(found)}` });
  return documents;
}
