/** `letterlock drill`: simulate, investigate, and say how well it went. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { drillPage, drillView, interruptedAt, runSuite, SUITE_SIZES, SUITES, type Suite } from '../../drill/index.ts';
import { OWN_INTRUSIONS, WORLDS } from '../../drill/simulate.ts';
import { EXIT, LetterlockError } from '../../errors.ts';
import type { Context } from '../context.ts';
import type { Done } from '../done.ts';
import { type OwnGiven, runOwn } from '../drill-own.ts';
import { drillProgress } from '../drill-progress.ts';
import { scoreText } from '../drill-text.ts';
import { withExamples } from '../help.ts';
import { withOptions } from '../options.ts';
import { jsonText } from '../output.ts';
import { grouped } from '../table.ts';

interface DrillGiven {
  readonly suite: Suite;
  readonly world: readonly string[];
  readonly seeds?: number;
  readonly mailboxes?: number;
  readonly days?: number;
  readonly timeToAlarm?: true;
  readonly report?: string;
  readonly json?: true;
  readonly quiet?: true;
}

export function drillCommand(program: Command, context: Context, done: Done): void {
  const names = WORLDS.map(({ name }) => name);
  const command = program
    .command('drill')
    .description(
      'Simulate tenants with known truth, investigate them, and score what was found, missed and wrongly found.',
    )
    .addOption(
      new Option('--suite <name>', 'quick: small; full: 20 seeds of 1,000 mailboxes; held-out: worlds drawn by chance')
        .choices(SUITES)
        .default('quick'),
    )
    .addOption(
      new Option('--world <name>', 'one world, in place of all (repeatable)')
        .argParser((value: string, before: readonly string[]) => {
          if (!names.includes(value)) throw new InvalidArgumentError(`no such world; there are ${names.join(', ')}`);
          return [...before, value];
        })
        .default([] as readonly string[], 'all'),
    )
    .addOption(new Option('--seeds <number>', 'tenants of each world').argParser(positive))
    .addOption(new Option('--mailboxes <number>', 'of each tenant').argParser(positive))
    .addOption(new Option('--days <number>', 'of each tenant').argParser(positive))
    .addOption(
      new Option(
        '--own <path...>',
        'lay intrusions into your own logs, which are only read: would they be seen at your place?',
      ).conflicts(['suite', 'world', 'seeds', 'mailboxes', 'days', 'timeToAlarm']),
    )
    .addOption(
      new Option('--intrusion <name>', 'with --own: one intrusion, in place of all (repeatable)')
        .argParser((value: string, before: readonly string[]) => {
          const kinds = OWN_INTRUSIONS.map(({ name }) => name);
          if (!kinds.includes(value))
            throw new InvalidArgumentError(`no such intrusion; there are ${kinds.join(', ')}`);
          return [...before, value];
        })
        .default([] as readonly string[], 'all'),
    )
    .addOption(
      new Option('--seed <number>', 'with --own: who is struck, and how it goes (default: 1)').argParser(positive),
    )
    .option(
      '--time-to-alarm',
      'also how long from the first access to an alarm, as logs arrive: several times the work',
    )
    .option('--report <file>', 'also a page for people: one HTML file that loads nothing')
    .option('--json', 'one JSON document on standard output, nothing else')
    .option('--quiet', 'no progress')
    .action(async (given: DrillGiven & OwnGiven) => done(await run(context, given)));
  withOptions(command, ['knownGood', 'detections', 'geo', 'memory']);
  withExamples(command, [
    ['drill', 'all worlds, small'],
    ['drill --world storm-2023 --mailboxes 200 --days 30', 'the case of 2023 in a middling tenant'],
    ['drill --report drill.html', 'and a page about it, to show to others'],
    ['drill --suite held-out --seeds 3 --json', 'for another program'],
    ['drill --own ./exports', 'every intrusion in your own logs, one after another'],
    ['drill --own ./exports --report own.html', 'and a page about it, which names people of yours'],
    ['drill --own ./exports --intrusion low-and-slow --seed 7', 'one of them, with other victims'],
  ]);
}

function positive(value: string): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number) || number < 1) throw new InvalidArgumentError('must be a whole number from 1 on');
  return number;
}

/** Options that only `--own` heeds. */
const OWN_ONLY = ['intrusion', 'seed', 'knownGood', 'detections', 'geo'] as const satisfies readonly (keyof OwnGiven)[];

async function run(context: Context, given: DrillGiven & OwnGiven): Promise<number> {
  if (given.own !== undefined) return await runOwn(context, given.own, given);
  const idle = OWN_ONLY.find((name) =>
    Array.isArray(given[name]) ? given[name].length > 0 : given[name] !== undefined,
  );
  if (idle !== undefined) {
    const option = idle === 'knownGood' ? '--known-good' : `--${idle}`;
    throw new LetterlockError('usage', {
      what: `${option} goes with --own: a simulated tenant has none`,
      command: 'drill',
    });
  }
  const { output, signal } = context;
  const defaults = SUITE_SIZES[given.suite];
  const sizes = {
    seeds: given.seeds ?? defaults.seeds,
    mailboxes: given.mailboxes ?? defaults.mailboxes,
    days: given.days ?? defaults.days,
  };
  const page = given.report === undefined ? null : drillPage(given.report);
  const folder = await mkdtemp(join(tmpdir(), 'letterlock-drill-'));
  const progress = drillProgress(output, given.quiet);
  try {
    const score = await runSuite({
      suite: given.suite,
      worlds: given.world,
      ...sizes,
      timeToAlarm: given.timeToAlarm,
      folder,
      version: context.version,
      memoryBytes: given.memory,
      signal,
      onRun: ({ world, seed }, done, total) =>
        progress.begins(`${world.name}, seed ${seed}, run ${grouped(done + 1)} of ${grouped(total)}`),
      onDone: ({ world, seed }, done, total) => progress.ended(`${world.name}, seed ${seed}`, done, total),
    });
    progress.stop();
    // A page is for others, who would take it for whole.
    if (score.cutOff === undefined) await page?.write(drillView(score, commandOf(given, sizes), context.version));
    output.out(given.json === true ? jsonText(score) : scoreText(score, output));
    if (score.cutOff !== undefined) throw interruptedAt(score.cutOff.done, score.cutOff.of);
    return EXIT.done;
  } finally {
    progress.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** The command that makes the same score again, whatever the defaults will be. */
function commandOf(given: DrillGiven, sizes: Readonly<Record<'seeds' | 'mailboxes' | 'days', number>>): string {
  return [
    `letterlock drill --suite ${given.suite}`,
    ...given.world.map((world) => `--world ${world}`),
    ...Object.entries(sizes).map(([name, size]) => `--${name} ${size}`),
    ...(given.timeToAlarm === true ? ['--time-to-alarm'] : []),
  ].join(' ');
}
