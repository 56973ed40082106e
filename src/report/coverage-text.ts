/** Coverage for a terminal: a matrix of mailboxes by days for each log, the holes with their reasons, what to collect. */
import { COVERAGE_STATES, type CoverageState, LOG_KINDS, type LogKind } from '../facts/index.ts';
import { grouped, plural } from '../scope/index.ts';
import { FROM_BEST, LETTERS } from './coverage-states.ts';
import type { CollectNext, Coverage } from './model.ts';
import { columnsOf, shortened, terminalText, wrapped } from './terminal-text.ts';

export interface CoverageTextInput {
  readonly window: { readonly from: string; readonly to: string } | null;
  readonly observedShare: number | null;
  readonly shares: readonly { readonly logKind: LogKind; readonly observed: number }[];
  readonly coverage: readonly Coverage[];
  readonly collectNext: readonly CollectNext[];
}

export interface CoverageTextOptions {
  /** Default 80. */
  readonly columns?: number | undefined;
  /** Rows of one matrix, holes, before the rest is counted. Default 30 each. */
  readonly rows?: number | undefined;
  readonly holes?: number | undefined;
}

/** As on the page, but for what was seen, on which the rest is to stand out. Small where a part of the time is so, capital where all of it is. */
const LETTERS_HERE: Readonly<Record<CoverageState, string>> = { ...LETTERS, observed: '.' };

const LABEL_COLUMNS = 22;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** The text, with a newline at its end. Everything from logs is escaped. */
export function coverageText(input: CoverageTextInput, options: CoverageTextOptions = {}): string {
  const columns = options.columns ?? 80;
  const { window, observedShare, coverage } = input;
  const head =
    observedShare === null
      ? 'No mailbox is known, so no share can be stated.'
      : `Accesses would have been logged for ${percentOf(observedShare)} of the mailboxes' time.`;
  if (window === null) return `${head}\nNo log with times is here.\n`;
  const cells = cellsOf(window, columns - LABEL_COLUMNS - 4);
  const lines = [
    ...wrapped(head, columns),
    ...wrapped(
      `From ${window.from} to ${window.to}; a column is ${lengthText(cells.length)}, the first begins ${new Date(cells.start).toISOString().slice(0, 16)}Z.`,
      columns,
    ),
    ...legend(coverage, columns),
  ];
  for (const logKind of LOG_KINDS) {
    const rows = coverage.filter((row) => row.logKind === logKind);
    if (rows.length === 0) continue;
    const share = input.shares.find((entry) => entry.logKind === logKind);
    lines.push('', `${logKind}: ${share === undefined ? 'no share' : `${percentOf(share.observed)} observed`}`);
    lines.push(...matrix(rows, cells, options.rows ?? 30));
  }
  lines.push(...holes(coverage, columns, options.holes ?? 30), ...collect(input, columns));
  return `${lines.join('\n')}\n`;
}

/** Whole percent, never rounded up. */
function percentOf(share: number): string {
  return `${Math.floor(share * 100 + 1e-9)}%`;
}

interface Cells {
  readonly start: number;
  /** Milliseconds of a column. */
  readonly length: number;
  readonly count: number;
}

/** Columns of whole hours or days, as many as fit. */
function cellsOf(window: { readonly from: string; readonly to: string }, room: number): Cells {
  const from = Date.parse(window.from);
  const to = Date.parse(window.to);
  const lengths = [
    HOUR,
    2 * HOUR,
    3 * HOUR,
    6 * HOUR,
    12 * HOUR,
    ...Array.from({ length: 400 }, (_, days) => (days + 1) * DAY),
  ];
  for (const length of lengths) {
    const start = Math.floor(from / Math.min(length, DAY)) * Math.min(length, DAY);
    const count = Math.ceil((to - start) / length);
    // A column of hours is for short windows: days are what people think in.
    if (count <= room && (length >= DAY || to - from <= 2 * DAY)) return { start, length, count };
  }
  const start = Math.floor(from / DAY) * DAY;
  const length = Math.ceil((to - start) / room / DAY) * DAY;
  return { start, length, count: Math.ceil((to - start) / length) };
}

function lengthText(length: number): string {
  return length < DAY ? plural(length / HOUR, 'hour') : plural(length / DAY, 'day');
}

function legend(coverage: readonly Coverage[], columns: number): readonly string[] {
  const occurring = COVERAGE_STATES.filter((state) =>
    coverage.some(({ spans }) => spans.some((span) => span.state === state)),
  );
  const words = occurring.map((state) => `${LETTERS_HERE[state]} ${state.replace('-', ' ')}`);
  return wrapped(
    `${words.join(', ')}. The worst state of a column is shown; a capital where it holds all of it.`,
    columns,
  );
}

/** One line for all mailboxes that look the same. */
function matrix(rows: readonly Coverage[], cells: Cells, most: number): readonly string[] {
  const groups = new Map<string, string[]>();
  for (const row of rows) {
    const line = lineOf(row, cells);
    const own = groups.get(line);
    const label = row.mailbox ?? row.mailboxId ?? '(whole tenant)';
    if (own === undefined) groups.set(line, [label]);
    else own.push(label);
  }
  const lines = [...groups].map(([line, labels]) => {
    const label = labels.length === 1 ? terminalText(labels[0] ?? '') : plural(labels.length, 'mailbox', 'mailboxes');
    const short = shortened(label, LABEL_COLUMNS);
    return `  ${short}${' '.repeat(LABEL_COLUMNS - columnsOf(short))}  ${line}`;
  });
  if (lines.length <= most) return lines;
  const hidden = [...groups.values()].slice(most).reduce((sum, labels) => sum + labels.length, 0);
  return [
    ...lines.slice(0, most),
    `  and ${plural(hidden, 'mailbox', 'mailboxes')} more; --mailbox shows one, --json all`,
  ];
}

function lineOf({ spans }: Coverage, cells: Cells): string {
  const worst = new Uint8Array(cells.count);
  const filled = new Float64Array(cells.count);
  const known = new Float64Array(cells.count);
  for (const { from, to, state } of spans) {
    const rank = FROM_BEST.indexOf(state);
    const begin = Date.parse(from);
    const end = Date.parse(to);
    const last = Math.min(cells.count - 1, Math.ceil((end - cells.start) / cells.length) - 1);
    for (let cell = Math.max(0, Math.floor((begin - cells.start) / cells.length)); cell <= last; cell += 1) {
      const start = cells.start + cell * cells.length;
      const part = Math.min(end, start + cells.length) - Math.max(begin, start);
      known[cell] = (known[cell] ?? 0) + part;
      if (rank > (worst[cell] ?? 0)) {
        worst[cell] = rank;
        filled[cell] = part;
      } else if (rank === worst[cell]) filled[cell] = (filled[cell] ?? 0) + part;
    }
  }
  return Array.from(worst, (rank, cell) => {
    const letter = LETTERS_HERE[FROM_BEST[rank] ?? 'observed'];
    return (filled[cell] ?? 0) >= (known[cell] ?? 0) ? letter.toUpperCase() : letter;
  }).join('');
}

/** Every time that was not observed, with its reason; mailboxes that share it stand together. */
function holes(coverage: readonly Coverage[], columns: number, most: number): readonly string[] {
  const found = new Map<
    string,
    { readonly head: string; readonly reason: string; readonly labels: string[]; readonly tenant: boolean }
  >();
  for (const { logKind, mailbox, mailboxId, spans } of coverage) {
    for (const { from, to, state, reason } of spans) {
      if (state === 'observed') continue;
      const key = JSON.stringify([logKind, from, to, state, reason]);
      const hours = Math.ceil((Date.parse(to) - Date.parse(from)) / HOUR);
      const head = `${logKind}, ${state.replace('-', ' ')}: ${shortTime(from)} to ${shortTime(to)} (${plural(hours, 'hour')})`;
      const own = found.get(key) ?? { head, reason, labels: [], tenant: mailboxId === null };
      own.labels.push(mailbox ?? mailboxId ?? '');
      found.set(key, own);
    }
  }
  if (found.size === 0) return ['', 'No hole.'];
  const listed = [...found.values()].slice(0, most);
  const lines = listed.flatMap(({ head, reason, labels, tenant }) => {
    const whose = tenant
      ? ''
      : `, ${labels.length > 3 ? plural(labels.length, 'mailbox', 'mailboxes') : labels.join(', ')}`;
    return [
      ...wrapped(terminalText(`${head}${whose}`), columns, '  '),
      ...wrapped(terminalText(reason), columns, '    '),
    ];
  });
  const more = found.size > most ? [`  and ${grouped(found.size - most)} more; --json has all`] : [];
  return ['', 'What was not observed, and why:', ...lines, ...more];
}

function shortTime(time: string): string {
  return `${time.slice(0, 10)} ${time.slice(11, 16)}`;
}

/** Advice for logs that have a hole that collecting can fill. */
function collect({ coverage, collectNext }: CoverageTextInput, columns: number): readonly string[] {
  const fillable: readonly CoverageState[] = ['gap', 'not-collected', 'pending'];
  const wanted = collectNext.filter(({ log }) =>
    coverage.some((row) => row.logKind === log && row.spans.some(({ state }) => fillable.includes(state))),
  );
  if (wanted.length === 0) return [];
  const lines = wanted.flatMap(({ why, how, expiresAt }) => [
    ...wrapped(terminalText(why), columns, '  '),
    ...wrapped(terminalText(how), columns, '    '),
    ...(expiresAt === null
      ? []
      : wrapped(`The part needed first may be gone on ${expiresAt.slice(0, 10)}.`, columns, '    ')),
  ]);
  return ['', 'What to collect:', ...lines];
}
