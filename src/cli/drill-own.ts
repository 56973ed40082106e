/** `drill --own`: intrusions that never were, laid into somebody's own logs. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { drillOwn, interruptedAt } from '../drill/index.ts';
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
}

export async function runOwn(context: Context, paths: readonly string[], given: OwnGiven): Promise<number> {
  const { output, signal, version } = context;
  const { json, quiet, geo, intrusion: intrusions, seed = 1, memory } = given;
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
    output.out(json === true ? jsonText(score) : ownText(score, output));
    if (score.cutOff !== undefined) throw interruptedAt(score.cutOff.done, score.cutOff.of);
    return whole ? EXIT.done : EXIT.failed;
  } finally {
    progress.stop();
    await rm(folder, { recursive: true, force: true });
  }
}
