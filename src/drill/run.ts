/** One drill: simulate a world, investigate its logs as anybody would, compare with the truth. */
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Case, derivePhase, detectPhase, ingestPhase, readLists, reportPhase } from '../case/index.ts';
import { DEFAULT_FORMATS, DEFAULT_START, simulate, type World } from '../simulate/index.ts';
import { scorePublished } from './published.ts';
import { type DrillScore, prepareScore, scoreIntrusions, scoreNoise, scorePrecision } from './score.ts';

export interface DrillOptions {
  readonly world: World | string;
  readonly seed: number;
  readonly mailboxes: number;
  readonly days: number;
  /** Folder to work in; what the drill makes there is gone afterwards. */
  readonly folder: string;
  readonly version: string;
  readonly memoryBytes?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

const DAY = 86_400_000;

/** Days after the last record at which the logs count as collected: late records have come by then. */
const COLLECTED_AFTER = 5;

export async function drill(options: DrillOptions): Promise<DrillScore> {
  const { world, seed, mailboxes, days, folder, signal } = options;
  const tenant = join(folder, 'tenant');
  const caseFolder = join(folder, 'case');
  await mkdir(folder, { recursive: true });
  try {
    const simulated = await simulate({
      world,
      seed,
      mailboxes,
      days,
      start: DEFAULT_START,
      formats: DEFAULT_FORMATS,
      out: tenant,
      ...(signal === undefined ? {} : { signal }),
    });
    const now = new Date(DEFAULT_START + (days + COLLECTED_AFTER) * DAY);
    const opened = await Case.open({ folder: caseFolder, mode: 'make', now, memoryBytes: options.memoryBytes, signal });
    try {
      const score = await investigated(opened, join(tenant, 'logs'), join(tenant, 'truth', 'truth.jsonl'), options);
      // A world may have a size of its own.
      return { ...score, mailboxes: simulated.mailboxes };
    } finally {
      await opened.close();
    }
  } finally {
    for (const made of [tenant, `${tenant}.unfinished`, caseFolder]) await rm(made, { recursive: true, force: true });
  }
}

async function investigated(opened: Case, logs: string, truth: string, options: DrillOptions): Promise<DrillScore> {
  const { mailboxes, days, version, folder } = options;
  await ingestPhase(opened, { paths: [logs], cwd: folder }, {});
  await derivePhase(opened, {}, {});
  await detectPhase(opened, {}, await readLists({}), {});
  const reported = await reportPhase(opened, { version }, {});
  const { database } = opened;
  await prepareScore(database, truth, reported);
  return {
    intrusions: await scoreIntrusions(database, reported),
    precision: await scorePrecision(database),
    ...(await scoreNoise(database, reported)),
    mailboxes,
    days,
    published: await scorePublished(database),
  };
}
