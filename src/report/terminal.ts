/** The summary for a terminal: 80 columns, for people who have to decide. In the order in which they need it. */
import {
  COVERAGE_STATES,
  type CoverageState,
  LOG_KINDS,
  type Severity,
  TOKEN_REASONS,
  type TokenReason,
  type Verdict,
} from '../facts/index.ts';
import { grouped, percent, plural, type Scope } from '../scope/index.ts';
import type { CollectNext, ExposureTotals, Incident, SourceEntry, TokenReconciliation } from './model.ts';
import { type Colour, columnsOf, painter, shortened, terminalText, wrapped } from './terminal-text.ts';
import type { ReportFiles } from './write.ts';

export interface TerminalOptions {
  /** Default 80. */
  readonly columns?: number | undefined;
  /** Whether to colour: only on a terminal, and not with NO_COLOR. */
  readonly colour: boolean;
  /** Incidents shown before the rest is counted. Default 10. */
  readonly incidents?: number | undefined;
}

const VERDICT_WORDS: Readonly<Record<Verdict, { readonly words: string; readonly colour: Colour }>> = {
  'intrusion': { words: 'INTRUSION: somebody else has accessed mail here.', colour: 'red' },
  'review': { words: 'REVIEW: there are signs that a person must judge.', colour: 'yellow' },
  'not-assessable': { words: 'NOT ASSESSABLE: the logs that are here do not suffice.', colour: 'yellow' },
  'nothing-found': { words: 'NOTHING FOUND in what was looked at.', colour: 'green' },
};

/** The text, with a newline at its end. Everything from logs is escaped. */
export function terminalSummary(scope: Scope, files: ReportFiles, options: TerminalOptions): string {
  const page = new Page(options.columns ?? 80, options.colour);
  verdict(page, files);
  collect(page, files.summary.collectNext);
  incidents(page, files.summary.incidents, options.incidents ?? 10);
  tokens(page, files.summary.tokenReconciliation);
  unseen(page, scope);
  ledger(page, files.sources);
  where(page, files);
  return page.text();
}

class Page {
  readonly columns: number;
  readonly paint: (text: string, colour: Colour | null) => string;
  readonly #lines: string[] = [];

  constructor(columns: number, colour: boolean) {
    this.columns = columns;
    this.paint = painter(colour);
  }

  heading(text: string): void {
    if (this.#lines.length > 0) this.#lines.push('');
    this.#lines.push(this.paint(text, 'bold'));
  }

  /** A paragraph, escaped and wrapped; later lines stand under the text behind `mark`. */
  say(text: string, mark = '  ', colour: Colour | null = null): void {
    for (const line of wrapped(terminalText(text), this.columns, mark)) this.#lines.push(this.paint(line, colour));
  }

  /** A line that is ready. */
  line(text: string): void {
    this.#lines.push(text);
  }

  text(): string {
    return `${this.#lines.map((line) => line.trimEnd()).join('\n')}\n`;
  }
}

function verdict(page: Page, { summary }: ReportFiles): void {
  const { words, colour } = VERDICT_WORDS[summary.verdict];
  page.line(page.paint(words, colour));
  const { from, to } = summary.window;
  if (from !== null && to !== null) page.say(`Looked at: ${day(from)} to ${day(to)} (UTC).`);
  for (const reason of summary.verdictReasons.slice(0, 8)) page.say(reason, '  - ');
  if (summary.verdictReasons.length > 8)
    page.say(`and ${summary.verdictReasons.length - 8} more, in summary.json`, '  - ');
}

function day(time: string): string {
  return time.slice(0, 16).replace('T', ' ');
}

function collect(page: Page, list: readonly CollectNext[]): void {
  if (list.length === 0) return;
  page.heading('Collect next, before it expires');
  for (const { log, why, unblocks, expiresAt } of list) {
    const until = expiresAt === null ? 'does not expire' : `until ${expiresAt.slice(0, 10)}`;
    page.say(
      `${log} (${until}): ${why}${unblocks.length === 0 ? '' : ` For: ${unblocks.slice(0, 3).join(', ')}${unblocks.length > 3 ? ', …' : ''}.`}`,
      '  - ',
    );
  }
  page.say('How to get each is told in the report.', '  ');
}

const SEVERITY_COLOURS: Readonly<Record<Severity, Colour>> = {
  critical: 'red',
  high: 'red',
  medium: 'yellow',
  low: 'dim',
  info: 'dim',
};

function seenWords({ firstSeen, lastSeen }: Incident): string {
  if (firstSeen === null || lastSeen === null) return 'since when is not stated';
  return `${day(firstSeen)} to ${day(lastSeen)}`;
}

function mailboxWords({ mailboxes }: Incident): string {
  if (mailboxes.length === 0) return 'no mailbox is named';
  return `${plural(mailboxes.length, 'mailbox', 'mailboxes')}: ${names(mailboxes)}`;
}

function incidents(page: Page, list: readonly Incident[], most: number): void {
  page.heading(list.length === 0 ? 'Incidents: none' : `Incidents: ${grouped(list.length)}`);
  for (const incident of list.slice(0, most)) {
    page.say(
      `${incident.severity.toUpperCase()} ${incident.title}${incident.decision === null ? '' : ` [judged ${incident.decision.state} by ${incident.decision.by}]`}`,
      '  ',
      SEVERITY_COLOURS[incident.severity],
    );
    page.say(`${incident.id}, ${seenWords(incident)}, ${mailboxWords(incident)}`, '    ');
    page.say(exposureWords(incident.exposure), '    ');
    const width = widthWords(incident.exposure);
    if (width !== null) page.say(width, '    ');
    for (const flow of incident.flows.slice(0, 3)) {
      page.say(
        `Mail led away: ${flow.kind}${flow.mailbox === null ? '' : ` of ${flow.mailbox}`}${flow.destination === null ? '' : ` to ${flow.destination}`}`,
        '    ',
      );
    }
    if (incident.flows.length > 3) page.say(`and ${incident.flows.length - 3} more ways`, '    ');
  }
  if (list.length > most) page.say(`and ${grouped(list.length - most)} more, in the report`);
}

/** Which tokens were given out, and which not: the comparison on which forged tokens are found. */
function tokens(page: Page, found: TokenReconciliation): void {
  if (found.tokens === 0) return;
  page.heading('Tokens that accessed mail, looked for among the tokens that were issued');
  const parts: readonly (readonly [count: number, words: string])[] = [
    [found.issued, 'issued'],
    [found.seenNotCompleted, 'seen, not completed'],
    [found.noIssuanceRecord, 'with no record of issuance'],
    [found.contradictory, 'contradictory'],
    [found.pending, 'pending'],
    [found.notEvaluable, 'not evaluable'],
  ];
  const told = parts.flatMap(([count, words]) => (count === 0 ? [] : [`${grouped(count)} ${words}`]));
  page.say(`${plural(found.tokens, 'token')}: ${told.join(', ')}.`);
  for (const { outcome, reason, tokens: count } of found.reasons)
    page.say(`${outcome}: ${plural(count, 'token')}, for ${TOKEN_REASONS[reason as TokenReason] ?? reason}`, '  - ');
}

function names(list: readonly string[]): string {
  return list.length <= 4 ? list.join(', ') : `${list.slice(0, 4).join(', ')} and ${grouped(list.length - 4)} more`;
}

/** By what the bounds differ: `Width: gap (72 mailbox-hours), undecidable (4 messages).`; null where they are the same. */
function widthWords({ reasons }: Pick<ExposureTotals, 'reasons'>): string | null {
  if (reasons.length === 0) return null;
  const parts = reasons.map(({ reason, hours, messages }) => {
    const size = hours > 0 ? plural(hours, 'mailbox-hour') : messages === null ? 'open' : plural(messages, 'message');
    return `${reason} (${size})`;
  });
  return `Width: ${parts.join(', ')}.`;
}

/** The interval in words: never a bare number. */
export function exposureWords({
  lower,
  upper,
  foldersPresumed,
  undecidable,
  hoursUnobservable,
  elsewhere,
}: ExposureTotals): string {
  const interval = intervalWords(lower, upper);
  const parts = [
    interval,
    ...(foldersPresumed === 0 ? [] : [`${plural(foldersPresumed, 'folder')} presumed taken whole`]),
    ...(undecidable === 0 ? [] : [`${plural(undecidable, 'access', 'accesses')} undecidable`]),
    ...(hoursUnobservable === 0 ? [] : [`${plural(hoursUnobservable, 'mailbox-hour')} unseen`]),
    ...(elsewhere === null || elsewhere.mailboxes === 0
      ? []
      : [
          `${plural(elsewhere.mailboxes, 'other mailbox', 'other mailboxes')} unseen for ${plural(elsewhere.hours, 'hour')}`,
        ]),
  ];
  return `${parts.join('; ')}.`;
}

function intervalWords(lower: number, upper: number | null): string {
  if (upper === null)
    return `${lower === 0 ? 'No message is named' : `At least ${plural(lower, 'message')} accessed`}; how many at most cannot be said`;
  if (upper === lower)
    return lower === 0
      ? 'No message accessed by this log'
      : `${grouped(lower)} ${lower === 1 ? 'message' : 'messages'} accessed, by this log neither more nor fewer`;
  return `Between ${grouped(lower)} and ${grouped(upper)} messages accessed`;
}

function unseen(page: Page, { coverage }: Scope): void {
  page.heading('What could be seen, and what not');
  if (coverage.rows.length === 0) page.say('No log with times is here: nothing could be seen.');
  for (const logKind of LOG_KINDS) {
    const rows = coverage.rows.filter((row) => row.logKind === logKind);
    if (rows.length === 0) continue;
    const lengths = new Map<CoverageState, number>();
    let all = 0;
    for (const { from, to, state } of rows.flatMap(({ spans }) => spans)) {
      lengths.set(state, (lengths.get(state) ?? 0) + to - from);
      all += to - from;
    }
    const blind = COVERAGE_STATES.filter((state) => state !== 'observed' && (lengths.get(state) ?? 0) > 0);
    const share = all === 0 ? 0 : (lengths.get('observed') ?? 0) / all;
    const rest = blind.map((state) => `${state} ${smallPercent((lengths.get(state) ?? 0) / all)}`).join(', ');
    page.say(`${logKind.padEnd(26)} ${percent(share).padStart(5)} seen${rest === '' ? '' : `; ${rest}`}`, '  ');
  }
}

function smallPercent(share: number): string {
  return share < 0.01 ? 'below 1%' : percent(share);
}

const LEDGER_COLUMNS = ['records', 'stored', 'merged', 'duplicates', 'rejected'] as const;

function ledger(page: Page, sources: readonly SourceEntry[]): void {
  page.heading('Ledger');
  const formats = [...new Set(sources.map(({ format }) => format))].sort();
  const row = (cells: readonly string[]): string => {
    const [name = '', ...numbers] = cells;
    const kept = shortened(name, 16);
    return `  ${kept}${' '.repeat(16 - columnsOf(kept))}${numbers.map((cell, index) => cell.padStart(index === 0 || index === 6 ? 6 : 10)).join('')}`;
  };
  const numbers = (own: readonly SourceEntry[]): readonly string[] => [
    grouped(own.length),
    ...LEDGER_COLUMNS.map((column) => grouped(own.reduce((sum, source) => sum + source[column], 0))),
    grouped(own.filter(({ suspectTruncated }) => suspectTruncated.length > 0).length),
  ];
  page.line(
    page.paint(row(['format', 'files', 'records', 'stored', 'merged', 'duplicate', 'rejected', 'cut?']), 'dim'),
  );
  for (const format of formats)
    page.line(row([terminalText(format), ...numbers(sources.filter((source) => source.format === format))]));
  if (formats.length > 1) page.line(row(['all', ...numbers(sources)]));
  const unknown = sources.filter(({ format }) => format === 'not-recognised');
  for (const { path, containerPath, lookedLike } of unknown.slice(0, 5))
    page.say(
      `not recognised: ${path}${containerPath === null ? '' : `!${containerPath}`}${lookedLike === null ? '' : ` (looks like ${lookedLike})`}`,
      '  ',
    );
  if (unknown.length > 5) page.say(`and ${grouped(unknown.length - 5)} more not recognised`, '  ');
  const cut = sources.filter(({ suspectTruncated }) => suspectTruncated.length > 0);
  for (const { path, containerPath, suspectTruncated } of cut.slice(0, 5)) {
    const [first] = suspectTruncated;
    page.say(
      `${first?.proven === true ? 'incomplete' : 'perhaps incomplete'}: ${path}${containerPath === null ? '' : `!${containerPath}`}: ${first?.detail ?? ''}`,
      '  ',
    );
  }
  if (cut.length > 5) page.say(`and ${grouped(cut.length - 5)} more that may be incomplete`, '  ');
}

function where(page: Page, { folder, page: index }: ReportFiles): void {
  page.heading('Report');
  const name = terminalText(`${folder.replace(/[\\/]+$/, '')}/${index ?? 'summary.json'}`);
  // Not wrapped: a path that is broken cannot be opened.
  page.line(`  ${name}`);
  if (index === null) page.say('This build of the program has no page; the JSON and CSV files hold all of it.');
}
