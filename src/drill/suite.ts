/** Which worlds a drill runs, on which seeds, and the sums over them. */
import { drawnWorld, WORLDS, type World } from '../simulate/index.ts';
import { oneByOne } from './interrupt.ts';
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
  /** Told before each run and after it, with how many are done. */
  readonly onRun?: (run: Run, done: number, total: number) => void;
  readonly onDone?: (run: Run, done: number, total: number) => void;
}

/** Sizes that a suite takes unless told otherwise. */
export const SUITE_SIZES: Readonly<
  Record<Suite, { readonly seeds: number; readonly mailboxes: number; readonly days: number }>
> = {
  'quick': { seeds: 1, mailboxes: 20, days: 18 },
  'full': { seeds: 20, mailboxes: 1000, days: 30 },
  'held-out': { seeds: 20, mailboxes: 1000, days: 30 },
};

interface Run {
  readonly world: World;
  readonly seed: number;
}

/** After an interrupt the score of the runs that were finished. Throws `drill-interrupted` where none was. */
export async function runSuite(options: SuiteOptions): Promise<SuiteScore> {
  const { suite, mailboxes, days } = options;
  const seeds = Array.from({ length: options.seeds }, (_, index) => FIRST_SEED[suite] + index);
  const drawn = suite === 'held-out' && options.worlds.length === 0;
  const runs = drawn ? seeds.map((seed) => ({ world: drawnWorld(seed), seed })) : listed(options.worlds, seeds);
  const { results, cutOff } = await oneByOne(runs, options.signal, async (run, done) => {
    options.onRun?.(run, done, runs.length);
    const score: SeededScore = { ...run, score: await drill({ ...options, ...run }) };
    options.onDone?.(run, done + 1, runs.length);
    return score;
  });
  return {
    schemaVersion: 1,
    ...(cutOff === null ? {} : { cutOff }),
    suite,
    seeds,
    mailboxes,
    days,
    worlds: drawn ? sumsOfDrawn(results) : sumsOfListed(results),
  };
}

/** Every world of those names, of all where there are none, then all again on the next seed: cut off, each has been there. */
function listed(names: readonly string[], seeds: readonly number[]): readonly Run[] {
  const chosen = WORLDS.filter(({ name }) => names.length === 0 || names.includes(name));
  return seeds.flatMap((seed) => chosen.map((world) => ({ world, seed })));
}

function sumsOfListed(runs: readonly SeededScore[]): readonly WorldScore[] {
  return WORLDS.flatMap(({ name, title }) => {
    const own = runs.filter(({ world }) => world.name === name);
    return own.length === 0 ? [] : [sumOf(name, title, own)];
  });
}

/** Worlds that nobody laid out, one a seed, in two lines: with an intrusion, and without. */
function sumsOfDrawn(runs: readonly SeededScore[]): readonly WorldScore[] {
  const struck = runs.filter(({ score }) => score.intrusions.length > 0);
  const calm = runs.filter(({ score }) => score.intrusions.length === 0);
  return [
    sumOf('drawn, with an intrusion', 'Worlds drawn from distributions, with an intrusion', struck),
    sumOf('drawn, without one', 'Worlds drawn from distributions, without one', calm),
  ];
}

interface SeededScore extends Run {
  readonly score: DrillScore;
}

function sumOf(world: string, title: string, seeded: readonly SeededScore[]): WorldScore {
  const intrusions = seeded.flatMap(({ seed, score }) => score.intrusions.map((one) => ({ seed, ...one })));
  const runs = seeded.map(({ score }) => score);
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
