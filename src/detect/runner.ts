/**
 * Runs detections over a case, read-only: the engine can neither write the case, nor reach a file or the network, nor be
 * told otherwise by a query; and a query that takes too long is ended.
 */
import { statSync } from 'node:fs';
import { Database, withoutRules } from '../store/index.ts';
import { checkSql } from './check.ts';
import { type Detection, fits, type ParameterValue } from './definition.ts';
import { compareFindings, type DetectionRun, type Finding } from './finding.ts';
import { gather } from './gather.ts';
import { annotate } from './known-good.ts';
import { DEFAULT_DETECT_LIMITS, type DetectLimits } from './limits.ts';
import type { ListEntry } from './lists.ts';
import { type NotObservable, notObservableRuns } from './not-observable.ts';
import { type BaselineState, baselineState, type Holdings, holdings, requirementState } from './preconditions.ts';
import { findSuspects } from './suspects.ts';

export interface DetectOptions {
  readonly limits?: Partial<DetectLimits>;
  /** Parameters that differ from their defaults: detection id -> name -> value. */
  readonly parameters?: Readonly<Record<string, Readonly<Record<string, ParameterValue>>>>;
  /** Called before each detection, for the progress display. */
  readonly onDetection?: (id: string, index: number, count: number) => void;
  readonly signal?: AbortSignal;
  /** Entries of `--suspect`: findings without any detection. */
  readonly suspects?: readonly ListEntry[];
  /** Entries of `--known-good`: annotations, which hide nothing. */
  readonly knownGood?: readonly ListEntry[];
  /** What no log shows, listed among the runs by `detect`. */
  readonly notObservable?: readonly NotObservable[];
}

export interface CaseFile {
  /** Path of `case.duckdb`. No other connection may be open on it. */
  readonly path: string;
  /** Folder for spilling, inside the case folder; null forbids it. */
  readonly spillFolder: string | null;
  /** Whether it is known to hold no code (see `DatabaseOptions`). */
  readonly known?: boolean;
}

export interface DetectResult {
  /** In total order: detection, tenant, subject. */
  readonly findings: readonly Finding[];
  /** One for each detection, in the order of ids. */
  readonly runs: readonly DetectionRun[];
}

/** Opens the case file read-only and locked down, runs every detection, closes it. */
export async function detect(
  file: CaseFile,
  detections: readonly Detection[],
  options: DetectOptions = {},
): Promise<DetectResult> {
  return await withLockedCase(
    file,
    options,
    async (database, lanes) => {
      const { findings, runs } = await runDetections(database, detections, options, statSync(file.path).size, lanes);
      return { findings, runs: [...runs, ...(await notObservableRuns(database, options.notObservable ?? []))] };
    },
    LANES,
  );
}

/**
 * The engine takes a fifth of a table to be left by a condition that it knows nothing of, and every step of a query for
 * large: it puts the few rows of a step that found nothing where the millions belong. Detections join in the order in
 * which they are written; together they take a third less processor time.
 */
const AS_WRITTEN = withoutRules('join_order');

/**
 * Detections at work at once. One leaves a third of two cores idle, two leave a ninth: planning, small steps, and the ends
 * of large ones.
 */
const LANES = 3;

/**
 * Opens a case for queries that nobody need trust: read-only, no files, no network, configuration locked. `lanes` are
 * further connections to it, `count` of them; they are made before the lock, which would refuse what each is told first.
 */
export async function withLockedCase<Result>(
  file: CaseFile,
  options: Pick<DetectOptions, 'limits'>,
  work: (database: Database, lanes: readonly Database[]) => Promise<Result>,
  count = 0,
): Promise<Result> {
  const memoryBytes = options.limits?.memoryBytes ?? DEFAULT_DETECT_LIMITS.memoryBytes;
  const database = await Database.open({ ...file, memoryBytes, readOnly: true });
  try {
    const spillBytes = options.limits?.spillBytes ?? DEFAULT_DETECT_LIMITS.spillBytes;
    if (file.spillFolder !== null)
      await database.run(`SET max_temp_directory_size = '${Math.floor(spillBytes / 1024)}KiB'`);
    await database.run(AS_WRITTEN.on);
    await database.run('SET enable_external_access = false');
    const lanes: Database[] = [];
    while (lanes.length < count) lanes.push(await database.fork());
    await database.run('SET lock_configuration = true');
    return await work(database, lanes);
  } finally {
    database.close();
  }
}

/** Runs detections on an open database. `caseBytes` sets the time limit; `lanes` are connections that work at once. */
export async function runDetections(
  database: Database,
  detections: readonly Detection[],
  options: DetectOptions = {},
  caseBytes = 0,
  lanes: readonly Database[] = [database],
): Promise<DetectResult> {
  const limits = { ...DEFAULT_DETECT_LIMITS, ...options.limits };
  const held = await holdings(database);
  const ordered = [...detections].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
  const outcomes = await runInLanes(lanes, ordered, options, (lane, detection) =>
    runOne(lane, detection, held, parametersOf(detection, options), limits, caseBytes, options.signal),
  );
  const findings = outcomes.flatMap((outcome) => outcome.findings);
  const runs = outcomes.map(({ run }) => run);
  if (options.suspects !== undefined && options.suspects.length > 0) {
    const suspects = await findSuspects(database, options.suspects, limits);
    findings.push(...suspects.findings);
    runs.push(suspects.run);
  }
  return { findings: await annotate(database, findings.sort(compareFindings), options.knownGood ?? []), runs };
}

/** Defaults, and what differs from them. A value of another type, or for no parameter, is the caller's fault. */
export function parametersOf(
  detection: Detection,
  options: Pick<DetectOptions, 'parameters'>,
): Readonly<Record<string, ParameterValue>> {
  const given = options.parameters?.[detection.id] ?? {};
  for (const [name, value] of Object.entries(given)) {
    const parameter = detection.parameters.find((candidate) => candidate.name === name);
    if (parameter === undefined) throw new TypeError(`${detection.id} has no parameter "${name}"`);
    if (!fits(parameter.type, value)) throw new TypeError(`${detection.id}: "${name}" takes ${parameter.type}`);
  }
  return {
    ...Object.fromEntries(detection.parameters.map((parameter) => [parameter.name, parameter.default])),
    ...given,
  };
}

interface Outcome {
  readonly run: DetectionRun;
  readonly findings: readonly Finding[];
  /** It took too long or failed: beside another, that may be the other's fault. */
  readonly ended: boolean;
}

/**
 * Outcomes in the order of the detections. What took too long or failed beside another is run again when nothing else
 * runs, so that what is told never hangs on what happened to run beside it.
 */
async function runInLanes(
  lanes: readonly Database[],
  ordered: readonly Detection[],
  { signal, onDetection }: DetectOptions,
  run: (lane: Database, detection: Detection) => Promise<Outcome>,
): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  // The lanes share it: each takes the next.
  const waiting = ordered.entries();
  const work = async (lane: Database): Promise<void> => {
    for (const [index, detection] of waiting) {
      signal?.throwIfAborted();
      onDetection?.(detection.id, index, ordered.length);
      outcomes[index] = await run(lane, detection);
    }
  };
  const ends = await Promise.allSettled(lanes.map(work));
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
  const [first] = lanes;
  if (first === undefined || lanes.length === 1) return outcomes;
  for (const [index, detection] of ordered.entries()) {
    signal?.throwIfAborted();
    if (outcomes[index]?.ended === true) outcomes[index] = await run(first, detection);
  }
  return outcomes;
}

async function runOne(
  database: Database,
  detection: Detection,
  held: Holdings,
  parameters: Readonly<Record<string, ParameterValue>>,
  limits: DetectLimits,
  caseBytes: number,
  signal: AbortSignal | undefined,
): Promise<Outcome> {
  const states = detection.requires.map((requirement) => requirementState(requirement, held));
  const lookedAt = states.reduce((sum, state) => sum + state.rows, 0);
  const base = { detection: detection.id, version: detection.version, lookedAt };
  const notRun = (reason: string, missing: readonly string[] = [], ended = false): Outcome => ({
    run: { ...base, ran: false, reason, missing, findings: 0, lookedAt: 0 },
    findings: [],
    ended,
  });
  const unmet = states.filter((state) => !state.met);
  if (unmet.length > 0) {
    return notRun(
      unmet.map(({ reason }) => reason ?? '').join('; '),
      unmet.flatMap(({ collect }) => (collect === null ? [] : [collect])),
    );
  }
  const baseline = await baselineState(database, detection, parameters);
  if (baseline !== null && baseline.withPast === 0) return notRun(noPast(detection, baseline));
  const checked = await checkSql(database, detection);
  if (checked.problems.length > 0) return notRun(`its SQL is not allowed: ${checked.problems.join('; ')}`);
  const seconds = timeLimit(limits, caseBytes);
  const timed = await withTimeLimit(database, seconds, signal, async () =>
    gather(database, detection, checked.columns, parameters, limits),
  );
  if (timed.kind === 'too-long') return notRun(`it took longer than ${seconds} seconds and was ended`, [], true);
  if (timed.kind === 'failed') return notRun(`it failed: ${timed.message}`, [], true);
  const { findings, total } = timed.result;
  const notes = [
    ...(baseline === null || baseline.withPast === baseline.subjects ? [] : [partialPast(detection, baseline)]),
    ...(total > findings.length ? [`${total} findings; the strongest ${findings.length} are kept`] : []),
  ];
  return {
    run: { ...base, ran: true, reason: notes.length === 0 ? null : notes.join('; '), missing: [], findings: total },
    findings,
    ended: false,
  };
}

function noPast(detection: Detection, baseline: BaselineState): string {
  return `no past: none of ${baseline.subjects} (${detection.baseline?.by ?? ''}) has ${baseline.days} days of ${detection.baseline?.fact ?? ''} records to compare with`;
}

function partialPast(detection: Detection, baseline: BaselineState): string {
  const without = baseline.subjects - baseline.withPast;
  return `no past for ${without} of ${baseline.subjects} (${detection.baseline?.by ?? ''}): fewer than ${baseline.days} days of records, so they could not be judged`;
}

/** Seconds one detection may take on a case file of that size. */
export function timeLimit(limits: DetectLimits, caseBytes: number): number {
  return limits.seconds + Math.floor(caseBytes / 1024 ** 3) * limits.secondsPerGigabyte;
}

type Timed<Result> =
  | { readonly kind: 'done'; readonly result: Result }
  | { readonly kind: 'too-long' }
  | { readonly kind: 'failed'; readonly message: string };

/** Runs work on the engine and interrupts it when the time is over. An abort by the caller is passed on. */
export async function withTimeLimit<Result>(
  database: Database,
  seconds: number,
  signal: AbortSignal | undefined,
  work: () => Promise<Result>,
): Promise<Timed<Result>> {
  let expired = false;
  const stop = (): void => database.interrupt();
  // The engine forgets an interrupt that arrives between two statements: it is repeated until the work has ended.
  let repeat: NodeJS.Timeout | undefined;
  const timer = setTimeout(() => {
    expired = true;
    stop();
    repeat = setInterval(stop, 100);
  }, seconds * 1000);
  signal?.addEventListener('abort', stop);
  try {
    return { kind: 'done', result: await work() };
  } catch (error) {
    signal?.throwIfAborted();
    if (expired) return { kind: 'too-long' };
    const message = error instanceof Error ? error.message : String(error);
    return { kind: 'failed', message: message.split('\n', 1)[0] ?? '' };
  } finally {
    clearTimeout(timer);
    clearInterval(repeat);
    signal?.removeEventListener('abort', stop);
  }
}
