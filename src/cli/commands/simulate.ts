/** `letterlock simulate`: a tenant that never was, with the truth beside its logs. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import {
  BOUNDS,
  DEFAULT_FORMATS,
  DEFAULT_START,
  FORMATS,
  type Format,
  type SimulationSummary,
  simulate,
  WORLDS,
} from '../../drill/simulate.ts';
import { EXIT } from '../../errors.ts';
import type { Context } from '../context.ts';
import type { Done } from '../done.ts';
import { withExamples } from '../help.ts';
import { jsonText } from '../output.ts';
import { progressDisplay } from '../progress.ts';
import { counted, grouped, table } from '../table.ts';
import { isoTime } from '../values.ts';

interface SimulateGiven {
  readonly world: string;
  readonly seed: number;
  readonly mailboxes: number;
  readonly days: number;
  readonly start: Date;
  readonly out: string;
  readonly formats: readonly Format[];
  readonly collectedAt?: Date;
  readonly json?: true;
  readonly quiet?: true;
}

export function simulateCommand(program: Command, context: Context, done: Done): void {
  const command = program
    .command('simulate')
    .description(
      'Write the logs of a tenant that never was, with the truth beside them: to try out, teach and measure.',
    )
    .addOption(new Option('--world <name>', 'which world').choices(WORLDS.map(({ name }) => name)).default('office'))
    .addOption(new Option('--seed <number>', 'the same seed gives the same bytes').argParser(whole('seed')).default(1))
    .addOption(new Option('--mailboxes <number>', 'how many').argParser(whole('mailboxes')).default(50))
    .addOption(new Option('--days <number>', 'how long').argParser(whole('days')).default(30))
    .addOption(
      new Option('--start <day>', 'first day, UTC')
        .argParser(isoTime)
        .default(new Date(DEFAULT_START), new Date(DEFAULT_START).toISOString().slice(0, 10)),
    )
    .requiredOption('--out <dir>', 'folder to write to; must not exist, or be empty')
    .addOption(
      new Option('--formats <names>', `forms of the logs, with commas between: ${FORMATS.join(', ')}`)
        .argParser(formats)
        .default(DEFAULT_FORMATS, DEFAULT_FORMATS.join(',')),
    )
    .addOption(
      new Option(
        '--collected-at <time>',
        'only what had arrived by then, UTC: logs as somebody has them who collects at that time',
      ).argParser(isoTime),
    )
    .option('--json', 'one JSON document on standard output, nothing else')
    .option('--quiet', 'no progress and no summary; faults and the exit status remain')
    .action(async (given: SimulateGiven) => done(await run(context, given)));
  withExamples(command, [
    ['simulate --world storm-2023 --out ./storm', 'the case of 2023, in ./storm/logs; the truth in ./storm/truth'],
    [
      'simulate --world storm-2023 --collected-at 2026-09-14T12:00:00Z --out ./monday',
      'the same, as far as it had come',
    ],
    ['simulate --mailboxes 1000 --days 90 --seed 7 --out ./office', 'a large office in which nothing is wrong'],
  ]);
}

async function run(context: Context, given: SimulateGiven): Promise<number> {
  const { output, signal } = context;
  const display = progressDisplay(output.terminal && given.quiet !== true && given.json !== true);
  try {
    const summary = await simulate({
      ...given,
      start: Math.floor(given.start.getTime() / DAY) * DAY,
      collectedAt: given.collectedAt?.getTime(),
      signal,
      onHour: (done, total, records) => {
        if (done % 24 === 1)
          display.phase(`Day ${Math.ceil(done / 24)} of ${total / 24}, ${counted(records, 'record')}`);
      },
    });
    display.stop();
    if (given.json === true) output.out(jsonText(summary));
    else if (given.quiet !== true) output.out(summaryText(summary, given.out));
    return EXIT.done;
  } finally {
    display.stop();
  }
}

const DAY = 86_400_000;

function summaryText(summary: SimulationSummary, out: string): string {
  const { title, people, mailboxes, from, to, seed } = summary;
  const records = Object.entries(summary.records).map(([log, count]) => [log, count ?? 0] as const);
  const total = records.reduce((sum, [, count]) => sum + count, 0);
  const lines = [
    `${title}: ${counted(people, 'person', 'people')}, ${counted(mailboxes, 'mailbox', 'mailboxes')}, ${from.slice(0, 10)} to ${to.slice(0, 10)}, seed ${seed}.`,
    ...summary.intrusions.map((one) => `Intrusion ${one.id}: ${one.title}; ${intrusionText(one)}.`),
    '',
  ];
  return `${lines.join('\n')}\n${table(['log', 'records'], [...records, ['all', total]])}\nNext: letterlock investigate ${out}/logs\nThe truth: ${out}/truth/truth.json\n`;
}

function intrusionText(one: SimulationSummary['intrusions'][number]): string {
  const what = `${counted(one.messages, 'message')} of ${counted(one.mailboxes.length, 'mailbox', 'mailboxes')} accessed`;
  return `${what}, ${grouped(one.messagesLogged)} of them named by the logs`;
}

/** A whole number within its bounds. */
function whole(name: keyof typeof BOUNDS): (text: string) => number {
  const { least, most } = BOUNDS[name];
  return (text) => {
    const number = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
    if (!(number >= least && number <= most)) {
      throw new InvalidArgumentError(`Write a whole number from ${least} to ${grouped(most)}.`);
    }
    return number;
  };
}

function formats(text: string): readonly Format[] {
  const names = text.split(',').map((name) => name.trim());
  return names.map((name) => {
    const found = FORMATS.find((format) => format === name);
    if (found === undefined) throw new InvalidArgumentError(`Write some of ${FORMATS.join(', ')}.`);
    return found;
  });
}
