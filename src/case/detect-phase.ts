/** Detections over a case. */
import {
  DEFAULT_DETECT_LIMITS,
  type Detection,
  type DetectResult,
  detect,
  type ListEntry,
  type ListPurpose,
  loadDetections,
  notObservable,
  readList,
  reconcile,
  storeCanaries,
  storeResults,
} from '../detect/index.ts';
import { canonicalJson, sha256 } from '../evidence/index.ts';
import type { Case } from './case.ts';
import { textOfFile } from './given-file.ts';
import { journaled, plainOf } from './journal.ts';
import { inPhase, type Watch } from './phase.ts';
import { markBegun, markDone } from './state.ts';
import { ALL_TIME, type Window, windowText, withinWindow } from './window.ts';

export interface DetectGiven {
  readonly window?: Window | undefined;
  /** Files of `--suspect` and `--known-good`. */
  readonly suspects?: readonly string[] | undefined;
  readonly knownGood?: readonly string[] | undefined;
  /** Files of `--canary`. */
  readonly canaries?: readonly string[] | undefined;
  /** Folders of detections beside the bundled ones. */
  readonly detections?: readonly string[] | undefined;
}

/** What `--suspect`, `--known-good` and `--canary` say. Read before anything long begins: a typing error should not cost an hour. */
export interface Lists {
  readonly suspects: readonly ListEntry[];
  readonly knownGood: readonly ListEntry[];
  readonly canaries: readonly ListEntry[];
}

/** Throws `list-invalid`, `path-not-found`, `path-not-readable`. */
export async function readLists({ suspects, knownGood, canaries }: DetectGiven): Promise<Lists> {
  const all = async (files: readonly string[] | undefined, purpose: ListPurpose): Promise<readonly ListEntry[]> => {
    const lists = [];
    for (const file of files ?? []) lists.push(readList(file, await textOfFile(file), purpose));
    return lists.flat();
  };
  return {
    suspects: await all(suspects, 'suspect'),
    knownGood: await all(knownGood, 'known-good'),
    canaries: await all(canaries, 'canary'),
  };
}

/** The detections of a run, all of them sound. Throws `detection-invalid`. */
export function detectionsOf({ detections }: DetectGiven): readonly Detection[] {
  return loadDetections(detections);
}

/** Runs every detection with the writer closed, then writes what was found: all of it or nothing. */
export async function detectPhase(opened: Case, given: DetectGiven, lists: Lists, watch: Watch): Promise<DetectResult> {
  const detections = detectionsOf(given);
  return await journaled(
    opened,
    'detect',
    { ...givenOf(given, lists), detections: setOf(detections) },
    () => detectWith(opened, detections, given, lists, watch),
    ({ findings, runs }) => ({ findings: findings.length, notRun: runs.filter(({ ran }) => !ran).length }),
  );
}

/** What the log says a detection was given: the lists by what they say, since a file may change. */
function givenOf({ window, suspects, knownGood, canaries }: DetectGiven, lists: Lists) {
  const list = (files: readonly string[] | undefined, entries: readonly ListEntry[]) => ({
    files: [...(files ?? [])],
    entries: entries.length,
    sha256: sha256(canonicalJson(plainOf(entries))),
  });
  return {
    window: plainOf(JSON.parse(windowText(window ?? ALL_TIME))),
    suspects: list(suspects, lists.suspects),
    knownGood: list(knownGood, lists.knownGood),
    canaries: list(canaries, lists.canaries),
  };
}

/** Which detections: their number, and a hash over all that they are. */
function setOf(detections: readonly Detection[]) {
  const lines = detections.map((detection) => `${detection.id} ${detection.version} ${sha256(detection.sql)}`);
  return { count: detections.length, sha256: sha256(lines.sort().join('\n')) };
}

async function detectWith(
  opened: Case,
  detections: readonly Detection[],
  given: DetectGiven,
  lists: Lists,
  watch: Watch,
): Promise<DetectResult> {
  return await inPhase(opened, 'detect', watch, async () => {
    await markBegun(opened.database, 'detect');
    await opened.discardReport();
    await storeCanaries(opened.database, lists.canaries);
    await reconcile(opened.database);
    const memoryBytes = Math.min(opened.engineMemory, DEFAULT_DETECT_LIMITS.memoryBytes);
    const found = await opened.withDatabaseClosed((file) =>
      detect(file, detections, {
        suspects: lists.suspects,
        knownGood: lists.knownGood,
        notObservable: notObservable(),
        limits: { memoryBytes },
        ...(opened.signal === undefined ? {} : { signal: opened.signal }),
      }),
    );
    const window = given.window ?? ALL_TIME;
    const result = withinWindow(found, window);
    await storeResults(opened.database, result);
    await markDone(opened.database, 'detect', windowText(window));
    return result;
  });
}
