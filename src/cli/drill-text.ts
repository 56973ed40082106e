/** The score of a drill for a terminal: no line wider than the terminal, whatever the figures. */
import { type CutOff, type Part, PUBLISHED, type SuiteScore } from '../drill/index.ts';
import { type Colour, painter, wrapped } from '../report/index.ts';
import type { Output } from './output.ts';
import { counted, grouped, table } from './table.ts';

export type Look = Pick<Output, 'columns' | 'colour'>;

type World = SuiteScore['worlds'][number];

export function scoreText(score: SuiteScore, look: Look): string {
  const { suite, seeds, mailboxes, days, worlds, cutOff } = score;
  const hit = worlds.filter(({ intrusions }) => intrusions.length > 0);
  return [
    ...(cutOff === undefined ? [] : [cutOffText(cutOff, 'runs', look)]),
    said(
      `Suite ${suite}: ${counted(mailboxes, 'mailbox', 'mailboxes')}, ${counted(days, 'day')}, ${seeds.length === 1 ? `seed ${seeds[0]}` : `seeds ${seeds[0]} to ${seeds.at(-1)}`} of each world.`,
      look,
    ),
    ...(hit.length === 0 ? [] : [foundText(hit, look), statedText(hit, look), ...hoursText(hit, look)]),
    noiseText(worlds, look),
    ...byDetectionText(worlds, look),
    ideasText(worlds, look),
  ].join('\n');
}

/** Said first: what follows is a part. */
export function cutOffText({ done, of }: CutOff, what: string, look: Look): string {
  const words = `CUT OFF: ${grouped(done)} of ${grouped(of)} ${what} were finished. What follows is about those alone.`;
  return said(words, look, 'red');
}

/** A paragraph. */
export function said(text: string, { columns, colour }: Look, as: Colour | null = null): string {
  return wrapped(text, columns)
    .map((line) => `${painter(colour)(line, as)}\n`)
    .join('');
}

function foundText(hit: readonly World[], look: Look): string {
  const parts = hit.map(({ tokens, mailboxes, messages }) => [tokens, mailboxes, messages]);
  const shown = table(
    ['world', 'tokens', 'mailboxes', 'messages'],
    hit.map(({ world }, row) => [world, ...(parts[row] ?? []).map(share)]),
    {
      columns: look.columns,
      paint: (text, row, column) => painter(look.colour)(text, colourOf(parts[row]?.[column - 1])),
    },
  );
  return `${said('Intrusions: how much of what records show of them an alarm covers', look, 'bold')}\n${shown}`;
}

function statedText(hit: readonly World[], look: Look): string {
  const parts = hit.map(({ tokensReviewed, intervals, precision }) => [tokensReviewed, intervals, precision.messages]);
  const shown = table(
    ['world', 'tokens, with review', 'interval holds', 'precision'],
    hit.map(({ world }, row) => [world, ...(parts[row] ?? []).map(share)]),
    {
      columns: look.columns,
      paint: (text, row, column) => painter(look.colour)(text, colourOf(parts[row]?.[column - 1])),
    },
  );
  const words = 'With what is left for review, and whether what is said of them is true';
  return `${said(words, look, 'bold')}\n${shown}`;
}

/** How long it takes to an alarm, where that was asked for. */
function hoursText(hit: readonly World[], look: Look): readonly string[] {
  const rows = hit.flatMap(({ world, intrusions }) => {
    const asked = intrusions.flatMap(({ hoursToAlarm }) => (hoursToAlarm === undefined ? [] : [hoursToAlarm]));
    if (asked.length === 0) return [];
    const ever = asked.filter((hours) => hours !== null).sort((a, b) => a - b);
    const middle = ever[Math.floor((ever.length - 1) / 2)];
    const hours = (value: number | undefined): string => (value === undefined ? '-' : `${grouped(value)} h`);
    return [[world, `${ever.length} of ${asked.length}`, hours(ever[0]), hours(middle), hours(ever.at(-1))]];
  });
  if (rows.length === 0) return [];
  const words = 'From the first access to an alarm, logs collected every six hours as they arrive';
  return [
    `${said(words, look, 'bold')}\n${table(['world', 'alarms', 'soonest', 'median', 'latest'], rows, { columns: look.columns })}`,
  ];
}

function noiseText(worlds: readonly World[], look: Look): string {
  const shown = table(
    ['world', 'alarms', 'for review', 'hints'],
    worlds.map(({ world, falseAlarms, falseFindings, falseHints, mailboxWeeks }) => [
      world,
      ...[falseAlarms, falseFindings, falseHints].map((number) => rate(number, mailboxWeeks)),
    ]),
    {
      columns: look.columns,
      paint: (text, row, column) =>
        painter(look.colour)(text, column === 1 && (worlds[row]?.falseAlarms ?? 0) > 0 ? 'red' : null),
    },
  );
  return `${said('Wrongly found, per 1,000 mailboxes and week', look, 'bold')}\n${shown}`;
}

/** Who finds what is wrong; of detections that do so the rest is counted. */
function byDetectionText(worlds: readonly World[], look: Look): readonly string[] {
  const sums = new Map<string, { findings: number; worlds: number }>();
  for (const [detection, findings] of worlds.flatMap(({ falseDetections }) => falseDetections)) {
    const sum = sums.get(detection) ?? { findings: 0, worlds: 0 };
    sums.set(detection, { findings: sum.findings + findings, worlds: sum.worlds + 1 });
  }
  if (sums.size === 0) return [];
  const rows = [...sums]
    .map(([detection, sum]) => [detection, sum.findings, `${sum.worlds} of ${worlds.length}`] as const)
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  const rest = rows.length - MOST_LISTED;
  return [
    table(['wrongly found by', 'findings', 'in worlds'], rows.slice(0, MOST_LISTED), { columns: look.columns }) +
      (rest > 0 ? `and ${counted(rest, 'other')}\n` : ''),
  ];
}

/** Detections that are listed at most. */
const MOST_LISTED = 8;

function ideasText(worlds: readonly World[], look: Look): string {
  const weeks = sum(worlds.map(({ mailboxWeeks }) => mailboxWeeks));
  const struck = worlds.flatMap(({ intrusions }) => intrusions).filter(({ mailboxes }) => mailboxes.of > 0);
  const ours = [
    "this program's alarms",
    of({ found: struck.filter(({ mailboxes }) => mailboxes.found > 0).length, of: struck.length }),
    of(sumOf(worlds.map(({ mailboxes }) => mailboxes))),
    rate(sum(worlds.map(({ falseAlarms }) => falseAlarms)), weeks),
  ];
  const others = PUBLISHED.map(({ idea }) => {
    const own = worlds.flatMap(({ published }) => published.filter((one) => one.idea === idea));
    return [
      idea,
      of(sumOf(own.map(({ intrusions }) => intrusions))),
      of(sumOf(own.map(({ mailboxes }) => mailboxes))),
      rate(sum(own.map(({ falseAlerts }) => falseAlerts)), weeks),
    ];
  });
  const words =
    'The same logs by ideas that others have published (our reading of them), with false alerts per 1,000 mailboxes and week';
  const header = ['idea', 'intrusions', 'mailboxes', 'false'];
  return `${said(words, look, 'bold')}\n${table(header, [ours, ...others], { columns: look.columns })}`;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, number) => all + number, 0);
}

function sumOf(parts: readonly Part[]): Part {
  return { found: sum(parts.map(({ found }) => found)), of: sum(parts.map((part) => part.of)) };
}

function of(part: Part): string {
  return `${grouped(part.found)} of ${grouped(part.of)}`;
}

/** To one decimal, and never 0 for what is more; a dash without any traffic. */
function rate(number: number, mailboxWeeks: number): string {
  if (mailboxWeeks === 0) return '-';
  if (number === 0) return '0';
  const value = (number * 1000) / mailboxWeeks;
  if (value < 0.05) return '<0.1';
  return value < 100 ? value.toFixed(1) : grouped(value);
}

/** `all 522`, `none of 3`, `99.8 % of 581`: all and none only where it is so; a dash where there is nothing to find. */
function share({ found, of: all }: Part): string {
  if (all === 0) return '-';
  if (found === all) return `all ${grouped(all)}`;
  if (found === 0) return `none of ${grouped(all)}`;
  const percent = Math.floor((1000 * found) / all) / 10;
  return `${percent === 0 ? '<0.1' : percent.toFixed(1)} % of ${grouped(all)}`;
}

function colourOf(part: Part | undefined): Colour | null {
  if (part === undefined || part.found === part.of) return null;
  return part.found === 0 ? 'red' : 'yellow';
}
