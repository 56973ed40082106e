/** A comparison of two cases for a terminal. */
import { byText, grouped, plural } from '../../scope/index.ts';
import { terminalText, wrapped } from '../terminal-text.ts';
import type { CaseDiff, CoverageChange, FieldChange, FindingRef, IncidentRef, SourceRef, Value } from './model.ts';

export interface DiffTextOptions {
  /** Default 80. */
  readonly columns?: number | undefined;
  /** Entries of each list before the rest is only counted. Default 20. */
  readonly entries?: number | undefined;
}

/** The text, with a newline at its end. Everything from logs is escaped. */
export function diffText(diff: CaseDiff, options: DiffTextOptions = {}): string {
  const { columns = 80, entries = 20 } = options;
  if (diff.same) return 'No difference.\n';
  const lines: string[] = [];
  const section = (title: string, items: readonly Entry[]): void => {
    if (items.length === 0) return;
    if (lines.length > 0) lines.push('');
    lines.push(title);
    for (const { mark, text, details = [] } of items.slice(0, entries)) {
      lines.push(...wrapped(terminalText(text), columns, mark));
      for (const detail of details) lines.push(...wrapped(terminalText(detail), columns, '      '));
    }
    if (items.length > entries) lines.push(`  and ${grouped(items.length - entries)} more; --json has all`);
  };
  const { sources, findings, incidents, mailboxes, checks, coverage } = diff;
  section('Verdict', verdictEntries(diff));
  section('Window', windowEntries(diff));
  section('Sources', [...came(sources, sourceText), ...went(sources, sourceText)]);
  section('Incidents', [
    ...came(incidents, incidentText),
    ...incidents.changed.map(({ before, after, title, matchedBy, changes }) => ({
      mark: CHANGED,
      text: `${after}: ${title}${matchedBy === 'id' ? '' : ` (before: ${before}; they share anchors)`}`,
      details: changes.map(changeText),
    })),
    ...went(incidents, incidentText),
  ]);
  section('Findings', [
    ...came(findings, findingText),
    ...findings.changed.map((finding) => ({
      mark: CHANGED,
      text: findingText(finding),
      details: finding.changes.map(changeText),
    })),
    ...went(findings, findingText),
  ]);
  section('Messages and exposure', exposureEntries(diff));
  section(
    'Mailboxes',
    mailboxes.map(({ mailbox, before, after }) => ({
      mark: CHANGED,
      text: `${mailbox}: ${before ?? 'unknown'} -> ${after ?? 'unknown'}`,
    })),
  );
  section('Checks', [
    ...checks.runNow.map((id) => ({ mark: CAME, text: `${id} could run` })),
    ...checks.runNoLonger.map((id) => ({ mark: WENT, text: `${id} could no longer run` })),
  ]);
  section('Coverage', [
    ...coverage.shares.map(({ logKind, before, after }) => ({
      mark: CHANGED,
      text: `${logKind}: ${shareText(before)} -> ${shareText(after)} observed`,
    })),
    ...coverageLines(coverage.changes).map((text) => ({ mark: '    ', text })),
  ]);
  return `${lines.join('\n')}\n`;
}

interface Entry {
  readonly mark: string;
  readonly text: string;
  readonly details?: readonly string[];
}

const CAME = '  + ';
const WENT = '  - ';
const CHANGED = '  ~ ';

function verdictEntries({ verdict }: CaseDiff): readonly Entry[] {
  const { before, after, reasonsAdded, reasonsRemoved } = verdict;
  if (before === after && reasonsAdded.length + reasonsRemoved.length === 0) return [];
  return [
    { mark: '  ', text: before === after ? `${after}, as before, for other reasons.` : `${before} -> ${after}` },
    ...reasonsRemoved.map((text) => ({ mark: WENT, text })),
    ...reasonsAdded.map((text) => ({ mark: CAME, text })),
  ];
}

function windowEntries({ window: { before, after } }: CaseDiff): readonly Entry[] {
  if (before.from === after.from && before.to === after.to) return [];
  const text = ({ from, to }: typeof before): string =>
    from === null && to === null ? 'none' : `${from ?? 'the beginning'} to ${to ?? 'the end'}`;
  return [
    { mark: WENT, text: text(before) },
    { mark: CAME, text: text(after) },
  ];
}

function exposureEntries({ exposure, incidents }: CaseDiff): readonly Entry[] {
  const gone = new Set(incidents.removed.map(({ id }) => id));
  return exposure.map(({ incident, mailbox, named, undecidable, changes }) => {
    const counts = [
      [named.added.length, 'newly named'],
      [named.removed.length, 'no longer named'],
      [undecidable.added.length, 'newly undecidable'],
      [undecidable.removed.length, 'no longer undecidable'],
    ] as const;
    const said = counts.filter(([count]) => count > 0).map(([count, what]) => `${plural(count, 'message')} ${what}`);
    if (gone.has(incident)) said.push('its incident is gone');
    return {
      mark: CHANGED,
      text: `${mailbox} (${incident})${said.length === 0 ? '' : `: ${said.join(', ')}`}`,
      details: gone.has(incident) ? [] : changes.map(changeText),
    };
  });
}

function came<Item>({ added }: { readonly added: readonly Item[] }, textOf: (item: Item) => string): readonly Entry[] {
  return added.map((item) => ({ mark: CAME, text: textOf(item) }));
}

function went<Item>(
  { removed }: { readonly removed: readonly Item[] },
  textOf: (item: Item) => string,
): readonly Entry[] {
  return removed.map((item) => ({ mark: WENT, text: textOf(item) }));
}

function sourceText({ path, containerPath, records }: SourceRef): string {
  return `${path}${containerPath === null ? '' : `!${containerPath}`} (${plural(records, 'record')})`;
}

function incidentText({ id, severity, title }: IncidentRef): string {
  return `${id} (${severity}): ${title}`;
}

function findingText({ id, severity, title, subject }: FindingRef): string {
  return `${id} (${severity}): ${title}${subject === null ? '' : `, ${subject}`}`;
}

/** Names of a list that are written out. */
const NAMED = 3;

function changeText(change: FieldChange): string {
  if ('before' in change) {
    const texts = [valueText(change.before), valueText(change.after)];
    return texts.some((text) => text.length > LONG)
      ? `${change.field} changed`
      : `${change.field} ${texts.join(' -> ')}`;
  }
  const names = (sign: string, list: readonly string[]): readonly string[] => {
    if (list.length === 0) return [];
    // Ids of events say nothing to people.
    if (change.field === 'events' || list.length > NAMED) return [`${sign}${grouped(list.length)}`];
    return list.map((name) => `${sign}${name}`);
  };
  return `${change.field} ${[...names('+', change.added), ...names('-', change.removed)].join(' ')}`;
}

/** Characters beyond which a value is not repeated. */
const LONG = 60;

function valueText(value: Value): string {
  return value === null ? 'none' : String(value);
}

function shareText(share: number | null): string {
  return share === null ? 'not there' : `${(Math.floor(share * 1000) / 10).toFixed(1)}%`;
}

/** Changes of one kind together: log, states, how many hours of how many mailboxes, from when to when. */
function coverageLines(changes: readonly CoverageChange[]): readonly string[] {
  const groups = new Map<string, CoverageChange[]>();
  for (const change of changes) {
    const key = `${change.logKind}: ${change.before ?? 'outside the window'} -> ${change.after ?? 'outside the window'}`;
    groups.set(key, [...(groups.get(key) ?? []), change]);
  }
  return [...groups].map(([key, own]) => {
    const hours = own.reduce((sum, { from, to }) => sum + (Date.parse(to) - Date.parse(from)) / 3_600_000, 0);
    const mailboxes = new Set(own.flatMap(({ mailboxId }) => mailboxId ?? [])).size;
    const from = own.map((change) => change.from).sort(byText)[0] ?? '';
    const to =
      own
        .map((change) => change.to)
        .sort(byText)
        .at(-1) ?? '';
    const whose = mailboxes === 0 ? '' : ` of ${plural(mailboxes, 'mailbox', 'mailboxes')}`;
    return `${key} for ${plural(Math.ceil(hours), 'hour')}${whose}, between ${from.slice(0, 16)}Z and ${to.slice(0, 16)}Z`;
  });
}
