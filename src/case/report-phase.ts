/** What the findings and facts of a case add up to, and the report about it. */
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { notObservable, statementInfo } from '../detect/index.ts';
import { LetterlockError } from '../errors.ts';
import { canonicalJson, SOURCES_FOLDER, sha256 } from '../evidence/index.ts';
import { type ReportFiles, type ReportOptions, readAhead, writeReport } from '../report/index.ts';
import {
  computeScope,
  type DetectionInfo,
  type InventoryFolder,
  observedShare,
  type Scope,
  type ScopeOptions,
} from '../scope/index.ts';
import type { Case } from './case.ts';
import { custodyKept } from './custody.ts';
import { type DetectGiven, detectionsOf } from './detect-phase.ts';
import { journaled, plainOf } from './journal.ts';
import { inPhase, type Watch } from './phase.ts';
import { doneWith } from './state.ts';
import { ALL_TIME, parseWindow, type Window } from './window.ts';

export interface ReportGiven extends Pick<DetectGiven, 'detections'> {
  /** Version of the program. */
  readonly version: string;
  /** Folder in which the sources lie now, if they have moved. */
  readonly sources?: string | undefined;
  /** Folders with their numbers of items, from `--inventory`. */
  readonly inventory?: readonly InventoryFolder[] | undefined;
}

export interface Reported {
  readonly files: ReportFiles;
  readonly scope: Scope;
  /** Share of the mailboxes' time in which the log of accesses was there; null where there is no mailbox. */
  readonly observedShare: number | null;
}

/** Computes the scope and writes `report/`. Throws `usage` where detection has not run on the present sources. */
export async function reportPhase(opened: Case, given: ReportGiven, watch: Watch): Promise<Reported> {
  const { sources = null, inventory = [] } = given;
  return await journaled(
    opened,
    'report',
    { sources, inventory: sha256(canonicalJson(plainOf(inventory))), version: given.version },
    () => reportWith(opened, given, watch),
    ({ files: { files, summary } }) => ({
      files: files.length,
      verdict: summary.verdict,
      incidents: summary.incidents.length,
    }),
  );
}

async function reportWith(opened: Case, given: ReportGiven, watch: Watch): Promise<Reported> {
  const window = await windowOfDetection(opened);
  const ahead: { reader?: ReportOptions['reader'] } = {};
  try {
    const { scope, detections, places } = await inPhase(opened, 'scope', watch, async () => {
      const places = await rawPlaces(opened, given);
      ahead.reader = await readAhead(opened.database, places);
      return { ...(await scopeOf(opened, { ...given, window })), places };
    });
    return await inPhase(opened, 'report', watch, async () => {
      const options = { ...(await reportOptions(opened, given, detections)), ...places, ...ahead };
      const written = await writeReport(opened.database, scope, await opened.scratch('report'), options);
      if (opened.signal?.aborted === true) throw new Error('interrupted');
      await putInPlace(opened, written.folder);
      return {
        files: { ...written, folder: join(opened.paths.shown, 'report') },
        scope,
        observedShare: observedShare(scope.coverage),
      };
    });
  } finally {
    ahead.reader?.stop();
  }
}

/** The old report goes and the new one comes as a whole: an interrupt leaves one of them, never a mixture. */
async function putInPlace(opened: Case, written: string): Promise<void> {
  await opened.discardReport();
  await rename(written, opened.paths.report);
}

export interface Scoped {
  readonly scope: Scope;
  readonly detections: readonly DetectionInfo[];
}

/** Incidents, exposure, coverage and verdict, without writing anything. */
export async function scopePhase(opened: Case, given: ScopeGiven, watch: Watch): Promise<Scoped> {
  return await inPhase(opened, 'scope', watch, () => scopeOf(opened, given));
}

type ScopeGiven = Pick<DetectGiven, 'window' | 'detections'> & Pick<ReportGiven, 'inventory'>;

async function scopeOf(opened: Case, given: ScopeGiven): Promise<Scoped> {
  const detections = [...detectionsOf(given), ...notObservable().map(statementInfo)];
  const bounds = boundsOf(given.window ?? ALL_TIME);
  return {
    scope: await computeScope(opened.database, {
      now: opened.now,
      detections,
      inventory: given.inventory,
      ...bounds,
    }),
    detections,
  };
}

/** The window in which detection looked. */
export async function windowOfDetection({ database, paths }: Case): Promise<Window> {
  const done = await doneWith(database, 'detect');
  if (done === null) {
    throw new LetterlockError('usage', {
      what: `${paths.shown}: detections have not run on what is in the case now; run \`letterlock detect\` first`,
      command: 'detect',
    });
  }
  return parseWindow(done);
}

function boundsOf({ since, until }: Window): Pick<ScopeOptions, 'since' | 'until'> {
  const micros = (date: Date | null): number | undefined => (date === null ? undefined : date.getTime() * 1000);
  return { since: micros(since), until: micros(until) };
}

/** Where sources are looked for, to read raw records again. */
async function rawPlaces(
  opened: Case,
  { sources }: ReportGiven,
): Promise<Pick<ReportOptions, 'spoolFolder' | 'sourceFolders' | 'signal'>> {
  return {
    sourceFolders: sources === undefined ? [] : [sources],
    spoolFolder: await opened.scratch('raw'),
    signal: opened.signal,
  };
}

async function reportOptions(
  opened: Case,
  given: ReportGiven,
  detections: readonly DetectionInfo[],
): Promise<ReportOptions> {
  const geo = await doneWith(opened.database, 'derive');
  return {
    version: given.version,
    now: opened.now,
    detections,
    keptFolder: join(opened.paths.evidence, SOURCES_FOLDER),
    custody: await custodyKept(opened),
    geo: geo !== null && geo !== '[]',
  };
}
