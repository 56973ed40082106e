/** One drill: simulate a world, investigate its logs as anybody would, compare with the truth. */
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  Case,
  derivePhase,
  detectPhase,
  ingestPhase,
  orInterrupted,
  type Reported,
  readLists,
  reportPhase,
} from '../case/index.ts';
import { DEFAULT_FORMATS, DEFAULT_START, type SimulationSummary, simulate, type World } from '../simulate/index.ts';
import type { DrillScore, IntrusionScore } from './model.ts';
import { scorePublished } from './published.ts';
import { prepareScore, scoreIntrusions, scoreNoise, scorePrecision } from './score.ts';
import { hoursToAlarm } from './time-to-alarm.ts';

export interface DrillOptions {
  readonly world: World | string;
  readonly seed: number;
  readonly mailboxes: number;
  readonly days: number;
  /** Whether to find out how long it takes from the first access to an alarm: some more investigations of what had arrived earlier. */
  readonly timeToAlarm?: boolean | undefined;
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
  const end = DEFAULT_START + options.days * DAY;
  const score = await investigated(options, null, async ({ opened, reported, simulated }): Promise<DrillScore> => {
    const { database } = opened;
    return {
      intrusions: await scoreIntrusions(database, reported),
      precision: await scorePrecision(database),
      ...(await scoreNoise(database, reported)),
      // A world may have a size of its own.
      mailboxes: simulated.mailboxes,
      days: options.days,
      published: await scorePublished(database),
    };
  });
  if (options.timeToAlarm !== true) return score;
  const intrusions: IntrusionScore[] = [];
  for (const one of score.intrusions) {
    const alarmsAt = async (time: number): Promise<boolean> =>
      (await intrusionsAt(options, time)).some(
        ({ intrusion, mailboxes }) => intrusion === one.intrusion && mailboxes.found > 0,
      );
    const hours =
      one.mailboxes.found === 0
        ? null
        : await hoursToAlarm(Date.parse(one.firstAccess), end + COLLECTED_AFTER * DAY, alarmsAt);
    intrusions.push({ ...one, hoursToAlarm: hours });
  }
  return { ...score, intrusions };
}

/** The same world, as somebody finds it who collects its logs at a time. */
async function intrusionsAt(options: DrillOptions, collectedAt: number): Promise<readonly IntrusionScore[]> {
  return await investigated(options, collectedAt, ({ opened, reported }) => scoreIntrusions(opened.database, reported));
}

interface Investigated {
  readonly opened: Case;
  readonly reported: Reported;
  readonly simulated: SimulationSummary;
}

/** Simulates and investigates; what was made is gone when `score` has ended. Null: collected when all has come. */
async function investigated<Result>(
  options: DrillOptions,
  collectedAt: number | null,
  score: (investigated: Investigated) => Promise<Result>,
): Promise<Result> {
  const { world, seed, mailboxes, days, folder, version, signal } = options;
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
      ...(collectedAt === null ? {} : { collectedAt }),
      ...(signal === undefined ? {} : { signal }),
    });
    const now = new Date(collectedAt ?? DEFAULT_START + (days + COLLECTED_AFTER) * DAY);
    const opened = await Case.open({ folder: caseFolder, mode: 'make', now, memoryBytes: options.memoryBytes, signal });
    try {
      await ingestPhase(opened, { paths: [join(tenant, 'logs')], cwd: folder }, {});
      await derivePhase(opened, {}, {});
      await detectPhase(opened, {}, await readLists({}), {});
      const reported = await reportPhase(opened, { version }, {});
      return await orInterrupted(signal, 'scoring', async () => {
        await prepareScore(opened.database, join(tenant, 'truth', 'truth.jsonl'), reported);
        return await score({ opened, reported, simulated });
      });
    } finally {
      await opened.close();
    }
  } finally {
    for (const made of [tenant, `${tenant}.unfinished`, caseFolder]) await rm(made, { recursive: true, force: true });
  }
}
