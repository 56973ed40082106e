/** Which worlds a drill runs, on which seeds, and the sums over them. */
import { drawnWorld, WORLDS } from '../simulate/index.ts';
import type { DrillScore, Part, Suite, SuiteScore, WorldScore } from './model.ts';
import { drill } from './run.ts';

/** The listed worlds are for tuning; held-out worlds are drawn from distributions, on seeds never looked at. */
const FIRST_SEED = { 'quick': 1, 'full': 1, 'held-out': 100_001 } as const satisfies Readonly<Record<Suite, number>>;

export interface SuiteOptions {
  readonly suite: Suite;
  /** Names of worlds; all by default. */
  readonly worlds: readonly string[];
  readonly seeds: number;
  readonly mailboxes: number;
  readonly days: number;
  /** Whether to find out how long it takes to an alarm: some more investigations each. */
  readonly timeToAlarm?: boolean | undefined;
  readonly folder: string;
  readonly version: string;
  readonly memoryBytes?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onRun?: (world: string, done: number, total: number) => void;
}

/** Sizes that a suite takes unless told otherwise. */
export const SUITE_SIZES: Readonly<
  Record<Suite, { readonly seeds: number; readonly mailboxes: number; readonly days: number }>
> = {
  'quick': { seeds: 1, mailboxes: 20, days: 18 },
  'full': { seeds: 20, mailboxes: 1000, days: 30 },
  'held-out': { seeds: 20, mailboxes: 1000, days: 30 },
};

export async function runSuite(options: SuiteOptions): Promise<SuiteScore> {
  const { suite, worlds, mailboxes, days, onRun, ...rest } = options;
  const seeds = Array.from({ length: options.seeds }, (_, index) => FIRST_SEED[suite] + index);
  if (suite === 'held-out' && worlds.length === 0) return await runDrawn(options, seeds);
  const chosen = WORLDS.filter(({ name }) => worlds.length === 0 || worlds.includes(name));
  const scores: WorldScore[] = [];
  let done = 0;
  for (const world of chosen) {
    const runs: SeededScore[] = [];
    for (const seed of seeds) {
      options.signal?.throwIfAborted();
      onRun?.(world.name, done, chosen.length * seeds.length);
      runs.push({ seed, ...(await drill({ ...rest, world, seed, mailboxes, days })) });
      done += 1;
    }
    scores.push(sumOf(world.name, world.title, runs));
  }
  return { schemaVersion: 1, suite, seeds, mailboxes, days, worlds: scores };
}

/** Worlds that nobody laid out, one a seed, in two lines: with an intrusion, and without. */
async function runDrawn(options: SuiteOptions, seeds: readonly number[]): Promise<SuiteScore> {
  const { suite, mailboxes, days, onRun, worlds: _, ...rest } = options;
  const runs: SeededScore[] = [];
  for (const [done, seed] of seeds.entries()) {
    options.signal?.throwIfAborted();
    const world = drawnWorld(seed);
    onRun?.(world.name, done, seeds.length);
    runs.push({ seed, ...(await drill({ ...rest, world, seed, mailboxes, days })) });
  }
  const struck = runs.filter(({ intrusions }) => intrusions.length > 0);
  const calm = runs.filter(({ intrusions }) => intrusions.length === 0);
  return {
    schemaVersion: 1,
    suite,
    seeds,
    mailboxes,
    days,
    worlds: [
      sumOf('drawn, with an intrusion', 'Worlds drawn from distributions, with an intrusion', struck),
      sumOf('drawn, without one', 'Worlds drawn from distributions, without one', calm),
    ],
  };
}

type SeededScore = DrillScore & { readonly seed: number };

function sumOf(world: string, title: string, runs: readonly SeededScore[]): WorldScore {
  const intrusions = runs.flatMap((run) => run.intrusions.map((one) => ({ seed: run.seed, ...one })));
  const bounded = intrusions.flatMap(({ interval }) =>
    interval.upper === null || interval.truth === 0 ? [] : [(interval.upper - interval.lower) / interval.truth],
  );
  const number = (of: (run: DrillScore) => number): number => runs.reduce((sum, run) => sum + of(run), 0);
  const byDetection = new Map<string, number>();
  for (const [detection, findings] of runs.flatMap((run) => run.falseDetections))
    byDetection.set(detection, (byDetection.get(detection) ?? 0) + findings);
  return {
    world,
    title,
    runs: runs.length,
    intrusions,
    mailboxWeeks: number((run) => (run.mailboxes * run.days) / 7),
    tokens: sumParts(intrusions.map(({ tokens }) => tokens)),
    tokensReviewed: sumParts(intrusions.map(({ tokensReviewed }) => tokensReviewed)),
    mailboxes: sumParts(intrusions.map((one) => one.mailboxes)),
    messages: sumParts(intrusions.map(({ messages }) => messages)),
    precision: {
      tokens: sumParts(runs.map(({ precision }) => precision.tokens)),
      mailboxes: sumParts(runs.map(({ precision }) => precision.mailboxes)),
      messages: sumParts(runs.map(({ precision }) => precision.messages)),
    },
    intervals: { found: intrusions.filter(({ interval }) => interval.holds).length, of: intrusions.length },
    width: bounded.length === 0 ? null : bounded.reduce((sum, one) => sum + one, 0) / bounded.length,
    falseAlarms: number((run) => run.falseAlarms),
    falseFindings: number((run) => run.falseFindings),
    falseHints: number((run) => run.falseHints),
    falseDetections: [...byDetection].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)),
    published: (runs[0]?.published ?? []).map(({ idea }, index) => ({
      idea,
      intrusions: sumParts(runs.flatMap((run) => run.published[index]?.intrusions ?? [])),
      mailboxes: sumParts(runs.flatMap((run) => run.published[index]?.mailboxes ?? [])),
      falseAlerts: number((run) => run.published[index]?.falseAlerts ?? 0),
    })),
  };
}

function sumParts(parts: readonly Part[]): Part {
  return parts.reduce((sum, part) => ({ found: sum.found + part.found, of: sum.of + part.of }), { found: 0, of: 0 });
}
