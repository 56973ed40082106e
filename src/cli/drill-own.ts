/** `drill --own`: intrusions that never were, laid into somebody's own logs. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { drillOwn, drillPage, interruptedAt, ownView } from '../drill/index.ts';
import { EXIT } from '../errors.ts';
import type { Context } from './context.ts';
import { ownText } from './drill-own-text.ts';
import { drillProgress } from './drill-progress.ts';
import { detectGiven } from './given.ts';
import { tellIssues } from './inputs.ts';
import type { CommonOptions } from './options.ts';
import { jsonText } from './output.ts';

export interface OwnGiven
  extends Pick<CommonOptions, 'knownGood' | 'detections' | 'geo' | 'memory' | 'now' | 'json' | 'quiet'> {
  readonly own?: readonly string[];
  readonly intrusion: readonly string[];
  readonly seed?: number;
  readonly report?: string;
}

export async function runOwn(context: Context, paths: readonly string[], given: OwnGiven): Promise<number> {
  const { output, signal, version } = context;
  const { json, quiet, geo, intrusion: intrusions, seed = 1, memory } = given;
  const page = given.report === undefined ? null : drillPage(given.report);
  const folder = await mkdtemp(join(tmpdir(), 'letterlock-drill-'));
  const progress = drillProgress(output, quiet);
  let whole = true;
  try {
    const score = await drillOwn({
      paths,
      cwd: process.cwd(),
      intrusions,
      seed,
      now: given.now ?? context.now,
      folder,
      version,
      detect: detectGiven({ case: '', ...given }),
      geo,
      memoryBytes: memory,
      signal,
      onStep: (words) => progress.begins(words),
      onDone: ({ intrusion }, done, total) => progress.ended(intrusion, done, total),
      onIngested: (ingested) => {
        progress.stop();
        whole = tellIssues(output, ingested);
      },
    });
    progress.stop();
    // A page is for others, who would take it for whole.
    if (score.cutOff === undefined)
      await page?.write(ownView(score, { command: commandOf(paths, given), version, folders: given.detections }));
    output.out(json === true ? jsonText(score) : ownText(score, output));
    if (score.cutOff !== undefined) throw interruptedAt(score.cutOff.done, score.cutOff.of);
    return whole ? EXIT.done : EXIT.failed;
  } finally {
    progress.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** The command that makes the same score again of the same files. */
function commandOf(paths: readonly string[], { intrusion, seed = 1, knownGood, detections, geo }: OwnGiven): string {
  const repeated = { '--intrusion': intrusion, '--known-good': knownGood, '--detections': detections, '--geo': geo };
  const options = Object.entries(repeated).flatMap(([name, values]) =>
    (values ?? []).flatMap((value) => [name, value]),
  );
  return ['letterlock', 'drill', '--own', ...paths, ...options, '--seed', String(seed)].map(shellWord).join(' ');
}

/** As it is typed: in quotes where a shell would take it apart. */
function shellWord(text: string): string {
  return /^[\w@%+=:,./\\-][\w@%+=:,./\\~-]*$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
