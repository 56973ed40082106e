/** `letterlock drill`: simulate, investigate, and say how well it went. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import {
  drillPage,
  type Part,
  PUBLISHED,
  runSuite,
  SUITE_SIZES,
  SUITES,
  type Suite,
  type SuiteScore,
} from '../../drill/index.ts';
import { OWN_INTRUSIONS, WORLDS } from '../../drill/simulate.ts';
import { EXIT, LetterlockError } from '../../errors.ts';
import type { Context } from '../context.ts';
import type { Done } from '../done.ts';
import { type OwnGiven, runOwn } from '../drill-own.ts';
import { withExamples } from '../help.ts';
import { withOptions } from '../options.ts';
import { jsonText } from '../output.ts';
import { progressDisplay } from '../progress.ts';
import { grouped, table } from '../table.ts';

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
      ).conflicts(['suite', 'world', 'seeds', 'mailboxes', 'days', 'timeToAlarm', 'report']),
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
  const display = progressDisplay(output.terminal && given.quiet !== true && given.json !== true);
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
      onRun: (world, done, total) => display.phase(`World ${world}, run ${done + 1} of ${total}`),
    });
    display.stop();
    await page?.write(score, commandOf(given, sizes), context.version);
    output.out(given.json === true ? jsonText(score) : scoreText(score));
    return EXIT.done;
  } finally {
    display.stop();
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

function scoreText(score: SuiteScore): string {
  const { suite, seeds, mailboxes, days, worlds } = score;
  const weeks = worlds.reduce((sum, world) => sum + world.mailboxWeeks, 0);
  const hit = worlds.filter(({ intervals }) => intervals.of > 0);
  const rate = (number: number, of: number): string => ((number * 1000) / of).toFixed(1);
  return [
    `Suite ${suite}: ${grouped(mailboxes)} mailboxes, ${days} days, seeds ${seeds[0]} to ${seeds.at(-1)} of each world\n`,
    ...(hit.length === 0
      ? []
      : [
          'Intrusions: what alarms cover of what records carry\n',
          table(
            ['world', 'tokens', 'or reviewed', 'mailboxes', 'messages', 'truth in interval', 'precision'],
            hit.map((world) => [
              world.world,
              share(world.tokens),
              share(world.tokensReviewed),
              share(world.mailboxes),
              share(world.messages),
              `${world.intervals.found} of ${world.intervals.of}`,
              share(world.precision.messages),
            ]),
          ),
        ]),
    ...hoursTable(hit),
    'What is wrongly found, per 1,000 mailboxes and week\n',
    table(
      ['world', 'alarms', 'for review', 'hints', 'most of them by'],
      worlds.map((world) => [
        world.world,
        rate(world.falseAlarms, world.mailboxWeeks),
        rate(world.falseFindings, world.mailboxWeeks),
        rate(world.falseHints, world.mailboxWeeks),
        world.falseDetections[0]?.[0] ?? '',
      ]),
    ),
    'The same logs by ideas that others have published (our reading of them)\n',
    table(
      ['idea', 'intrusions', 'mailboxes', 'false alerts per 1,000 and week'],
      PUBLISHED.map(({ idea }) => {
        const own = worlds.flatMap(({ published }) => published.filter((one) => one.idea === idea));
        const sum = (of: (one: (typeof own)[number]) => Part): string => {
          const parts = own.map(of);
          return `${parts.reduce((n, part) => n + part.found, 0)} of ${parts.reduce((n, part) => n + part.of, 0)}`;
        };
        return [
          idea,
          sum(({ intrusions }) => intrusions),
          sum((one) => one.mailboxes),
          rate(
            own.reduce((n, { falseAlerts }) => n + falseAlerts, 0),
            weeks,
          ),
        ];
      }),
    ),
  ].join('\n');
}

/** How long it takes to an alarm, where that was asked for. */
function hoursTable(hit: SuiteScore['worlds']): readonly string[] {
  const rows = hit.flatMap(({ world, intrusions }) => {
    const asked = intrusions.flatMap(({ hoursToAlarm }) => (hoursToAlarm === undefined ? [] : [hoursToAlarm]));
    if (asked.length === 0) return [];
    const ever = asked.filter((hours) => hours !== null).sort((a, b) => a - b);
    const middle = ever[Math.floor((ever.length - 1) / 2)];
    const hours = (value: number | undefined): string => (value === undefined ? '-' : `${grouped(value)} h`);
    return [[world, `${ever.length} of ${asked.length}`, hours(ever[0]), hours(middle), hours(ever.at(-1))]];
  });
  if (rows.length === 0) return [];
  const head = ['world', 'alarms', 'soonest', 'median', 'latest'];
  return ['From the first access to an alarm, logs collected every six hours as they arrive\n', table(head, rows)];
}

/** `99.8 % of 581`; a dash where there is nothing to find. */
function share({ found, of }: Part): string {
  return of === 0 ? '-' : `${((100 * found) / of).toFixed(1)} % of ${grouped(of)}`;
}
